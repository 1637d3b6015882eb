# SPDX-License-Identifier: GPL-2.0-only
"""ci/hosted/compare-uml: what it takes for a difference between two worlds."""
import unittest

from hosted import uml


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
