# SPDX-License-Identifier: GPL-2.0-only
"""make presubmit BASE=REV on a git tree of a dozen files, with steps that find what the tree's files tell them to."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import fake_tree
from run import runner
from run import series
from run import series_diff
from run import series_tree
from run import step_results
from run.common import REPO

# A kernel that doesn't build when tee_core.c says so; KUnit: a line "NAME passed|failed" of tests.txt is a test;
# the hosted world: an oracle fires when tee_core.c has BUG; static: each line with LEAK is a finding. The
# hosted world brings the overlay up to date, the others only need the folder.
KERNEL = '! grep BROKEN "$KSRC/drivers/tee/tee_core.c"\n'
KUNIT = '''cd "$(dirname "$0")/.."; w=$(ls -d build/tree-*) || w=$(ci/kernel/workdir); f=0
grep -q BROKEN "$KSRC/drivers/tee/tee_core.c" && exit 1
{ echo '<testsuites><testsuite name="s">'
while read -r name verdict; do
	verdict=${verdict#failed }
	case $verdict in
	passed) echo "<testcase classname='s' name='$name'/>" ;;
	*) f=1; echo "<testcase classname='s' name='$name'><failure message='it fails' type='${verdict#failed}'/></testcase>" ;;
	esac
done <"$KSRC/drivers/tee/tests.txt"
echo '</testsuite></testsuites>'; } >"$w/kunit.xml"
[ "$0" = "${0%coverage}" ] || mv "$w/kunit.xml" "$w/coverage.xml"
exit $f
'''
COVERAGE = KUNIT
HOSTED = '''cd "$(dirname "$0")/.."; w=$(ci/kernel/workdir); mkdir -p "$w/hosted"
printf '#!/bin/sh\\nfor f; do :; done\\nprintf "$f\\t%%s\\n" "$(grep -q flaky "$f" && echo - || echo "%s")"\\n' \\
	"$(sed -n 's/BUG/O1 bug/p' "$KSRC/drivers/tee/tee_core.c" | tail -n 1 | grep . || echo -)" \\
	>"$w/hosted/teeproof"
chmod +x "$w/hosted/teeproof"
'''
FUZZ = '''cd "$(dirname "$0")/.."; w=$(ls -d build/tree-*); d=${w#"$PWD/"}/hosted/findings; mkdir -p "$d"
grep -q FLAKY "$KSRC/drivers/tee/tee_core.c" && { echo flaky >"$d/2.txt"; echo "  replay: make replay FINDING=$d/2.txt DRIVER=tree"; exit 1; }
grep -q BUG "$KSRC/drivers/tee/tee_core.c" || exit 0
for i in 1 2; do
	echo "found O1 bug, so it is (step $i)" >"$d/$i.txt"
	echo "  replay: make replay FINDING=$d/$i.txt DRIVER=tree"
done
exit 1
'''
STATIC = '''cd "$(dirname "$0")/.."; w=$(ls -d build/tree-*) || w=$(ci/kernel/workdir); n=0; r=
while read -r line; do
	n=$((n + 1))
	case $line in *LEAK*) r="$r${r:+,}{\\"ruleId\\": \\"leak\\", \\"message\\": {\\"text\\": \\"${line%% *} leaks\\"}, \\"locations\\":
		[{\\"physicalLocation\\": {\\"artifactLocation\\": {\\"uri\\": \\"drivers/tee/tee_core.c\\"}, \\"region\\": {\\"startLine\\": $n}}}]}" ;; esac
done <"$KSRC/drivers/tee/tee_core.c"
echo "{\\"runs\\": [{\\"tool\\": {\\"driver\\": {\\"name\\": \\"x\\", \\"rules\\": []}}, \\"results\\": [$r]}]}" >"$w/static.sarif"
[ -z "$r" ]
'''
STEPS = 'kernel builds | | ci/fake-kernel\nhosted builds | | ci/fake-hosted\nkunit | kernel | ci/fake-kunit\nstatic | | ci/fake-static\n'


class Git:
    def __init__(self, top):
        self.top = top
        self('init', '-q', '-b', 'main')

    def __call__(self, *args):
        env = dict(os.environ, GIT_CONFIG_GLOBAL='/dev/null', GIT_CONFIG_SYSTEM='/dev/null')
        return subprocess.run(['git', '-C', self.top, '-c', 'user.name=n', '-c', 'user.email=e@x', *args], check=True,
                              stdout=subprocess.PIPE, text=True, env=env).stdout.strip()

    def commit(self, subject, **files):
        """A commit with these files of drivers/tee (tests: tests.txt, core: tee_core.c)."""
        for name, text in files.items():
            fake_tree.write(self.top, {'tests': 'drivers/tee/tests.txt', 'core': 'drivers/tee/tee_core.c'}[name], text)
        self('add', '-A')
        self('commit', '-q', '--allow-empty', '-m', subject)
        return self('rev-parse', '--short', 'HEAD')


def everything(top):
    """Every file below a folder, with its content and time."""
    found = {}
    for folder, _, files in os.walk(top):
        for name in files:
            path = f'{folder}/{name}'
            with open(path, 'rb') as f:
                found[path] = f.read(), os.stat(path).st_mtime_ns
    return found


class SeriesTest(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top, self.ksrc = f'{tmp.name}/repo', f'{tmp.name}/linux'
        shutil.copytree(f'{REPO}/ci', f'{self.top}/ci', ignore=shutil.ignore_patterns('tests'))
        shutil.copy(f'{REPO}/README.md', self.top)
        fake_tree.copy(self.top, 'kunit/lists/promises.list')
        for name in ('kunit', 'coverage', 'hosted', 'fuzz', 'static', 'kernel'):
            path = fake_tree.write(self.top, f'ci/fake-{name}', '#!/bin/sh\n' + globals()[name.upper()])
            os.chmod(path, 0o755)
        fake_tree.write(self.top, 'ci/run/series.steps', STEPS)
        fake_tree.write(self.top, 'ci/run/presubmit.steps', 'coverage | kernel | ci/fake-coverage\n'
                        + STEPS.replace('kunit | kernel', 'kunit | kernel coverage') + 'fuzz | hosted | ci/fake-fuzz\n')
        fake_tree.make(self.ksrc)
        self.git = Git(self.ksrc)
        self.base = self.git.commit('base', tests='old failed\ngood passed\nother passed\n', core='a LEAK\n')

    def presubmit(self, base=None, **env):
        env = dict(os.environ, DRIVER='tree', KSRC=self.ksrc, BASE=base or self.base) | env
        done = subprocess.run([f'{self.top}/ci/run/presubmit'], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        return done.returncode, done.stdout

    def told(self, out):
        """What is said about each commit: {short: [line]}."""
        found, short = {}, None
        for line in out.partition(' new findings')[2].splitlines()[1:]:
            if not line.startswith(' '):
                short = line.split()[0]
            found.setdefault(short, []).append(line.strip())
        return found

    def test_failure_of_the_base_does_not_count(self):
        self.git.commit('tee: nothing', core='\n\na LEAK\n')
        before = everything(self.ksrc)
        status, out = self.presubmit()
        self.assertEqual(status, 0, out)
        self.assertIn(f'1 commits on {self.base} ("base"): 0 new findings', out)
        self.assertRegex(out, r'kunit +ok .*failures that the base has, too')
        self.assertEqual(everything(self.ksrc), before, 'the user\'s tree was written to')

    def test_each_new_failure_has_its_commit(self):
        one = self.git.commit('tee: one', tests='old passed\ngood passed\nother passed\n')
        two = self.git.commit('tee: two', tests='old passed\ngood failed\nother passed\n')
        three = self.git.commit('tee: three', core='a LEAK\nb LEAK\n')
        four = self.git.commit('tee: four', core='a LEAK\nb LEAK\nBUG\n')
        status, out = self.presubmit()
        told = self.told(out)
        self.assertEqual(status, 1, out)
        self.assertIn('fixed s.old', told[one])
        self.assertIn('introduced s.good', told[two])
        self.assertIn('introduced drivers/tee/tee_core.c: leak: b leaks', told[three])
        self.assertTrue(any(l.startswith('introduced O1 bug, so it is (build/') and l.endswith('/findings/1.txt and 1 more)') for l in told[four]), told)
        self.assertIn('3 new findings', out)
        with open(f'{self.top}/build/report/index.html', encoding='utf-8') as f:
            page = f.read()
        for text in (one, two, three, four, 's.good', f'Introduced by <code>{four}</code>'):
            self.assertIn(text, page)

    def test_test_that_fails_in_another_way_is_new(self):
        self.git.commit('tee: one', tests='old failed a.c: Expected x == 1\ngood passed\nother passed\n')
        base = self.git('rev-parse', 'HEAD')
        same = self.git.commit('tee: same', core='\na LEAK\n')
        other = self.git.commit('tee: other', tests='old failed a.c: Expected x == 1 / KASAN in tee_shm_put()\ngood passed\nother passed\n')
        status, out = self.presubmit(base)
        told = self.told(out)
        self.assertEqual((status, len(told[same])), (1, 1), out)
        self.assertEqual(told[other][1:], ['introduced s.old [KASAN in tee_shm_put()]'], out)
        self.assertIn('1 new findings', out)
        self.assertRegex(out, r'(?m)^kunit +FAILED +\d+ +1 ')
        with open(f'{self.top}/build/report/summary.md', encoding='utf-8') as f:
            self.assertIn('s.old', f.read())

    def test_commit_that_does_not_build_is_reported_though_the_next_mends_it(self):
        bad = self.git.commit('tee: bad', core='a LEAK\nBROKEN\n')
        good = self.git.commit('tee: good', core='a LEAK\n')
        status, out = self.presubmit()
        told = self.told(out)
        self.assertEqual(status, 1, out)
        self.assertIn('kernel does not build', told[bad][0])
        self.assertTrue(told[good][0].endswith(': builds'), told)
        self.assertIn('0 new findings, not each of them builds', out)
        self.assertEqual([l for l in told[bad] if l.startswith('introduced')], [])
        self.assertEqual([l for l in told[good] if l.startswith('fixed')], [], 'what a commit before it broke')

    def test_finding_that_replays_in_no_commit_is_that_of_the_last(self):
        """The base has not shown it, so nothing excuses it."""
        self.git.commit('tee: one')
        last = self.git.commit('tee: x', core='a LEAK\nFLAKY\n')
        status, out = self.presubmit()
        self.assertEqual(status, 1, out)
        self.assertIn('1 new findings', out)
        self.assertTrue(any(l.startswith('introduced build/') and l.endswith('/findings/2.txt') for l in self.told(out)[last]), out)

    def test_finding_that_the_base_has_is_old(self):
        base = self.git.commit('base 2', core='BUG\n')
        self.git.commit('tee: x', tests='old failed\n')
        status, out = self.presubmit(base)
        self.assertEqual(status, 0, out)
        self.assertIn('0 new findings', out)

    def test_unusable_tree_or_base_is_refused(self):
        self.git.commit('tee: x')
        for env, text in (({'BASE': 'nonsense'}, 'BASE=nonsense: there is no such commit'), ({'BASE': 'HEAD'}, 'no commit comes after it'),
                          ({'DRIVER': 'repo'}, 'BASE= needs DRIVER=tree'), ({'KSRC': f'{self.ksrc}/lib'}, 'is not the top of a git tree'),
                          ({'KSRC': '~/linux', 'HOME': os.path.dirname(self.ksrc), 'BASE': 'nonsense'}, 'BASE=nonsense: there is no such commit')):
            status, out = self.presubmit(**env)
            self.assertEqual((status, text in out), (1, True), out)

    def test_replays_are_those_of_what_is_new(self):
        names = ['tee_ioctl.tee_test_x/one', 'build/t/hosted/findings/probe/1.txt']
        for replay, told in (('make kunit KSRC=/k SUITE=tee_ioctl TEST=tee_test_x', True), ('make kunit SUITE=tee_shm TEST=tee_test_x', False),
                             ('make kunit DRIVER=tree', False), ('make replay FINDING=build/t/hosted/findings/probe/1.txt', True),
                             ('make replay FINDING=build/t/hosted/findings/probe/2.txt', False)):
            self.assertEqual(series.of_any(replay, names), told, replay)

    def test_folder_follows_the_commits(self):
        gone = fake_tree.write(self.ksrc, 'drivers/tee/gone.c', 'x\n')
        first = self.git.commit('first')
        os.unlink(gone)
        second = self.git.commit('second', core='new\n')
        tree = series_tree.Tree(self.ksrc, self.base, f'{self.top}/build')
        self.assertEqual([c.short for c in tree.commits], [first, second])
        for commit, there, text in ((tree.commits[0], True, 'a LEAK\n'), (tree.commits[1], False, 'new\n'), (tree.commits[0], True, 'a LEAK\n')):
            tree.checkout(commit)
            with open(f'{tree.folder}/drivers/tee/tee_core.c', encoding='utf-8') as f:
                self.assertEqual(f.read(), text)
            self.assertEqual(os.path.exists(f'{tree.folder}/drivers/tee/gone.c'), there)

    def test_interrupted_checkout_is_done_again(self):
        commit = self.git.commit('first', core='new\n')
        tree = series_tree.Tree(self.ksrc, self.base, f'{self.top}/build')
        tree.checkout(tree.base)
        os.unlink(tree.state)
        fake_tree.write(tree.folder, 'drivers/tee/half.c', 'half\n')
        tree.checkout(tree.commits[0])
        self.assertEqual(tree.commits[0].short, commit)
        self.assertFalse(os.path.exists(f'{tree.folder}/drivers/tee/half.c'))


class PlayedFilesTest(unittest.TestCase):
    """What a commit changes in scenarios and seeds, some of which fail on the base as well."""
    FILES = {'fuzz/scenarios/first.txt': 'expect fine\n', 'fuzz/scenarios/p4.txt': 'expect driver=tree finding O4 P4*\n',
             'fuzz/findings/tree/old.txt': 'expect finding O1 x\n', 'fuzz/corpus/ioctl/seed.txt': ''}
    BASE = 'fuzz/scenarios/first.txt: fine\nfuzz/scenarios/p4.txt: O4: P4: 1 of 2 contexts is free\nfuzz/findings/tree/old.txt: O1: x\n'
    WRONG = 'NOT AS STATED: fuzz/scenarios/first.txt:7: a: x => 0, not -EINTR\nNOT AS EXPECTED: fuzz/scenarios/first.txt\n'

    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        for path, text in self.FILES.items():
            fake_tree.write(self.top, path, 'sequence 1\n' + text)
        os.makedirs(f'{self.top}/build/tree-6.12')

    def results(self, log, step='scenarios', passed=False, failed=1):
        fake_tree.write(self.top, 'build/log', log)
        steps = [{'name': step, 'verdict': 'ok' if passed else 'failed', 'began': 1, 'command': f'make {step}', 'log': 'build/log',
                  'replay': [], 'failed': failed}]
        fake_tree.write(self.top, 'build/steps/series/result.json', json.dumps({'steps': steps, 'ksrc': ''}))
        return step_results.Results(f'{self.top}/build', f'{self.top}/build/tree-6.12', 'series', self.top)

    def news(self, log, base=None, step='scenarios', failed=1):
        history = series_diff.History()
        history.add('base', series_diff.failures(self.results(base or self.BASE, step, passed=not base)), [])
        history.add('commit', series_diff.failures(self.results(log, step, failed=failed)), [])
        return sorted(name for _, name in history.news())

    def test_what_the_base_has_is_old(self):
        self.assertEqual(self.news(self.BASE.replace('1 of 2', '2 of 3') + self.WRONG.replace(':7:', ':9:'), self.BASE + self.WRONG), [])

    def test_wrong_result_of_a_step_is_new(self):
        self.assertEqual(self.news(self.BASE + self.WRONG), ['scenarios.first: a: x => N, not -EINTR'])
        self.assertEqual(self.news(self.BASE + self.WRONG.replace('=> 0', '=> -EIO'), self.BASE + self.WRONG),
                         ['scenarios.first: a: x => -EIO, not -EINTR'])

    def test_finding_that_does_not_replay_is_new_and_excuses_nothing_else(self):
        unsure = 'O9: does not replay in a process of its own: O1: bad at 0x12, build/t/hosted/findings/explore/unsure/%d.txt\n'
        name = 'O9: does not replay: O1: bad at N'
        self.assertEqual(self.news(unsure % 1, step='explore'), [name])
        self.assertEqual(self.news(unsure % 1, unsure % 2, step='explore'), [])
        self.assertEqual(self.news(unsure % 1 + 'fuzz_session crashed\n', unsure % 2, step='fuzz', failed=2), ['fuzz fails'])

    def test_known_failure_that_is_gone_excuses_nothing_else(self):
        gone = '<testsuites><testcase classname="s" name="a"><failure message="a known failure (x) that did not fail"/></testcase></testsuites>'
        fake_tree.write(self.top, 'build/tree-6.12/kunit.xml', gone)
        self.assertEqual(self.news('', 'x', step='kunit'), [])
        self.assertEqual(self.news('', 'x', step='kunit', failed=2), ['kunit fails'])

    def test_memory_error_of_another_parameter_is_the_same(self):
        for test, way, name in (('a/one', 'KASAN in f()', 'a [KASAN in f()]'), ('a/one', 'x.c: Expected', 'a/one [x.c: Expected]')):
            self.assertEqual(series_diff.in_the_way(test, way), name)
        plays = 'optee_sequence.optee_test_sequence_plays/findings/tree/x'
        self.assertEqual(series_diff.in_the_way(plays, 'KASAN in f()'), f'{plays} [KASAN in f()]')
        self.assertFalse(series_diff.is_file(plays))

    def test_other_cause_is_new(self):
        for was, now in (('not -EINTR', 'not result 0 of origin 3'), ('fuzz/scenarios/first.txt:7: a: x', 'fuzz/scenarios/first.txt:7: a: ioctl func=3')):
            self.assertEqual(len(self.news(self.BASE + self.WRONG.replace(was, now), self.BASE + self.WRONG)), 1, now)
        for was, now in (('errno 22', 'errno 5'), ('func 3', 'func 4'), ('result 0xffff0006', 'result 0')):
            old = self.WRONG.replace('a: x', f'a: {was} of 7')
            self.assertEqual(self.news(self.BASE + old.replace('of 7', 'of 8'), self.BASE + old), [])
            self.assertEqual(len(self.news(self.BASE + old.replace(was, now), self.BASE + old)), 1, now)
        for was, now in (('O4: P4:', 'O4: P1:'), ('old.txt: O1: x', 'old.txt: O1: y'), ('first.txt: fine', 'first.txt: O3: halt')):
            self.assertEqual(len(self.news(self.BASE.replace(was, now) + 'NOT AS EXPECTED: x\n')), 1, now)

    def test_oracle_that_fires_again_is_new(self):
        mended = self.BASE.replace('O4: P4: 1 of 2 contexts is free', 'fine') + \
            'NOT AS STATED: fuzz/scenarios/p4.txt: it is not finding\nNOT AS EXPECTED: fuzz/scenarios/p4.txt\n'
        self.assertEqual(self.news(self.BASE + self.WRONG, mended + self.WRONG), ['scenarios.p4: O4: P4: N of N contexts is free'])

    def test_known_finding_that_is_gone_is_no_failure(self):
        gone = self.BASE.replace('old.txt: O1: x', 'old.txt: fine')
        self.assertEqual(self.news(gone + 'NOT AS STATED: fuzz/findings/tree/old.txt: it is not finding\n'
                                   'NOT AS EXPECTED: fuzz/findings/tree/old.txt\n'), [])

    def test_crash_of_the_program_is_new(self):
        self.assertEqual(self.news(self.BASE + 'ci/hosted/run: nothing can be played\n'), ['scenarios fails'])

    def test_seed_whose_result_is_wrong_is_new(self):
        first = 'NOT AS STATED: fuzz/corpus/ioctl/seed.txt:3: a: x => 0, not -EIO\n'
        self.assertEqual(self.news(first + first.replace('a: x', 'b: y'), first, 'seeds'), ['ioctl.seed: b: y => N, not -EIO'])

    def test_what_a_broken_build_keeps_from_running_is_as_it_was(self):
        steps = [runner.Step(line, self.top) for line in
                 ('kernel builds | | x', 'hosted builds | | x', 'kunit 1 | kernel | x', 'coverage 0 | kunit | x', 'explore 1 | hosted | x')]
        history = series_diff.History()
        history.add('base', {'coverage': ['old'], 'explore': ['gone']}, steps)
        history.add('commit', {'kernel': ['kernel does not build']}, steps)
        self.assertEqual(history.seen[-1][1:], ({('coverage', 'old'), ('kernel', 'kernel does not build')}, ['kernel']))

    def test_report_has_it_as_failed(self):
        cases = self.results(self.BASE + 'NOT AS EXPECTED: fuzz/scenarios/first.txt\n').scenarios()
        self.assertEqual({os.path.basename(p): c.verdict for p, c in cases.items()},
                         {'first.txt': 'failed', 'p4.txt': 'known', 'old.txt': 'known'})
