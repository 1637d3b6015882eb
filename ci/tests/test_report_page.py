# SPDX-License-Identifier: GPL-2.0-only
"""ci/report/write and ci/report/check: the results of a run, as a page and as files; and what is wrong with a page."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

import fake_tree
from run.common import REPO

JINJA = '/usr/lib/python3/dist-packages/jinja2'

# What `teeproof replay` prints, for any file.
TOOL = '''#!/bin/sh
cat <<'END'
   point  (probe: 0)
     237  step  0  a: open-context c0 -> 0
     240  step  1  a: invoke s0 1 0 value-inout(1,0,0) ...
     241  step  2  b: invoke s1 3 0 ...
     250  step  2  ... b -> 0, result 0xffff000e of origin 4
   never  step  1  a: invoke s0 1 0 value-inout(1,0,0) ends
   never  step  3  b: close-session s1 begins
who waited at the deadlock:
  init waits (join at 0x1f31240)
  a waits (wait at 0x2100), in step 1: a: invoke s0 1 0 value-inout(1,0,0)
  b is parked in the secure world at gate 5, holds a thread context of the secure world, in step 2: b: invoke s1 3 0
579 scheduling points
END
for f; do :; done
echo "$f: O4: P3: <b>both</b> wait"
echo "#    host_fail /x/fuzz/host/os/report.c:57"
'''

DEADLOCK = '''\
    # x: deadlock: threads=2 clients=1 system=1 ended frames=3 changes=6
    # x: deadlock: threads=2 clients=2 system=1 ended frames=6 changes=12
    # x: deadlock: lane threads=2 system=1 client=0 begin=0 end=40
    # x: deadlock: lane threads=2 system=1 client=1 begin=3 end=60
    # x: deadlock: threads=2 clients=1 system=0 ended frames=3 changes=6
    # x: deadlock: threads=2 clients=2 system=0 halted frames=0 changes=0
    # x: deadlock: lane threads=2 system=0 client=0 begin=0 end=-1
    # x: deadlock: lane threads=2 system=0 client=1 begin=3 end=-1
    # x: deadlock: wait client0 -> RPMB
    # x: deadlock: wait RPMB -> clock 0
    # x: deadlock: wait clock 0 -> client0
'''

KUNIT_XML = '''<testsuites><testsuite name="queue">
<testcase classname="queue" name="queue_test_normal"/>
<testcase classname="queue" name="queue_test_order/one"><skipped message="known failure: it is &lt;known&gt;"/></testcase>
<testcase classname="queue" name="queue_test_other"><failure message="it broke">log</failure></testcase>
</testsuite></testsuites>'''

SARIF = {'version': '2.1.0', 'runs': [{'tool': {'driver': {'name': 'teeproof', 'rules': []}}, 'results': [
    {'ruleId': 'r', 'message': {'text': 'forgets & leaks'}, 'locations': [{'physicalLocation': {
        'artifactLocation': {'uri': 'drivers/tee/x.c'}, 'region': {'startLine': 7}}}]},
    {'ruleId': 'r', 'message': {'text': 'known one'}, 'suppressions': [{'kind': 'external'}], 'locations': [{
        'physicalLocation': {'artifactLocation': {'uri': 'drivers/tee/y.c'}, 'region': {'startLine': 1}}}]}]}]}


def step(name, **more):
    return {'name': name, 'after': [], 'command': f'make {name}', 'verdict': 'ok', 'status': 0, 'passed': 1, 'failed': 0, 'known': 0,
            'skipped': 0, 'began': time.time() - 60, 'seconds': 20.0, 'cpu': 9.0, 'note': '', 'replay': [],
            'log': f'build/steps/presubmit/{name}.log', **more}


@unittest.skipUnless(os.path.isdir(JINJA), 'python3-jinja2 (ci/setup report)')
class Page(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = f'{tmp.name}/repo'
        shutil.copytree(f'{REPO}/ci', f'{self.top}/ci', ignore=shutil.ignore_patterns('tests'))
        shutil.copy(f'{REPO}/README.md', self.top)
        self.ksrc = fake_tree.make(f'{tmp.name}/linux')
        self.env = dict(os.environ, DRIVER='tree', KSRC=self.ksrc)
        out = subprocess.run([f'{self.top}/ci/kernel/source', '--id'], env=self.env, stdout=subprocess.PIPE, text=True, check=True).stdout
        self.work = f'{self.top}/build/tree-{out.strip().split(chr(9))[1]}'
        self.new = f'{os.path.relpath(self.work, self.top)}/hosted/findings/probe/1.txt'
        self.write('kunit/lists/promises.list', '# of x\nP3 queue.queue_test_normal\nP5 queue.queue_test_order\nP10 queue.queue_test_order\n')
        self.write('fuzz/scenarios/p3-turn.txt', '# P9: takes turns\nsequence 1\npromise P3 P4 # both\nexpect fine\n')
        self.write('fuzz/scenarios/open.txt', '# opens\nsequence 1\nexpect fine\nexpect driver=tree stuck\n')
        self.write('fuzz/findings/tree/known-one.txt', '# Known for long.\nsequence 1\nexpect finding\n')
        self.write(self.new, '# found by probe\nsequence 1\nfound O4: P3: x\nexpect finding\na: <script>alert(1)</script>\n')
        self.write('build/steps/presubmit/kunit.log', 'kunit ran\n')
        self.write('build/steps/presubmit/scenarios.log', 'fuzz/scenarios/p3-turn.txt: fine\n'
                   'fuzz/scenarios/open.txt: stuck on the way, released cleanly\nfuzz/findings/tree/known-one.txt: O1: x\n')
        self.write('build/steps/presubmit/fuzz-probe.log', '')
        self.result('kunit.xml', KUNIT_XML)
        self.result('static.sarif', json.dumps(SARIF))
        os.chmod(self.result('hosted/teeproof', TOOL), 0o755)
        source = self.write('build/x/drivers/tee/core.c', 'a\nb\nc\nd\n')
        self.result('coverage.info', f'SF:{source}\nDA:1,4\nDA:2,0\nDA:3,0\nDA:4,2\nend_of_record\n')
        self.run_result()

    def write(self, rel, text):
        return fake_tree.write(self.top, rel, text)

    def result(self, name, text):
        return fake_tree.write(self.work, name, text)

    def run_result(self, **more):
        steps = [step('kunit', passed=1, failed=1, known=1, verdict='failed', status=1, replay=['make kunit SUITE=queue']),
                 step('scenarios'), step('fuzz-probe', verdict='failed', status=1, failed=1, note='12 executions',
                                         replay=[f'make replay FINDING={self.new} DRIVER=tree'])]
        self.write('build/steps/presubmit/result.json', json.dumps(
            {'list': 'presubmit', 'ended': time.time(), 'seconds': 60.0, 'driver': 'tree', 'ksrc': self.ksrc, 'steps': steps, **more}))

    def report(self):
        done = subprocess.run([f'{self.top}/ci/report/write'], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        return done.returncode, done.stdout

    def told(self, name='index.html'):
        status, out = self.report()
        self.assertEqual(status, 0, out)
        with open(f'{self.top}/build/report/{name}', encoding='utf-8') as f:
            return f.read()

    def test_page_shows_verdict_steps_and_replays(self):
        page = self.told()
        for text in ('drivers/tee <span class="tag failed">failed', '1 of 3', '12 executions', 'make kunit SUITE=queue',
                     f'make replay FINDING={self.new} DRIVER=tree'):
            self.assertIn(text, page)

    def test_new_finding_has_timeline_and_graph(self):
        page = self.told()
        self.assertIn('id="finding-1"', page)
        self.assertIn('<figure class="lanes"><svg', page)
        lanes = page.partition('<figure class="lanes">')[2].partition('</figure>')[0]
        self.assertEqual((lanes.count('<rect'), lanes.count('<rect class="bad"')), (3, 1), lanes)
        for text in ('a: open-context c0 → ok', 'b: … → 0xffff000e from 4', 'a: invoke s0 1 0 value-inout(1,0,0): never ends',
                     'b: close-session s1: never begins'):
            self.assertIn(text, lanes)
        self.assertIn('fuzz/host/os/report.c:57', page)
        self.assertRegex(page, r'<figure class="waits"><svg' if shutil.which('dot') else 'holds a thread context')

    def test_deadlock_has_tables_graph_and_timeline(self):
        """Of the suite's lines in this run's log; without them there is no such section."""
        self.assertNotIn('id="deadlock"', self.told())
        self.result('kunit.log', DEADLOCK)
        page = self.told().partition('id="deadlock"')[2].partition('<h2')[0]
        self.assertIn('       2      ends DEADLOCK', page)
        self.assertIn('       2      ends     ends', page)
        timeline = page.partition('<figure class="lanes">')[2]
        self.assertEqual((timeline.count('never ends'), timeline.count('events of the secure world')), (2, 2))
        if shutil.which('dot'):
            self.assertEqual(page.partition('<figure class="waits">')[2].partition('</figure>')[0].count('class="edge"'), 3)

    def test_shares_of_the_oracles_are_a_table(self):
        self.assertNotIn('id="judged"', self.told())
        line = 'O4 promises   90 of 100 steps  90.00 %, all of 7 of 8 sequences 87.50 %\n   with a system session 1 of 4 steps 25.00 %, all of 0 of 1 sequences 0.00 %\n'
        self.result('hosted/judged-corpus.txt', f'{line}   10 left: a reason\nO9 x 0 of 0 steps 0.00 %, all of 0 of 0 sequences 0.00 %\n')
        self.result('hosted/fuzz_probe-2.log.judged', line.replace('90 of', '33 of'))
        os.utime(self.result('hosted/fuzz_ioctl.log.judged', line), (1, 1))     # of an earlier run
        page = ' '.join(self.told().partition('id="judged"')[2].partition('</table>')[0].replace('</td>', ' ').replace('</th>', ' ').split())
        for row in ('>corpus <th class="n">fuzz probe </tr>', '>O4 promises <td class="n">90.0 <td class="n">33.0 <',
                    '>O4 promises with a system session <td class="n">25.0 <', '>O9 x <td class="n">- <td class="n">- <'):
            self.assertIn(row, page)

    def test_finding_of_two_targets_is_one(self):
        other = self.new.replace('/probe/', '/ioctl/')
        shutil.copytree(f'{self.top}/{os.path.dirname(self.new)}', f'{self.top}/{os.path.dirname(other)}')
        with open(f'{self.top}/build/steps/presubmit/result.json', encoding='utf-8') as f:
            run = json.load(f)
        run['steps'].append(step('fuzz-ioctl', verdict='failed', status=1, failed=1, replay=[f'make replay FINDING={other}']))
        self.write('build/steps/presubmit/fuzz-ioctl.log', '')
        self.write('build/steps/presubmit/result.json', json.dumps(run))
        self.assertEqual(self.told().count('id="finding-1"'), 1)

    def test_the_other_driver_and_other_schedules_are_left_out(self):
        with open(f'{self.top}/build/steps/presubmit/result.json', encoding='utf-8') as f:
            run = json.load(f)
        run['steps'].append(step('hosted-repo', command='make scenarios DRIVER=repo'))
        run['steps'].append(step('explore', command='make explore'))
        self.write('build/steps/presubmit/explore.log', 'fuzz/scenarios/open.txt: O1: bad\n')
        self.write('build/steps/presubmit/hosted-repo.log', 'fuzz/scenarios/open.txt: O1: bad\n')
        self.write('build/steps/presubmit/result.json', json.dumps(run))
        self.assertNotIn('O1: bad', self.told())

    def test_text_of_findings_is_escaped(self):
        page = self.told()
        self.assertNotIn('<script', page)
        self.assertNotIn('<b>both</b>', page)
        self.assertIn('&lt;b&gt;both&lt;/b&gt; wait', page)
        self.assertIn('forgets &amp; leaks', page)

    def test_known_finding_does_not_count_as_new(self):
        page = self.told()
        self.assertIn('Known for long.', page)
        self.assertIn('it is &lt;known&gt;', page)
        self.assertIn('>3</b><span>new findings', page)        # the finding, the test, the one in the source

    def test_tests_are_counted_apart_from_generated_runs(self):
        with open(self.write('build/steps/presubmit/more.json', '{}').replace('more.json', 'result.json'), encoding='utf-8') as f:
            run = json.load(f)
        run['steps'].append(step('repeat', passed=4000))
        self.write('build/steps/presubmit/result.json', json.dumps(run))
        page = self.told()
        self.assertIn('>2</b><span>tests passed', page)         # kunit, scenarios
        self.assertIn('>4001</b><span>generated runs, searches and rules passed', page)
        self.assertIn('2 tests passed, 4001 generated runs, searches and rules; 3 new findings.', self.told('summary.md'))

    def test_promises_have_their_checks_and_verdicts(self):
        page = self.told()
        rows = {p: page.partition(f'id="{p}"')[2].partition('</tr>')[0] for p in ('P1', 'P3', 'P4', 'P5', 'P9', 'P10')}
        self.assertIn('queue.queue_test_normal', rows['P3'])
        self.assertIn('p3-turn', rows['P3'])
        self.assertIn('>kept<', rows['P3'])
        self.assertIn('>kept<', rows['P4'])
        self.assertIn('broken, known', rows['P5'])
        self.assertIn('broken, known', rows['P10'])
        self.assertIn('not run', rows['P1'])
        self.assertNotIn('p3-turn', rows['P9'])        # a comment counts for nothing

    def test_promises_are_as_readme_states_them(self):
        self.write('README.md', '# x\n\n## The promises\n\n| | promise |\n| --- | --- |\n| P1 | Nobody `waits()`. |\n\n## More\n\n| P2 | no |\n')
        page = self.told()
        self.assertIn('<b>P1</b></td><td>Nobody waits().', page)
        self.assertNotIn('id="P2"', page)
        self.write('README.md', '# x\n')
        status, out = self.report()
        self.assertEqual(status, 1)
        self.assertIn('README.md, "The promises": no table of P1, P2, ... in order, but nothing', out)

    def test_new_finding_breaks_its_promise(self):
        self.write('fuzz/oracle/p.c', 'fail("P3: x");\n')
        row = self.told().partition('id="P3"')[2].partition('</tr>')[0]
        self.assertIn('>broken<', row)

    def test_coverage_by_line(self):
        page = self.told()
        self.assertIn('coverage/drivers_tee_core.c.html#L2">2–3</a>', page)
        self.assertIn('50.0', page)
        with open(f'{self.top}/build/report/coverage/drivers_tee_core.c.html', encoding='utf-8') as f:
            self.assertIn('<tr id="L2" class="miss">', f.read())

    def test_results_of_another_run_are_left_out(self):
        os.utime(f'{self.work}/kunit.xml', (1, 1))
        os.utime(f'{self.work}/coverage.info', (1, 1))
        page = self.told()
        self.assertNotIn('it broke', page)
        self.assertIn('not in this run', page)

    def test_no_result_no_report(self):
        os.unlink(f'{self.top}/build/steps/presubmit/result.json')
        status, out = self.report()
        self.assertNotEqual(status, 0)
        self.assertIn('no results: build/steps/presubmit/result.json does not exist; run `make presubmit` first', out)
        self.assertFalse(os.path.exists(f'{self.top}/build/report'))

    def test_summary_is_short(self):
        text = self.told('summary.md')
        self.assertLess(len(text.splitlines()), 40)
        self.assertTrue(text.startswith('### teeproof: **failed**: drivers/tee, Linux 6.12.34'), text)
        self.assertIn('| kunit | **failed** | 1 | 1 | 1 |', text)

    def test_junit_has_every_test_once(self):
        top = ElementTree.fromstring(self.told('junit.xml').partition('\n')[2])
        cases = [(c.get('classname'), c.get('name'), c.find('failure') is not None) for c in top.iter('testcase')]
        self.assertEqual(len(cases), len(set(cases)))
        for case in (('queue', 'queue_test_other', True), ('queue', 'queue_test_normal', False), ('steps', 'scenarios', False),
                     ('scenarios', 'open', False), ('fuzz', '1', True), ('static', 'drivers/tee/x.c:7: r', True)):
            self.assertIn(case, cases)

    def test_sarif_has_both_kinds_of_findings(self):
        runs = json.loads(self.told('findings.sarif'))['runs']
        self.assertEqual([len(r['results']) for r in runs], [2, 2])
        self.assertEqual(sum('suppressions' in r for r in runs[1]['results']), 1)

    def test_commits_of_a_series(self):
        self.run_result(series='2 commits on base', commits=[
            {'short': 'abc123', 'subject': 'tee: <x>', 'builds': 'builds', 'broken': False, 'introduced': ['queue.t'], 'fixed': []}])
        page = self.told()
        self.assertIn('tee: &lt;x&gt;', page)
        self.assertIn('queue.t', page.partition('id="commits"')[2].partition('</table>')[0])

    # in the browser

    def check(self, folder):
        done = subprocess.run([f'{REPO}/ci/report/check', folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        return done.returncode, done.stdout

    @unittest.skipUnless(shutil.which('chromium'), 'chromium (ci/setup browser)')
    def test_page_passes_the_browser(self):
        self.told()
        self.assertEqual(self.check(f'{self.top}/build/report'), (0, 'report: 8 passed, 0 failed\n'))

    UNFINISHED = '''
import sys, types
sys.path.insert(0, 'ci')
from run import unfinished
steps = [types.SimpleNamespace(name=n, status=s, differs=False) for n, s in (('good', 0), ('<bad>', 1), ('not-yet', None))]
unfinished.Unfinished('presubmit', steps).put(steps[:2], 'Interrupted (<x>) in not-yet.')
'''

    @unittest.skipUnless(shutil.which('chromium'), 'chromium (ci/setup browser)')
    def test_placeholder_page_passes_the_browser(self):
        subprocess.run([sys.executable, '-c', self.UNFINISHED], cwd=self.top, check=True)
        with open(f'{self.top}/build/report/index.html', encoding='utf-8') as f:
            page = f.read()
        for text in ('&lt;bad&gt;', 'Interrupted (&lt;x&gt;) in not-yet.', '2 of 3 steps had ended'):
            self.assertIn(text, page)
        self.assertEqual(self.check(f'{self.top}/build/report'), (0, 'report: 4 passed, 0 failed\n'))

    @unittest.skipUnless(shutil.which('chromium'), 'chromium (ci/setup browser)')
    def test_browser_reports_faults_of_a_page(self):
        self.write('bad/index.html', '''<!DOCTYPE html><meta charset="utf-8"><title>x</title><style>body { background: #fff }
            p { color: #bbb; width: 2000px }</style><p>pale and wide</p><a href="gone.html">g</a><a href="#gone">g</a>
            <a href="https://example.org/">e</a><img src="none.png" alt=""><script>console.error("oh"); no_such_thing()</script>''')
        status, out = self.check(f'{self.top}/bad')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'report: 0 passed, 4 failed'), out)
        for text in ("console: error ['oh']", 'console: Uncaught', 'none.png', 'pixels wider than the window', 'contrast of ',
                     'gone.html: there is no such file', '#gone: there is no such place', 'https://example.org/ leads out'):
            self.assertIn(text, out)
