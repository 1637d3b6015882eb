# SPDX-License-Identifier: GPL-2.0-only
"""Bugs planted in the harness itself: each makes something pass that was not judged, and a test of ci/tests fails with it.

ci/tests/planted/NAME.patch says in its first line what it breaks, and in the second, "test: NAME", which test finds it. It is
put into a copy of ci/.
"""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from run.common import REPO, read

LEAST = 53      # bugs in the harness: one that is deleted is missed
LEAST_DRIVER = 108      # the same in the driver
KINDS = 29      # of what could pass


def copy_of_project(folder):
    """ci/ itself, links to all else."""
    for name in os.listdir(REPO):
        if name not in ('ci', '.git'):
            os.symlink(f'{REPO}/{name}', f'{folder}/{name}')
    shutil.copytree(f'{REPO}/ci', f'{folder}/ci', ignore=shutil.ignore_patterns('__pycache__'))


class Planted(unittest.TestCase):
    def found(self, patch):
        test = re.search(r'^test: (\S+)$', read(patch), re.M)[1]
        with tempfile.TemporaryDirectory() as folder:
            copy_of_project(folder)
            applied = subprocess.run(['patch', '-s', '-p1', '-d', folder, '-i', patch], capture_output=True, text=True, check=False)
            self.assertEqual(applied.returncode, 0, f'{patch} no longer applies: plant the bug anew\n{applied.stdout}')
            ran = subprocess.run([f'{folder}/ci/tests/run', test], capture_output=True, text=True, check=False)
            self.assertRegex(ran.stdout, r'scripts: \d+ passed, \d+ failed')
            self.assertIn('FAILED (failures=', ran.stderr, f'{test} does not find {os.path.basename(patch)}:\n{ran.stderr}')

    def test_each_bug_is_found(self):
        patches = sorted(glob.glob(f'{REPO}/ci/tests/planted/*.patch'))
        self.assertGreaterEqual(len(patches), LEAST)
        for patch in patches:
            with self.subTest(os.path.basename(patch)):
                self.found(patch)

    def test_table_names_each_bug(self):
        """Of each kind of thing that could pass without being judged, fuzz/tests/README.md names the bugs."""
        driver = {os.path.basename(p)[:-len('.txt')] for p in glob.glob(f'{REPO}/fuzz/tests/planted/*.txt')}
        harness = {os.path.basename(p)[:-len('.patch')] for p in (*glob.glob(f'{REPO}/ci/tests/planted/*.patch'),
                                                                 *glob.glob(f'{REPO}/fuzz/tests/planted/harness-*.patch'))}
        rows = [l.strip().strip('|').split('|') for l in read(f'{REPO}/fuzz/tests/README.md').splitlines() if l.startswith('| ')]
        self.assertEqual([c.strip() for c in rows[0]], ['what could pass', 'bugs in the driver', 'bugs in the harness'])
        named = [(what.strip(), re.findall(r'`([^`]+)`', there), re.findall(r'`([^`]+)`', here)) for what, there, here in rows[2:]]
        self.assertGreaterEqual(len(named), KINDS)
        self.assertEqual([what for what, there, here in named if not there + here], [], 'a kind without a bug')
        there, here = ([n for row in named for n in row[number]] for number in (1, 2))
        self.assertEqual(len(there), len(set(there)), 'a bug is named twice')
        self.assertEqual(set(there) - driver, set(), 'a bug that is not there')
        once = {n for n in driver if '+' not in n}      # NAME+WHEN is the same bug in other circumstances
        self.assertEqual(once - set(there), set(), 'a bug that no row names')
        self.assertGreaterEqual(len(once), LEAST_DRIVER)
        self.assertEqual(sorted(here), sorted(harness))


if __name__ == '__main__':
    unittest.main()
