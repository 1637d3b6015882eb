# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/build_error.py: one line of what gcc and clang say when a kernel tree has changed under this project's code."""
import os
import subprocess
import tempfile
import unittest

import fake_tree
from kernel import build_error
from run.common import REPO

HEADER = '''
int run(struct file *file, bool on, long more);
struct thing {
	int counter;
	int (*probe)(struct thing *thing, int how);
};
'''
OLD = '''
struct file;
typedef _Bool bool;
#include "%s"
int probe(struct thing *thing);
int use(struct thing *thing)
{
	struct thing other = {
		.probe = probe,
	};
	return run((struct file *)0, 1) + thing->count + vanished(other.counter);
}
'''


class BuildError(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = os.path.realpath(tmp.name)
        self.tree = f'{self.top}/tree'
        self.header = fake_tree.write(self.tree, 'include/linux/thing.h', HEADER)
        self.source = fake_tree.write(self.top, 'repo/kunit/support/user.c', OLD % self.header)

    def said(self, compiler, source=None):
        got = subprocess.run([compiler, '-std=gnu11', '-Werror', '-c', '-o', '/dev/null', source or self.source],
                             stderr=subprocess.PIPE, text=True, check=False, env={**os.environ, 'LC_ALL': 'C.UTF-8'})
        self.assertNotEqual(got.returncode, 0)
        return got.stderr

    def errors(self, compiler):
        """Its errors, each alone with the source line that follows."""
        lines = self.said(compiler).splitlines()
        return ['\n'.join(lines[n:n + 2]) for n, l in enumerate(lines) if ' error: ' in l]

    def explained(self, compiler, *wanted):
        said = [build_error.explain(e, f'{self.top}/repo', self.tree) for e in self.errors(compiler)]
        for words in wanted:
            found = [s for s in said if all(w in s for w in words)]
            self.assertTrue(found, (words, said))
            self.assertIn('kunit/support/compat.h and ci/kernel/features have to learn it', found[0])
            self.assertNotIn('\n', found[0])

    def each(self, compiler):
        self.explained(
            compiler,
            ('symbol run is not as kunit/support/user.c:11', 'include/linux/thing.h:2: "int run(struct file *file, bool on, long more);"'),
            ('field thing.count is not as kunit/support/user.c:11', 'include/linux/thing.h:3: "struct thing {"'),
            ('symbol vanished is not as', 'nothing of the name', 'it is misspelt, or else'),
            ('member probe is not as kunit/support/user.c:9', 'incompatible', 'include/linux/thing.h:5: "int (*probe)'))

    def test_gcc(self):
        self.each('gcc')

    def test_clang(self):
        self.each('clang-19')

    def test_error_in_the_kernels_own_code_is_not_explained(self):
        other = fake_tree.write(self.top, 'tree/lib/user.c', OLD % self.header)
        self.assertEqual(build_error.explain(self.said('gcc', other), f'{self.top}/repo', self.tree), '')

    def test_function_of_this_project_is_no_difference_between_kernels(self):
        fake_tree.write(self.top, 'repo/kunit/support/other.c', 'int vanished(int count)\n{\n\treturn count;\n}\n')
        said = [build_error.explain(e, f'{self.top}/repo', self.tree) for e in self.errors('gcc')]
        self.assertFalse([s for s in said if 'vanished' in s], said)
        self.assertTrue([s for s in said if 'symbol run ' in s], said)

    def test_names_of_the_overlay_are_those_here(self):
        log = self.said('gcc').replace(f'{self.top}/repo/kunit/', '/b/tree/drivers/teeproof/kunit/')
        self.assertIn('kunit/support/user.c:', build_error.explain(log, f'{self.top}/repo', self.tree))

    def test_rooms_are_files_and_those_that_are_built_there(self):
        for top, room in build_error.ROOMS:
            self.assertTrue(os.path.isdir(f'{REPO}/{top}') and os.path.isfile(f'{REPO}/{room}'), room)
        for rel, room in (('kunit/selftests/user.c', 'kunit/selftests/tee_dev.h'), ('fuzz/sequence/user.c', 'fuzz/sequence/run_private.h'),
                          ('fuzz/host/user.c', 'fuzz/host/compat.h'), ('driver/monitor/user.c', 'driver/monitor/kernel/kernel_private.h'),
                          ('driver/include/user.c', 'driver/tee/tee_compat.h')):
            log = self.said('gcc', fake_tree.write(self.top, f'repo/{rel}', OLD % self.header))
            self.assertIn(f'{room} and ci/kernel/features have to learn it', build_error.explain(log, f'{self.top}/repo', self.tree))

    def test_program(self):
        log = self.said('gcc').replace(f'{self.top}/repo/kunit/', '/b/tree/drivers/teeproof/kunit/')
        got = subprocess.run([f'{REPO}/ci/kernel/explain', self.tree], input=log, stdout=subprocess.PIPE, text=True, check=False)
        self.assertEqual((got.returncode, got.stdout.count('\n')), (0, 1), got.stdout)
        got = subprocess.run([f'{REPO}/ci/kernel/explain', self.tree], input='make: *** no rule\n', stdout=subprocess.PIPE,
                             text=True, check=False)
        self.assertEqual((got.returncode, got.stdout), (1, ''))


if __name__ == '__main__':
    unittest.main()
