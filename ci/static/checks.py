# SPDX-License-Identifier: GPL-2.0-only
"""The static checks of ci/static/check: what each looks at, its cached results, and how findings are judged by cocci/baseline."""
import concurrent.futures
import difflib
import hashlib
import os
import re
import subprocess
import sys
import threading
import time

from run import result_cache
from run.common import REPO, choose, fail
from static import coccinelle
from static import compilers
from kernel import by_version
from static.findings import Baseline, Finding, baseline_entry, write

CHECKS = ('cocci', 'gcc', 'clang', 'sparse', 'analyzer', 'checkpatch', 'kernel-doc')
STYLE = ('checkpatch', 'kernel-doc')
CLIENT_API = ('tee_client_open_context', 'tee_client_open_session', 'tee_client_invoke_func')
COMPILER = {'gcc': 'gcc', 'sparse': 'gcc', 'clang': 'clang', 'analyzer': 'clang'}
# Each line's checks run one after the other, the lines side by side.
LINES = (('gcc', 'sparse'), ('cocci', 'clang', 'analyzer'), ('checkpatch', 'kernel-doc'))
FORMAT = 5                      # of the cached results


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def tool_version(*command):
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout
    except OSError:
        fail(f'{command[0]} is not there; ci/setup static installs it')


class Target:
    """The files to look at: the driver under test, and the clients in the kernel tree."""

    def __init__(self, driver, ksrc, version, work):
        self.driver, self.ksrc, self.version, self.work = driver, ksrc, version, work
        self.top = f'{REPO}/driver' if driver == 'repo' else f'{ksrc}/drivers/tee'
        parts = ['tee', 'include'] if driver == 'repo' else ['.']
        self.driver_files = sorted(
            os.path.normpath(os.path.join(d, f)) for part in parts
            for d, _, files in os.walk(f'{self.top}/{part}') for f in files if f.endswith(('.c', '.h')))
        if driver == 'tree':
            self.driver_files += [f'{ksrc}/include/linux/{h}' for h in ('tee_core.h', 'tee_drv.h')
                                  if os.path.exists(f'{ksrc}/include/linux/{h}')]
        self.clients = self.find_clients()
        self.maps = {}

    def find_clients(self):
        """All users of the client API but for its own implementation."""
        found = subprocess.run(['grep', '-RlF', '--include=*.c', *(f'-e{name}' for name in CLIENT_API), self.ksrc],
                               env={**os.environ, 'LC_ALL': 'C'}, stdout=subprocess.PIPE,
                               check=False).stdout.decode().split('\n')
        own = [p for p in self.driver_files if p.endswith('.c')]
        clients = [p for p in found if p and not p.startswith(f'{self.ksrc}/drivers/tee/')]
        for path in own:
            text = read(path).decode(errors='replace')
            if re.search(r'(?:=|if \(|return)\s*(?:%s)\(' % '|'.join(CLIENT_API), text):
                clients.append(path)
        return sorted(clients)

    def name(self, path):
        """The path as a reader knows it: below the repository, or below the kernel tree."""
        path = os.path.realpath(path)
        for top in (REPO, os.path.realpath(self.ksrc)):
            if path.startswith(top + '/') and not path.startswith(f'{REPO}/build/'):
                return os.path.relpath(path, top)
        if path.startswith(os.path.realpath(self.ksrc) + '/'):
            return os.path.relpath(path, os.path.realpath(self.ksrc))
        return path

    def original(self, path, line):
        """A place in the overlay as the place in the tree; the overlay's call.c has a case for UML more."""
        overlay = f'{self.work}/tree/'
        if not path.startswith(overlay):
            return path, line
        real = f'{self.ksrc}/{path[len(overlay):]}'
        if not os.path.exists(real):
            return path, line
        if path not in self.maps:
            a = read(path).decode(errors='replace').split('\n')
            b = read(real).decode(errors='replace').split('\n')
            self.maps[path] = {i + k + 1: j + k + 1 for i, j, n in
                               difflib.SequenceMatcher(None, a, b, False).get_matching_blocks() for k in range(n)}
        return real, self.maps[path].get(line, line)


