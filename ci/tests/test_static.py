# SPDX-License-Identifier: GPL-2.0-only
"""ci/static/checks.py: when a result of a compiler is cached, and when it has to be asked again."""
import os
import tempfile
import unittest
from unittest import mock

import fake_tree
from run import result_cache
from static import checks
from static import compilers

COMMAND = '''savedcmd_drivers/tee/{name}.o := clang -W -c -o drivers/tee/{name}.o ../tree/drivers/tee/{name}.c

source_drivers/tee/{name}.o := ../tree/drivers/tee/{name}.c

deps_drivers/tee/{name}.o := \\
  ../tree/include/uapi/linux/tee.h \\
  ../tree/include/linux/{name}.h \\
  include/generated/autoconf.h \\

'''
FILES = (*(f'drivers/tee/{n}' for n in ('core.c', 'call.c', 'Makefile', 'Kconfig')), 'include/linux/core.h', 'include/linux/call.h',
         'include/uapi/linux/tee.h')


class CachedResults(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        for patch in (mock.patch.object(checks, 'tool_version', lambda *_: b'1'), mock.patch.dict(os.environ, FRESH=''),
                      mock.patch.object(compilers.Kbuild, 'prepare', lambda _: None), mock.patch.object(compilers.Kbuild, 'analyze', self.analyze)):
            patch.start()
            self.addCleanup(patch.stop)
        for rel in FILES:
            fake_tree.write(f'{self.top}/tree', rel, f'the text of {rel}')
        self.build()
        self.asked = []

    def build(self):
        for compiler in ('gcc', 'clang'):
            for name in ('core', 'call'):
                fake_tree.write(self.top, f'static-{compiler}/drivers/tee/.{name}.o.cmd', COMMAND.format(name=name))
            fake_tree.write(self.top, f'static-{compiler}/include/config/auto.conf.cmd', 'deps_config := \\\n\tdrivers/tee/Kconfig \\\n\n')

    def analyze(self, commands):
        self.asked += sorted(os.path.basename(s) for s in commands)
        return {source: [] for source in commands}

    def ask(self):
        """What has to be compiled, or analyzed, anew."""
        compilers.content.cache_clear()
        target = mock.Mock(driver='tree', version='6.12', ksrc='/linux', work=self.top, driver_files=[])
        static = checks.Static(target, checks.CHECKS, [])
        static.caches = {check: result_cache.Store(f'{self.top}/cache', checks.FORMAT) for check in checks.CHECKS}
        self.asked = []
        static.built('gcc', 'gcc', lambda: self.asked.append('gcc') or [])
        static.analyzer()
        return self.asked

    def test_nothing_changed(self):
        self.assertEqual(self.ask(), ['gcc', 'call.c', 'core.c'])
        self.assertEqual(self.ask(), [])

    def test_file_that_the_last_build_named_changed(self):
        self.ask()
        for rel in FILES:
            fake_tree.write(f'{self.top}/tree', rel, 'other')
            one = os.path.basename(rel).partition('.')[0]
            self.assertEqual(self.ask(), ['gcc', f'{one}.c'] if one in ('core', 'call') else ['gcc', 'call.c', 'core.c'], rel)
            self.assertEqual(self.ask(), [])

    def test_first_build_is_cached_by_what_it_named(self):
        os.unlink(f'{self.top}/static-gcc/include/config/auto.conf.cmd')
        target = mock.Mock(driver='tree', version='6.12', ksrc='/linux', work=self.top, driver_files=[])
        static = checks.Static(target, checks.CHECKS, [])
        static.caches = {check: result_cache.Store(f'{self.top}/cache', checks.FORMAT) for check in checks.CHECKS}
        static.built('gcc', 'gcc', lambda: self.build() or [])
        self.assertEqual(self.ask(), ['call.c', 'core.c'])


if __name__ == '__main__':
    unittest.main()
