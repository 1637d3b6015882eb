# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/source: which trees it takes, and what it says of those that it does not take."""
import os
import subprocess
import tempfile
import unittest

import fake_tree
from run.common import REPO


def ksrc(path, *args, **env):
    return subprocess.run([f'{REPO}/ci/kernel/source', *args], env=dict(os.environ, KSRC=path, **env),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


class Ksrc(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = os.path.realpath(tmp.name)

    def refused(self, *words):
        got = ksrc(self.top)
        self.assertNotEqual(got.returncode, 0)
        self.assertEqual(got.stdout, '')
        self.assertEqual(got.stderr.count('\n'), 1, got.stderr)
        for word in words:
            self.assertIn(word, got.stderr)

    def test_tree_is_taken(self):
        fake_tree.make(self.top)
        got = ksrc(self.top)
        self.assertEqual((got.returncode, got.stdout, got.stderr), (0, self.top + '\n', ''))

    def test_tree_below_home_is_taken(self):
        """Of a shell that does not expand ~ in an argument of make."""
        fake_tree.make(f'{self.top}/src/linux')
        got = ksrc('~/src/linux', HOME=self.top)
        self.assertEqual((got.returncode, got.stdout, got.stderr), (0, f'{self.top}/src/linux\n', ''))

    def test_id_has_version_and_path(self):
        fake_tree.make(self.top)
        path, name = ksrc(self.top, '--id').stdout.rstrip().split('\t')
        self.assertEqual(path, self.top)
        self.assertRegex(name, r'^6\.12\.34-[0-9a-f]{6}$')

    def test_version_7_is_taken(self):
        fake_tree.make(self.top, Makefile='VERSION = 7\nPATCHLEVEL = 0\nSUBLEVEL = 0\nEXTRAVERSION =\n')
        self.assertEqual(ksrc(self.top).returncode, 0)

    def test_older_is_refused(self):
        fake_tree.make(self.top, Makefile='VERSION = 6\nPATCHLEVEL = 11\nSUBLEVEL = 0\nEXTRAVERSION =\n')
        self.refused('6.11', '6.12 or later')

    def test_empty_folder_is_refused(self):
        self.refused('not a kernel tree')

    def test_other_project_is_refused(self):
        fake_tree.make(self.top, Makefile='all:\n')
        self.refused('not a kernel tree')

    def test_missing_folder_is_refused(self):
        self.top += '/nowhere'
        self.refused('no such folder')

    def test_tree_without_tee_is_refused(self):
        fake_tree.make(self.top)
        os.unlink(f'{self.top}/drivers/tee/tee_core.c')
        self.refused('drivers/tee')
