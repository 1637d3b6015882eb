# SPDX-License-Identifier: GPL-2.0-only
"""Sequences in UML, for ci/hosted/compare-uml: a kernel that plays them, and what differs from the hosted world."""
import contextlib
import functools
import itertools
import os
import re
import subprocess
import sys
import tempfile

from kernel import ktap
from kernel import kunit_run
from run import header
from run import process
from run.common import REPO, ask, fail, interruptible

TIMEOUT_S = 120
RESULT = re.compile(r'(?:\[ *\d+\.\d+\] ?)?result (\S+) (.*)')
LINE = re.compile(r'(?:\[ *\d+\.\d+\] ?)?sequence: ?(.*)')
MONITOR = re.compile(r'(?:\[ *\d+\.\d+\] ?)?(teeproof: .*)')
WAITS = re.compile(r'(?:\[ *\d+\.\d+\] ?)?([a-h] (?:is|waits) .*)')
CLEAN = ('fine', 'stuck on the way', 'inconclusive')
SHOWN = 20


@functools.cache
def build_uml():
    """The kernel that runs the suites."""
    return f'{kunit_run.kernel()}/uml/linux'


@functools.cache
def build_hosted():
    return ask(f'{REPO}/ci/hosted/build')


def boot(kernel, *args):
    """What a kernel prints that plays sequences and nothing else; and whether it ended."""
    command = [kernel, 'mem=1G', 'console=tty', 'kunit_shutdown=halt', *kunit_run.ARCHES['um'].kernel_args,
               'kunit.filter_glob=optee_sequence.optee_test_sequence_plays', *args]
    linux = kunit_run.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        text = linux.communicate(timeout=TIMEOUT_S)[0]
        ended = True
    except subprocess.TimeoutExpired:
        process.end(linux)
        text, ended = linux.communicate()[0], False
    lines = text.decode(errors='backslashreplace').splitlines()
    return lines, ended and any('looked for leaks' in l for l in lines)


def results(lines):
    """{name: [verdict, line of each step]} from what either world printed."""
    found = {}
    for m in filter(None, map(RESULT.match, lines)):
        found.setdefault(m[1], []).append(m[2])
    return found


