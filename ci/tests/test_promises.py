# SPDX-License-Identifier: GPL-2.0-only
"""ci/report/promises.py: the checks of each promise are there, and their names agree with it."""
import glob
import os
import re
import tempfile
import unittest

from kernel import list_files
from report import promises
from run.common import REPO, read

DRIVERS = ('repo', 'tree')


class Promises(unittest.TestCase):
    TESTS = promises.tests(REPO)
    SEQUENCES = {driver: promises.sequences(REPO, driver) for driver in DRIVERS}

    def test_each_promise_has_tests_and_scenarios(self):
        stated = set(promises.stated(REPO))
        self.assertEqual(set(self.TESTS), stated)
        for driver in DRIVERS:
            self.assertEqual(set(self.SEQUENCES[driver]), stated)

    def test_listed_tests_are_expected(self):
        expected = {t.name.partition('/')[0] for path in glob.glob(f'{REPO}/kunit/lists/expected/*.list')
                    for t in list_files.expected(path).tests}
        self.assertEqual([t for tests in self.TESTS.values() for t in tests if t not in expected], [])

    def test_tests_named_after_a_promise_are_listed(self):
        named = {(f'P{m[2]}', m[1]) for path in glob.glob(f'{REPO}/kunit/lists/expected/*.list')
                 for t in list_files.expected(path).tests if (m := re.match(r'(\w+\.\w+_test_\w+_p(\d+)_\w+)', t.name))}
        self.assertGreater(len(named), 30)
        self.assertEqual(named - {(p, t) for p, tests in self.TESTS.items() for t in tests}, set())

    def test_each_test_is_listed_once(self):
        for promise, tests in self.TESTS.items():
            self.assertEqual(len(tests), len(set(tests)), promise)

    def test_files_named_after_a_promise_check_it(self):
        for driver in DRIVERS:
            files = glob.glob(f'{REPO}/fuzz/scenarios/p*-*.txt') + glob.glob(f'{REPO}/fuzz/findings/{driver}/p*-*.txt')
            named = {(f'P{m[1]}', os.path.relpath(f, REPO)) for f in files if (m := re.match(r'p(\d+)-', os.path.basename(f)))}
            self.assertGreater(len(named), 20)
            self.assertEqual(named - {(p, f) for p, files in self.SEQUENCES[driver].items() for f in files}, set())

    def test_limit_of_p4_has_the_bounds_of_the_oracle(self):
        bounds = dict(re.findall(r'^#define SETTLE_(\w+)\s+(\d+)', read(f'{REPO}/fuzz/oracle/promises_refused.c'), re.M))
        self.assertEqual(set(bounds), {'MS', 'TIMES', 'MOST_MS', 'EACH_MS', 'HELD_MS'})
        limit = re.search(r' (One that another guest gives back .*?) \(P4\)\.', ' '.join(read(f'{REPO}/driver/tee/README.md').split()))[1]
        self.assertEqual(re.findall(r'\d+', limit), [bounds[n] for n in ('HELD_MS', 'MS', 'EACH_MS', 'TIMES', 'MOST_MS', 'EACH_MS')])

    def test_line_that_names_no_test_is_refused(self):
        with tempfile.NamedTemporaryFile('w', suffix='.list') as f:
            f.write('# of x\nP4 suite.test\nP4: suite.other\n')
            f.flush()
            with self.assertRaisesRegex(SystemExit, r':3: "P4: suite\.other" is not PROMISE SUITE\.TEST'):
                list_files.promises(f.name)


if __name__ == '__main__':
    unittest.main()
