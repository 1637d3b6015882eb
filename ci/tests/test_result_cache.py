# SPDX-License-Identifier: GPL-2.0-only
"""ci/run/cached: what it runs again, and when it uses the cached output."""
import os
import subprocess
import tempfile
import unittest

import fake_tree


class Unchanged(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        for folder in ('ci/hosted', 'fuzz', 'build'):
            os.makedirs(f'{self.top}/{folder}')
        fake_tree.copy(self.top, 'ci/run')
        self.write('ci/hosted/run', '')
        self.write('ci/hosted/build', f'#!/bin/sh\necho {self.top}/build/tool\n')
        os.chmod(f'{self.top}/ci/hosted/build', 0o755)
        self.write('build/tool', 'one')
        self.write('fuzz/seed.txt', 'sequence 1\n')

    def write(self, name, text):
        with open(f'{self.top}/{name}', 'w', encoding='utf-8') as f:
            f.write(text)

    changes = ''

    def run_it(self, status=0, **env):
        """Did the command run?"""
        ran = f'{self.top}/ran'
        got = subprocess.run([f'{self.top}/ci/run/cached', 'sh', '-c', f'echo >{ran}; {self.changes}echo $SAID; echo 3 passed; exit $STATUS'],
                             env=dict(os.environ, STATUS=str(status), **env), stdout=subprocess.PIPE, text=True, check=False)
        self.assertEqual(got.returncode, status)
        self.assertIn('3 passed', got.stdout)
        did = os.path.exists(ran)
        self.assertEqual('nothing has changed since this ran' in got.stdout, not did)
        if did:
            os.unlink(ran)
        return did

    def test_cached_output_is_printed(self):
        self.assertTrue(self.run_it())
        self.assertFalse(self.run_it())
        self.assertTrue(self.run_it(FRESH='1'))

    def test_changed_input_runs_again(self):
        self.run_it()
        for name in ('build/tool', 'fuzz/seed.txt', 'ci/hosted/run'):
            self.write(name, 'another')
            self.assertTrue(self.run_it(), name)
            self.assertFalse(self.run_it(), name)

    def test_same_content_written_again_is_no_change(self):
        self.run_it()
        self.write('build/tool', 'one')
        self.write('fuzz/code.c', 'is in the tool')
        self.assertFalse(self.run_it())

    def test_variables_are_inputs(self):
        self.run_it()
        self.assertTrue(self.run_it(PREEMPTIONS='3'))

    def test_environment_counts_whatever_its_name(self):
        self.run_it()
        self.assertTrue(self.run_it(TEEPROOF_PAST='fuzz/findings/tree'))
        self.assertTrue(self.run_it(ASAN_OPTIONS='detect_leaks=0'))
        self.assertTrue(self.run_it())
        self.assertFalse(self.run_it(TERM='dumb', HOME='/nowhere'))

    def test_file_that_moved_counts(self):
        """Its name in the folder and its content are the same; a seed of one target has become another's."""
        os.makedirs(f'{self.top}/fuzz/ioctl')
        self.write('fuzz/ioctl/seed.txt', 'sequence 1\n')
        self.run_it()
        os.rename(f'{self.top}/fuzz/ioctl', f'{self.top}/fuzz/monitor')
        self.assertTrue(self.run_it())

    def test_what_was_cut_short_is_not_kept(self):
        for said in ('a.txt: 8000 schedules, 1 preemption, INCOMPLETE, 3.0 s, no finding', 'note: 7 executions, NOT COMPLETE: 3 s were up before 9'):
            self.assertTrue(self.run_it(SAID=said))
            self.assertTrue(self.run_it(SAID=said))

    def test_file_that_a_variable_names_counts(self):
        self.write('known.txt', 'one')
        for name in ('known.txt', f'{self.top}/known.txt'):
            self.run_it(KNOWN=name)
            self.assertFalse(self.run_it(KNOWN=name))
            self.write('known.txt', f'another for {name}')
            self.assertTrue(self.run_it(KNOWN=name))

    def test_change_while_it_runs_makes_it_run_again(self):
        self.changes = f'echo sequence 2 >{self.top}/fuzz/seed.txt; '
        self.assertTrue(self.run_it())
        self.write('fuzz/seed.txt', 'sequence 1\n')
        self.assertTrue(self.run_it())
        self.assertTrue(self.run_it())
        self.assertFalse(self.run_it())

    def test_interrupted_command_runs_again(self):
        self.run_it()
        self.write('build/tool', 'another')
        self.run_it(status=1)
        self.write('build/tool', 'one')
        self.assertTrue(self.run_it())

    def test_failed_command_runs_again(self):
        self.assertTrue(self.run_it(status=1))
        self.assertTrue(self.run_it(status=2))
        self.assertTrue(self.run_it())
