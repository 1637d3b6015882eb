# SPDX-License-Identifier: GPL-2.0-only
"""ci/steps: order, counts, the table and the last line."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


class Steps(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        os.makedirs(f'{self.top}/ci')
        shutil.copy(f'{REPO}/ci/steps', f'{self.top}/ci/steps')

    def steps(self, text):
        with open(f'{self.top}/ci/some.steps', 'w', encoding='utf-8') as f:
            f.write('# name | after | command\n' + text)
        return subprocess.Popen([f'{self.top}/ci/steps', 'some'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def ran(self, text):
        process = self.steps(text)
        out, _ = process.communicate(timeout=60)
        return process.returncode, out

    def test_counts_of_all_steps_are_added_up(self):
        status, out = self.ran('a | | echo "a: 3 passed, 0 failed"\n'
                               'b | | echo "b DRIVER=tree: 4 passed, 0 failed, 2 known failures, 1 skipped (3 s)"\n')
        self.assertEqual((status, out.splitlines()[-1]), (0, '7 passed, 0 failed, 1 skipped'))

    def test_step_without_counts_is_one(self):
        self.assertEqual(self.ran('a | | true\n')[1].splitlines()[-1], '1 passed, 0 failed, 0 skipped')

    def test_last_counts_of_a_step_count(self):
        _, out = self.ran('a | | echo "1 passed, 1 failed"; echo "5 passed, 0 failed"\n')
        self.assertEqual(out.splitlines()[-1], '5 passed, 0 failed, 0 skipped')

    def test_failing_step_hides_no_other_and_shows_its_output(self):
        status, out = self.ran('a | | echo why it failed; exit 3\nb | a | echo "2 passed, 0 failed"\n')
        self.assertEqual((status, out.splitlines()[-1]), (1, '2 passed, 1 failed, 0 skipped'))
        self.assertIn('why it failed', out)
        self.assertIn('replay a: echo why it failed; exit 3', out)

    def test_status_counts_even_when_no_test_failed(self):
        status, out = self.ran('a | | echo "5 passed, 0 failed"; exit 1\n')
        self.assertEqual((status, out.splitlines()[-1]), (1, '5 passed, 1 failed, 0 skipped'))

    def test_step_waits_for_the_one_before_it(self):
        status, out = self.ran(f'b | a | test -e {self.top}/a\na | | sleep 0.5; touch {self.top}/a\n')
        self.assertEqual(status, 0, out)

    def test_two_run_at_once(self):
        wait = f'for i in $(seq 100); do test -e {self.top}/%s && exit 0; sleep 0.1; done; exit 1'
        status, out = self.ran(f'a | | touch {self.top}/a; {wait % "b"}\nb | | touch {self.top}/b; {wait % "a"}\n')
        self.assertEqual(status, 0, out)

    def test_interrupt_leaves_no_process_and_says_where(self):
        process = self.steps(f'a | | echo $$ >{self.top}/pid; sleep 1000 & wait\n')
        for _ in range(100):
            if os.path.exists(f'{self.top}/pid') and os.path.getsize(f'{self.top}/pid'):
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn('interrupted in a', out)
        with open(f'{self.top}/pid', encoding='utf-8') as f:
            group = int(f.read())
        with self.assertRaises(ProcessLookupError):
            for _ in range(100):        # the last to go waits for init to take notice
                os.killpg(group, 0)
                time.sleep(0.05)

    def test_lists_of_the_project_are_well_formed(self):
        for name in ('check', 'presubmit'):
            with open(f'{REPO}/ci/{name}.steps', encoding='utf-8') as f:
                lines = [l for l in f if not l.startswith('#') and l.strip()]
            names = [l.split('|')[0].strip() for l in lines]
            self.assertEqual(len(names), len(set(names)))
            for line in lines:
                self.assertRegex(line, r'^[a-z0-9-]+ *\|[a-z0-9- ]*\| *\S')
                after = re.split(r'\s*\|\s*', line)[1]
                self.assertTrue(not after or after in names, line)


if __name__ == '__main__':
    unittest.main()
