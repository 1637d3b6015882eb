# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/overlay: what is in the tree that it makes, and what a second run does to it."""
import os
import subprocess
import tempfile
import unittest

import fake_tree
from run.common import REPO


class OverlayTest(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        top = os.path.realpath(tmp.name)
        self.ksrc, self.out = f'{top}/ksrc', f'{top}/out'
        fake_tree.make(self.ksrc)

    def overlay(self, driver='tree'):
        return subprocess.run([f'{REPO}/ci/kernel/overlay', self.ksrc, driver, self.out],
                              stderr=subprocess.PIPE, text=True, check=False)

    def made(self, driver='tree'):
        got = self.overlay(driver)
        self.assertEqual((got.returncode, got.stderr), (0, ''))

    def read(self, rel):
        with open(f'{self.out}/{rel}', encoding='utf-8') as f:
            return f.read()

    def state(self):
        """Every entry of the overlay with the time of the link or folder itself."""
        return {os.path.join(top, n): os.lstat(os.path.join(top, n)).st_mtime_ns
                for top, dirs, files in os.walk(self.out) for n in files + dirs}

    def test_files_are_links_to_the_tree(self):
        self.made()
        self.assertEqual(os.readlink(f'{self.out}/lib/crc32.c'), f'{self.ksrc}/lib/crc32.c')

    def test_older_content_of_the_driver_is_newer_to_make(self):
        self.made()
        before = os.stat(f'{self.out}/drivers/tee/tee_core.c').st_mtime_ns
        path = fake_tree.write(self.ksrc, 'drivers/tee/tee_core.c', 'int patch_taken_back;\n')
        os.utime(path, (1, 1))
        self.made()
        self.assertEqual(self.read('drivers/tee/tee_core.c'), 'int patch_taken_back;\n')
        self.assertGreater(os.stat(f'{self.out}/drivers/tee/tee_core.c').st_mtime_ns, before)

    def test_seam_gives_uml_a_case(self):
        self.made()
        text = self.read('drivers/tee/optee/call.c')
        self.assertIn('#elif defined(CONFIG_UML)\n\treturn true;', text)
        kept = [l for l in text.splitlines() if 'UML' not in l and 'teeproof' not in l]
        self.assertEqual(kept, fake_tree.CALL_C.splitlines())

    def test_seam_that_is_gone_is_fine(self):
        fake_tree.write(self.ksrc, 'drivers/tee/optee/call.c', 'int nothing;\n')
        self.made()
        self.assertEqual(self.read('drivers/tee/optee/call.c'), 'int nothing;\n')

    def test_missing_place_for_the_seam_is_an_error(self):
        fake_tree.write(self.ksrc, 'drivers/tee/optee/call.c', 'static bool is_normal_memory(pgprot_t p);\n')
        got = self.overlay()
        self.assertEqual(got.returncode, 1)
        self.assertIn('is_normal_memory()', got.stderr)
        self.assertEqual(got.stderr.count('\n'), 1)

    def test_tree_that_knows_uml_stays_as_it_is(self):
        text = fake_tree.CALL_C.replace('#else', '#elif defined(CONFIG_UML)\n\treturn 1;\n#else')
        fake_tree.write(self.ksrc, 'drivers/tee/optee/call.c', text)
        self.made()
        self.assertEqual(self.read('drivers/tee/optee/call.c'), text)

    def test_teeproof_is_built_with_the_drivers(self):
        self.made()
        self.assertTrue(self.read('drivers/Kconfig').endswith('source "drivers/teeproof/Kconfig"\n'))
        self.assertTrue(self.read('drivers/Makefile').endswith('obj-y += teeproof/\n'))
        self.assertIn('source "drivers/teeproof/kunit/Kconfig"', self.read('drivers/teeproof/Kconfig'))

    def test_transport_of_scmi_asks_by_way_of_the_suite(self):
        rel = 'drivers/firmware/arm_scmi/transports/Makefile'
        for driver in ('tree', 'repo'):
            self.made(driver)
            text = self.read(rel)
            self.assertTrue(text.startswith(fake_tree.FILES[rel]))
            self.assertIn('\nifdef CONFIG_OPTEE_SCMI_KUNIT_TEST\nCFLAGS_optee.o += -Dtee_client_system_session=', text)

    def test_kunit_py_is_a_copy(self):
        self.made()
        self.assertFalse(os.path.islink(f'{self.out}/tools/testing/kunit/kunit.py'))

    def test_second_run_touches_nothing(self):
        self.made()
        before = self.state()
        self.made()
        self.assertEqual(self.state(), before)

    def test_added_and_removed_files_are_seen(self):
        self.made()
        fake_tree.write(self.ksrc, 'drivers/new/new.c', 'int new;\n')
        fake_tree.write(self.ksrc, 'lib/added.c', 'int added;\n')
        os.unlink(f'{self.ksrc}/lib/crc32.c')
        os.unlink(f'{self.ksrc}/drivers/tee/amdtee/core.c')
        os.rmdir(f'{self.ksrc}/drivers/tee/amdtee')
        self.made()
        self.assertEqual(self.read('drivers/new/new.c'), 'int new;\n')
        self.assertEqual(sorted(os.listdir(f'{self.out}/lib')), ['.gitignore', 'added.c'])
        self.assertEqual(sorted(os.listdir(f'{self.out}/drivers/tee')), ['Kconfig', 'Makefile', 'optee', 'tee_core.c'])

    def test_changed_seam_file_is_made_anew(self):
        self.made()
        fake_tree.write(self.ksrc, 'drivers/tee/optee/call.c', fake_tree.CALL_C + 'int more;\n')
        self.made()
        text = self.read('drivers/tee/optee/call.c')
        self.assertIn('int more;', text)
        self.assertIn('CONFIG_UML', text)

    def test_build_products_stay_out(self):
        for rel in ('drivers/tee/tee_core.o', 'drivers/tee/.tee_core.o.cmd', 'drivers/tee/modules.order', '.config',
                    'include/config/auto.conf', 'include/generated/autoconf.h', 'arch/um/include/generated/asm/x.h',
                    'scripts/fixdep', 'scripts/.fixdep.cmd', 'lib/crc32table.h', 'vmlinux', 'linux', '.git/HEAD'):
            fake_tree.write(self.ksrc, rel, '')
        fake_tree.write(self.ksrc, 'scripts/fixdep.c', '')
        self.made()
        there = {os.path.relpath(os.path.join(top, f), self.out) for top, _, files in os.walk(self.out) for f in files}
        ours = {'drivers/Kconfig', 'drivers/Makefile'}
        self.assertEqual({f for f in there if not f.startswith('drivers/teeproof/')} - ours,
                         {*fake_tree.FILES, *fake_tree.headers(), 'include/teeproof/features.h', 'scripts/fixdep.c'} - ours)

    def test_read_only_tree_works_and_is_not_written_to(self):
        def state():
            return {os.path.join(t, n): os.lstat(os.path.join(t, n)).st_mtime_ns
                    for t, d, f in os.walk(self.ksrc) for n in d + f}
        for top, dirs, files in os.walk(self.ksrc):
            for n in dirs + files:
                os.chmod(os.path.join(top, n), 0o555)
        before = state()
        self.made()
        self.made()
        self.assertEqual(state(), before)
        for top, dirs, _ in os.walk(self.ksrc):
            for n in dirs:
                os.chmod(os.path.join(top, n), 0o755)

    def test_interrupted_overlay_is_made_whole(self):
        self.made()
        want = set(self.state())
        os.unlink(f'{self.out}/lib/crc32.c')
        os.unlink(f'{self.out}.cache')      # what an interrupted run leaves: no cache
        self.made()
        self.assertEqual(set(self.state()), want)

    def test_tree_of_links_to_folders_works(self):
        links = self.ksrc + '-links'
        os.makedirs(f'{links}/drivers')
        for name in os.listdir(self.ksrc):
            if name != 'drivers':
                os.symlink(f'{self.ksrc}/{name}', f'{links}/{name}')
        for name in os.listdir(f'{self.ksrc}/drivers'):
            os.symlink(f'{self.ksrc}/drivers/{name}', f'{links}/drivers/{name}')
        self.ksrc = links
        self.made()
        before = self.state()
        self.assertFalse(os.path.islink(f'{self.out}/tools/testing/kunit/kunit.py'))
        self.assertIn('CONFIG_UML', self.read('drivers/tee/optee/call.c'))
        self.assertEqual(self.read('lib/crc32.c'), 'int crc32;\n')
        self.made()
        self.assertEqual(self.state(), before)

    def test_other_driver_or_tree_is_followed(self):
        self.made()
        other = fake_tree.make(self.ksrc + '2')
        self.ksrc = other
        self.made()
        self.assertEqual(os.readlink(f'{self.out}/lib/crc32.c'), f'{other}/lib/crc32.c')
