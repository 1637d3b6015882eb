# SPDX-License-Identifier: GPL-2.0-only
"""ci/hosted/fidelity and `make kunit-repeat`: no verdict without a run, and none of an earlier one."""
import contextlib
import io
import os
import subprocess
import tempfile
import unittest
from unittest import mock

import fake_tree
from kernel import kunit_run

XML = '<testsuites><testcase classname="fidelity_x" name="a"/></testsuites>'
FAILS = XML.replace('/></', '><failure/></testcase></')


class Fidelity(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        fake_tree.copy(self.top, 'ci/hosted', 'ci/run')
        self.result = fake_tree.write(self.top, 'work/kunit.xml', XML)
        fake_tree.write(self.top, 'work/linux', 'the kernel')
        fake_tree.write(self.top, 'work/new.xml', XML)
        for rel, text in (('ci/hosted/build', 'echo build/hosted/teeproof'), ('build/hosted/host_fidelity', 'echo ok fidelity_x.a'),
                          ('ci/kernel/workdir', f'echo {self.top}/work'),
                          ('ci/kernel/kunit', f'[ "$1" != build ] || exec echo {self.top}/work/linux\n'
                                              f'[ -z "$RUNS" ] || cp {self.top}/work/new.xml {self.result}; exit $STATUS')):
            os.chmod(fake_tree.write(self.top, rel, f'#!/bin/sh\n{text}\n'), 0o755)

    def ran(self, *args, runs='1', status='0'):
        p = subprocess.run([f'{self.top}/ci/hosted/fidelity', *args], env={**os.environ, 'RUNS': runs, 'STATUS': status}, capture_output=True,
                           text=True, cwd=self.top, check=False)
        return p.returncode, p.stdout + p.stderr

    def test_worlds_agree(self):
        for args in ((), ('--after-kunit',)):
            status, out = self.ran(*args)
            self.assertEqual((status, out.splitlines()[-1]), (0, 'fidelity: 1 passed, 0 failed'), out)

    def test_run_that_leaves_no_result_has_no_verdict(self):
        status, out = self.ran(runs='', status='1')
        self.assertEqual((status, 'no result of `make kunit`' in out, 'passed' in out), (1, True, False), out)

    def test_status_of_the_run_counts(self):
        status, out = self.ran(status='1')
        self.assertEqual((status, 'ends with status 1' in out), (1, True), out)
        fake_tree.write(self.top, 'work/new.xml', FAILS)
        status, out = self.ran(status='1')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'fidelity: 0 passed, 1 failed'), out)

    def test_result_of_another_kernel_is_none(self):
        os.utime(self.result, (1, 1))
        status, out = self.ran('--after-kunit')
        self.assertEqual((status, 'older than the kernel' in out), (1, True), out)


class Repeat(unittest.TestCase):
    def repeat(self, *runs):
        """runs: (the status, the verdict of the only test or None: the run leaves no result) of each."""
        with tempfile.TemporaryDirectory() as work, contextlib.redirect_stdout(io.StringIO()):
            fake_tree.write(work, 'kunit.log', '')
            said = iter(runs)

            def run(*_, **__):
                status, xml = next(said)
                if os.path.exists(f'{work}/kunit.xml'):
                    os.unlink(f'{work}/kunit.xml')
                if xml:
                    fake_tree.write(work, 'kunit.xml', xml)
                return status
            with mock.patch.object(kunit_run, 'run', run), mock.patch.dict(os.environ, ARCH='', BITS='', SMP=''):
                return kunit_run.repeat(work, len(runs))

    def test_runs_with_the_same_verdicts_pass(self):
        self.assertEqual(self.repeat((0, XML), (0, XML)), 0)
        self.assertEqual(self.repeat((1, FAILS), (1, FAILS)), 0)
        self.assertEqual(self.repeat((0, XML), (1, FAILS)), 1)

    def test_run_without_a_result_fails(self):
        for second in ((1, None), (-9, XML)):
            with self.assertRaises(SystemExit):
                self.repeat((0, XML), second)


if __name__ == '__main__':
    unittest.main()
