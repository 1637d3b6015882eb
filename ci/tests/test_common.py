# SPDX-License-Identifier: GPL-2.0-only
"""What all scripts share, ci/run/common.sh and ci/run/common.py: locks, and files that are replaced as a whole."""
import os
import subprocess
import tempfile
import unittest

from run.common import REPO, read, replace_file, replacing, replacing_folder


class Common(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name

    def shell(self, script):
        return subprocess.Popen(['sh', '-euc', f'. {REPO}/ci/run/common.sh\n{script}'], cwd=self.top, text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ran(self, script):
        p = self.shell(script)
        out, err = p.communicate(timeout=60)
        return p.returncode, out, err

    def holder(self, path):
        """A process that has the lock, until its input ends."""
        p = self.shell(f'lock {path}; echo locked; cat')
        self.addCleanup(p.communicate)
        self.assertEqual(p.stdout.readline(), 'locked\n')
        return p

    def waits_for_the_other(self):
        first = self.holder('lock')
        second = self.shell('lock lock "somebody is at work"; echo mine')
        self.assertEqual(second.stderr.readline(), 'somebody is at work\n')
        self.assertIsNone(second.poll())
        first.communicate()
        self.assertEqual(second.communicate(timeout=60)[0], 'mine\n')

    def test_a_lock_waits_for_who_holds_it_and_says_so(self):
        self.waits_for_the_other()

    def test_a_lock_that_is_free_is_taken_in_silence(self):
        self.assertEqual(self.ran('lock lock "somebody is at work"; echo mine'), (0, 'mine\n', ''))

    def test_read_only_lock_file_still_locks(self):
        """As a file in /tmp that another user has made."""
        os.mkdir(f'{self.top}/lock')
        self.waits_for_the_other()

    def test_a_file_is_replaced_only_by_a_command_that_succeeds(self):
        self.assertEqual(self.ran('replace_file file echo old; replace_file file sh -c "echo half; exit 3" || echo failed; cat file'),
                         (0, 'failed\nold\n', ''))
        self.assertEqual(self.ran('replace_file file printf "a %s\\n" "b  c"; cat file; ls'), (0, 'a b  c\nfile\n', ''))

    def test_a_folder_is_there_whole_or_not_at_all(self):
        folder = f'{self.top}/folder'
        for text, fails in (('old', False), ('half', True), ('new', False)):
            before = read(f'{folder}/file') if os.path.exists(folder) else ''
            try:
                with replacing_folder(folder, 'part') as new:
                    replace_file(f'{new}/part/file', text)
                    replace_file(f'{new}/rest', text)
                    self.assertEqual(read(f'{folder}/file') if before else '', before)
                    if fails:
                        raise ValueError
            except ValueError:
                pass
            self.assertEqual(read(f'{folder}/file'), before if fails else text)
            self.assertEqual(os.listdir(self.top), ['folder'])
            self.assertEqual(os.listdir(folder), ['file'])

    def test_a_file_is_there_whole_or_not_at_all(self):
        path = f'{self.top}/file'
        replace_file(path, 'old')
        with self.assertRaises(ValueError), replacing(path) as f:
            f.write(b'half')
            raise ValueError
        self.assertEqual(read(path), 'old')
        with replacing(path) as f:
            f.write(b'new')
            self.assertEqual(read(path), 'old')
        self.assertEqual(read(path), 'new')
