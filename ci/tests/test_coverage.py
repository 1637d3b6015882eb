# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/coverage: when the cached result is used, and when it is not."""
import contextlib
import io
import os
import tempfile
import unittest
from unittest import mock

from kernel import gcov


class Coverage(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.work = tmp.name
        os.makedirs(f'{self.work}/uml')
        for name in ('uml/linux', 'coverage.info', 'coverage.xml', 'coverage.ktap', 'coverage.log'):
            with open(f'{self.work}/{name}', 'w', encoding='utf-8') as f:
                f.write('x')
        env = {k: v for k, v in os.environ.items() if k not in ('FRESH', 'SUITE', 'TEST', 'TIMEOUT_S', 'KERNEL_ARGS')}
        patch = mock.patch.dict(os.environ, env, clear=True)
        patch.start()
        self.addCleanup(patch.stop)
        gcov.last(self.work).save('what it said\n')

    def again(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            told = gcov.last(self.work).replay()
        return told, out.getvalue()

    def test_cached_result_is_printed_and_counts_as_of_now(self):
        os.utime(f'{self.work}/coverage.info', (1, 1))
        told, said = self.again()
        self.assertEqual((told, said.splitlines()[1:]), (True, ['what it said']))
        self.assertIn('FRESH=1 runs it again', said)
        self.assertGreater(os.path.getmtime(f'{self.work}/coverage.info'), 1000)

    def test_another_kernel_misses_the_cache(self):
        with open(f'{self.work}/uml/linux', 'a', encoding='utf-8') as f:
            f.write('y')
        self.assertEqual(self.again(), (False, ''))

    def test_same_kernel_rebuilt_hits_the_cache(self):
        with open(f'{self.work}/uml/linux', 'w', encoding='utf-8') as f:
            f.write('x')
        self.assertTrue(self.again()[0])

    def test_forgotten_result_misses_the_cache(self):
        gcov.last(self.work).forget()
        self.assertEqual(self.again(), (False, ''))

    def test_other_arguments_of_the_kernel_miss_the_cache(self):
        os.environ['KERNEL_ARGS'] = 'growth_test.rounds=1'
        self.assertEqual(self.again(), (False, ''))

    def test_other_tests_miss_the_cache(self):
        os.environ['SUITE'] = 'tee_shm'
        self.assertEqual(self.again(), (False, ''))

    def test_fresh_misses_the_cache(self):
        os.environ['FRESH'] = '1'
        self.assertEqual(self.again(), (False, ''))

    def test_missing_result_file_misses_the_cache(self):
        os.unlink(f'{self.work}/coverage.info')
        self.assertEqual(self.again(), (False, ''))

    def test_what_is_new_in_a_version_is_passed_on(self):
        said = 'kunit DRIVER=tree linux-7.4: 5 passed, 0 failed, 2 known failures, 1 skipped, 3 new in Linux 7.4 (9 s)\n'
        for status, new in ((3, ', 3 new in Linux 7.4'), (1, '')):
            with mock.patch.object(gcov.kunit_run, 'run', lambda *_, stdout, now=status, **__: stdout.write(said) and now), \
                    contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(gcov.run(self.work), (status, 8, new))
        self.assertEqual(gcov.counted(3, new := ', 3 new in Linux 7.4'), f'0 passed, 0 failed, 0 known failures, 0 skipped{new}')
        self.assertEqual((gcov.counted(1, ''), gcov.counted(0, '')), ('0 passed, 1 failed', '1 passed, 0 failed'))

    def test_total(self):
        self.assertEqual(gcov.total([('a', 10, 5), ('b', 30, 30)]), '40 lines, 35 covered, 87.5 %')