def hosted(tool, *args):
    done = subprocess.run([tool, 'results', *args], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        fail(f'{tool} results: status {done.returncode}')
    return results(done.stdout.splitlines())


def order_of(steps):
    """Numbers of the steps in the order in which they began."""
    began = [(int(m[2]), int(m[1])) for m in (re.match(r'step (\d+) nth (\d+) ', s) for s in steps) if m and int(m[2])]
    return [step for _, step in sorted(began)]


@contextlib.contextmanager
def with_order(path):
    """The path of a file that UML can play: with a schedule, it has the order of its steps in the hosted world in its header."""
    with open(path, encoding='utf-8') as f:
        text = f.read()
    if not header.lines(text, 'schedule') or header.lines(text, 'order'):
        yield path
        return
    steps = hosted(build_hosted(), path)[path]
    with tempfile.NamedTemporaryFile('w', suffix='-' + os.path.basename(path)) as f:
        f.write(f'# of {os.path.basename(path)}\norder {" ".join(map(str, order_of(steps)))}\n{text}')
        f.flush()
        yield f.name


def boot_with(path, *args):
    """boot() that plays one file."""
    kernel = build_uml()
    with with_order(path) as ordered:
        return boot(kernel, f'optee_sequence.file={os.path.abspath(ordered)}', *args)


def replay(path):
    """Status 1 when something fires."""
    lines, ended = boot_with(path)
    verdicts, waiting = [], False
    for line in lines:
        m = LINE.match(line)
        if m:
            print(m[1])
            waiting = m[1].startswith('who waited')
            verdicts += [m[1].partition('verdict: ')[2]] if m[1].startswith('verdict: ') else []
        elif MONITOR.match(line) and 'looked for leaks' not in line:
            print(MONITOR.match(line)[1])
        elif waiting and WAITS.match(line):
            print('  ' + WAITS.match(line)[1])
    reports = ktap.reports_in(lines)
    for kind, excerpt in reports:
        print(f'{kind} report:')
        print('\n'.join('    ' + l for l in excerpt))
    if not ended:
        print('verdict: the kernel did not finish' + ('' if reports else ':'))
        if not reports:
            print('\n'.join(lines[-SHOWN:]))
    elif not verdicts:
        fail('UML did not run the sequence; its last lines:\n' + '\n'.join(l for l in lines if 'sequence' in l or 'ASSERTION' in l)[-2000:])
    fired = reports or not ended or any(not v.startswith(CLEAN) for v in verdicts)
    print(f'{path}: {"something fired" if fired else "nothing fired"} in UML')
    return 1 if fired else 0


def differences(ours, theirs):
    """Lines of two runs that differ, without the order of the steps."""
    cut = [[re.sub(r' nth \d+', '', l) for l in x] for x in (ours, theirs)]
    return [(a, b) for a, b in itertools.zip_longest(*cut, fillvalue='nothing') if a != b]


def both(path):
    status = replay(path)
    tool = build_hosted()
    sys.stdout.flush()
    subprocess.run([tool, 'replay', path], check=False)
    uml = results(boot_with(path, 'optee_sequence.results=1')[0])
    found = differences(hosted(tool, path)[path], next(iter(uml.values()), []))
    for h, u in found:
        print(f'hosted: {h}\n   uml: {u}')
    print(f'{path}: {len(found)} lines differ between the worlds')
    return 1 if status or found else 0


def show(tool, option, name, found):
    """A sequence, and what differs."""
    text = subprocess.run([tool, 'generated', *option, name], stdout=subprocess.PIPE, text=True, check=False).stdout
    print(f'sequence {name}:\n{text}')
    for h, u in found:
        print(f'  hosted: {h}\n     uml: {u}')


def compare_some(kernel, tool, count, first, many):
    """How many sequences were played, how many of them are bad, and whether the kernel ended."""
    option = ['-m'] if many else []
    there = hosted(tool, *option, '-n', str(count), '-s', str(first))
    # what the hosted world gives up may be endless here
    lost = {n for n, r in there.items() if r[0] == 'verdict lost'}
    skip = kunit_run.skip_option(lost, 'the kernel that plays them', f'COUNT={count} is too many')
    lines, ended = boot(kernel, f'optee_sequence.generated={first},{count},{int(many)}', *skip)
    here = results(lines)
    bad = same = 0
    for name in there.keys() - lost:
        found = differences(there[name], here[name]) if name in here else [('played', 'not played')]
        same += not found
        if found and (not many or name not in here or 'verdict finding' in (f[1] for f in found)):
            bad += 1
            if bad <= SHOWN:
                show(tool, option, name, found)
    reports = ktap.reports_in(lines)
    for kind, excerpt in reports[:SHOWN]:
        print(f'{kind} report:\n' + '\n'.join('    ' + l for l in excerpt))
    if not ended:
        print('\n'.join(lines[-SHOWN:]) + '\nthe kernel did not finish')
    print(f'{len(here)} sequences of {"many tasks" if many else "one task"}, {sum(len(r) - 1 for r in here.values())} steps: '
          f'{same} with the same results in both worlds, {len(lost)} left out')
    return len(here), bad + bool(reports), ended and here


def compare(count, first):
    kernel, tool = build_uml(), build_hosted()
    runs = [compare_some(kernel, tool, count, first, many) for many in (False, True)]
    played, bad = (sum(r[i] for r in runs) for i in (0, 1))
    print(f'compare-worlds: {played - bad} passed, {bad} failed')
    return 1 if bad or not all(r[2] for r in runs) else 0


def bench():
    """Not a test: what the hosted world's speed means."""
    tool = build_hosted()
    work = kunit_run.kernel('bench', f'--kunitconfig={REPO}/kunit/bench/kunitconfig')
    said = subprocess.run([tool, 'bench', f'{REPO}/fuzz/scenarios/first.txt'], stdout=subprocess.PIPE, text=True, check=False)
    print(said.stdout, end='')
    there = re.search(r': (\d+) runs/s', said.stdout)
    run = subprocess.run([f'{work}/bench/linux', 'mem=512M', 'console=tty', 'kunit_shutdown=halt',
                          'kunit.filter_glob=optee_sequence_bench'], stdin=subprocess.DEVNULL, capture_output=True,
                         timeout=TIMEOUT_S, check=False)
    here = re.search(rb'bench: sequence_runs (\d+) runs/s', run.stdout)
    if not there or not here or not int(here[1]):
        fail('no result from ' + ('UML:\n' + run.stdout.decode(errors='replace')[-2000:] if there else 'the hosted world'))
    print(f'UML: {int(here[1])} runs/s; the hosted world makes {int(there[1]) / int(here[1]):.0f} times as many')
    return 0


def main(usage):
    what, args = (sys.argv[1] if len(sys.argv) > 1 else ''), sys.argv[2:]
    interruptible()
    if what in ('replay', 'both') and len(args) == 1:
        if not os.access(args[0], os.R_OK):
            fail(f'{args[0]}: no such file (a text file; see fuzz/findings and fuzz/scenarios)')
        sys.exit((replay if what == 'replay' else both)(args[0]))
    if what == 'compare' and len(args) <= 2:
        count, first = (list(map(int, args)) + [150, 1][len(args):])
        sys.exit(compare(count, first))
    if what == 'bench' and not args:
        sys.exit(bench())
    sys.exit(usage)
