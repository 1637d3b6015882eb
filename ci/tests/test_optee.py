# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/optee and optee_report.py: without what it needs, and what it makes of what a machine printed."""
import os
import subprocess
import tempfile
import unittest

import fake_tree
from kernel import optee_parts, optee_report

XTEST = '''\
[    1.000000] optee: initialized driver
* regression_1001 Core self tests
  regression_1001 OK
o regression_1002.1 A step
    regression_1002.1 OK
  regression_1002 FAILED
* regression_4006_rsa Asymmetric
  regression_4006_rsa OK
+-----------------------------------------------------
Result of testsuite regression:
regression_1001 OK
regression_1002 FAILED first error at regression_1000.c:100
regression_4006_rsa OK
+-----------------------------------------------------
'''
END = '4 subtests of which 1 failed\n3 test cases of which 1 failed\n'


class Missing(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = os.path.realpath(tmp.name)
        # A checkout of its own, so that its build/ has nothing yet.
        fake_tree.copy(self.top, 'ci/kernel', 'ci/run', 'ci/setup', 'ci/packages')
        self.env = {k: v for k, v in os.environ.items() if k not in ('FIRMWARE', 'XTEST', 'PART')}
        self.env['DEBIAN_MIRROR'] = f'file:{self.top}/no-mirror'

    def run_it(self, what, **env):
        return subprocess.run([f'{self.top}/ci/kernel/optee', what], env={**self.env, **env}, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)

    def test_no_mirror(self):
        """One line that says what is missing and what FIRMWARE= is to have."""
        done = self.run_it('run')
        self.assertEqual(done.returncode, 1)
        said = done.stderr.splitlines()
        self.assertEqual(said[:-1], ['fetching the lists of Debian\'s packages'])
        self.assertRegex(said[-1], r'^ci/kernel/optee: the lists of Debian\'s packages: .*no-mirror.*; FIRMWARE=DIR is to have bl1\.bin .*'
                         r'bl32_extra2\.bin')
        self.assertEqual(done.stdout, '')

    def test_smoke_is_skipped(self):
        """make check goes on, with the reason."""
        done = self.run_it('smoke')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r'(?m)^ci/kernel/optee: skipped: the lists of .*no-mirror')
        self.assertTrue(done.stdout.endswith('\n0 passed, 0 failed, 1 skipped\n'), done.stdout)

    def test_incomplete_firmware(self):
        """What a firmware of one's own lacks is named."""
        os.mkdir(f'{self.top}/mine')
        for name in ('bl1.bin', 'bl2.bin', 'bl31.bin', 'bl32.bin'):
            fake_tree.write(self.top, f'mine/{name}', '')
        done = self.run_it('run', FIRMWARE=f'{self.top}/mine')
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r'^ci/kernel/optee: FIRMWARE=\S+ has no bl32_extra1\.bin bl32_extra2\.bin; FIRMWARE=DIR is to have ')
        self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_unknown_part(self):
        done = self.run_it('run', PART='xtest,tests')
        self.assertEqual(done.returncode, 1)
        self.assertIn('PART=xtest,tests: unknown part; known: xtest, clients, rounds, reboot', done.stderr)


class Headers(unittest.TestCase):
    def test_moved(self):
        """The paths in the Makefile of Debian's headers, of 6.12 and of 7.3, whether or not they have been moved before."""
        for text in ('include /usr/src/common/Makefile\n', 'KBUILD_OUTPUT=/usr/src/arm64\ninclude /usr/src/common/Makefile\n'):
            here = text.replace('/usr', '/a/b/usr')
            self.assertEqual(optee_parts.moved(text, '/a/b'), here)
            self.assertEqual(optee_parts.moved(here, '/a/b'), here)
            self.assertEqual(optee_parts.moved(here, '/c'), text.replace('/usr', '/c/usr'))


class Judged(unittest.TestCase):
    def xtest(self, text):
        return list(optee_report.xtest_ktap(text.splitlines()))

    def test_xtest(self):
        """A case a test; the steps of a case and the summary behind are none."""
        lines = self.xtest(XTEST + END)
        self.assertEqual([l.strip() for l in lines if ' ok ' in f' {l}'],
                         ['ok 1 regression_1001', 'not ok 2 regression_1002', 'ok 3 regression_4006_rsa', 'ok 4 ended', 'ok 5 same_counts',
                          'not ok 1 xtest'])
        self.assertIn('[    1.000000] optee: initialized driver', lines)

    def test_failed_case_shows_its_output(self):
        self.assertIn('    # o regression_1002.1 A step', self.xtest(XTEST + END))

    def test_one_of_each(self):
        """xtest says "1 test case"."""
        lines = self.xtest('  regression_1004 OK\n1 subtest of which 0 failed\n1 test case of which 0 failed\n')
        self.assertEqual(lines[-2:], ['    ok 3 same_counts', 'ok 1 xtest'])

    def test_other_counts(self):
        """A case that xtest counts and that is not found in its output makes the run fail."""
        for end in (END.replace('3 test', '4 test'), END.replace('which 1', 'which 0'), END.splitlines()[0]):
            with self.subTest(end):
                lines = self.xtest(XTEST + end)
                self.assertIn('    not ok 5 same_counts', lines)
                self.assertEqual(lines[-1], 'not ok 1 xtest')

    def test_xtest_that_does_not_end(self):
        """A run that stops in the middle fails, however good what ran was."""
        lines = self.xtest('  regression_1001 OK\nregression_1002 starts\nCommand optee timed out after 5 seconds\n')
        self.assertIn('    not ok 2 ended', lines)
        self.assertIn('    # regression_1002 starts', lines)
        self.assertEqual(lines[-1], 'not ok 1 xtest')
        self.assertIn('Command optee timed out after 5 seconds', lines)

    def test_reboot(self):
        """Good is a machine that began to reboot, and went."""
        for text, good in ((['teeproof: rebooting'], True), (['loading'], False),
                           (['teeproof: rebooting', 'Command optee timed out after 60 seconds'], False)):
            with self.subTest(text):
                self.assertEqual(list(optee_report.reboot_ktap(text))[-1], 'ok 1 reboot' if good else 'not ok 1 reboot')


if __name__ == '__main__':
    unittest.main()