class Static:
    def __init__(self, target, wanted, rules):
        self.target, self.wanted, self.chosen = target, wanted, rules
        self.caches = {check: result_cache.Store(f'{REPO}/build/static-cache', FORMAT) for check in CHECKS}
        self.errors = []
        self.rules = {}         # rule that ran -> its sentence
        self.seen = set()       # files that were looked at
        self.contents = {p: read(p) for p in target.driver_files}
        self.sources = b''.join(hashlib.sha256(os.path.basename(p).encode() + c).digest()
                                for p, c in sorted(self.contents.items()))
        self.files = {os.path.realpath(p) for p in target.driver_files}
        self.builds, self.configured = {}, {}

    def finding(self, path, line, rule, text, check):
        path, line = self.target.original(path, line)
        return Finding(self.target.name(path), path, line, rule, text, check)

    # Coccinelle

    def cocci(self):
        macros, version = read(f'{REPO}/cocci/macros.h'), tool_version('spatch', '--version')
        library = read(f'{REPO}/ci/static/coccinelle.py')
        cache, jobs = self.caches['cocci'], []
        for rule in coccinelle.rules():
            if rule.name not in self.chosen:
                continue
            files = (self.target.driver_files if rule.for_driver() else []) + \
                    (self.target.clients if rule.for_clients() else [])
            jobs.append((rule, sorted(set(files))))
            self.rules[rule.name] = rule.sentence
        every = sorted(set(self.target.driver_files + self.target.clients))
        digest = {p: hashlib.sha256(read(p)).digest() for p in every}

        def apply(job):
            """A rule on the files for which its result is not known; one that puts files together, on all."""
            rule, files = job
            groups = [files] if rule.across_files() else [[f] for f in files]
            keys = [[version, rule.text, macros, library, *(digest[f] + f.encode() for f in g)] for g in groups]
            results, missing = {}, []
            for n, (key, group) in enumerate(zip(keys, groups)):
                known = cache.look(key)
                if known is None:
                    missing += [(n, key, group)]
                else:
                    results[n] = known
            try:
                new = coccinelle.apply_rule(rule, [f for _, _, g in missing for f in g])
            except coccinelle.SpatchError as e:
                self.errors.append(f'cocci/{rule.name}.cocci: {e}')
                return []
            for n, key, group in missing:
                results[n] = cache.keep(key, [r for r in new if r[0] in group])
            return [(r[0], r[1], rule.name, r[2]) for n in results for r in results[n]]

        found = []
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            parse = pool.submit(lambda: cache.get(
                ['parse', version, macros, library, b''.join(digest.values()), *every],
                lambda: coccinelle.unparsed(every)))
            for results in pool.map(apply, jobs):
                found += results
            try:
                for path, line, name in parse.result():
                    self.errors.append(f'{self.target.name(path)}:{line}: parse: spatch cannot parse {name}(), so no rule sees it:'
                                       ' add what it stumbles over to cocci/macros.h')
            except coccinelle.SpatchError as e:
                self.errors.append(f'parse check: {e}')
        self.seen |= {self.target.name(p) for p in every}
        return [self.finding(*f, 'cocci') for f in found]

    # compilers

    def kbuild(self, compiler):
        if compiler not in self.builds:
            self.builds[compiler] = compilers.Kbuild(
                f'{self.target.work}/tree', f'{self.target.work}/static-{compiler}', compiler)
        return self.builds[compiler]

    def built(self, check, compiler, make):
        """A check that needs kbuild, on the driver's files only."""
        versions = tool_version({'gcc': 'aarch64-linux-gnu-gcc', 'clang': 'clang-19'}[compiler], '--version')
        if check == 'sparse':
            versions += tool_version('sparse', '--version')
        key = [check, versions, self.target.driver, self.target.version, self.target.ksrc, self.sources,
               read(f'{REPO}/ci/static/arm64.config'), read(f'{REPO}/ci/static/compilers.py')]
        build, cache = self.kbuild(compiler), self.caches[check]
        found = cache.look([*key, build.inputs()])
        if found is None:       # what it was made from is known when it has been made
            found = make()
            cache.keep([*key, build.inputs()], found)
        return self.of_driver(check, found)

    def of_driver(self, check, found):
        """What a compiler found, as findings; those in other files of the kernel are not ours to tell."""
        self.rules[check] = f'no warning of {check}'
        self.seen |= {self.target.name(p) for p in self.target.driver_files}
        found = [self.finding(*f, check) for f in found]
        return [f for f in found if os.path.realpath(f.real) in self.files]

    def gcc(self):
        return self.built('gcc', 'gcc', self.kbuild('gcc').rebuild)

    def clang(self):
        return self.built('clang', 'clang', self.kbuild('clang').rebuild)

    def sparse(self):
        def make():
            build = self.kbuild('gcc')
            if not build.commands():
                build.rebuild()
            return build.sparse()
        return self.built('sparse', 'gcc', make)

    def analyzer(self):
        """Source by source, which is worth it: nothing here takes longer."""
        build, cache = self.kbuild('clang'), self.caches['analyzer']
        same = ['analyzer', tool_version('clang-19', '--version'), self.target.version, self.target.ksrc,
                read(f'{REPO}/ci/static/arm64.config'), read(f'{REPO}/ci/static/compilers.py'),
                *(c for p, c in sorted(self.contents.items()) if p.endswith('.h'))]
        commands = build.to_analyze()
        keys = {s: [*same, s, read(os.path.join(build.out, s)), build.inputs(s), *c] for s, c in commands.items()}
        found = {s: cache.look(key) for s, key in keys.items()}
        new = build.analyze({s: commands[s] for s in commands if found[s] is None})
        found.update({s: cache.keep(keys[s], result) for s, result in new.items()})
        return self.of_driver('analyzer', sorted({f for s in found for f in found[s]}))

    # style, of what is ours

    def style(self, check, tool):
        files = [p for p in self.target.driver_files]
        key = [check, read(f'{self.target.ksrc}/scripts/{"checkpatch.pl" if check == "checkpatch" else "kernel-doc"}'),
               self.sources, read(f'{REPO}/ci/static/compilers.py'), *files]
        self.rules[check] = f'{check} has nothing to say'
        self.seen |= {self.target.name(p) for p in files}
        return [self.finding(*f, check) for f in self.caches[check].get(key, lambda: tool(self.target.ksrc, files))]

    def checkpatch(self):
        return self.style('checkpatch', compilers.checkpatch)

    def kernel_doc(self):
        return self.style('kernel-doc', compilers.kernel_doc)

    def prepare(self):
        """Configure a kernel for each compiler; what that builds for this machine serves the other one, too."""
        for compiler, done in self.configured.items():
            try:
                self.kbuild(compiler).prepare()
                if compiler == 'gcc' and 'clang' in self.configured:
                    self.kbuild('gcc').lend_tools(self.kbuild('clang'))
            except compilers.BuildError:
                pass                # the check that needs it says so
            finally:
                done.set()

    def check(self, check):
        began, compiler = time.time(), COMPILER.get(check)
        try:
            if compiler:
                self.configured[compiler].wait()
            return getattr(self, check.replace('-', '_'))()
        except (compilers.BuildError, subprocess.TimeoutExpired) as e:
            self.errors.append(f'{check}: {e}')
            return []
        finally:
            cached = '' if self.caches[check].misses else ', cached'
            print(f'{check}: {time.time() - began:.0f} s{cached}', file=sys.stderr, flush=True)

    def run(self):
        wanted = [c for c in self.wanted if c not in STYLE or self.target.driver == 'repo']
        self.configured = {c: threading.Event() for c in ('gcc', 'clang') if c in {COMPILER.get(w) for w in wanted}}
        for compiler in self.configured:
            self.kbuild(compiler)
        with concurrent.futures.ThreadPoolExecutor(len(LINES) + 1) as pool:
            prepared = pool.submit(self.prepare)
            lines = [pool.submit(lambda line: [f for c in line if c in wanted for f in self.check(c)], line)
                     for line in LINES]
            prepared.result()
            found = [f for line in lines for f in line.result()]
        self.errors.sort()
        unique = {f.order(): f for f in found}
        return [unique[k] for k in sorted(unique)]


