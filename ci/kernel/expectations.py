# SPDX-License-Identifier: GPL-2.0-only
"""What is expected of a run of tests: the lists in kunit/lists, or those of kunit/selftests."""
import fnmatch
import functools
import glob
import os
import re
import sys

from kernel import by_version
from run.common import REPO

# The kinds of kernel that have the tests of another one.
SAME_TESTS = {'um32': 'um'}
# A known failure with one of the first two ends its kernel; with ALONE it spoils memory, so that nothing can be believed that
# runs behind it. Each has a kernel of its own (ci/kernel/kunit_run.py).
FATAL = {'PANIC', 'HANG'}
ALONE = FATAL | {'ALONE'}
# The test whose parameters, the sequences of fuzz/, can be skipped one by one; of others all are.
SEQUENCES = 'optee_sequence.optee_test_sequence_plays/'


def selected(tests, name):
    """Does SUITE.TEST, a glob each, '' for all, select it?"""
    suite_glob, _, test_glob = tests.partition('.')
    suite, _, test = name.partition('.')
    return fnmatch.fnmatchcase(suite, suite_glob or '*') and fnmatch.fnmatchcase(test.partition('/')[0], test_glob or '*')


class Lists:
    """What is expected: kunit/lists/expected and kunit/lists/known-failures."""

    def __init__(self, folder, work, arch):
        self.folder, self.work, self.arch = folder, work, arch
        driver, version = re.fullmatch(r'(repo|tree)-(\d+\.\d+)\..*', os.path.basename(work)).groups()
        self.driver = driver
        self.suites = {}        # suite -> [leaf names], in the order in which they run
        self.by_glob = {}       # suite -> {leaf name: the line with globs that stands for it}
        self.marks = {}         # leaf name -> what its line says behind " # "
        self.heads = {}         # suite -> comments at the head of its list
        for path in sorted(glob.glob(f'{folder}/expected/*.list')):
            suite = os.path.basename(path)[:-len('.list')]
            with open(path, encoding='utf-8') as f:
                self.heads[suite] = re.match(r'(?:#.*\n)*', f.read())[0]
            self.suites[suite] = list(self.expected(path)) if self.here(self.heads[suite][2:]) else []
        self.known_by = by_version.Expectations(f'{folder}/known-failures', driver, version)
        self.known = {}         # leaf name -> (kinds of report, reason)
        for path in self.known_by.paths():
            for line in by_version.lines(path):
                where, gone, rest = re.fullmatch(r'(?:(\w+): )?(- )?(.*)', line).groups()
                if where in (None, arch):
                    self.read_known(path, rest, gone)

    def read_known(self, path, line, gone):
        """A line of known failures. A name may have spaces, so it is looked for among those that are expected."""
        names = [n for names in self.suites.values() for n in names if f'{line} '.startswith(n + ' ')]
        name = max(names, key=len, default=line.split()[0])
        kinds, reason = re.fullmatch(r'(?:\[([A-Z ]*)\])?\s*(.*)', line[len(name):].strip()).groups()
        every = [n for names in self.suites.values() for n in names if n.startswith(name[:-1])] if name.endswith('/*') else []
        for n in every or [name]:
            if not gone and not reason:
                sys.exit(f'{path}: "{line}": a name and a reason are needed')
            if gone and not self.known.pop(n, None):
                sys.exit(f'{path}: "- {line}": {os.path.basename(self.known_by.shared)} does not have it')
            if not gone:
                self.known[n] = (set((kinds or '').split()), reason)

    def skipped(self):
        """What the kernel with all other tests skips: names of tests, and of sequences."""
        alone = {n for n, (kinds, _) in self.known.items() if kinds & ALONE}
        return {n if n.startswith(SEQUENCES) else n.partition('/')[0] for n in alone}

    def alone(self):
        """What has a kernel of its own: that, each parameter by itself."""
        skipped = self.skipped()
        return {n for names in self.suites.values() for n in names if n in skipped or n.partition('/')[0] in skipped}

    def expected(self, path):
        """The names in a list that this architecture has."""
        for line in by_version.lines(path):
            written, _, mark = line.partition(' # ')
            names = self.expand(written)
            self.by_glob.setdefault(os.path.basename(path)[:-len('.list')], {}).update(
                {n: line for n in names if n != written})
            if mark:
                self.marks.update({n: mark for n in names})
            if self.here(mark):
                yield from names

    def here(self, marks):
        """Do they let tests be on this architecture, and in this kernel?"""
        return all(self.holds(mark) for mark in re.split(r'; (?=needs |not on |only )', marks))

    def holds(self, mark):
        needs = re.match(r'needs (HAVE_\w+): .', mark)
        if needs and needs[1] not in self.features:
            return False
        absent = re.match(r'not on ([\w ]+): .', mark)
        if absent and {self.arch, self.driver} & set(absent[1].split()):
            return False
        only = re.match(r'only (\w+): .', mark)
        return not only or only[1] in (self.arch, SAME_TESTS.get(self.arch))

    @functools.cached_property
    def features(self):
        """What <teeproof/features.h> says that this kernel has."""
        try:
            with open(f'{self.work}/tree/include/teeproof/features.h', encoding='utf-8') as f:
                return set(re.findall(r'^#define (HAVE_\w+) 1$', f.read(), re.M))
        except FileNotFoundError:
            return set()

    @staticmethod
    def expand(name):
        """The names that SUITE.TEST/<GLOB ...> stands for; other names for themselves."""
        test, _, globs = name.partition('/<')
        if not globs:
            return [name]
        top = f'{REPO}/fuzz/'
        files = sorted({f for g in globs.rstrip('>').split() for f in glob.glob(top + g)})
        return [f'{test}/{f[len(top):-len(".txt")]}' for f in files]

    def may_skip(self, name):
        return self.marks.get(name, '').startswith('may skip:')

    def write(self, leaves, everything):
        suites = {}
        for leaf in leaves:
            suites.setdefault(leaf.name.partition('.')[0], []).append(leaf.name)
        os.makedirs(f'{self.folder}/expected', exist_ok=True)
        for suite, names in suites.items():
            with open(f'{self.folder}/expected/{suite}.list', 'w', encoding='utf-8') as f:
                f.write(self.heads.get(suite, ''))
                globs = self.by_glob.get(suite, {})
                for line in dict.fromkeys(globs.get(n) or n + (f' # {self.marks[n]}' if n in self.marks else '')
                                          for n in names):
                    f.write(line + '\n')
        for suite in set(self.suites) - set(suites) if everything else ():
            os.unlink(f'{self.folder}/expected/{suite}.list')
