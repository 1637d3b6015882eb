# SPDX-License-Identifier: GPL-2.0-only
"""ci/run/steps: order, counts, the table, the last line; interrupted, it leaves neither a process nor a result."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import fake_tree
from run.common import REPO


def running(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8') as f:
            return f.read().rpartition(')')[2].split()[0] not in 'ZX'
    except OSError:
        return False


class Steps(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        fake_tree.copy(self.top, 'ci/run', 'ci/kernel/by_version.py', 'ci/report/page/style.css')
        with open(f'{REPO}/ci/run/supervise', encoding='utf-8') as f, open(f'{self.top}/ci/run/supervise', 'w', encoding='utf-8') as to:
            to.write(f.read().replace('GRACE_S = 12 ', 'GRACE_S = 2 '))

    def steps(self, text, **env):
        with open(f'{self.top}/ci/run/some.steps', 'w', encoding='utf-8') as f:
            f.write('# name | after | command\n' + text)
        env = {k: v for k, v in os.environ.items() if k not in ('DRIVER', 'KSRC', 'ONLY')} | env
        return subprocess.Popen([f'{self.top}/ci/run/steps', 'some'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env=env)

    def result(self):
        path = f'{self.top}/build/steps/some/result.json'
        if not os.path.exists(path):
            return None
        with open(path, encoding='utf-8') as f:
            return json.load(f)

    def report(self, *text):
        """A report of an earlier run, or what stands there now."""
        folder = f'{self.top}/build/report'
        if text:
            os.makedirs(folder, exist_ok=True)
            for name in ('index.html', 'summary.md', 'junit.xml'):
                with open(f'{folder}/{name}', 'w', encoding='utf-8') as f:
                    f.write(*text)
        found = {}
        for name in os.listdir(folder):
            with open(f'{folder}/{name}', encoding='utf-8') as f:
                found[name] = f.read()
        return found

    def has_no_result(self, *said):
        """The report tells nothing but this."""
        report = self.report()
        self.assertEqual(sorted(report), ['index.html', 'summary.md', 'unfinished'])
        for text in (report['index.html'], report['summary.md']):
            self.assertIn('no result', text)
            self.assertNotIn('all is well', text)
            for words in said:
                self.assertRegex(text, words)
        return report['index.html']

    def wait_for(self, path):
        for _ in range(200):
            if os.path.exists(path) and os.path.getsize(path):
                with open(path, encoding='utf-8') as f:
                    return f.read()
            time.sleep(0.05)
        self.fail(f'{path} does not come')

    def gone(self, pids):
        """Whether none of these processes runs any more, within 20 s."""
        for _ in range(400):
            if not any(running(p) for p in pids):
                return True
            time.sleep(0.05)
        return False

    def ran(self, text, **env):
        process = self.steps(text, **env)
        out, _ = process.communicate(timeout=60)
        return process.returncode, out

    def test_counts_of_all_steps_are_added_up(self):
        status, out = self.ran('a | | echo "a: 3 passed, 0 failed"\n'
                               'b | | echo "b DRIVER=tree: 4 passed, 0 failed, 2 known failures, 1 skipped (3 s)"\n')
        self.assertEqual((status, out.splitlines()[-1]), (0, '7 passed, 0 failed, 1 skipped'))

    def test_tests_are_counted_apart_from_generated_runs(self):
        _, out = self.ran('kunit-tree | | echo "3 passed, 0 failed"\nseeds | | echo "2 passed, 0 failed"\n'
                          'repeat | | echo "4000 passed, 0 failed"\n')
        self.assertEqual(out.splitlines()[-2:], ['5 tests passed, and 4000 generated runs, searches and rules; together:',
                                                 '4005 passed, 0 failed, 0 skipped'])

    def test_step_without_counts_is_one(self):
        self.assertEqual(self.ran('a | | true\n')[1].splitlines()[-1], '1 passed, 0 failed, 0 skipped')

    def test_step_that_judges_too_little_has_failed(self):
        for said in ('true', 'echo "2 passed, 0 failed"', 'echo "0 passed, 0 failed"', 'echo passed',
                     'echo "2 passed, 0 failed, 0 known failures, 9 skipped"'):
            status, out = self.ran(f'a 3 | | {said}\n')
            self.assertEqual(status, 1, said)
            self.assertRegex(out, 'at least 3 are expected')
            self.assertRegex(out.splitlines()[-1], ', 1 failed, ')
        for said in ('echo "3 passed, 0 failed"', 'echo "1 passed, 0 failed, 2 known failures, 1 skipped"'):
            self.assertEqual(self.ran(f'a 3 | | {said}\n')[0], 0, said)

    def test_each_line_of_counts_of_a_step_is_judged(self):
        say = '; '.join(f'echo "{n} passed, 0 failed"' for n in (3, 40))
        status, out = self.ran(f'a 2+30 | | {say}\n')
        self.assertEqual((status, out.splitlines()[-1]), (0, '43 passed, 0 failed, 0 skipped'), out)
        for least, said in (('2+41', say), ('4+30', say), ('2+30+1', say), ('1+1', say.replace('40', '0')), ('1+1', say + '; echo "1 passed, 0 failed"'),
                            ('1+1', 'true')):
            status, out = self.ran(f'a {least} | | {said}\n')
            self.assertEqual(status, 1, least)
            self.assertIn(f'at least {least.replace("+", " and ")} are expected', out)
        new = 'echo "5 passed, 0 failed, 2 known failures, 0 skipped, 3 new in Linux 7.4"; echo "1 passed, 0 failed"; exit 2'
        self.assertEqual(self.ran(f'a 1+1 | | {new}\n')[0], 3)

    def test_least_number_may_differ_by_driver_and_a_step_be_of_one(self):
        text = 'steps 3\na repo=3 tree=1 | | echo "2 passed, 0 failed"\nb tree=0 | a | touch %s/b\nc 0 | b | true\n' % self.top
        self.assertRegex(self.ran(text)[1], 'at least 3 are expected')
        self.assertFalse(os.path.exists(f'{self.top}/b'))
        self.assertEqual(self.ran(text, ONLY='b')[0], 1)
        self.assertEqual(self.ran(text, DRIVER='tree')[0], 0)
        self.assertTrue(os.path.exists(f'{self.top}/b'))
        self.assertIn('"rep=3": a driver is repo or tree', self.ran('a rep=3 | | true\n')[1])

    def test_list_that_lost_a_step_is_not_run(self):
        head = '# all there are\nsteps 2\n'
        self.assertEqual(self.ran(head + 'a 0 | | true\nb 0 | a | true\n')[0], 0)
        status, out = self.ran(head + 'a 0 | | touch ran\n')
        self.assertEqual(status, 1)
        self.assertIn('1 steps, and its head says 2', out)
        self.assertFalse(os.path.exists(f'{self.top}/ran'))
        self.assertIn('at least how many', self.ran(head + 'a 0 | | true\nb | a | true\n')[1])

    def test_misspelt_name_is_an_error(self):
        for text, said in (('a | | true\nb | aa | true\n', 'b comes after aa, which is no step'),
                           ('a | | true\na | | true\n', 'two steps a')):
            status, out = self.ran(text)
            self.assertEqual(status, 1)
            self.assertIn(said, out)

    def test_lists_of_this_project_say_how_many_they_are(self):
        for name in ('check', 'presubmit', 'series'):
            with open(f'{REPO}/ci/run/{name}.steps', encoding='utf-8') as f:
                self.assertRegex(f.read(), r'(?m)^steps \d+$')

    def test_last_counts_of_a_step_count(self):
        _, out = self.ran('a | | echo "1 passed, 1 failed"; echo "5 passed, 0 failed"\n')
        self.assertEqual(out.splitlines()[-1], '5 passed, 0 failed, 0 skipped')

    def test_failing_step_hides_no_other_and_shows_its_output(self):
        status, out = self.ran('a | | echo why it failed; exit 3\nb | a | echo "2 passed, 0 failed"\n')
        self.assertEqual((status, out.splitlines()[-1]), (1, '2 passed, 1 failed, 0 skipped'))
        self.assertIn('why it failed', out)
        self.assertIn('replay a: echo why it failed; exit 3', out)

    def test_status_counts_even_when_no_test_failed(self):
        status, out = self.ran('a | | echo "5 passed, 0 failed"; exit 1\n')
        self.assertEqual((status, out.splitlines()[-1]), (1, '5 passed, 1 failed, 0 skipped'))

    def test_what_is_new_in_a_kernel_version_has_a_status_of_its_own(self):
        new = 'echo "5 passed, 0 failed, 2 known failures, 0 skipped, 3 new in Linux 7.4 (9 s)"; exit 2'
        status, out = self.ran(f'a | | {new}\nb | | true\n')
        self.assertEqual((status, out.splitlines()[-1]), (3, '6 passed, 0 failed, 0 skipped'))
        self.assertRegex(out, r'(?m)^a +new .*3 new in Linux 7\.4$')
        self.assertEqual(self.ran(f'a | | {new}\nb | | false\n')[0], 1)
        self.assertEqual(self.ran(f'a | | {new.replace("0 failed", "1 failed")}\n')[0], 1)

    def test_step_waits_for_the_one_before_it(self):
        status, out = self.ran(f'b | a | test -e {self.top}/a\na | | sleep 0.5; touch {self.top}/a\n')
        self.assertEqual(status, 0, out)

    def test_two_run_at_once(self):
        wait = f'for i in $(seq 100); do test -e {self.top}/%s && exit 0; sleep 0.1; done; exit 1'
        status, out = self.ran(f'a | | touch {self.top}/a; {wait % "b"}\nb | | touch {self.top}/b; {wait % "a"}\n')
        self.assertEqual(status, 0, out)

    def test_step_waits_for_all_that_it_comes_after(self):
        status, out = self.ran(f'c | a b | test -e {self.top}/a -a -e {self.top}/b\n'
                               f'a | | sleep 0.2; touch {self.top}/a\nb | | sleep 0.5; touch {self.top}/b\n')
        self.assertEqual(status, 0, out)

    def test_only_runs_what_it_names(self):
        status, out = self.ran('a | | exit 1\nb | a | true\n', ONLY='b')
        self.assertEqual((status, out.splitlines()[-1]), (0, '1 passed, 0 failed, 0 skipped'))
        self.assertNotEqual(self.ran('a | | true\n', ONLY='c')[0], 0)

    def test_end_of_a_failed_log_is_below_the_table(self):
        _, out = self.ran('a | | seq 1 20; echo "1 passed, 1 failed"; exit 1\nb | | echo good; echo "1 passed, 0 failed"\n')
        below = out[out.index('\ncheck '):]
        self.assertIn('a, the end of its log:\n    10\n', below)
        self.assertIn('    20\n    1 passed, 1 failed\nreplay a: ', below)
        self.assertNotIn('good', below)

    def test_replay_commands_of_a_step_are_printed(self):
        _, out = self.ran('a | | echo "  replay: make kunit SUITE=s TEST=t"; echo "1 passed, 1 failed"; exit 1\n')
        self.assertIn('replay a: make kunit SUITE=s TEST=t ', out)
        self.assertEqual(self.result()['steps'][0]['replay'], ['make kunit SUITE=s TEST=t'])

    def test_replay_of_a_step_has_its_variables(self):
        _, out = self.ran('a | | make x\nb | | ci/y; exit 1\nc | | make z DRIVER=repo\n', DRIVER='tree', KSRC='/k')
        for line in ('replay a: make x DRIVER=tree KSRC=/k ', 'replay b: DRIVER=tree KSRC=/k ci/y; exit 1 ',
                     'replay c: make z DRIVER=repo KSRC=/k '):
            self.assertIn(line, out)

    def test_result_has_what_the_table_has(self):
        self.ran('a | | echo "a: 3 passed, 0 failed, 1 known failures"; echo "note: 5 executions"\nb | a | exit 4\n')
        a, b = self.result()['steps']
        self.assertEqual((a['verdict'], a['passed'], a['known'], a['note']), ('ok', 3, 1, '5 executions'))
        self.assertEqual((b['verdict'], b['failed'], b['status'], b['after']), ('failed', 1, 4, ['a']))

    def test_only_steps_after_a_build_may_rely_on_it(self):
        show = 'echo "$TEEPROOF_RUN" >%s/{}' % self.top
        text = f'kernel builds | | {show.format("k")}\na | kernel | {show.format("a")}\nb | a | {show.format("b")}\nc | | {show.format("c")}\n'
        ids = []
        for _ in range(2):
            self.assertEqual(self.ran(text)[0], 0)
            said = {n: open(f'{self.top}/{n}', encoding='utf-8').read().strip() for n in 'kabc'}
            self.assertEqual((said['k'], said['k'], ''), (said['a'], said['b'], said['c']))
            ids.append(said['k'])
        self.assertTrue(ids[0] and ids[0] != ids[1])

    def test_makeflags_do_not_leak_into_steps(self):
        with open(f'{self.top}/Makefile', 'w', encoding='utf-8') as f:
            f.write('export KSRC\nall:\n\t@KSRC=here ci/run/steps some\nshow:\n\t@echo $(KSRC) >said\n')
        self.steps('a | | make show\n').wait()
        out = subprocess.run(['make', '-C', self.top, 'all', 'KSRC=elsewhere'], stdout=subprocess.PIPE, text=True, check=True).stdout
        with open(f'{self.top}/said', encoding='utf-8') as f:
            self.assertEqual(f.read(), 'here\n', out)

    def test_step_may_read_the_results_of_earlier_ones(self):
        text = f'{self.top}/build/steps/some/so-far.json'
        status, out = self.ran(f'a | | echo "4 passed, 0 failed"\nb | a | cp {text} {self.top}/seen\n')
        self.assertEqual(status, 0, out)
        with open(f'{self.top}/seen', encoding='utf-8') as f:
            self.assertEqual([s['passed'] for s in json.load(f)['steps']], [4])
        self.assertFalse(os.path.exists(text))

    def test_processor_time_of_all_below_a_step_counts(self):
        self.ran('a | | sh -c "timeout 1 sh -c \\"while :; do :; done\\"; true"\nb | | sleep 1\n')
        a, b = (s['cpu'] for s in self.result()['steps'])
        self.assertGreater(a, b + 0.05)

    def test_killed_step_fails_and_says_so(self):
        status, out = self.ran('a | | kill -9 $$\nb | | true\n')
        self.assertEqual((status, out.splitlines()[-1]), (1, '1 passed, 1 failed, 0 skipped'))
        self.assertIn('killed (no memory?)', out)

    def test_step_without_memory_fails_and_hides_no_other(self):
        status, out = self.ran('a | | ulimit -v 200000; python3 -c "bytearray(10**9)"\nb | | true\n')
        self.assertEqual((status, out.splitlines()[-1]), (1, '1 passed, 1 failed, 0 skipped'))
        self.assertIn('MemoryError', out)
        self.assertRegex(out, r'(?m)^a +FAILED .*no memory\?')

    def test_full_disk_is_the_cause_though_there_is_room_again(self):
        _, out = self.ran('a | | echo "cc: error: No space left on device"; exit 1\n')
        self.assertRegex(out, r'(?m)^a +FAILED .*the disk is full$')

    # ci/run/steps on a machine that has no memory for a second thread
    POOR = """
