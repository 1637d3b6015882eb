# SPDX-License-Identifier: GPL-2.0-only
"""The tests of ci/static/test-rules: each rule of cocci/ on its own examples."""
import concurrent.futures
import fnmatch
import glob
import os
import re
import subprocess
import sys
import tempfile

from run import result_cache
from run.common import REPO, fail, read
from static import coccinelle
from static import compilers

TESTS = f'{REPO}/cocci/tests'
CACHE = result_cache.Store(f'{REPO}/build/static-cache', 'rules')
ORG = re.compile(r'^\* TODO \[\[view:(.+?)::.*?linb=(\d+)')
PERMITTED = ['-Wno-missing-prototypes', '-Wno-missing-declarations', '-Wno-unused-function', '-Wno-unused-variable']


def cached(parts, make):
    """The complaints that make() returns; an empty list of them is cached."""
    complaints = CACHE.look(parts)
    if complaints is None:
        complaints = make()
        if not complaints:
            CACHE.keep(parts, [])
    return complaints


def expected(path, rule):
    return {n for n, line in enumerate(read(path).split('\n'), 1) if re.search(rf'expect: {rule}\b', line)}


def fires(rule, files):
    """Lines reported in each file, in report mode."""
    lines = {f: set() for f in files}
    for path, line, _ in coccinelle.apply_rule(rule, files):
        lines[path].add(line)
    return lines


def modes(rule, files, reported):
    """What the other modes make of the files that fire."""
    firing = [f for f in files if reported[f]]
    with coccinelle.Folder(firing) as folder:
        lines = {f: set() for f in firing}
        for line in coccinelle.spatch(['-D', 'org', *rule.options, '--sp-file', rule.path], folder):
            match = ORG.match(line)
            if match:
                lines[folder.real[match.group(1)]].add(int(match.group(2)))
        for f in firing:
            if lines[f] != reported[f]:
                yield f'{f}: org mode shows lines {sorted(lines[f])}, report mode {sorted(reported[f])}'
    for f in firing:
        shown = subprocess.run(['spatch', '-D', 'context', '--very-quiet', *rule.options, '--macro-file',
                                f'{REPO}/cocci/macros.h', '--sp-file', rule.path, f], stdout=subprocess.PIPE,
                               env=coccinelle.ENVIRONMENT, stderr=subprocess.DEVNULL, check=False).stdout
        if b'\n-' not in shown:
            yield f'{f}: context mode shows nothing'
    if 'patch' in rule.modes:
        yield from patched(rule, firing)


