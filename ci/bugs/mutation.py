# SPDX-License-Identifier: GPL-2.0-only
"""Mutants of the driver under test, for ci/bugs/mutants: the places, the choice, the copy in which they are made, the score."""
import collections
import concurrent.futures
import difflib
import fnmatch
import glob
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time

from bugs import mutant_checks
from bugs import patched_tree
from run.common import REPO, fail, percent, read
from static import coccinelle

HOME = os.environ.get('TEEPROOF_MUTANTS_HOME')          # the project, when this runs in its copy

UNBUILT = ('amdtee/*', 'tstee/*', '*ffa_abi.c')                 # what no configuration of the checks builds
Site = collections.namedtuple('Site', 'operator file line column function')


def put(path, text):
    patched_tree.put_bytes(path, text.encode('utf-8', errors='surrogateescape'))


def go_on_in_copy(base):
    """Copy the project, as git knows it, and run this script there. Files that do not change keep their times, so
    that a second run builds little."""
    top = f'{base}/mutant-repo'
    listed = subprocess.run(['git', '-C', REPO, 'ls-files', '-co', '--exclude-standard'], stdout=subprocess.PIPE,
                            check=True).stdout.decode().split('\n')
    listed = {f for f in listed if f and os.path.isfile(f'{REPO}/{f}')}
    for here, dirs, files in os.walk(top):
        dirs[:] = [d for d in dirs if (here, d) != (top, 'build')]
        for f in files:
            if os.path.relpath(f'{here}/{f}', top) not in listed:
                os.unlink(f'{here}/{f}')
    for f in listed:
        patched_tree.copy_file(f'{REPO}/{f}', f'{top}/{f}')
    os.environ['TEEPROOF_MUTANTS_HOME'] = REPO
    os.execv(sys.executable, [sys.executable, f'{top}/ci/bugs/mutants', *sys.argv[1:]])