import runpy, sys, threading
start, n = threading.Thread.start, []
def poor(thread):
    if n:
        raise RuntimeError("can't start new thread")
    n.append(start(thread))
threading.Thread.start = poor
sys.argv = [sys.argv[1], 'some']
runpy.run_path(sys.argv[0], run_name='__main__')
"""

    def test_no_memory_for_itself_leaves_no_process_and_no_result_and_says_so(self):
        self.steps('').wait()
        with open(f'{self.top}/ci/run/some.steps', 'w', encoding='utf-8') as f:
            f.write('a | | sleep 1000\n')
        p = subprocess.run([sys.executable, '-c', self.POOR, f'{self.top}/ci/run/steps'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, timeout=60, check=False)
        self.assertEqual(p.returncode, 130, p.stdout)
        self.assertRegex(p.stdout, r"ci/run/steps: no memory \(can't start new thread\) in (a|no step), 0 of 1 steps done; there is no result")
        self.assertNotIn('Traceback', p.stdout)
        self.assertIsNone(self.result())

    # Processes as UML starts them: a session and a group of their own, and deaf to SIGTERM.
    STRAY = ('setsid sh -c \'trap "" TERM; echo $$ >%s; sleep 1000\' & sleep 0.1; echo $$ >%s; wait')

    def interrupted(self, end):
        """Start a step with a stray process, end the run by `end(process)`: (status, output, pids)."""
        stray, pid = f'{self.top}/stray', f'{self.top}/pid'
        process = self.steps(f'a | | {self.STRAY % (stray, pid)}\nb | a | true\n')
        pids = [int(self.wait_for(p)) for p in (stray, pid)]
        end(process)
        out, _ = process.communicate(timeout=60)
        return process.returncode, out, pids

    def test_interrupt_leaves_no_process_and_no_result_and_says_where(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                self.report('all is well')
                status, out, pids = self.interrupted(lambda p, n=number: p.send_signal(n))
                self.has_no_result(r'Interrupted \(\S+\) in a\.', '0 of 2 steps had ended')
                self.assertEqual(status, 130)
                self.assertRegex(out, r'interrupted \(\S+\) in a, 0 of 2 steps done')
                self.assertIsNone(self.result())
                self.assertFalse(os.path.exists(f'{self.top}/build/steps/some/so-far.json'))
                self.assertTrue(self.gone(pids), pids)
                for p in (f'{self.top}/stray', f'{self.top}/pid'):
                    os.unlink(p)

    def test_kill_9_leaves_no_process_and_no_result(self):
        self.ran('a | | true\n')
        self.assertIsNotNone(self.result())
        self.report('all is well')
        _, _, pids = self.interrupted(lambda p: p.kill())
        self.assertTrue(self.gone(pids), pids)
        self.assertIsNone(self.result())
        self.has_no_result('was killed', '0 of 2 steps had ended')

    def test_after_kill_9_the_next_run_says_where_it_stopped(self):
        stray, pid = f'{self.top}/stray', f'{self.top}/pid'
        process = self.steps(f'first | | true\nbad | | false\na | first bad | {self.STRAY % (stray, pid)}\nb | a | true\n')
        self.wait_for(pid)
        process.kill()
        process.communicate(timeout=60)
        page = self.has_no_result('2 of 4 steps had ended')
        verdicts = re.findall(r'<tr><td>(.*?)</td><td><span class="tag \S+">(.*?)</span>', page)
        self.assertEqual(verdicts, [('first', 'ok'), ('bad', 'FAILED'), ('a', 'has not ended'), ('b', 'has not ended')])
        self.assertIn('the run before was killed; first, bad had ended', self.ran('a | | true\n')[1])
        self.assertNotIn('the run before', self.ran('a | | true\n')[1])

    def test_report_that_a_step_wrote_stays(self):
        os.makedirs(f'{self.top}/build/report')
        self.ran(f'a | | cd {self.top}/build && rm -r report && mkdir report && echo new >report/index.html\nb | a | true\n')
        self.assertEqual(self.report(), {'index.html': 'new\n'})

    def test_kill_9_of_what_started_it_interrupts_it(self):
        pid = f'{self.top}/pid'
        self.steps('').wait()
        with open(f'{self.top}/ci/run/some.steps', 'w', encoding='utf-8') as f:
            f.write(f'a | | echo $$ >{pid}; sleep 1000\n')
        with open(f'{self.top}/Makefile', 'w', encoding='utf-8') as f:
            f.write('all:\n\t@ci/run/steps some\n')
        make = subprocess.Popen(['make', '-C', self.top], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        step = int(self.wait_for(pid))
        make.kill()
        out, _ = make.communicate(timeout=60)
        self.assertIn('interrupted (SIGTERM) in a', out)
        self.assertTrue(self.gone([step]))

    def test_process_left_by_a_step_that_ended_is_ended(self):
        status, out = self.ran(f'a | | sleep 1000 & echo $! >{self.top}/pid\n')
        self.assertEqual(status, 0, out)
        with open(f'{self.top}/pid', encoding='utf-8') as f:
            self.assertTrue(self.gone([int(f.read())]))

    def test_two_runs_in_one_folder_take_turns(self):
        text = f'a | | echo x >>{self.top}/n; test $(wc -l <{self.top}/n) = 1; s=$?; sleep 0.5; rm -f {self.top}/n; exit $s\n'
        first, second = self.steps(text), self.steps(text)
        outs = [p.communicate(timeout=60)[0] for p in (first, second)]
        self.assertEqual((first.returncode, second.returncode), (0, 0), outs)
        self.assertEqual(sum('waiting for it' in o for o in outs), 1)

    def test_two_checkouts_at_once_do_not_disturb_each_other(self):
        other = Steps('test_lists_of_the_project_are_well_formed')
        other.setUp()
        self.addCleanup(other.doCleanups)
        meet = 'touch %s/here; for i in $(seq 100); do test -e %s/here && break; sleep 0.1; done; echo "%d passed, 0 failed"'
        runs = [a.steps(f'a | | {meet % (a.top, b.top, n)}\n') for n, (a, b) in enumerate(((self, other), (other, self)), 1)]
        for n, run in enumerate(runs, 1):
            out, _ = run.communicate(timeout=60)
            self.assertEqual((run.returncode, out.splitlines()[-1]), (0, f'{n} passed, 0 failed, 0 skipped'))
        self.assertEqual([s.result()['steps'][0]['passed'] for s in (self, other)], [1, 2])

    @unittest.skipUnless(os.geteuid() == 0, 'mounts a small file system')
    def test_full_disk_leaves_no_process_and_no_result_and_says_where(self):
        os.makedirs(f'{self.top}/build')
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', f'{self.top}/build'], check=True)
        self.addCleanup(subprocess.run, ['umount', '-l', f'{self.top}/build'], check=True)
        self.report('all is well')
        status, out = self.ran(f'a | | dd if=/dev/zero of={self.top}/build/big bs=4k 2>&1\nb | a | echo b; sleep 0.1\n'
                               f'c | b | echo $$ >{self.top}/pid; echo c\n')
        self.assertNotEqual(status, 0)
        self.assertIsNone(self.result())
        self.assertIn('No space left on device', out)
        self.assertRegex(out, r'ci/run/steps: No space left on device in .*, \d of 3 steps done; there is no result')
        if os.path.exists(f'{self.top}/build/report'):
            self.has_no_result()

    def test_lists_of_the_project_are_well_formed(self):
        for name in ('check', 'presubmit'):
            with open(f'{REPO}/ci/run/{name}.steps', encoding='utf-8') as f:
                lines = [l for l in f if not l.startswith(('#', 'steps ')) and l.strip()]
            names = [l.split()[0] for l in lines]
            self.assertEqual(len(names), len(set(names)))
            for line in lines:
                self.assertRegex(line, r'^[a-z0-9-]+ (builds|N|repo=N|tree=N|repo=N tree=N) *\|[a-z0-9- ]*\| *\S'.replace('N', r'\d+(\+\d+)*'))
                after = re.split(r'\s*\|\s*', line)[1].split()
                self.assertLessEqual(set(after), set(names), line)