def patched(rule, files):
    """A patch must repair: what it makes of a file fires on fewer lines, and somewhere it does something."""
    changed = 0
    for f in files:
        with tempfile.TemporaryDirectory(prefix='teeproof-cocci-') as top:
            out = f'{top}/{os.path.basename(f)}'
            subprocess.run(['spatch', '-D', 'patch', '--very-quiet', *rule.options, '--macro-file',
                            f'{REPO}/cocci/macros.h', '--sp-file', rule.path, f, '-o', out],
                           env=coccinelle.ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            if os.path.exists(out) and read(out) != read(f):
                changed += 1
                if len(fires(rule, [out])[out]) >= len(expected(f, rule.name)):
                    yield f'{f}: the patch leaves as many findings as before'
    if not changed:
        yield f'{rule.path}: patch mode changes none of the files that fire'


def check_rule(rule):
    files = sorted(glob.glob(f'{TESTS}/{rule.name}/*.c'))
    complaints = []
    for kind in ('fire', 'quiet'):
        if not any(os.path.basename(f).startswith(kind) for f in files):
            complaints.append(f'{TESTS}/{rule.name}: no {kind}*.c')
    for mode in ('context', 'org', 'report'):
        if mode not in rule.modes:
            complaints.append(f'{rule.path}: no `virtual {mode}`')
    if not rule.sentence or '// Confidence: ' not in rule.text:
        complaints.append(f'{rule.path}: no sentence (///) or no Confidence')
    try:
        reported = fires(rule, files)
        for f in files:
            want = expected(f, rule.name)
            if os.path.basename(f).startswith('fire') != bool(want):
                complaints.append(f'{f}: a fire file marks lines, a quiet one none')
            if reported[f] != want:
                complaints.append(f'{f}: expected lines {sorted(want)}, reported {sorted(reported[f])}')
        for path, line, name in coccinelle.unparsed(files):
            complaints.append(f'{path}:{line}: spatch cannot parse {name}()')
        complaints += modes(rule, files, reported)
    except coccinelle.SpatchError as e:
        complaints.append(f'{rule.path}: {e}')
    return complaints


def compile_flags():
    """How the tree's own tee_core.c is compiled: (folder, arguments)."""
    env = dict(os.environ, DRIVER='tree')
    work = subprocess.run([f'{REPO}/ci/kernel/workdir'], env=env, check=True, stdout=subprocess.PIPE).stdout.decode().strip()
    build = compilers.Kbuild(f'{work}/tree', f'{work}/static-gcc', 'gcc')
    with build.lock():
        build.prepare()
        commands = {s: c for s, c in build.commands().items() if s.endswith('/tee_core.c')}
        if not commands:
            status, output = build.make('W=1', 'drivers/tee/tee_core.o')
            if status:
                fail(f'tee_core.c of the tree does not compile:\n{output[-2000:]}')
            commands = {s: c for s, c in build.commands().items() if s.endswith('/tee_core.c')}
    command = next(iter(commands.values()))
    keep = [a for a in command if not a.startswith('-Wp,-MMD')]
    return build.out, keep[:keep.index('-c')]


def compiles(path, flags):
    folder, command = flags
    strict = ['-Werror'] if os.path.basename(path).startswith('quiet') else ['-Wno-error', '-w']
    status, output = compilers.run([*command, *PERMITTED, *strict, '-fsyntax-only', path], cwd=folder)
    return [f'{path} does not compile:\n{output[:2000]}'] if status else []


def run(tell):
    """Run every test; tell(name, complaints) hears of each."""
    pattern = os.environ.get('RULE') or '*'
    rules = [r for r in coccinelle.rules() if fnmatch.fnmatchcase(r.name, pattern)]
    version = subprocess.run(['spatch', '--version'], stdout=subprocess.PIPE, check=True).stdout.decode()
    tools = [version, read(f'{REPO}/ci/static/coccinelle.py'), read(__file__), read(f'{REPO}/cocci/macros.h')]
    flags = compile_flags()
    headers = [read(h) for h in sorted(glob.glob(f'{TESTS}/*.h'))]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = []
        for rule in rules:
            files = sorted(glob.glob(f'{TESTS}/{rule.name}/*.c'))
            key = [*tools, rule.text, *[(os.path.relpath(f, REPO), read(f)) for f in files]]
            jobs.append((rule.name, pool.submit(cached, key, lambda r=rule: check_rule(r))))
        for path in sorted(glob.glob(f'{TESTS}/{pattern}/*.c')):
            key = ['compile', flags[1], read(path), *headers, os.path.basename(path)]
            name = os.path.relpath(path, REPO)
            jobs.append((f'{name} compiles', pool.submit(cached, key, lambda p=path: compiles(p, flags))))
        for name, job in jobs:
            tell(name, job.result())
    names = {r.name for r in rules}
    for folder in sorted(os.listdir(TESTS)):
        if os.path.isdir(f'{TESTS}/{folder}') and folder not in names and fnmatch.fnmatchcase(folder, pattern):
            tell(folder, [f'{TESTS}/{folder}: there is no such rule'])


class Tap:
    """Counts, and prints each result as a line of TAP."""

    def __init__(self):
        self.n = self.failed = 0

    def __call__(self, name, complaints):
        self.n += 1
        self.failed += bool(complaints)
        print(f'{"not ok" if complaints else "ok"} {self.n} - {name}', flush=True)
        for c in complaints:
            print('\n'.join(f'# {l}' for l in c.split('\n')), flush=True)

    def end(self):
        print(f'1..{self.n}')
        print(f'# {self.n - self.failed} passed, {self.failed} failed, 0 skipped')
        return 1 if self.failed else 0


def main(usage):
    if len(sys.argv) > 1:
        sys.exit(usage)
    print('TAP version 13')
    tap = Tap()
    run(tap)
    return tap.end()
