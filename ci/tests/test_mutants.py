# SPDX-License-Identifier: GPL-2.0-only
"""ci/bugs/mutants and its modules: the operators, the choice, the score, what counts as a kill; copies
that leave what they need not touch; a command that hangs leaves no process."""
import collections
import contextlib
import glob
import io
import os
import shutil
import subprocess
import tempfile
import time
import unittest
import unittest.mock

from bugs import mutant_checks
from bugs import mutation
from bugs import patched_tree
import fake_tree
from run import process
from run.common import REPO

# One place, at least, for each operator.
SOURCE = '''\
int change(struct thing *t, int n)
{
	int rc = -EINVAL;

	if (n > 8)
		return rc;
	mutex_lock(&t->lock);
	n = t->n;
	if (!n) {
		mutex_unlock(&t->lock);
		return -ENOENT;
	}
	kref_get(&t->ref);
	if (n < 4)
		rc = 0;
	else
		complete(&t->done);
	mutex_unlock(&t->lock);
	kfree(t->buf);
	thing_put(t);
	return rc;
}
'''


class Folder(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name


class Mutants(Folder):
    """On a driver of one file."""

    def setUp(self):
        super().setUp()
        self.copy = mutation.Copy.__new__(mutation.Copy)
        self.copy.top, self.copy.below, self.copy.files = self.top, 'driver', ['change.c']
        self.copy.originals = {'change.c': SOURCE}
        fake_tree.write(self.top, 'driver/change.c', SOURCE)

    @unittest.skipUnless(shutil.which('spatch'), 'no spatch here')
    def test_every_operator_has_a_place_and_changes_it(self):
        found = mutation.sites(self.copy)
        names = {os.path.basename(p)[:-len('.cocci')] for p in glob.glob(f'{REPO}/cocci/mutants/*.cocci')}
        self.assertEqual({s.operator for s in found}, names)
        self.assertEqual({s.function for s in found}, {'change'})
        self.assertEqual({s.operator for s in found if mutation.mutate(self.copy, s)}, names)

    def test_seed_decides_the_choice_which_takes_operators_in_turn(self):
        sites = [mutation.Site(o, 'f.c', n, 1, 'f') for o in ('a', 'b', 'c') for n in range(5)]
        first = mutation.choose(sites, 1)
        self.assertEqual(first, mutation.choose(list(sites), 1))
        self.assertNotEqual(first, mutation.choose(sites, 2))
        self.assertEqual([s.operator for s in first[:6]], ['a', 'b', 'c'] * 2)
        self.assertEqual(sorted(first), sorted(sites))

    def test_score_is_saved_and_survivors_are_tried_again(self):
        site = mutation.Site('off_by_one', 'change.c', 5, 6, 'change')
        score = mutation.Score(self.top, {'seed': 1}, collections.Counter(off_by_one=2))
        score.checks = ['static', 'kunit']
        with contextlib.redirect_stdout(io.StringIO()) as said:
            score.add(1, site, ('kunit', 'a test'), 'diff one\n', 1)
            score.add(2, site, ('', ''), 'diff two\n', 1)
            score.tell()
        self.assertIn('mutants: 2, killed 1 (50.0 %: 0 by static, 1 by kunit), survived 1', said.getvalue())
        self.assertIn('survivor 2: off_by_one in change()\ndiff two', said.getvalue())
        again = mutation.Score(self.top, {'seed': 1}, collections.Counter())
        self.assertEqual(again.last(), [(2, site)])
        self.assertEqual([r['n'] for r in again.results], [1, 2])
        with contextlib.redirect_stdout(io.StringIO()):
            again.add(2, site, ('kunit', 'another test'), 'diff two\n', 1)
        self.assertEqual([(r['n'], r['killed_by']) for r in again.results], [(1, 'kunit'), (2, 'kunit')])
        self.assertEqual(again.checks, score.checks)
        with self.assertRaises(SystemExit):
            mutation.Score(self.top, {'seed': 2}, collections.Counter()).last()

    def test_unknown_mutants_value_is_refused(self):
        run = subprocess.run([f'{REPO}/ci/bugs/mutants'], env=dict(os.environ, MUTANTS='many'), stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True, check=False)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn('MUTANTS=many: expected a number, all or survivors', run.stderr)


class Verdicts(Folder):
    """What the output of a target says about a mutant."""

    def setUp(self):
        super().setUp()
        self.judge = mutant_checks.Judge.__new__(mutant_checks.Judge)
        self.judge.work, self.judge.seconds, self.judge.noise = self.top, 5, collections.defaultdict(set)
        self.judge.files, self.judge.copy = {}, unittest.mock.Mock(repo=self.top)
        self.judge.in_original = lambda file, ask: ask(file)

    def kill(self, check, status, said, original='fine'):
        """original: the verdict of a replay in the driver as it is"""
        def make(_, target, *args):
            if target == 'replay':
                return 1, f'{args[0].removeprefix("FINDING=")}: {original}\n'
            return status, said
        with unittest.mock.patch.object(self.judge, 'make', make):
            return self.judge.kill(check, 'f.c', 1)

    def test_passing_check_does_not_kill(self):
        self.assertEqual(self.kill('scenarios', 0, 'all is well\n'), '')

    def test_a_test_that_fails_anyway_does_not_kill(self):
        said = 'FAILED suite.one: why\nFAILED suite.two: why\nkunit tree-6.12: 5 passed, 2 failed\n'
        self.judge.noise['kunit'] = {'suite.one', 'suite.two'}
        self.assertEqual(self.kill('kunit', 1, said), '')
        self.judge.noise['kunit'] = {'suite.one'}
        self.assertIn('suite.two', self.kill('kunit', 1, said))

    def test_a_finding_kills_unless_it_is_in_the_original_too(self):
        with open(f'{self.top}/x.txt', 'w', encoding='utf-8') as f:
            f.write('sequence 1\n')
        said = 'NEW FINDING of fuzz_session: O3 deadlock in f\n  replay: make replay FINDING=x.txt DRIVER=repo\n'
        self.assertEqual(self.kill('fuzz', 1, said), 'O3 deadlock in f')
        self.assertEqual(self.kill('fuzz', 1, said, original='O3: deadlock in f'), '')
        self.assertEqual(self.judge.noise['fuzz'], {'O3 deadlock in f'})
        self.assertEqual(self.kill('fuzz', 1, said), '')

    def test_a_hang_kills(self):
        self.assertIn('no end', self.kill('kunit', 'timeout', ''))

    def test_a_crash_without_a_verdict_kills(self):
        self.assertIn('KASAN', self.kill('kunit', 1, 'BUG: KASAN: use-after-free in f\n'))


class Scratch(Folder):
    def test_a_file_that_stays_the_same_keeps_its_time(self):
        path = f'{self.top}/a/b'
        patched_tree.put_bytes(path, b'one')
        os.utime(path, (1, 1))
        patched_tree.put_bytes(path, b'one')
        self.assertEqual(os.stat(path).st_mtime, 1)
        patched_tree.put_bytes(path, b'two')
        self.assertNotEqual(os.stat(path).st_mtime, 1)

    def test_a_linked_tree_leaves_the_driver_to_the_caller_and_the_source_alone(self):
        source, top = f'{self.top}/source', f'{self.top}/linked'
        for rel, text in fake_tree.FILES.items():
            fake_tree.write(source, rel, text)
        patched_tree.link_tree(source, top)
        self.assertFalse(os.path.exists(f'{top}/drivers/tee'))
        self.assertTrue(os.path.islink(f'{top}/drivers/Makefile'))
        patched_tree.copy_files(f'{source}/drivers/tee', f'{top}/drivers/tee')
        patched_tree.put_bytes(f'{top}/drivers/tee/tee_core.c', b'changed')
        with open(f'{source}/drivers/tee/tee_core.c', encoding='utf-8') as f:
            self.assertEqual(f.read(), fake_tree.FILES['drivers/tee/tee_core.c'])

    def test_a_command_that_hangs_is_ended_with_its_children(self):
        log, pid_file = f'{self.top}/log', f'{self.top}/pid'
        began = time.time()
        status = process.run_limited(['sh', '-c', f'sleep 60 & echo $! >{pid_file}; echo said; wait'], self.top, None, log, 1)
        self.assertEqual(status, 'timeout')
        self.assertLess(time.time() - began, 50)
        with open(log, encoding='utf-8') as f:
            self.assertEqual(f.read(), 'said\n')
        with open(pid_file, encoding='utf-8') as f:
            pid = int(f.read())
        for _ in range(200):
            if not os.path.exists(f'/proc/{pid}') or self.is_zombie(pid):
                return
            time.sleep(0.05)
        self.fail('its child still runs')

    @staticmethod
    def is_zombie(pid):
        try:
            with open(f'/proc/{pid}/stat', encoding='utf-8') as f:
                return f.read().rpartition(')')[2].split()[0] in 'ZX'
        except OSError:
            return True

    def test_the_status_of_a_command(self):
        self.assertEqual(process.run_limited(['sh', '-c', 'exit 3'], self.top, None, f'{self.top}/log', 30), 3)
