# SPDX-License-Identifier: GPL-2.0-only
"""What is expected of a run of tests: the lists in kunit/lists, or those of kunit/selftests."""
import fnmatch
import functools
import glob
import os
import re
import sys

from kernel import by_version, list_files
from run.common import REPO, replace_file

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
        self.written = {}       # leaf name -> its entry in a list, which may stand for others as well
        self.heads = {}         # suite -> the head of its list
        for path in sorted(glob.glob(f'{folder}/expected/*.list')):
            suite = os.path.basename(path)[:-len('.list')]
            entries = list_files.expected(path)
            self.heads[suite] = entries.head
            self.suites[suite] = list(self.expected(entries.tests)) if self.here(entries.conditions) else []
        self.known_by = by_version.Expectations(f'{folder}/known-failures', driver, version)
        # Of the kernel's own clients, whichever driver is under test
        self.clients = by_version.Expectations(f'{folder}/known-failures', 'clients', version)
        self.known = {}         # leaf name -> (kinds of report, reason)
        self.read_lists(self.known_by)
        of_driver = set(self.known)
        self.read_lists(self.clients)
        self.of_clients = set(self.known) - of_driver

    def read_lists(self, lists):
        for path in lists.paths():
            for line in list_files.known(path):
                if line.arch in (None, self.arch):
                    self.read_known(lists, path, line)

    def lists_of(self, name):
        """In which lists a known failure is, or one that is new."""
        return self.clients if name in self.of_clients else self.known_by

    def read_known(self, lists, path, line):
        """An entry of known failures (list_files.Known): of one name, or of all parameters of a test."""
        every = [n for names in self.suites.values() for n in names if n.startswith(line.name[:-1])] if line.name.endswith('/*') else []
        for n in every or [line.name]:
            if not line.gone:
                self.known[n] = (set(line.kinds), line.reason)
            elif not self.known.pop(n, None):
                sys.exit(f'{path}: "- {line.name}": {os.path.basename(lists.shared)} does not have it')

    def skipped(self):
        """What the kernel with all other tests skips: names of tests, and of sequences."""
        alone = {n for n, (kinds, _) in self.known.items() if kinds & ALONE}
        return {n if n.startswith(SEQUENCES) else n.partition('/')[0] for n in alone}

    def alone(self):
        """What has a kernel of its own: that, each parameter by itself."""
        skipped = self.skipped()
        return {n for names in self.suites.values() for n in names if n in skipped or n.partition('/')[0] in skipped}

    def expected(self, tests):
        """The names in a list that this architecture has."""
        for test in tests:
            names = self.expand(test.name)
            self.written.update({n: test for n in names})
            if self.here(test.conditions):
                yield from names

    def here(self, conditions):
        """Do they let tests be on this architecture, and in this kernel?"""
        return all(self.holds(c.kind, c.words) for c in conditions)

    def holds(self, kind, words):
        if kind == 'needs':
            return words[0] in self.features
        if kind == 'not on':
            return not {self.arch, self.driver} & set(words)
        return kind != 'only' or words[0] in (self.arch, SAME_TESTS.get(self.arch))

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
        return name in self.written and any(c.kind == 'may skip' for c in self.written[name].conditions)

    def write(self, leaves, everything):
        suites = {}
        for leaf in leaves:
            suites.setdefault(leaf.name.partition('.')[0], []).append(leaf.name)
        os.makedirs(f'{self.folder}/expected', exist_ok=True)
        for suite, names in suites.items():
            entries = dict.fromkeys(str(self.written.get(n) or f'{n}\n') for n in names)
            replace_file(f'{self.folder}/expected/{suite}.list', self.heads.get(suite, '') + ''.join(entries))
        for suite in set(self.suites) - set(suites) if everything else ():
            os.unlink(f'{self.folder}/expected/{suite}.list')
