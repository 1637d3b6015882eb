# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/unchanged.py: when what was built is still good, and when it has to be built again."""
import json
import os
import tempfile
import time
import unittest
from unittest import mock

import fake_tree
from kernel import unchanged

COMMAND = '''savedcmd_drivers/tee/core.o := gcc -c -o drivers/tee/core.o core.c

source_drivers/tee/core.o := ../tree/drivers/tee/core.c

deps_drivers/tee/core.o := \\
  ../tree/include/linux/tee.h \\
    $(wildcard include/config/OPTEE) \\
  include/generated/autoconf.h \\

drivers/tee/core.o: $(deps_drivers/tee/core.o)
'''


class Unchanged(unittest.TestCase):
    """A project with a driver, a kernel tree, and a build of both."""

    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        for patch in (mock.patch.object(unchanged, 'REPO', f'{self.top}/repo'), mock.patch.dict(os.environ, FRESH='')):
            patch.start()
            self.addCleanup(patch.stop)
        self.work = f'{self.top}/repo/build/tree-6.12'
        for rel in ('repo/driver/a.c', 'repo/driver/sub/b.c', 'linux/drivers/tee/core.c', 'linux/include/linux/tee.h', 'linux/Makefile',
                    'linux/drivers/tee/Makefile', 'linux/init/Kconfig'):
            self.write(rel, f'the text of {rel}')
        self.write('repo/build/tree-6.12/tree.cache', json.dumps({'key': [1, f'{self.top}/linux', 'tree']}))
        os.symlink(f'{self.top}/linux/include', f'{self.work}/include')
        os.makedirs(f'{self.work}/tree/drivers/tee')
        self.write('repo/build/tree-6.12/tree/drivers/tee/core.c', 'a copy')
        for name in ('include', 'init', 'Makefile'):
            os.symlink(f'{self.top}/linux/{name}', f'{self.work}/tree/{name}')
        self.write('repo/build/tree-6.12/uml/drivers/tee/.core.o.cmd', COMMAND)
        self.write('repo/build/tree-6.12/uml/include/config/auto.conf.cmd', 'deps_config := \\\n\tinit/Kconfig \\\n\n')
        self.write('repo/build/tree-6.12/uml/linux', 'the kernel')
        self.record().save('here', self.work, f'{self.work}/uml', [f'{self.work}/uml/linux'], ['sh'], time.time_ns() + 10**9)

    def write(self, rel, text):
        return fake_tree.write(self.top, rel, text)

    @staticmethod
    def record(*words):
        return unchanged.Record(['kernel', *words], ['driver'], ['.txt'])

    def good(self):
        return self.record().look() == 'here'

    def test_nothing_has_changed(self):
        self.assertTrue(self.good())

    def test_the_same_written_again_is_no_change(self):
        self.write('repo/driver/a.c', 'the text of repo/driver/a.c')
        self.write('linux/include/linux/tee.h', 'the text of linux/include/linux/tee.h')
        self.assertTrue(self.good())
        self.assertTrue(self.good())

    def test_what_has_another_content_is_a_change(self):
        for rel in ('repo/driver/sub/b.c', 'linux/include/linux/tee.h', 'linux/drivers/tee/core.c', 'linux/drivers/tee/Makefile',
                    'linux/init/Kconfig', 'linux/Makefile'):
            self.assertTrue(self.good(), rel)
            self.write(rel, f'the texT of {rel}')               # of the same size
            self.assertFalse(self.good(), rel)
            self.write(rel, f'the text of {rel}')

    def test_a_file_more_or_less_is_a_change(self):
        path = self.write('repo/driver/c.c', 'new')
        self.assertFalse(self.good())
        os.unlink(path)
        self.assertTrue(self.good())
        os.unlink(f'{self.top}/repo/driver/a.c')
        self.assertFalse(self.good())

    def test_a_header_that_is_gone_is_a_change(self):
        os.unlink(f'{self.top}/linux/include/linux/tee.h')
        self.assertFalse(self.good())

    def test_what_no_build_reads_is_no_change(self):
        self.write('repo/driver/README.md', 'new')
        self.write('repo/driver/played.txt', 'new')
        self.assertTrue(self.good())

    def test_a_product_that_is_not_as_it_was_left_is_a_change(self):
        self.write('repo/build/tree-6.12/uml/linux', 'another kernel')
        self.assertFalse(self.good())

    def test_other_variables_have_a_record_of_their_own(self):
        self.assertIsNone(self.record('FINE=1').look())

    def test_environment_of_kbuild_counts(self):
        with mock.patch.dict(os.environ, KCFLAGS='-O3'):
            self.assertFalse(self.good())
        self.assertTrue(self.good())

    def test_relative_folder_is_known_by_where_it_is(self):
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(self.top)
        first = unchanged.folder('linux')
        os.makedirs(f'{self.top}/other/linux')
        os.chdir(f'{self.top}/other')
        self.assertEqual((first, unchanged.folder('linux')), tuple(os.path.realpath(f'{self.top}/{d}linux') for d in ('', 'other/')))
        self.assertEqual(unchanged.folder('debian:7.3'), 'debian:7.3')

    def test_forgotten_before_a_build(self):
        self.record().forget()
        self.assertFalse(self.good())

    def test_what_was_written_during_the_build_makes_no_record(self):
        self.record().forget()
        began = time.time_ns()
        self.write('repo/driver/a.c', 'a change')
        self.record().save('here', self.work, f'{self.work}/uml', [], [], began)
        self.assertFalse(self.good())

    def test_fresh_believes_no_record(self):
        with mock.patch.dict(os.environ, FRESH='1'):
            self.assertFalse(self.good())

    def test_unreadable_record_is_ignored(self):
        with open(self.record().path, 'w', encoding='utf-8') as f:
            f.write('{')
        self.assertFalse(self.good())