def expected(side, version):
    return by_version.Expectations(f'{REPO}/cocci/baseline', side, version)


def judge(static, findings):
    """Split the findings into new and known ones; what is wrong with the baselines are errors."""
    target = static.target
    of = {side: expected(side, target.version) for side in ('tree', 'repo')}
    lists = {side: Baseline(*of[side].paths()) for side in of}
    if of['tree'].said():
        print(of['tree'].said(), file=sys.stderr)
    new, known = [], []
    for f in findings:
        side = 'repo' if os.path.realpath(f.real).startswith(f'{REPO}/driver/') else 'tree'
        (known if lists[side].knows(f) else new).append(f)
    rules = set(static.rules) | {f.rule for f in findings}
    ran = set(static.wanted)
    for side, baseline in lists.items():
        if not of[side].recorded:
            continue        # another version may well have mended it
        names = {e[0][1] for e in baseline.entries}
        looked = {n for n in names if n in rules or any(n.startswith(tool) for c, tool in (
            ('gcc', 'gcc-w1'), ('clang', 'clang-w1'), ('sparse', 'sparse'), ('analyzer', 'clang-analyzer'),
            ('checkpatch', 'checkpatch'), ('kernel-doc', 'kernel-doc')) if c in ran)}
        static.errors += [os.path.relpath(e, REPO) if e.startswith('/') else e
                          for e in baseline.stale(static.seen, looked)]
    return new, known


