# SPDX-License-Identifier: GPL-2.0-only
"""Line coverage of the driver under test by the KUnit suites: gcov in the kernel, lcov, counts by file, lines that no test runs."""
import glob
import os
import re
import subprocess
import sys

from kernel import by_version
from kernel import kunit_run
from run import result_cache
from run.common import REPO, fail, interruptible, percent


def quietly(*command):
    got = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if got.returncode:
        fail(f'{command[0]} failed: {got.stderr.strip()}')


def captured(data, info):
    """What each kernel has written (FILE.gcda.PID) as an lcov file of its own."""
    files = glob.glob(f'{data}/**/*.gcda.*', recursive=True)
    infos = []
    for pid in sorted({f.rpartition('.')[2] for f in files}):
        for path in (f for f in files if f.endswith(f'.{pid}')):
            os.rename(path, path[:-len(pid) - 1])
        infos.append(f'{info}.{pid}')
        quietly('lcov', '-q', '-c', '-d', data, '-o', infos[-1], '--rc', 'lcov_branch_coverage=0')
    return infos


def lcov(work, data):
    """gcov's data as HTML; the counts by file: [(file, lines, covered)]."""
    info, html = f'{work}/coverage.info', f'{work}/coverage'
    infos = captured(data, info)
    if not infos:
        fail('no kernel has written what gcov counted')
    quietly('lcov', '-q', *(a for i in infos for a in ('-a', i)), '-o', info + '.all')
    quietly('lcov', '-q', '-r', info + '.all', '*/include/*', '*/arch/*', '-o', info)
    quietly('genhtml', '-q', '--legend', '-o', html, info)
    for path in [*infos, info + '.all']:
        os.unlink(path)
    return count(info)


def count(info):
    """The counts by file in an lcov file: [(file, lines, covered)]."""
    rows, name = [], ''
    with open(info, encoding='utf-8') as f:
        for line in f:
            key, _, value = line.rstrip().partition(':')
            if key == 'SF':
                name, found = value, 0
            elif key == 'LF':
                found = int(value)
            elif key == 'LH':
                rows.append((name, found, int(value)))
    return rows


def run(work):
    """Run the suites in that kernel: (status, how many tests ran, what is new in this version of Linux). They are those of
    `make kunit`, which counts them."""
    with open(f'{work}/coverage.out', 'w+', encoding='utf-8') as out:
        status = kunit_run.run(work, '--name=coverage', folder='cov', stdout=out, fatal_too=False)
        out.seek(0)
        text = out.read()
    if status:
        print(text, end='')
    counts = text.rstrip().rpartition('\n')[2]
    new = re.search(r', \d+ new in Linux [\d.]+', counts) if status == by_version.DIFFERS else None
    return status, sum(map(int, re.findall(r'(\d+) (?:passed|failed|known failures|skipped)', counts))), new[0] if new else ''


def total(rows):
    found, hit = sum(r[1] for r in rows), sum(r[2] for r in rows)
    return f'{found} lines, {hit} covered, {percent(hit, found)} %'


def tell(rows):
    """A table by file, the lowest coverage first."""
    rows = [(re.sub(r'^.*?/(?=drivers/tee|driver/tee|include/)', '', f), n, hit) for f, n, hit in rows]
    lines = [f'\n{"lines":>6}{"covered":>9}{"%":>7}  file']
    for name, found, hit in sorted(rows, key=lambda r: r[2] / max(r[1], 1)):
        lines.append(f'{found:6}{hit:9}{percent(hit, found):>7}  {name}')
    return '\n'.join(lines)


def not_run(info):
    """Lines that did not run: [(file below drivers/tee, function, line)]; and all functions there: {(file, function)}."""
    lines, functions = [], set()
    with open(info, encoding='utf-8') as f:
        records = f.read().split('end_of_record')
    for record in records:
        source = re.search(r'^SF:.*/drivers/tee/(.*)', record, re.M)
        if not source:
            continue
        begins = sorted((int(n), name) for n, name in re.findall(r'^FN:(\d+),(.*)', record, re.M))
        functions |= {(source[1], name) for _, name in begins}
        for n in map(int, re.findall(r'^DA:(\d+),0$', record, re.M)):
            lines.append((source[1], max((b for b in begins if b[0] <= n), default=(0, ''))[1], n))
    return lines, functions


def unexplained(info, reasons=f'{REPO}/kunit/lists/uncovered.list'):
    """A sentence for each function with lines that did not run for no reason given, and for each reason without one."""
    lines, functions = not_run(info)
    with open(reasons, encoding='utf-8') as f:
        given = {tuple(l.split()[:2]) for l in f if l.strip() and not l.startswith('#') and len(l.split()) > 2}
    said = []
    for place in dict.fromkeys(l[:2] for l in lines):
        if place not in given:
            numbers = ', '.join(str(l[2]) for l in lines if l[:2] == place)
            said.append(f'FAILED {place[0]}: {place[1]}(): no test runs line {numbers}, and kunit/lists/uncovered.list has no reason')
    return said + [f'FAILED kunit/lists/uncovered.list: {file} has no function {name}' for file, name in sorted(given - functions)]


def counted(status, new):
    """The counts of the run: what is new in a version that nobody has recorded is no failure (ci/kernel/by_version.py)."""
    return f'0 passed, 0 failed, 0 known failures, 0 skipped{new}' if new else f'{int(not status)} passed, {int(bool(status))} failed'


def last(work):
    """The last good run of the same kernel, and of all else that decides what comes out."""
    now = result_cache.key([os.environ.get(n, '') for n in ('SUITE', 'TEST', 'TIMEOUT_S', 'KERNEL_ARGS')],
                   [f'{work}/uml/linux', *result_cache.below(f'{REPO}/kunit/lists'), *sorted(glob.glob(f'{REPO}/ci/kernel/*.py')), f'{REPO}/ci/kernel/kunit-report', f'{REPO}/ci/run/result_cache.py'])
    return result_cache.CachedResult(f'{work}/coverage.said', now, [f'{work}/coverage.{n}' for n in ('info', 'xml', 'ktap', 'log')])


def main(usage):
    if len(sys.argv) > 1:
        sys.exit(usage)
    interruptible()
    if kunit_run.arch().name != 'um':
        fail('coverage is measured in UML, without ARCH=, BITS= and SMP=')
    work = kunit_run.kernel()
    with kunit_run.locked(work):
        before = last(work)
        if before.replay():
            return
        before.forget()
        os.makedirs(f'{work}/cov', exist_ok=True)
        subprocess.run(['rsync', '-a', '--delete', f'{work}/uml/', f'{work}/cov/'], check=True)
        kunit_run.build(work, 'cov', ['TEEPROOF_GCOV=y'])
        for path in glob.glob(f'{work}/cov/drivers/tee/**/*.gcda*', recursive=True):
            os.unlink(path)
        status, tests, new = run(work)
        rows = lcov(work, f'{work}/cov/drivers/tee')
    said = f'{tell(rows)}\nresults: {work}/coverage/index.html\nnote: {total(rows)}\n'
    if os.path.basename(work).startswith('repo-') and not kunit_run.glob_from_environment():
        problems = unexplained(f'{work}/coverage.info')
        said = '\n'.join(problems + [said])
        if problems:
            status, new = 1, ''
    said += f'coverage: {tests} tests ran, {counted(status, new)}\n'
    print(said, end='')
    if not status:
        before.save(said)
    sys.exit(status)
