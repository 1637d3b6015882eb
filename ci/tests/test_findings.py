# SPDX-License-Identifier: GPL-2.0-only
"""ci/report/findings: the page of known faults is made of the files that show them, and is up to date."""
import os
import shutil
import subprocess
import tempfile
import unittest

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


class Findings(unittest.TestCase):
    def setUp(self):
        self.top = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.top)
        for part in ('ci/report', 'ci/run', 'fuzz/findings', 'kunit/lists/known-failures', 'cocci/baseline'):
            shutil.copytree(f'{REPO}/{part}', f'{self.top}/{part}')

    def run_in_copy(self, *words):
        return subprocess.run([f'{self.top}/ci/report/findings', *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)

    def finding(self, head):
        with open(f'{self.top}/fuzz/findings/tree/new-one.txt', 'w', encoding='utf-8') as f:
            f.write(f'{head}\nsequence 1\n')

    def test_committed_page_is_up_to_date(self):
        got = self.run_in_copy('--check')
        self.assertEqual(got.returncode, 0, got.stdout)

    def test_new_file_becomes_a_row(self):
        self.finding('# use-after-free (user): a new one')
        self.assertEqual(self.run_in_copy('--check').returncode, 1)
        self.assertEqual(self.run_in_copy().returncode, 0)
        with open(f'{self.top}/fuzz/findings/README.md', encoding='utf-8') as f:
            self.assertIn('| use-after-free | a new one | user | [new-one.txt](tree/new-one.txt) |', f.read())
        self.assertEqual(self.run_in_copy('--check').returncode, 0)

    def test_file_without_its_class_is_refused(self):
        self.finding('# something happens')
        got = self.run_in_copy()
        self.assertEqual(got.returncode, 1)
        self.assertIn('new-one.txt', got.stdout)

    def test_unknown_cause_is_refused(self):
        self.finding('# leak (nobody): a new one')
        got = self.run_in_copy()
        self.assertEqual(got.returncode, 1)
        self.assertIn('who is one of', got.stdout)


if __name__ == '__main__':
    unittest.main()