def main(usage):
    args = [a for a in sys.argv[1:] if a != '--baseline']
    if any(a not in CHECKS for a in args):
        sys.exit(usage.split('\n\n', maxsplit=1)[1])
    wanted = [c for c in CHECKS if c in args] or list(CHECKS)
    chosen = choose('RULE', os.environ.get('RULE') or '*', 'rule', [r.name for r in coccinelle.rules()])
    driver = os.environ.get('DRIVER') or 'repo'
    try:
        work = subprocess.run([f'{REPO}/ci/kernel/workdir'], check=True, stdout=subprocess.PIPE).stdout.decode().strip()
        ksrc, version = subprocess.run([f'{REPO}/ci/kernel/source', '--id'], check=True,
                                       stdout=subprocess.PIPE).stdout.decode().rstrip('\n').split('\t')
    except subprocess.CalledProcessError as e:
        sys.exit(e.returncode)
    began = time.time()
    static = Static(Target(driver, ksrc, version, work), wanted, chosen)
    findings = static.run()
    try:
        new, known = judge(static, findings)
    except ValueError as e:
        fail(f'{e}')
    if '--baseline' in sys.argv:
        print('\n'.join(baseline_entry(f, f'REASON ({f.line}: {f.text})') for f in new))
    else:
        print(*new, sep='\n', end='\n' if new else '')
    for e in static.errors:
        print(e)
    write(work, new, known, static.rules, static.rules, static.errors)
    bad = {f.rule for f in new}
    failed = len(bad) + len(static.errors)
    where = os.path.relpath(work)
    print(f'static: {len(new)} new findings, {len(known)} known, {len(static.errors)} errors, '
          f'{len(static.target.driver_files)} files of the driver, {len(static.target.clients)} clients, '
          f'{time.time() - began:.0f} s; {where}/static.sarif, {where}/static.xml')
    # A finding in our own driver is a failure in any version.
    linux = expected('tree', static.target.version)
    differs = not linux.recorded and not static.errors and \
        not any(os.path.realpath(f.real).startswith(f'{REPO}/driver/') for f in new)
    print(f'{len(set(static.rules) - bad)} passed, {0 if differs else failed} failed, {len(known)} known failures, 0 skipped'
          + (f', {failed} new in Linux {linux.version}' if differs and failed else ''))
    if failed:
        print(f'replay: make static DRIVER={driver}' + (f' KSRC={os.environ["KSRC"]}' if os.environ.get('KSRC') else ''))
    sys.exit(by_version.DIFFERS if failed and differs else 1 if failed else 0)
