# SPDX-License-Identifier: GPL-2.0-only
"""The syntax of the lists in kunit/lists and kunit/selftests. Empty lines and those that begin with "#" say nothing.

expected/SUITE.list: a test a line, in the order in which they run, with what has to hold for it below, each behind a tab:

    SUITE.TEST                  or SUITE.TEST/PARAMETER for each parameter of a parametrised test
    SUITE.TEST/<GLOB ...>       a parameter for each file of fuzz/ that one of the globs matches, by its path without .txt
            may skip: WHY
            only ARCH: WHY          it is not there on another architecture
            not on ARCH ...: WHY    it is not there on these architectures, and with the driver of that name
            needs HAVE_X: WHY       it is not there where <teeproof/features.h> does not have that
    suite                       as the first line: what is below it holds for each test

known-failures/DRIVER.list, and DRIVER-X.Y.list for what is otherwise in a version (ci/kernel/by_version.py):

    fault CLASS (WHO): SENTENCE     the fault that the tests below show; or
    fault FILE...                   fuzz/findings has it in these files
    SUITE.TEST                      SUITE.TEST/* is all parameters
            [KIND ...] REASON           below each test, behind a tab: the kinds of report that come with it, and why it fails
            REASON                      without a report. None is "the same": each can be read without the lines above
    ARCH: SUITE.TEST                only on that architecture
    - SUITE.TEST                    in DRIVER-X.Y.list: does not fail in X.Y, though DRIVER.list has it; no REASON

promises.list, the tests of each promise of README.md, a line each, without parameters:

    P4 SUITE.TEST
"""
import collections
import re
import sys
from typing import NamedTuple

CONDITION = re.compile(r'(may skip|only|not on|needs)((?: \w+)*): (\S.*)')
OPERANDS = {'may skip': 0, 'only': 1, 'not on': None, 'needs': 1}      # None: one or more
PROMISE = re.compile(r'(P\d+) (\w+\.\w+)')
KNOWN = re.compile(r'(?:(\w+): )?(- )?(.*)')
REASON = re.compile(r'(?:\[([A-Z ]+)\] +)?([^\s[].*)')
# A reason that says something only below another line; lines are moved, and are printed one by one.
DEPENDS = re.compile(r'(.*: )?the same([,;:( ].*)?')


class Condition(NamedTuple):
    kind: str
    words: tuple
    why: str

    def __str__(self):
        return f'\t{" ".join((self.kind, *self.words))}: {self.why}\n'


class Test(NamedTuple):
    name: str           # as it is written, with globs
    conditions: list

    def __str__(self):
        return f'{self.name}\n{"".join(map(str, self.conditions))}'


class Expected(NamedTuple):
    head: str           # what stands before the first test, to be written again
    conditions: list    # of all of them
    tests: list


class Known(NamedTuple):
    fault: str          # what stands behind the last "fault"
    arch: str           # or None
    gone: bool
    name: str
    kinds: tuple = ()   # of report
    reason: str = ''


def lines(path):
    """(number, line) of those that say something."""
    with open(path, encoding='utf-8') as f:
        return [(n, l.rstrip()) for n, l in enumerate(f, 1) if l.strip() and not l.startswith('#')]


def condition(path, number, line):
    m = CONDITION.fullmatch(line.strip())
    words = tuple(m[2].split()) if m else ()
    if not m or (len(words) != OPERANDS[m[1]] if OPERANDS[m[1]] is not None else not words):
        sys.exit(f'{path}:{number}: "{line.strip()}" is none of may skip: WHY, only ARCH: WHY, not on ARCH ...: WHY, needs HAVE_X: WHY')
    return Condition(m[1], words, m[3])


def expected(path):
    tests, suite = [], []
    of, first = None, None
    for number, line in lines(path):
        if line.startswith('\t'):
            if of is None:
                sys.exit(f'{path}:{number}: "{line.strip()}" belongs to no test')
            of.append(condition(path, number, line))
        elif line == 'suite' and of is None:
            of = suite
        else:
            first = first or number
            tests.append(Test(line, []))
            of = tests[-1].conditions
    with open(path, encoding='utf-8') as f:
        head = ''.join(f.readlines()[:first - 1]) if first else f.read()
    return Expected(head, suite, tests)


def reason(where, line):
    """(kinds of report, why) of the line below a known failure."""
    m = REASON.fullmatch(line.strip())
    if not m:
        sys.exit(f'{where}: "{line.strip()}": the kinds of report are words in capitals; without any there are no brackets')
    if DEPENDS.fullmatch(m[2]):
        sys.exit(f'{where}: "{line.strip()}": a reason says it itself, not "the same" as the line above')
    return tuple((m[1] or '').split()), m[2]


def known(path):
    fault, waits = '', None     # waits: a test that has no reason yet
    for number, line in lines(path):
        where = f'{path}:{number}'
        if line.startswith('\t'):
            if not waits:
                sys.exit(f'{where}: "{line.strip()}" belongs to no test')
            kinds, why = reason(where, line)
            yield waits._replace(kinds=kinds, reason=why)
            waits = None
            continue
        needs_reason(path, waits)
        if line.startswith('fault '):
            fault = line.removeprefix('fault ')
            continue
        arch, gone, name = KNOWN.fullmatch(line).groups()
        entry = Known(fault, arch, bool(gone), name)
        if gone:
            yield entry
        else:
            waits = entry
    needs_reason(path, waits)


def needs_reason(path, entry):
    if entry:
        sys.exit(f'{path}: "{entry.name}": a name and, below it behind a tab, a reason are needed')


def of_suites(text, suites):
    """The entries of a list, or lines of a .ways, whose name begins with one of these words."""
    kept, mine = [], False
    for line in text.splitlines(keepends=True):
        mine = mine if line.startswith('\t') else line.removeprefix('- ').startswith(suites)
        kept += [line] * mine
    return ''.join(kept)


def promises(path):
    """{promise: [SUITE.TEST]}"""
    found = collections.defaultdict(list)
    for number, line in lines(path):
        m = PROMISE.fullmatch(line)
        if not m:
            sys.exit(f'{path}:{number}: "{line}" is not PROMISE SUITE.TEST, as in P4 optee_call_queue.optee_test_x')
        found[m[1]].append(m[2])
    return found
