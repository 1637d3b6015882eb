# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/kunit-report: what it makes of runs that went well and of runs that did not."""
import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from kernel import list_files
from run.common import REPO

KSRC = subprocess.run([f'{REPO}/ci/kernel/source'], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

GOOD = """\
Linux version 6.12.34
KTAP version 1
1..2
    KTAP version 1
    # Subtest: tee_shm
    # module: teeproof
    1..2
    ok 1 tee_test_shm_alloc
        KTAP version 1
        # Subtest: tee_test_shm_size
        ok 1 zero
        ok 2 one page
    # tee_test_shm_size: pass:2 fail:0 skip:0 total:2
    ok 2 tee_test_shm_size
# tee_shm: pass:2 fail:0 skip:0 total:2
ok 1 tee_shm
    KTAP version 1
    # Subtest: tee_bus
    # module: teeproof
    1..2
    ok 1 tee_test_bus_match
    ok 2 tee_test_bus_remove
# tee_bus: pass:2 fail:0 skip:0 total:2
ok 2 tee_bus
teeproof: looked for leaks
reboot: System halted
"""
FIRST_SUITE = GOOD[:GOOD.index('ok 1 tee_shm')].replace('1..2', '1..1', 1) + 'ok 1 tee_shm\nteeproof: looked for leaks\n'
LISTS = {
    'expected/tee_shm.list': 'tee_shm.tee_test_shm_alloc\ntee_shm.tee_test_shm_size/zero\n'
                             'tee_shm.tee_test_shm_size/one page\n',
    'expected/tee_bus.list': 'tee_bus.tee_test_bus_match\ntee_bus.tee_test_bus_remove\n',
}
SECOND_SUITE = GOOD[GOOD.index('KTAP version'):GOOD.index('    KTAP version')].replace('1..2', '1..1') + \
    GOOD[GOOD.index('ok 1 tee_shm\n') + len('ok 1 tee_shm\n'):].replace('\nok 2 tee_bus', '\nok 1 tee_bus')
TWO_KERNELS = FIRST_SUITE + 'teeproof: next kernel\n' + SECOND_SUITE
SHARED = 'known-failures/tree.list'
KNOWN = 'known-failures/tree-6.12.list'
WARNING = 'WARNING: CPU: 0 PID: 9 at drivers/tee/tee_shm.c:5 tee_shm_put+0x10/0x20\nCall Trace:\n tee_shm_put+0x10\n'
FAILED = '    # of it: EXPECTATION FAILED at kunit/tee/bus_test.c:7\n    Expected a == b, but\n'
WAYS = ''.join(f'{test}: {way}\n' for test in ('tee_bus.tee_test_bus_remove', 'tee_shm.tee_test_shm_alloc', 'tee_shm.tee_test_shm_size/one page')
               for way in ('bus_test.c: Expected a == b, but', 'WARNING drivers/tee/tee_shm.c in tee_shm_put()'))
LEAK = ('kmemleak: unreferenced object 0x61234560 (size 64):\nkmemleak:   comm "kunit_try_catch", pid 9, jiffies 1\n'
        'kmemleak:     kmalloc_trace+0x1/0x2\nkmemleak:     tee_test_shm_alloc+0x20/0x40\n')


class Report(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.lists = f'{tmp.name}/lists'
        self.work = f'{tmp.name}/tree-6.12.34'
        os.makedirs(self.work)
        os.symlink(KSRC, f'{self.work}/tree')
        for name, text in LISTS.items():
            self.write_list(name, text)
        self.write_list('known-failures/tree.ways', WAYS)

    def write_list(self, name, text):
        path = f'{self.lists}/{name}'
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text)

    def report(self, log, *args):
        env = {k: v for k, v in os.environ.items() if k != 'KSRC'}
        got = subprocess.run([f'{REPO}/ci/kernel/kunit-report', f'--work={self.work}', f'--lists={self.lists}', *args],
                             input=log, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.out, self.last = got.stdout, got.stdout.rstrip().splitlines()[-1]
        return got.returncode

    def good(self, log, counts, *args):
        self.assertEqual(self.report(log, *args), 0, self.out)
        self.assertIn(counts, self.last)

    def bad(self, log, counts, *says):
        self.assertEqual(self.report(log), 1, self.out)
        self.assertIn(counts, self.last)
        for text in says:
            self.assertIn(text, self.out)

    def test_good_run(self):
        self.good(GOOD, 'kunit DRIVER=tree linux-6.12.34: 5 passed, 0 failed, 0 known failures, 0 skipped')

    def test_printk_times_do_not_matter(self):
        self.good(''.join(f'[    0.123456] {l}\n' for l in GOOD.splitlines()), '5 passed, 0 failed')

    def test_results_are_written(self):
        self.good(GOOD, '5 passed')
        with open(f'{self.work}/kunit.log', encoding='utf-8') as f:
            self.assertEqual(f.read(), GOOD)
        with open(f'{self.work}/kunit.ktap', encoding='utf-8') as f:
            self.assertEqual(f.read().splitlines()[:2], ['KTAP version 1', '1..2'])
        cases = ElementTree.parse(f'{self.work}/kunit.xml').findall('testsuite/testcase')
        self.assertEqual(len(cases), 5)

    def test_run_that_ends_early_leaves_no_older_result(self):
        self.good(GOOD, '5 passed')
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove [odd] kinds are capitals\n')
        self.assertEqual(self.report(GOOD), 1)
        self.assertFalse(os.path.exists(f'{self.work}/kunit.xml') or os.path.exists(f'{self.work}/kunit.ktap'), self.out)

    def test_two_kernels_make_one_run(self):
        self.good(TWO_KERNELS, '5 passed, 0 failed')
        with open(f'{self.work}/kunit.ktap', encoding='utf-8') as f:
            ktap = f.read().splitlines()
        self.assertEqual(ktap[:2], ['KTAP version 1', '1..2'])
        self.assertEqual([l for l in ktap if l.startswith('ok ')], ['ok 1 tee_shm', 'ok 2 tee_bus'])

    def test_each_kernel_looks_for_leaks(self):
        first, second = TWO_KERNELS.split('teeproof: next kernel\n')
        for log in (f'{first.replace("teeproof: looked for leaks", "")}teeproof: next kernel\n{second}',
                    f'{first}teeproof: next kernel\n{second.replace("teeproof: looked for leaks", "")}'):
            self.bad(log, '5 passed, 1 failed', 'kmemleak did not look for leaks')

    def test_crash_of_one_kernel_leaves_the_verdicts_of_the_other(self):
        first, second = TWO_KERNELS.split('teeproof: next kernel\n')
        died = first[:first.index('    ok 1 tee_test_shm_alloc')] + 'Kernel panic - not syncing\n'
        self.bad(f'{died}teeproof: next kernel\n{second}', '2 passed, 1 failed', 'the kernel died in this test')

    def test_leak_of_the_second_kernel_is_blamed_there(self):
        leak = LEAK.replace('tee_test_shm_alloc', 'tee_test_bus_match')
        self.bad(TWO_KERNELS.replace('teeproof: looked for leaks\nreboot', f'{leak}teeproof: looked for leaks\nreboot'),
                 '5 passed, 1 failed', 'tee_bus.tee_test_bus_match: LEAK report')

    def test_list_names_files_by_a_glob(self):
        log = GOOD.replace('ok 1 zero', 'ok 1 scenarios/first')
        self.write_list('expected/tee_shm.list', 'tee_shm.tee_test_shm_alloc\ntee_shm.tee_test_shm_size/<scenarios/firs?.txt none/*>\n'
                                                 'tee_shm.tee_test_shm_size/one page\n')
        self.good(log, '5 passed, 0 failed')
        self.bad(GOOD, '5 passed, 2 failed', 'tee_shm.tee_test_shm_size/scenarios/first: expected, but it did not run')

    def test_list_is_written_with_its_globs(self):
        lists = 'tee_shm.tee_test_shm_size/<scenarios/firs?.txt>\n\tmay skip: why not\n'
        self.write_list('expected/tee_shm.list', lists)
        self.report(GOOD.replace('ok 1 zero', 'ok 1 scenarios/first'), '--write-list')
        with open(f'{self.lists}/expected/tee_shm.list', encoding='utf-8') as f:
            self.assertEqual(f.read(), f'tee_shm.tee_test_shm_alloc\n{lists}tee_shm.tee_test_shm_size/one page\n')

    def test_failure_fails_and_says_how_to_replay(self):
        log = GOOD.replace('ok 2 tee_test_bus_remove', '# tee_test_bus_remove: EXPECTATION FAILED\n    not ok 2 tee_test_bus_remove')
        self.bad(log, '4 passed, 1 failed', 'EXPECTATION FAILED',
                 'replay: make kunit DRIVER=tree SUITE=tee_bus TEST=tee_test_bus_remove')
        failed = ElementTree.parse(f'{self.work}/kunit.xml').findall('.//failure')
        self.assertEqual(len(failed), 1)

    def test_results_say_in_which_way_each_test_failed(self):
        """make presubmit BASE= compares these."""
        ways = 'WARNING drivers/tee/tee_shm.c in tee_shm_put() / bus_test.c: Expected a == b, but'
        bad = GOOD.replace('    ok 2 tee_test_bus_remove', WARNING + FAILED + '    not ok 2 tee_test_bus_remove')
        late = bad.replace('teeproof: looked for leaks', WARNING + 'teeproof: looked for leaks')
        for known in ('', 'tee_bus.tee_test_bus_remove\n\t[WARNING] some bug\n'):
            self.write_list(SHARED, known)
            self.report(late)
            found = ElementTree.parse(f'{self.work}/kunit.xml').findall('.//*[@type]')
            self.assertEqual([e.get('type') for e in found], [ways, ways.partition(' / ')[0]], self.out)

    def test_parameter_that_fails_is_named(self):
        self.bad(GOOD.replace('        ok 2 one page', FAILED + '        not ok 2 one page'), '4 passed, 1 failed',
                 'tee_shm.tee_test_shm_size/one page: failed', 'SUITE=tee_shm TEST=tee_test_shm_size\n')

    def test_vanished_test_fails(self):
        self.bad(GOOD.replace('    ok 2 tee_test_bus_remove\n', '').replace(
            'Subtest: tee_bus\n    # module: teeproof\n    1..2', 'Subtest: tee_bus\n    # module: teeproof\n    1..1'),
            '4 passed, 1 failed', 'tee_bus.tee_test_bus_remove: expected, but it did not run')

    def test_vanished_suite_fails(self):
        self.bad(FIRST_SUITE, '3 passed, 2 failed', 'tee_bus.tee_test_bus_match: expected, but it did not run')

    def test_new_test_must_be_listed(self):
        self.write_list('expected/tee_bus.list', 'tee_bus.tee_test_bus_match\n')
        self.bad(GOOD, '5 passed, 1 failed', 'not in kunit/lists/expected: 1 test; "make kunit-list" adds it:', 'tee_bus.tee_test_bus_remove')

    def test_list_is_written_from_what_ran(self):
        for name in LISTS:
            os.unlink(f'{self.lists}/{name}')
        self.write_list('expected/tee_gone.list', 'tee_gone.tee_test_gone\n')
        self.report(GOOD, '--write-list')
        for name, text in LISTS.items():
            with open(f'{self.lists}/{name}', encoding='utf-8') as f:
                self.assertEqual(f.read(), text)
        self.assertFalse(os.path.exists(f'{self.lists}/expected/tee_gone.list'))
        self.good(GOOD, '5 passed, 0 failed')

    def test_glob_asks_only_for_what_it_selects(self):
        self.good(FIRST_SUITE, '3 passed, 0 failed', '--glob=tee_shm')

    def test_warning_fails_the_test_that_ran(self):
        self.bad(GOOD.replace('    ok 1 tee_test_bus_match', WARNING + '    ok 1 tee_test_bus_match'),
                 '4 passed, 1 failed', 'tee_bus.tee_test_bus_match: WARNING report', 'drivers/tee/tee_shm.c:5')

    def test_each_kind_of_report_is_seen(self):
        for kind, line in (
                ('KASAN', 'BUG: KASAN: slab-use-after-free in tee_shm_put+0x1/0x2'),
                ('UBSAN', 'UBSAN: array-index-out-of-bounds in drivers/tee/optee/notif.c:3:4'),
                ('LOCKDEP', 'WARNING: possible circular locking dependency detected'),
                ('LOCKDEP', 'WARNING: inconsistent lock state'),
                ('LOCKDEP', 'WARNING: suspicious RCU usage'),
                ('ATOMIC', 'BUG: sleeping function called from invalid context at mm/slab.h:1'),
                ('HANG', 'INFO: task kunit_try_catch:9 blocked for more than 30 seconds.'),
                ('BUG', 'list_del corruption, 612345->next is LIST_POISON1'),
                ('BUG', 'BUG kmalloc-64 (Not tainted): Poison overwritten'),
                ('WARNING', 'refcount_t: underflow; use-after-free.'),
                ('WARNING', 'ODEBUG: free active (active state 0) object: timer_list'),
                ('LEAK', 'unreferenced object 0x61234560 (size 64):')):
            with self.subTest(line=line):
                self.bad(GOOD.replace('    ok 1 tee_test_bus_match', line + '\n    ok 1 tee_test_bus_match'),
                         '4 passed, 1 failed', f'tee_bus.tee_test_bus_match: {kind} report')

    def test_message_of_a_warning_says_which(self):
        text = 'WARNING: CPU: 0 PID: 9 at lib/refcount.c:28 refcount_warn_saturate+0x1/0x2\nDEBUG_LOCKS_WARN_ON(1)\n'
        self.bad(GOOD.replace('    ok 1 tee_test_bus_match', text + '    ok 1 tee_test_bus_match'),
                 '4 passed, 1 failed', 'tee_bus.tee_test_bus_match: LOCKDEP report\n    WARNING: CPU: 0')

    def test_warning_at_the_end_of_a_suite_fails(self):
        self.bad(GOOD.replace('# tee_bus: pass', WARNING + '# tee_bus: pass'), '1 failed', 'tee_bus: set-up or end')

    def test_warning_before_the_tests_fails(self):
        self.bad(WARNING + GOOD, '1 failed', 'before the first test')

    def test_leak_names_the_test_in_its_stack(self):
        self.bad(GOOD.replace('teeproof:', LEAK + 'teeproof:'), '1 failed', 'tee_shm.tee_test_shm_alloc: LEAK report',
                 'SUITE=tee_shm TEST=tee_test_shm_alloc')

    def test_leak_of_another_task_names_who_ran_then(self):
        times = iter(range(1, 100))
        log = ''.join(f'[{next(times) / 10:12.6f}] {l}\n' for l in GOOD.splitlines())
        leak = LEAK.replace('tee_test_shm_alloc', 'tee_pool_alloc')
        at = float(next(l for l in log.splitlines() if 'ok 1 tee_test_bus_match' in l)[1:13])
        leak = leak.replace('jiffies 1', f'jiffies {2**32 - 300 * 100 + round(at * 100) - 5}')
        self.bad(log + leak, '1 failed', 'tee_bus.tee_test_bus_match: LEAK report', 'TEST=tee_test_bus_match')

    def test_count_of_leaks_is_no_report_of_its_own(self):
        count = 'kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)\n'
        self.bad(GOOD.replace('teeproof:', LEAK + count + 'teeproof:'), '1 failed', 'LEAK report')
        self.assertEqual(self.out.count('LEAK report'), 1)

    def test_declared_leak_of_a_known_failure(self):
        self.write_list(KNOWN, 'tee_shm.tee_test_shm_alloc\n\t[LEAK] the driver leaks\n')
        self.good(GOOD.replace('teeproof:', LEAK + 'teeproof:').replace('    ok 1 tee_test_shm', FAILED + '    not ok 1 tee_test_shm'),
                  '4 passed, 0 failed, 1 known failures')

    def test_missing_leak_scan_fails(self):
        self.bad(GOOD.replace('teeproof: looked for leaks\n', ''), '1 failed', 'did not look for leaks')

    def test_known_failure_is_counted_apart(self):
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.good(GOOD.replace('    ok 2 tee_test_bus_remove', FAILED + '    not ok 2 tee_test_bus_remove'),
                  '4 passed, 0 failed, 1 known failures')
        self.assertIn('removal leaks the device', self.out)

    def failing(self, said):
        """A log in which tee_test_bus_remove fails, with what KUnit or the kernel says of it."""
        return GOOD.replace('    ok 2 tee_test_bus_remove', said + '    not ok 2 tee_test_bus_remove')

    def test_known_failure_that_fails_in_another_way_is_new(self):
        here = '    # tee_test_bus_remove: EXPECTATION FAILED at drivers/teeproof/kunit/tee/bus_test.c:{}\n    {}\n'
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.write_list('known-failures/tree.ways', 'tee_bus.tee_test_bus_remove: bus_test.c: Expected left == 0, but\n')
        self.good(self.failing(here.format(12, 'Expected left == 0, but')), '4 passed, 0 failed, 1 known failures')
        self.good(self.failing(here.format(99, 'Expected left == 0, but')), '4 passed, 0 failed, 1 known failures')
        self.bad(self.failing(here.format(12, 'Expected rc == 0, but')), '1 failed', 'Expected rc == 0')
        self.bad(self.failing(''), '1 failed', 'nothing was said')

    def test_known_report_is_about_its_function(self):
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\t[WARNING] removal warns\n')
        self.write_list('known-failures/tree.ways', 'tee_bus.tee_test_bus_remove: WARNING drivers/tee/tee_shm.c in tee_shm_put()\n')
        self.good(self.failing(WARNING), '4 passed, 0 failed, 1 known failures')
        newer = WARNING.replace('CPU: 0 PID: 9 at drivers/tee/tee_shm.c:5 tee_shm_put+0x10/0x20',
                                '../tree/drivers/tee/tee_shm.c:5 at tee_shm_put+0x10/0x20, CPU#0: kunit_try_catch/9')
        self.assertNotEqual(newer, WARNING)
        self.good(self.failing(newer), '4 passed, 0 failed, 1 known failures')
        self.bad(self.failing(WARNING.replace('tee_shm_put', 'tee_shm_get')), '1 failed', 'tee_shm_get')

    def test_ways_of_known_failures_are_written_from_what_failed(self):
        self.write_list(SHARED, 'tee_bus.tee_test_bus_remove\n\t[WARNING] removal warns\n')
        self.report(self.failing(WARNING), '--write-ways')
        with open(f'{self.lists}/known-failures/tree.ways', encoding='utf-8') as f:
            self.assertEqual(f.read().splitlines()[1:], ['tee_bus.tee_test_bus_remove: WARNING drivers/tee/tee_shm.c in tee_shm_put()'])

    def test_known_failure_needs_a_way(self):
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.write_list('known-failures/tree.ways', '# none\n')
        self.bad(self.failing(FAILED), '1 failed', 'no way is recorded', 'Expected a == b, but')

    def test_known_failure_that_fails_in_one_more_way_is_new(self):
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.good(self.failing(FAILED), '1 known')
        self.bad(self.failing(FAILED + FAILED.replace('a == b', 'b == c')), '1 failed', 'another way: bus_test.c: Expected b == c')

    def test_way_of_one_version(self):
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.write_list('known-failures/tree.ways', '# none\n')
        self.report(self.failing(FAILED), '--write-ways=version')
        self.good(self.failing(FAILED), '1 known')
        with open(f'{self.lists}/known-failures/tree-6.12.ways', encoding='utf-8') as f:
            self.assertEqual(f.read().splitlines()[1:], ['tee_bus.tee_test_bus_remove: bus_test.c: Expected a == b, but'])

    def test_fault_of_a_client_is_known_with_either_driver(self):
        self.write_list('known-failures/clients.list', 'tee_bus.tee_test_bus_remove\n\tthe client is at fault\n')
        self.write_list('known-failures/clients.ways', 'tee_bus.tee_test_bus_remove: bus_test.c: Expected a == b, but\n')
        self.write_list(SHARED, 'tee_shm.tee_test_shm_alloc\n\tthe driver is at fault\n')
        log = self.failing(FAILED)
        self.bad(log, '1 known', 'known-failures/tree.list')
        work = self.work
        self.work = work.replace('tree-6.12', 'repo-6.12')
        os.makedirs(self.work)
        os.symlink(KSRC, f'{self.work}/tree')
        self.good(log, '4 passed, 0 failed, 1 known failures')
        self.bad(GOOD, '1 failed', 'known-failures/clients.list')
        self.bad(self.failing(WARNING), '1 failed', 'WARNING')

    def test_ways_of_clients_are_written_apart(self):
        self.write_list('known-failures/clients.list', 'tee_bus.tee_test_bus_remove\n\tthe client is at fault\n')
        self.write_list(SHARED, 'tee_shm.tee_test_shm_alloc\n\tthe driver is at fault\n')
        self.report(self.failing(FAILED), '--write-ways')
        with open(f'{self.lists}/known-failures/clients.ways', encoding='utf-8') as f:
            self.assertEqual(f.read().splitlines()[1:], ['tee_bus.tee_test_bus_remove: bus_test.c: Expected a == b, but'])
        with open(f'{self.lists}/known-failures/tree.ways', encoding='utf-8') as f:
            self.assertNotIn('tee_test_bus_remove', f.read())

    # kernels that run one test alone

    SKIPPED = GOOD.replace('ok 2 tee_test_bus_remove', 'ok 2 tee_test_bus_remove # SKIP the kernel does not survive it')
    PANIC = 'Kernel panic - not syncing: Segfault with no mm\nCall Trace:\n optee_free+0x1/0x2\n'
    HANG = 'INFO: task optee_control:20 blocked for more than 61 seconds.\nCall Trace:\n optee_remove+0x1/0x2\n' \
           'teeproof: expected-report begin\nKernel panic - not syncing: teeproof: a task hangs, see above\n'

    def alone(self, said, result='', name='tee_bus.tee_test_bus_remove', text='[PANIC HANG] removal kills'):
        """What the kernels print: all tests but one, which has a kernel of its own, with what that one says."""
        self.write_list(KNOWN, f'{name}\n\t{text}\n')
        self.write_list('known-failures/tree.ways', f'{name}: PANIC Kernel panic - not syncing: Segfault with no mm in optee_free()\n'
                        f'{name}: HANG INFO: task optee_control:N blocked for more than N seconds. in optee_remove()\n')
        return f'{self.SKIPPED}teeproof: next kernel, for one test alone: {name}\nKTAP version 1\n1..1\n    # Subtest: tee_bus\n{result}{said}'

    def test_fatal_known_failure_has_a_kernel_of_its_own(self):
        self.good(self.alone(self.PANIC), '4 passed, 0 failed, 1 known failures, 0 skipped', '--alone')
        self.good(self.alone(self.HANG, FAILED + '    not ok 1 tee_test_bus_remove\n').replace(FAILED, ''), '1 known failures', '--alone')

    def bad_alone(self, log, *says):
        self.assertEqual(self.report(log, '--alone'), 1, self.out)
        for text in says:
            self.assertIn(text, self.out)

    def test_panic_behind_the_result_of_a_test_is_one_failure(self):
        log = GOOD[:GOOD.index('        ok 2 one page')] + 'Kernel panic - not syncing: Kernel mode fault at addr 0x49\n'
        self.bad(log, 'failed', 'expected tests did not run after the crash')
        self.assertNotIn('expected, but it did not run', self.out)

    def test_fatal_known_failure_that_survives_fails(self):
        for ok in ('ok', 'not ok'):
            self.bad_alone(self.alone('reboot: System halted\n', f'    {ok} 1 tee_test_bus_remove\n'), 'does not end its kernel')

    def test_fatal_known_failure_fails_in_the_recorded_way(self):
        self.bad_alone(self.alone(self.PANIC.replace('optee_free', 'optee_open')), 'another way: PANIC', 'optee_open()')
        self.bad_alone(self.alone(WARNING + self.PANIC), 'WARNING report, which its line does not have')

    def test_other_reports_of_a_kernel_that_dies_are_consequences(self):
        """Those that are no driver's, of a kind that is declared."""
        kasan = 'BUG: KASAN: use-after-free in {0}+0x1/0x2\nCall Trace:\n {0}+0x1/0x2\n'
        self.good(self.alone(kasan.format('clk_prepare') + self.PANIC, text='[PANIC KASAN] it kills'), '1 known', '--alone')
        self.bad_alone(self.alone(kasan.format('tee_shm_put') + self.PANIC, text='[PANIC KASAN] it kills'), 'another way: KASAN in tee_shm_put()')
        self.bad_alone(self.alone(kasan.format('clk_prepare') + self.PANIC), 'KASAN report, which its line does not have')

    def test_first_parameter_fails_in_its_own_way(self):
        self.write_list(KNOWN, 'tee_shm.tee_test_shm_size/zero\n\tit is too little\n')
        self.write_list('known-failures/tree.ways', 'tee_shm.tee_test_shm_size/zero: bus_test.c: Expected a == b, but\n')
        self.good(GOOD.replace('        ok 1 zero', FAILED + '        not ok 1 zero'), '1 known failures')

    def test_freed_memory_may_show_what_it_does_with_another_parameter(self):
        self.write_list(KNOWN, 'tee_shm.tee_test_shm_size/zero\n\tit is too little\n')
        log = GOOD.replace('        ok 1 zero', FAILED + '        not ok 1 zero')
        other = ('tee_shm.tee_test_shm_size/zero: bus_test.c: Expected b == c, but\n'
                 'tee_shm.tee_test_shm_size/one page: bus_test.c: Expected a == b, but\n')
        self.write_list('known-failures/tree.ways', other)
        self.bad(log, '1 failed', 'another way')
        self.write_list('known-failures/tree.ways', other + 'tee_shm.tee_test_shm_size/one page: KASAN in tee_shm_put()\n')
        self.good(log, '1 known failures')

    def test_fatal_known_failure_that_did_not_run_fails(self):
        self.bad_alone(self.alone('reboot: System halted\n', '    ok 1 tee_test_bus_remove # SKIP another runs\n'), 'it did not run')
        self.bad_alone(self.alone('').partition('teeproof: next')[0], 'expected, but it did not run')
        self.good(self.alone('').partition('teeproof: next')[0], '1 known failures')     # where nothing runs alone

    def test_kernel_that_had_to_be_ended_hangs(self):
        self.bad_alone(self.alone('it goes round and round\n'), 'the kernel had to be ended')

    def test_parameter_runs_alone(self):
        text = self.alone(self.PANIC, '        ok 1 zero # SKIP another runs\n', 'tee_shm.tee_test_shm_size/one page')
        text = text.replace(self.SKIPPED, GOOD.replace('ok 1 zero', 'ok 1 zero # SKIP').replace('ok 2 one page', 'ok 2 one page # SKIP'))
        zero = ('teeproof: next kernel, for one test alone: tee_shm.tee_test_shm_size/zero\nKTAP version 1\n'
                '        ok 1 zero\n        ok 2 one page # SKIP\nreboot: System halted\n')
        self.good(text + zero, '4 passed, 0 failed, 1 known failures', '--alone')
        self.bad_alone(text + zero.replace('ok 1 zero', 'not ok 1 zero'), 'tee_shm.tee_test_shm_size/zero: failed')
        self.bad_alone(text.replace('ok 1 zero # SKIP another', 'ok 1 two # SKIP another') + zero, 'one page: it did not run')

    def test_what_spoils_memory_runs_alone_and_goes_on(self):
        kasan = 'BUG: KASAN: use-after-free in optee_free+0x1/0x2\nCall Trace:\n optee_free+0x1/0x2\n'
        log = self.alone(f'{kasan}    ok 1 tee_test_bus_remove\nreboot: System halted\n', text='[ALONE KASAN] it writes behind its memory')
        self.write_list('known-failures/tree.ways', 'tee_bus.tee_test_bus_remove: KASAN in optee_free()\n')
        self.good(log, '4 passed, 0 failed, 1 known failures', '--alone')
        self.good(log.replace(kasan, kasan + kasan.replace('use-after-free', 'out-of-bounds')), '1 known failures', '--alone')
        self.bad_alone(log.replace(kasan, ''), 'did not fail')

    def test_what_reads_behind_its_memory_may_go_unnoticed(self):
        kasan = 'BUG: KASAN: use-after-free in optee_free+0x1/0x2\nCall Trace:\n optee_free+0x1/0x2\n'
        log = self.alone(f'{kasan}    ok 1 tee_test_bus_remove\nreboot: System halted\n', text='[ALONE CHANCE KASAN] it reads behind its memory')
        self.write_list('known-failures/tree.ways', 'tee_bus.tee_test_bus_remove: KASAN in optee_free()\n')
        self.good(log, '4 passed, 0 failed, 1 known failures', '--alone')
        self.good(log.replace(kasan, ''), '5 passed, 0 failed', '--alone')
        self.bad_alone(log.replace('optee_free', 'optee_other'), 'in another way')

    def test_known_failure_that_passes_fails(self):
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.bad(GOOD, '1 failed', 'did not fail')

    def test_known_failure_that_vanishes_fails(self):
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_gone\n\tremoval leaks the device\n')
        self.bad(GOOD, '1 failed', 'tee_bus.tee_test_bus_gone: a known failure, but it did not run')

    def test_known_failure_needs_a_reason(self):
        for text in ('', '\n', '\ntee_bus.tee_test_bus_match\n\tit leaks\n', ' removal leaks the device\n', '\nfault leak (kernel): x\n\tit leaks\n'):
            self.write_list(KNOWN, f'tee_bus.tee_test_bus_remove{text}')
            self.assertNotEqual(self.report(GOOD), 0)
            self.assertIn('reason', self.out)

    def test_reason_belongs_to_a_known_failure(self):
        for text in ('\tit leaks\n', 'tee_bus.tee_test_bus_remove\n\tit leaks\n\tand leaks\n', '- tee_bus.tee_test_bus_remove\n\tit leaks\n'):
            self.write_list(SHARED, 'tee_bus.tee_test_bus_remove\n\tit leaks\n')
            self.write_list(KNOWN, text)
            self.assertNotEqual(self.report(GOOD), 0)
            self.assertIn('belongs to no test', self.out)

    def test_entries_of_some_suites(self):
        text = '# head\na.x\n\twhy\nfault f\nb.x/p q\n\t[WARNING] why\n- b.y\n'
        self.assertEqual(list_files.of_suites(text, ('b.',)), 'b.x/p q\n\t[WARNING] why\n- b.y\n')

    def test_reason_that_depends_on_the_line_above_is_refused(self):
        for reason in ('the same', 'the same over FF-A', 'the same: it leaks', 'from 10 on: the same', '[WARNING] the same'):
            self.write_list(KNOWN, f'tee_bus.tee_test_bus_remove\n\t{reason}\n')
            self.assertNotEqual(self.report(GOOD), 0, reason)
            self.assertIn('not "the same" as the line above', self.last)
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\ta second device of the same name: it leaks\n')
        self.good(self.failing(FAILED), '1 known')

    def test_kinds_of_report_are_not_empty(self):
        for kinds in ('[]', '[warning]'):
            self.write_list(KNOWN, f'tee_bus.tee_test_bus_remove\n\t{kinds} removal leaks the device\n')
            self.assertNotEqual(self.report(GOOD), 0, kinds)
            self.assertIn('without any there are no brackets', self.last)

    def test_known_failure_may_be_a_parameter_or_all(self):
        log = GOOD.replace('        ok 2 one page', FAILED + '        not ok 2 one page')
        self.write_list(KNOWN, 'tee_shm.tee_test_shm_size/one page\n\tone page is too much\n')
        self.good(log, '4 passed, 0 failed, 1 known failures')
        self.write_list(KNOWN, 'tee_shm.tee_test_shm_size/*\n\tany size is too much\n')
        self.bad(log, '1 failed, 1 known', 'tee_shm.tee_test_shm_size/zero: a known failure (any size is too much)')

    def test_known_failure_of_another_version_does_not_count(self):
        self.write_list(KNOWN, '# none\n')
        self.write_list('known-failures/tree-6.13.list', 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.good(GOOD, '5 passed')

    def test_known_failure_of_all_versions_and_of_this_one(self):
        log = GOOD.replace('    ok 2 tee_test_bus_remove', FAILED + '    not ok 2 tee_test_bus_remove')
        self.write_list(SHARED, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.good(log, '4 passed, 0 failed, 1 known failures')
        self.write_list(KNOWN, 'tee_shm.tee_test_shm_size/one page\n\ta page is too much\n')
        log = log.replace('        ok 2 one page', FAILED + '        not ok 2 one page')
        self.good(log, '3 passed, 0 failed, 2 known failures')

    def test_known_failure_that_one_version_lacks(self):
        self.write_list(SHARED, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n'
                        'tee_shm.tee_test_shm_size/one page\n\ta page is too much\n')
        self.write_list(KNOWN, '- tee_bus.tee_test_bus_remove\n- tee_shm.tee_test_shm_size/one page\n')
        self.good(GOOD, '5 passed, 0 failed, 0 known failures')

    def test_version_lacks_what_no_list_has(self):
        self.write_list(SHARED, '# none\n')
        self.write_list(KNOWN, '- tee_bus.tee_test_bus_remove\n')
        self.assertNotEqual(self.report(GOOD), 0)
        self.assertIn('tree.list does not have it', self.out)

    def unrecorded(self):
        """Linux 6.12 has no list, 6.11 and 6.13 have one."""
        self.write_list(SHARED, 'tee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.write_list('known-failures/tree-6.11.list', '# none\n')
        self.write_list('known-failures/tree-6.13.list', '- tee_bus.tee_test_bus_remove\n')

    def test_version_that_nobody_has_recorded_is_as_the_one_before(self):
        self.unrecorded()
        self.good(GOOD.replace('    ok 2 tee_test_bus_remove', FAILED + '    not ok 2 tee_test_bus_remove'), '4 passed, 0 failed, 1 known')
        self.assertIn('judged by tree-6.11.list', self.out)

    def test_test_that_is_new_in_a_version_is_no_failure(self):
        self.unrecorded()
        self.assertEqual(self.report(GOOD), 3, self.out)
        self.assertIn('NEW IN Linux 6.12: tee_bus.tee_test_bus_remove: a known failure', self.out)
        self.assertIn('0 failed, 0 known failures, 0 skipped, 1 new in Linux 6.12', self.last)
        self.assertEqual(self.report(GOOD.replace('    ok 1 tee_test_bus', '    not ok 1 tee_test_bus')), 3, self.out)
        self.assertIn('2 new in Linux 6.12', self.last)

    def test_kernel_that_dies_is_a_failure_in_any_version(self):
        self.unrecorded()
        died = GOOD[:GOOD.index('    ok 2 tee_test_bus_remove')] + 'Kernel panic - not syncing: dead\n'
        self.assertEqual(self.report(died), 1, self.out)

    def test_known_failure_declares_its_reports(self):
        log = GOOD.replace('    ok 2 tee_test_bus_remove', WARNING + FAILED + '    not ok 2 tee_test_bus_remove')
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\t[WARNING] removal puts a reference twice\n')
        self.good(log, '4 passed, 0 failed, 1 known failures')
        self.write_list(KNOWN, 'tee_bus.tee_test_bus_remove\n\t[KASAN] removal puts a reference twice\n')
        self.bad(log, '1 failed', 'tee_bus.tee_test_bus_remove: WARNING report')

    def test_report_that_is_the_kernels_own_fault_does_not_count(self):
        own = ('WARNING: CPU: 0 PID: 9 at fs/proc/generic.c:742 remove_proc_entry+0x31a/0x380\nname \'spurious\'\n'
               'Call Trace:\n [<1>] %s+0xb1/0x100\n')
        self.good(GOOD.replace('    ok 2 tee_test_bus_remove', own % 'unregister_irq_proc' + '    ok 2 tee_test_bus_remove'), '5 passed')
        self.bad(GOOD.replace('    ok 2 tee_test_bus_remove', own % 'tee_proc_remove' + '    ok 2 tee_test_bus_remove'), '1 failed')

    def test_skip_must_be_declared(self):
        log = GOOD.replace('ok 2 tee_test_bus_remove', 'ok 2 tee_test_bus_remove # SKIP no bus')
        self.bad(log, '4 passed, 1 failed', 'may skip')
        self.write_list('expected/tee_bus.list',
                        'tee_bus.tee_test_bus_match\ntee_bus.tee_test_bus_remove\n\tmay skip: no bus there\n')
        self.good(log, '4 passed, 0 failed, 0 known failures, 1 skipped')

    def test_test_of_one_architecture_is_expected_there_only(self):
        self.write_list('expected/tee_bus.list',
                        'tee_bus.tee_test_bus_match\ntee_bus.tee_test_bus_remove\n\tonly um: it needs the host\n')
        without = GOOD.replace('    ok 2 tee_test_bus_remove\n', '').replace('    1..2\n    ok 1 tee_test_bus', '    1..1\n    ok 1 tee_test_bus')
        self.good(GOOD, '5 passed')
        self.bad(without, '1 failed', 'tee_bus.tee_test_bus_remove: expected, but it did not run')
        self.good(without, 'ARCH=arm64 linux-6.12.34: 4 passed, 0 failed', '--arch=arm64', '--name=kunit-arm64')
        self.assertEqual(self.report(GOOD, '--arch=arm64'), 1, self.out)
        self.write_list('expected/tee_bus.list',
                        'tee_bus.tee_test_bus_match\ntee_bus.tee_test_bus_remove\n\tnot on um32 arm64: no bus there\n')
        self.good(GOOD, '5 passed')
        self.good(without, 'ARCH=arm64 linux-6.12.34: 4 passed, 0 failed', '--arch=arm64', '--name=kunit-arm64')
        self.assertEqual(self.report(GOOD, '--arch=arm64'), 1, self.out)

    def test_suite_of_one_architecture(self):
        text = 'suite\n\tonly um: it needs the host\n' + LISTS['expected/tee_bus.list']
        self.write_list('expected/tee_bus.list', text)
        self.good(GOOD, '5 passed')
        self.good(FIRST_SUITE, '3 passed, 0 failed', '--arch=arm64', '--name=kunit-arm64')
        self.assertEqual(self.report(FIRST_SUITE), 1, self.out)
        self.assertEqual(self.report(GOOD, '--write-list'), 0, self.out)
        with open(f'{self.lists}/expected/tee_bus.list', encoding='utf-8') as f:
            self.assertEqual(f.read(), text)

    def test_suite_that_needs_something_of_the_kernel(self):
        text = '# of the bus\nsuite\n\tneeds HAVE_BUS: older cores have none\n\tnot on arm64: no bus there\n' + LISTS['expected/tee_bus.list']
        self.write_list('expected/tee_bus.list', text)
        self.good(FIRST_SUITE, '3 passed, 0 failed')
        os.unlink(f'{self.work}/tree')
        os.makedirs(f'{self.work}/tree/include/teeproof')
        os.symlink(f'{KSRC}/tools', f'{self.work}/tree/tools')
        for header, status in (('#define HAVE_BUS_NAMES 1\n', 0), ('#define HAVE_BUS 1\n', 1)):
            with open(f'{self.work}/tree/include/teeproof/features.h', 'w', encoding='utf-8') as f:
                f.write(header)
            self.assertEqual(self.report(FIRST_SUITE), status, self.out)
        self.good(GOOD, '5 passed')
        self.good(FIRST_SUITE, '3 passed, 0 failed', '--arch=arm64', '--name=kunit-arm64')

    def test_condition_that_is_misspelt_is_refused(self):
        for line, said in (('\tolny um: it needs the host', ':3: "olny um: it needs the host" is none of may skip: WHY'),
                           ('\tonly um', 'is none of'), ('\tneeds: a bus', 'is none of'), ('\tmay skip on um: no bus', 'is none of')):
            self.write_list('expected/tee_bus.list', f'tee_bus.tee_test_bus_match\ntee_bus.tee_test_bus_remove\n{line}\n')
            self.assertEqual(self.report(GOOD), 1, self.out)
            self.assertIn(said, self.out)
        self.write_list('expected/tee_bus.list', '\tonly um: it needs the host\n' + LISTS['expected/tee_bus.list'])
        self.assertEqual(self.report(GOOD), 1, self.out)
        self.assertIn(':1: "only um: it needs the host" belongs to no test', self.out)

    def test_fault_above_a_known_failure_is_no_entry(self):
        log = GOOD.replace('    ok 2 tee_test_bus_remove', FAILED + '    not ok 2 tee_test_bus_remove')
        self.write_list(KNOWN, 'fault leak (kernel): a device is left\ntee_bus.tee_test_bus_remove\n\tremoval leaks the device\n')
        self.good(log, '4 passed, 0 failed, 1 known failures')

    def test_known_failure_of_one_architecture(self):
        log = GOOD.replace('    ok 2 tee_test_bus_remove', FAILED + '    not ok 2 tee_test_bus_remove')
        self.write_list(KNOWN, 'arm64: tee_bus.tee_test_bus_remove\n\tremoval races with the other CPUs\n')
        self.bad(log, '1 failed', 'make kunit DRIVER=tree SUITE=tee_bus')
        self.good(log, '4 passed, 0 failed, 1 known failures', '--arch=arm64', '--name=kunit-arm64')
        self.assertEqual(self.report(GOOD, '--arch=arm64', '--name=kunit-arm64'), 1)
        self.assertIn('make kunit DRIVER=tree ARCH=arm64 SUITE=tee_bus', self.out)

    def test_crash_names_the_test(self):
        cut = GOOD.index('    ok 2 tee_test_bus_remove')
        self.bad(GOOD[:cut] + 'Kernel panic - not syncing: Segfault with no mm\n', '4 passed, 1 failed',
                 'tee_bus.tee_test_bus_remove:', 'Kernel panic', 'TEST=tee_test_bus_remove')

    def test_hang_names_the_test(self):
        cut = GOOD.index('    ok 1 tee_test_bus_match')
        self.bad(GOOD[:cut] + "Command '['linux']' timed out after 300 seconds\n", '3 passed, 1 failed',
                 'tee_bus.tee_test_bus_match: the run took too long in this test', '1 expected tests did not run')

    def test_kernel_that_does_not_boot_fails(self):
        self.bad('Linux version 6.12.34\n', '0 passed, 1 failed', 'no test ran')

    def test_suite_that_does_not_start_fails(self):
        cut = GOOD.index('    KTAP version 1\n    # Subtest: tee_bus')
        self.bad(GOOD[:cut] + '# tee_bus: failed to initialize (-12)\nnot ok 2 tee_bus\nreboot: System halted\n',
                 '3 passed', 'tee_bus')
