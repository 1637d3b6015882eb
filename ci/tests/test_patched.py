# SPDX-License-Identifier: GPL-2.0-only
"""ci/bugs/patched: what it makes of what a check said."""
import unittest

from bugs import detection

KUNIT = """\
building: 2 steps, 3 s: LD      linux

FAILED tee_shm.tee_test_shm_put: failed
        # tee_test_shm_put: ASSERTION FAILED at drivers/teeproof/kunit/tee/shm_test.c:12
        Expected rc == 0, but
  replay: make kunit DRIVER=tree SUITE=tee_shm TEST=tee_test_shm_put

FAILED tee_race.tee_test_race_last_put: KASAN report
    BUG: KASAN: slab-use-after-free in tee_shm_put+0x10/0x20
  replay: make kunit DRIVER=tree SUITE=tee_race TEST=tee_test_race_last_put

known failures:
  optee_deadlock.some: a deadlock that is known
kunit DRIVER=tree linux-6.12.34: 900 passed, 2 failed, 1 known failures, 0 skipped (12 s)
""".splitlines()


class Patched(unittest.TestCase):
    def test_first_finding_says_where_and_what(self):
        verdict, said = detection.verdict_of(1, KUNIT)
        self.assertEqual(verdict, 'found')
        self.assertEqual(said, 'tee_shm.tee_test_shm_put: failed: tee_test_shm_put: ASSERTION FAILED at '
                               'drivers/teeproof/kunit/tee/shm_test.c:12 (and 1 more)')

    def test_report_of_the_kernel_is_named(self):
        self.assertIn('KASAN: slab-use-after-free in tee_shm_put', detection.findings(KUNIT)[1])

    def test_check_that_passes_has_missed_the_bug(self):
        self.assertEqual(detection.verdict_of(0, KUNIT)[0], 'missed')

    def test_build_that_fails_is_an_error(self):
        self.assertEqual(detection.verdict_of(2, ['drivers/tee/tee_shm.c:5: error: expected ;'])[0], 'ERROR')

    def test_failure_without_a_finding_is_an_error(self):
        self.assertEqual(detection.verdict_of(2, ['ci/setup: apt-get failed'])[0], 'ERROR')

    def test_check_that_hangs_has_found_the_bug(self):
        self.assertEqual(detection.verdict_of('timeout', []), ('found', 'it hangs'))

    def test_finding_of_a_fuzzer(self):
        self.assertEqual(detection.verdict_of(1, ['finding: O1 use-after-free tee_shm_put'])[1], 'finding: O1 use-after-free tee_shm_put')
