# SPDX-License-Identifier: GPL-2.0-only
"""ci/hosted/compare-uml: what it takes for a difference between two worlds."""
import contextlib
import io
import re
import unittest
from unittest import mock

from hosted import uml
from kernel import kunit_run
from run.common import REPO, read


HOSTED = ['result 7 verdict fine', 'result 7 step 0 nth 2 done 1 rc 0 ret 0 origin 3', 'result 7 step 1 nth 1 done 1 rc -22 ret 0 origin 0']


class Worlds(unittest.TestCase):
    def differences(self, there):
        return uml.differences(uml.results(HOSTED)['7'], uml.results(there).get('7', []))

    def test_same(self):
        self.assertEqual(self.differences(HOSTED), [])

    def test_order_is_no_difference_and_kernel_lines_have_times(self):
        self.assertEqual(self.differences([f'[    1.230000] {l}'.replace('nth 2', 'nth 9') for l in HOSTED] + ['# something else']), [])

    def test_result_and_verdict_differ(self):
        self.assertEqual(len(self.differences([l.replace('-22', '0') for l in HOSTED])), 1)
        self.assertEqual(len(self.differences([l.replace('fine', 'finding') for l in HOSTED])), 1)

    def test_missing_step_is_a_difference(self):
        self.assertEqual(self.differences(HOSTED[:2]), [('step 1 done 1 rc -22 ret 0 origin 0', 'nothing')])

    def test_order_of_steps(self):
        self.assertEqual(uml.order_of(uml.results(HOSTED)['7']), [1, 0])
        self.assertEqual(uml.order_of(['step 0 nth 0 done 0 rc 0']), [])


class Skipped(unittest.TestCase):
    """What the hosted world has given up is skipped in UML: a list of names on the kernel's command line."""

    def compare(self, lost):
        there = {str(n): ['verdict lost' if n < lost else 'verdict fine'] for n in range(lost + 2)}
        said = io.StringIO()
        with mock.patch.object(uml, 'hosted', return_value=there), contextlib.redirect_stdout(said), \
                mock.patch.object(uml, 'boot', return_value=([f'result {n} verdict fine' for n in (lost, lost + 1)], True)) as boot:
            played, bad, ended = uml.compare_some('linux', 'teeproof', lost + 2, 1, False)
        self.assertEqual((played, bad, bool(ended)), (2, 0, True), said.getvalue())
        return boot.call_args.args[2:]

    def test_names_are_handed_over(self):
        self.assertEqual(self.compare(0), ())
        self.assertEqual(self.compare(3), ('tee_skip.names=0,1,2',))
        self.assertEqual(self.compare(kunit_run.SKIP_NAMES)[0].count(','), kunit_run.SKIP_NAMES - 1)

    def test_more_names_than_the_kernel_takes_are_an_error(self):
        with self.assertRaisesRegex(SystemExit, rf'would have {kunit_run.SKIP_NAMES + 1} names to skip.*COUNT=203 is too many'):
            self.compare(kunit_run.SKIP_NAMES + 1)
        with self.assertRaisesRegex(SystemExit, 'narrower SUITE='):
            kunit_run.skip_args({f'tee_shm.{"x" * 70}{n}' for n in range(60)}, 'tee_shm')

    def test_skip_list_of_maximum_size_is_accepted(self):
        self.assertEqual(re.findall(r'#define TEE_SKIP_NAMES\s+(\d+)', read(f'{REPO}/kunit/support/tee_skip.h')), [str(kunit_run.SKIP_NAMES)])