class Copy:
    """The driver in which the mutants are made: that of the project's copy, in which this runs (DRIVER=repo), or that
    of a copy of the kernel tree, made of links but for drivers/tee (tree)."""

    def __init__(self, driver, ksrc, base):
        self.driver, self.repo = driver, REPO
        if driver == 'tree':
            self.kernel = f'{base}/mutant-kernel'
            patched_tree.link_tree(ksrc, self.kernel)
            patched_tree.copy_files(f'{ksrc}/drivers/tee', f'{self.kernel}/drivers/tee')
            for h in patched_tree.TEE_HEADERS:
                patched_tree.copy_file(f'{ksrc}/{h}', f'{self.kernel}/{h}')
            self.top, self.below = self.kernel, 'drivers/tee'
        else:
            self.kernel = ksrc
            self.top, self.below = REPO, 'driver/tee'
        files = sorted(os.path.relpath(p, f'{self.top}/{self.below}')
                       for p in glob.glob(f'{self.top}/{self.below}/**/*.c', recursive=True))
        self.files = [f for f in files if not any(fnmatch.fnmatchcase(f, u) for u in UNBUILT)]
        self.originals = {f: read(self.path(f)) for f in self.files}

    def path(self, file):
        return f'{self.top}/{self.below}/{file}'

    def set(self, file, text):
        put(self.path(file), text)

    def key(self):
        return hashlib.sha256(''.join(self.originals[f] for f in self.files).encode(errors='replace')).hexdigest()[:12]

    def env(self):
        env = {k: v for k, v in os.environ.items() if k not in (
            'MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'RULE', 'FRESH', 'FILE', 'SEED', 'TEEPROOF_MUTANTS_HOME')}
        env.update(DRIVER=self.driver, KSRC=self.kernel)
        return env


def operators():
    pattern = os.environ.get('OPERATOR') or '*'
    found = [p for p in sorted(glob.glob(f'{REPO}/cocci/mutants/*.cocci'))
             if fnmatch.fnmatchcase(os.path.basename(p)[:-6], pattern)]
    if not found:
        fail(f'OPERATOR={pattern}: no operator of that name in cocci/mutants/')
    return found


def sites(copy):
    """Every place where an operator applies."""
    pattern = os.environ.get('FILE') or '*'
    files = [f for f in copy.files if fnmatch.fnmatchcase(f, pattern) or fnmatch.fnmatchcase(os.path.basename(f), pattern)]
    paths = {copy.path(f): f for f in files}

    def one(operator):
        name = os.path.basename(operator)[:-6]
        with coccinelle.Folder(paths) as folder:
            out = coccinelle.spatch(['-D', 'list', '--no-includes', '--sp-file', operator], folder)
            found = {Site(name, paths[folder.real[l[1]]], int(l[2]), int(l[3]), l[4])
                     for l in (line.split() for line in out) if l and l[0] == 'SITE'}
        return sorted(found)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [s for found in pool.map(one, operators()) for s in found]


def choose(all_sites, seed):
    """All places in an order that has each operator in turn, the same for the same seed and source."""
    by_operator = collections.defaultdict(list)
    for s in all_sites:
        by_operator[s.operator].append(s)
    rng = random.Random(seed)
    for found in by_operator.values():
        rng.shuffle(found)
    order = []
    while any(by_operator.values()):
        for name in sorted(by_operator):
            if by_operator[name]:
                order.append(by_operator[name].pop())
    return order


def mutate(copy, site):
    """The text of the file with this one change, or None where spatch makes none."""
    out = f'{copy.top}.mutant.c'
    if os.path.exists(out):
        os.unlink(out)
    subprocess.run(['spatch', '-D', 'one', '-D', f'line={site.line}', '-D', f'column={site.column}', '--very-quiet',
                    '--no-includes', '--macro-file', f'{REPO}/cocci/macros.h', '--sp-file',
                    f'{REPO}/cocci/mutants/{site.operator}.cocci', copy.path(site.file), '-o', out],
                   stdin=subprocess.DEVNULL, env=coccinelle.ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   check=False)
    if not os.path.exists(out):
        return None
    text = read(out)
    os.unlink(out)
    return None if text == copy.originals[site.file] else text


def diff(copy, site, text):
    name = f'{copy.below}/{site.file}'
    a, b = copy.originals[site.file].splitlines(True), text.splitlines(True)
    return ''.join(difflib.unified_diff(a, b, f'a/{name}', f'b/{name}', n=3))


def try_one(copy, judge, site, text, n):
    """Verdict on one mutant: (killed by, why); None when it does not compile, or to the same code."""
    copy.set(site.file, text)
    try:
        if not judge.makes_a_difference(site.file):
            return None
        for check in judge.checks:
            why = judge.kill(check, site.file, n)
            if why:
                return check, why
        return '', ''
    finally:
        copy.set(site.file, copy.originals[site.file])


class Score:
    """What became of each mutant; kept after each one, so that a run that is interrupted has its part."""

    def __init__(self, work, key, places):
        self.work, self.key, self.places = work, key, places
        self.results, self.unfit, self.checks = [], 0, []

    def last(self):
        """Take over what the last run found; its survivors are returned as sites, and stay until add() knows better."""
        try:
            with open(f'{self.work}/score.json', encoding='utf-8') as f:
                old = json.load(f)
        except OSError:
            fail('MUTANTS=survivors: there is no score of an earlier run')
        if old['key'] != self.key:
            fail(f'MUTANTS=survivors: the last run had another driver or seed: {old["key"]}')
        self.results, self.unfit, self.checks = old['mutants'], old['unfit'], old['checks']
        return [(r['n'], Site(*(r[f] for f in Site._fields))) for r in old['mutants'] if not r['killed_by']]

    def add(self, n, site, verdict, change, seconds):
        self.results = [r for r in self.results if r['n'] != n]
        self.results.append({'n': n, **site._asdict(), 'killed_by': verdict[0], 'why': verdict[1], 'diff': change})
        self.results.sort(key=lambda r: r['n'])
        put(f'{self.work}/{n}.diff', change)
        print(f'{n:4} {verdict[0] or "SURVIVED":9} {seconds:4.0f} s  {site.operator:17} '
              f'{site.file}:{site.line} {site.function}()  {verdict[1][:90]}', flush=True)
        self.keep()

    def killed(self):
        return sum(bool(r['killed_by']) for r in self.results)

    def keep(self):
        share = percent(self.killed(), len(self.results))
        put(f'{self.work}/score.json', json.dumps(
            {'key': self.key, 'checks': self.checks, 'killed': self.killed(), 'percent': share, 'unfit': self.unfit,
             'mutants': self.results}, indent=1) + '\n')
        return share

    def tell(self):
        table = collections.defaultdict(collections.Counter)
        for r in self.results:
            table[r['operator']][r['killed_by'] or 'survived'] += 1
        head = [*self.checks, 'survived']
        print(f'\n{"operator":20}{"places":>8}{"tried":>7}' + ''.join(f'{h:>10}' for h in head))
        for name, places in sorted(self.places.items()):
            c = table[name]
            print(f'{name:20}{places:8}{sum(c.values()):7}' + ''.join(f'{c[h]:10}' for h in head))
        for r in self.results:
            if not r['killed_by']:
                print(f'\nsurvivor {r["n"]}: {r["operator"]} in {r["function"]}()\n{r["diff"]}', end='')
        by = ', '.join(f'{sum(r["killed_by"] == c for r in self.results)} by {c}' for c in self.checks)
        print(f'\nmutants: {len(self.results)}, killed {self.killed()} ({self.keep()} %: {by}), '
              f'survived {len(self.results) - self.killed()}; {self.unfit} more changes made no other code; '
              f'{os.path.relpath(self.work, HOME)}/score.json')


def run(copy, score, todo, limit):
    """todo: [(n, site)] in order; mutants are tried until there are `limit` of them."""
    judge = mutant_checks.Judge(copy, score.work, os.environ)
    if not judge.checks:
        return 2
    score.checks += [c for c in judge.checks if c not in score.checks]
    try:
        judge_all(copy, judge, score, todo, limit)
    finally:
        score.tell()
    return 0


def judge_all(copy, judge, score, todo, limit):
    done = 0
    for given, site in todo:
        if done >= limit:
            break
        began, n = time.time(), given or len(score.results) + 1
        text = mutate(copy, site)
        verdict = try_one(copy, judge, site, text, n) if text else None
        if verdict is None:
            score.unfit += 1
            continue
        done += 1
        score.add(n, site, verdict, diff(copy, site, text), time.time() - began)


def main(usage):
    if [a for a in sys.argv[1:] if a != '--list']:
        sys.exit(usage)
    driver, seed = os.environ.get('DRIVER') or 'repo', int(os.environ.get('SEED') or 1)
    wanted = os.environ.get('MUTANTS') or '40'
    if wanted not in ('all', 'survivors') and not wanted.isdigit():
        fail(f'MUTANTS={wanted}: expected a number, all or survivors')
    done = subprocess.run([f'{HOME or REPO}/ci/kernel/source', '--id'], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    ksrc, version = done.stdout.decode().rstrip('\n').split('\t')
    base = f'{HOME or REPO}/build/{driver}-{version}'
    if not HOME:
        go_on_in_copy(base)
    copy = Copy(driver, ksrc, base)
    every = sites(copy)
    work = f'{base}/mutants'
    score = Score(work, {'driver': driver, 'version': version, 'seed': seed, 'sources': copy.key()},
                  collections.Counter(s.operator for s in every))
    if wanted == 'survivors':
        todo = score.last()
    else:
        todo = [(0, s) for s in choose(every, seed)]
    limit = int(wanted) if wanted.isdigit() else len(todo)
    print(f'{len(every)} places for {len(score.places)} operators; {limit} mutants, SEED={seed}', flush=True)
    if '--list' in sys.argv:
        for _, s in todo[:limit]:
            print(f'{copy.below}/{s.file}:{s.line}: {s.operator} in {s.function}()')
        return 0
    if wanted != 'survivors':
        patched_tree.remake(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)   # both end what was started
    return run(copy, score, todo, limit)
