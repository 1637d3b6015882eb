# SPDX-License-Identifier: GPL-2.0-only
"""In which way a test fails: the expectation that was not met, or the kernel's report and the function that it is about.

kunit/lists/known-failures/DRIVER.ways has them for the known failures, a line each, "SUITE.TEST: WAY", written by
ci/kernel/kunit-report --write-ways: a known failure that shows another one is another failure.
"""
import os
import re

from kernel.expectations import FATAL, SEQUENCES
from run.common import read, replace_file

# "swapper/0" in a kernel with CONFIG_SMP, "swapper" in one without
IDLE = re.compile(r'\bswapper/\d+')
# A thread of an interrupt: how much of its name there is room for depends on the number
IRQ_THREAD = re.compile(r'\b(irq/)\d+-([a-z]+)\w*')
# Of a program (tools/testing/selftests/kselftest_harness.h)
PROGRAM = re.compile(r'# (?:\S*/)?([\w.]+):\d+:\w+:(Expected .*)|# \w+: (Test terminated by timeout)')
EXPECTATION = re.compile(r'(?:EXPECTATION|ASSERTION) FAILED at (\S+):\d+')
# Numbers that differ between runs: not those in a name, as P10 or u32
NUMBER = re.compile(r'\b0x[0-9a-f]+\b|\b[0-9a-f]{8,16}\b|(?<![A-Za-z_])\d+')
PROMISE = re.compile(r'P\d+(?=: )')
# Of the driver under test, as its functions are named
FUNCTION = re.compile(r'\b((?:__|do_|free_|alloc_|handle_|from_|to_|register_|release_|get_|put_|init_|uninit_|pool_|supp_|params_|match_)*'
                      r'(?:tee|optee|teedev|shm|supp|rpc|msg|param)\w*)\+0x')
WARNED = re.compile(r'\bWARNING: .*?(?:\.\./tree/|\b)(\w[\w/.-]*\.[ch]):\d+')
# Which kind of memory error it is depends on what has become of the memory.
MEMORY = re.compile(r'BUG: KASAN: \S+ in (\w+)')
FRAMES = 40
BETWEEN = ' / '         # ways, in the JUnit file


def same_each_time(text):
    return ' '.join(NUMBER.sub('N', IRQ_THREAD.sub(r'\1N-\2', IDLE.sub('swapper', text))).split())


def expectation(what):
    """As its source has it; of the promises' oracle (fuzz/oracle/promises.c) which promise it is."""
    promise = PROMISE.match(what.strip())
    if promise:
        return promise[0]
    return ' '.join(what.split()) if what.strip().startswith('Expected ') else same_each_time(what)


def of_report(kind, excerpt):
    """A report by its kind, its first line, and the first function of the driver in it. Of a warning the file counts: how the
    line is written, and the function's name, differ between versions of the kernel."""
    function = next((m[1] for m in map(FUNCTION.search, excerpt[:FRAMES]) if m and '_test_' not in m[1]), '')
    place = WARNED.search(excerpt[0])
    memory = MEMORY.search(excerpt[0])
    if memory:
        return kind + (f' of {memory[1]}()' if function != memory[1] else '') + (f' in {function}()' if function else '')
    return f'{kind} {place[1] if place else same_each_time(excerpt[0])}' + (f' in {function}()' if function else '')


def of(leaf):
    """The ways in which a test has failed."""
    found = {of_report(kind, excerpt) for kind, excerpt in leaf.reports}
    for i, line in enumerate(leaf.log):
        m = EXPECTATION.search(line)
        if m:
            what = leaf.log[i + 1] if i + 1 < len(leaf.log) else ''
            found.add(f'{os.path.basename(m[1])}: {expectation(what)}')
        m = PROGRAM.search(line)
        if m:
            found.add(m[3] or f'{m[1]}: {same_each_time(m[2])}')
    return found


def consequence(way, kinds):
    """A report, of a kind that is declared, about no function of the driver: of a kernel that goes down."""
    kind = way.partition(' ')[0]
    return kind in kinds and kind not in FATAL and not re.search(r' in \w+\(\)$', way)


def load(path):
    """{test: its ways}"""
    found = {}
    for line in read(path).splitlines() if os.path.exists(path) else ():
        if line and not line.startswith('#'):
            name, _, way = line.partition(': ')
            found.setdefault(name, set()).add(way)
    return found


class Ways:
    """Those that are recorded of known failures: for all versions, and what a version has beside (by_version.Expectations)."""

    def __init__(self, known_by):
        self.paths = [os.path.splitext(p)[0] + '.ways' for p in (known_by.shared, known_by.own or known_by.shared)]
        self.shared, self.own = (load(p) for p in self.paths)

    def of(self, name):
        """What becomes of memory that was used after it had been freed depends on what lies beside it, and with that on the
        build: of a test with parameters one may then show what another one does. Each sequence is a test of its own."""
        test = name if name.startswith(SEQUENCES) else name.partition('/')[0]
        same = [w for ways in (self.shared, self.own) for n, w in ways.items() if n == name or n.partition('/')[0] == test]
        if any(re.match(r'KASAN\b', w) for found in same for w in found):
            return set().union(*same)
        return self.shared.get(name, set()) | self.own.get(name, set())

    def save(self, shown, known, own):
        """shown: {test: its ways}, now; those of tests that are no known failure go. own: what the version has beside."""
        if own:
            self.own = {n: w for n in known if (w := shown.get(n, self.own.get(n, set())) - self.shared.get(n, set()))}
        else:
            self.shared = {n: w for n, w in {**self.shared, **shown}.items() if n in known}
        what = self.own if own else self.shared
        head = '# SUITE.TEST: WAY: what a known failure shows, by ci/kernel/kunit-report --write-ways (ci/kernel/ways.py).\n'
        replace_file(self.paths[own], head + ''.join(f'{name}: {way}\n' for name in sorted(what) for way in sorted(what[name])))
