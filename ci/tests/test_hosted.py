# SPDX-License-Identifier: GPL-2.0-only
"""ci/hosted/run: progress, summary, findings by cause, with targets and a tool of the test's own."""
import glob
import os
import re
import subprocess
import tempfile
import time
import unittest

import fake_tree
from run.common import REPO

# Of the files all can be played.
PLAYABLE = '#!/bin/sh\n[ "$1" != playable ] || { shift; printf "%s\\n" "$@"; exit; }\n'

# teeproof: the cause of a file is its line "cause: ..."
TOOL = PLAYABLE + '''
case $1 in
encode) shift; to=$1; shift; for f; do cp "$f" "$to/$(echo "$f" | tr / -)"; done ;;
decode) cat "$2" ;;
header) shift; for f; do sed "s|^|$f\t|" "$f"; done ;;
same)	cause=$(grep "^cause: " "$2") || exit 1; shift 2; grep -lx "$cause" "$@" >/dev/null ;;
judge)	shift
	while [ "$1" = -k ]; do known=$2; shift 2; done
	for f; do
		if ! cause=$(grep "^cause: " "$f"); then printf '%s\\tunsure\\t-\\t-\\n' "$f"; continue; fi
		verdict=new
		grep -qsx "$cause" "$known"/*.txt && verdict=known
		printf '%s\\t%s\\t%s\\t-\\n' "$f" "$verdict" "$cause"
	done ;;
explore) for f; do case $f in
	*.txt) echo "$f: 40 schedules, 1 preemption, ${SEARCH:-complete}, 1.9 s, ${FOUND:-no finding}" ;;
	esac; done ;;
replay)	shift 2; bad=0
	for f; do if grep "^cause: " "$f" >/dev/null; then echo "$f: O1: bad"; bad=1; else echo "$f: fine"; fi; done
	exit $bad ;;
esac
'''

# What libFuzzer prints, and in findings what the script of the test wants.
TARGET = '''#!/bin/sh
{before}
case " $* " in
*" -merge=1 "*|*" -set_cover_merge=1 "*)
	for to; do case $to in -*) ;; *) break ;; esac; done
	for from; do case $from in -*|"$to") ;; *) cp -n "$from"/*keep* "$to/" 2>/dev/null || : ;; esac; done
	exit 0 ;;
esac
echo "$@" >"$(dirname "$0")/arguments"
printf reached >"$TEEPROOF_REACHED"
[ -z "$TEEPROOF_JUDGED" ] || echo "O1  9 of 9 (100.0 %)" >"$TEEPROOF_JUDGED"
echo "INFO: Loaded 1 PC tables (200 PCs): 200 [0x1,0x2),"
echo "#64	NEW    cov: 50 ft: 60 corp: 1/1b exec/s: 640 rss: 30Mb"
echo "# O3: the title of a finding is no counter"
sleep "${{TAKES_S:-0}}"
echo "#4096	DONE   cov: 90 ft: 99 corp: 2/2b exec/s: 1024 rss: 30Mb"
echo "stat::number_of_executed_units: 4096"
{after}
'''

# An instance of AFL++: what it is asked, what it leaves behind.
AFL = '''#!/bin/sh
echo "$AFL_CUSTOM_MUTATOR_LIBRARY $*" >>"$(dirname "$0")/asked"
while [ $# -gt 0 ]; do
	case $1 in -M|-S) name=$2 ;; -o) sync=$2 ;; esac
	shift
done
at=$sync/$name
mkdir -p "$at/queue" "$at/crashes"
printf '# head\\n3, 0, 1, 9, 0, 0, 44%%, 1, 0, 2, 0.00, 500, 320\\n' >"$at/plot_data"
[ "$name" = main ] || touch "$at/queue/id:000007,sync:main,src:000001"
touch "$at/queue/id:keep-$name${AFL_FINDS:-}"
[ "${AFL_FINDS:-}" = nothing ] || touch "$at/crashes/id:000000,sig:06"
printf 'execs_done        : 600\\nedges_found       : 330\\n' >"$at/fuzzer_stats"
sleep "${TAKES_S:-0}"
'''


# The scenarios and seeds of a test, as fuzz/explore.list has them
LISTED = ('fuzz/scenarios/one.txt 2', 'fuzz/corpus/session/seed.txt 1', 'fuzz/corpus/ioctl/seed.txt 2')


class Fuzz(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        fake_tree.copy(self.top, 'ci/hosted', 'ci/run/common.sh', 'fuzz/targets/options')
        self.program('ci/hosted/build', '#!/bin/sh\necho build/hosted/teeproof\n')
        self.program('bin/afl-fuzz', AFL)
        self.program('ci/hosted/reached-lines', '#!/bin/sh\necho "$(wc -c <"$2") of 10 lines (70 %)"\n')
        self.program('build/hosted/teeproof', TOOL)
        for name in ('session', 'ioctl'):
            self.target(name)
            fake_tree.write(self.top, f'fuzz/corpus/{name}/seed.txt', 'seed\n')
        fake_tree.write(self.top, 'fuzz/scenarios/one.txt', 'scenario\n')
        self.explore_list(*LISTED)

    def program(self, rel, text):
        os.chmod(fake_tree.write(self.top, rel, text), 0o755)

    def target(self, name, before='', after=''):
        self.program(f'build/hosted/fuzz_{name}', TARGET.format(before=before, after=after))

    def ran(self, *command, **env):
        env = {**os.environ, 'DRIVER': 'repo', 'KSRC': '', 'TARGET': 'session', 'FUZZ_TIME': '3', 'PROGRESS_S': '1', 'LEAD_S': '0', **env}
        p = subprocess.run([f'{self.top}/ci/hosted/run', *command], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, timeout=60, check=False)
        return p.returncode, p.stdout

    def test_progress_and_summary(self):
        status, out = self.ran('run', TARGET='session,ioctl', TAKES_S='2')
        self.assertEqual(status, 0, out)
        self.assertRegex(out, r'(?m)^  \d s: 64 executions, 640 a second, 7 of 10 lines \(70 %\) of the driver, 0 findings$')
        for name in ('session', 'ioctl'):
            self.assertIn(f'fuzz_{name}: 4096 executions, 7 of 10 lines (70 %) of the driver, 0 new findings, 0 known\n', out)
        self.assertEqual(out.splitlines()[-1], 'fuzz: 2 passed, 0 failed, 0 known failures')

    def explore_list(self, *lines):
        fake_tree.write(self.top, 'fuzz/explore.list', ''.join(line + '\n' for line in lines))

    def test_explore_says_how_many_scenarios_are_complete(self):
        status, out = self.ran('explore')
        self.assertEqual((status, out.splitlines()[-2:]), (0, ['note: 120 schedules, 3 of 3 scenarios complete',
                                                               'explore: 3 passed, 0 failed, 0 known failures, 0 skipped']), out)

    def test_search_that_is_cut_short_fails(self):
        status, out = self.ran('explore', SEARCH='INCOMPLETE')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'explore: 0 passed, 3 failed, 0 known failures, 0 skipped'), out)
        self.explore_list(LISTED[0], *(f'{line} part=7' for line in LISTED[1:]))
        status, out = self.ran('explore', SEARCH='INCOMPLETE')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'explore: 0 passed, 1 failed, 0 known failures, 2 skipped'), out)

    def test_known_finding_ends_no_search(self):
        status, out = self.ran('explore', FOUND='finding')
        self.assertEqual((status, out.splitlines()[-2:]), (0, ['note: 120 schedules, 3 of 3 scenarios complete',
                                                               'explore: 0 passed, 0 failed, 0 known failures, 0 skipped']), out)
        status, out = self.ran('explore', FOUND='finding', SEARCH='INCOMPLETE')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'explore: 0 passed, 3 failed, 0 known failures, 0 skipped'), out)

    def test_search_with_a_bound_on_turns_has_to_be_complete(self):
        self.explore_list(LISTED[0], *(f'{line} turns=1' for line in LISTED[1:]))
        status, out = self.ran('explore')
        self.assertEqual((status, out.splitlines()[-1]), (0, 'explore: 3 passed, 0 failed, 0 known failures, 0 skipped'), out)
        status, out = self.ran('explore', SEARCH='INCOMPLETE')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'explore: 0 passed, 3 failed, 0 known failures, 0 skipped'), out)

    def test_bound_of_the_trees_driver(self):
        self.explore_list(*(f'{line} tree=0' for line in LISTED))
        self.program('build/hosted/teeproof', TOOL.replace('#!/bin/sh\n', '#!/bin/sh\necho "$*" >>"$(dirname "$0")/asked"\n', 1))
        for driver, bounds in (('repo', {'1', '2'}), ('tree', {'0'})):
            self.ran('explore', DRIVER=driver)
            with open(f'{self.top}/build/hosted/asked', encoding='utf-8') as f:
                asked = f.read()
            os.remove(f'{self.top}/build/hosted/asked')
            self.assertEqual(set(re.findall(r'^explore .*-p (\d)', asked, re.M)), bounds, asked)

    def test_search_without_an_execution_fails(self):
        self.program('build/hosted/teeproof', PLAYABLE)
        status, out = self.ran('explore')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'explore: 0 passed, 3 failed, 0 known failures, 0 skipped'), out)

    def test_file_without_a_line_or_a_line_without_its_file_is_an_error(self):
        here = list(LISTED)
        for lines, said in ((here[1:], 'add "fuzz/scenarios/one.txt 2"'), (here + ['fuzz/scenarios/gone.txt 1'], 'fuzz/scenarios/gone.txt: no such'),
                            (here + here[:1], 'fuzz/scenarios/one.txt: no such scenario or seed, or listed twice'),
                            (here[1:] + ['fuzz/scenarios/one.txt two'], 'PREEMPTIONS'),
                            (here[1:] + ['fuzz/scenarios/one.txt 2 prat=3'], 'PREEMPTIONS'),
                            (here[1:] + ['fuzz/scenarios/one.txt 2 turns=99'], 'PREEMPTIONS')):
            self.explore_list(*lines)
            for command in ('explore', 'scenarios', 'seeds'):
                status, out = self.ran(command)
                self.assertNotEqual(status, 0, command)
                self.assertIn(said, out)

    def test_fuzzing_that_the_clock_cuts_short_fails(self):
        status, out = self.ran('run', FUZZ_RUNS='9999')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'fuzz: 0 passed, 1 failed, 0 known failures'), out)
        self.assertIn('NOT COMPLETE', out)

    def test_seed_dictionary_and_corpus_reach_the_engine(self):
        self.ran('run', FUZZ_SEED='42')
        with open(f'{self.top}/build/hosted/arguments', encoding='utf-8') as f:
            given = f.read()
        for word in ('-seed=42', '-dict=build/hosted/fuzz_session.dict', '-max_total_time=3', 'build/hosted/corpus/session-42'):
            self.assertIn(word, given.split())

    def test_with_fuzz_runs_every_source_of_chance_is_fixed(self):
        fake_tree.write(self.top, 'fuzz/corpus/session/another.txt', 'another\n')
        fake_tree.write(self.top, 'build/hosted/corpus-fresh/session/of-an-earlier-run', 'x\n')
        fake_tree.write(self.top, 'build/hosted/findings/session/of-an-earlier-run', 'x\n')
        status, out = self.ran('run', FUZZ_RUNS='4096', FUZZ_TIME='')
        self.assertEqual((status, 'note: 4096 executions\n' in out), (0, True), out)
        with open(f'{self.top}/build/hosted/arguments', encoding='utf-8') as f:
            given = f.read().split()
        at = 'build/hosted/corpus-fresh/session'
        for word in ('-runs=4096', '-reload=0', '-max_total_time=600', f'-seed_inputs=@{at}.list', at):
            self.assertIn(word, given)
        with open(f'{self.top}/{at}.list', encoding='utf-8') as f:
            self.assertEqual(f.read(), ','.join(f'{at}.seeds/fuzz-{n}' for n in ('corpus-session-another.txt', 'corpus-session-seed.txt',
                                                                                 'scenarios-one.txt')) + '\n')
        self.assertEqual((os.listdir(f'{self.top}/{at}'), os.listdir(f'{self.top}/build/hosted/findings/session')), ([], []))

    def test_two_runs_of_a_target_are_compared(self):
        status, out = self.ran('twice')
        self.assertEqual((status, out.splitlines()[-1]), (0, 'fuzz-repeat: 1 passed, 0 failed, 0 known failures'), out)
        self.assertIn('fuzz_session: 4096 executions twice, each time cov: 90 ft: 99', out)
        for differs in ('for a; do :; done; date +%N >"$a/kept-$(date +%N)"', 'printf "found O1: bad\\ncause: a\\n" >"$TEEPROOF_FINDINGS/$(date +%N).txt"',
                        'printf "#5000\\tDONE   cov: %s ft: 9 exec/s: 7\\n" $(date +%N)'):
            self.target('session', after=differs)
            status, out = self.ran('twice')
            self.assertEqual((status, out.splitlines()[-1]), (1, 'fuzz-repeat: 0 passed, 1 failed, 0 known failures'), out)
        self.target('session', before='echo it broke; exit 77')
        self.assertEqual(self.ran('twice')[0], 1)
        self.target('session', after='printf "found O1: bad\\ncause: a\\n" >"$TEEPROOF_FINDINGS/1.txt"')
        status, out = self.ran('twice')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'fuzz-repeat: 0 passed, 1 failed, 0 known failures'), out)
        self.assertIn('NEW FINDING of fuzz_session: O1: bad\n', out)
        fake_tree.write(self.top, 'fuzz/findings/kernel/known.txt', 'cause: a\n')
        self.assertEqual(self.ran('twice')[0], 0)

    def test_new_finding_fails_and_a_known_one_does_not(self):
        finding = 'printf "# found\\nfound O1: bad\\ncause: a\\n" >"$TEEPROOF_FINDINGS/1.txt"'
        self.target('session', after=finding)
        status, out = self.ran('run')
        self.assertEqual(status, 1, out)
        self.assertRegex(out, r'NEW FINDING of fuzz_session: O1: bad\n  replay: make replay FINDING=build/hosted/findings/session/1.txt')
        fake_tree.write(self.top, 'fuzz/findings/kernel/known.txt', 'cause: a\n')
        status, out = self.ran('run')
        self.assertEqual((status, out.splitlines()[-1]), (0, 'fuzz: 1 passed, 0 failed, 1 known failures'), out)

    def test_also_lines_of_findings_name_an_oracle(self):
        for path in glob.glob(f'{REPO}/fuzz/findings/*/*.txt'):
            with open(path, encoding='utf-8') as f:
                for line in re.findall(r'^also .*', f.read(), re.M):
                    self.assertRegex(line, r'^also (with=[a-z-]+ )?(stack=\S+ )?O[1-9] \S', path)

    def test_finding_that_does_not_replay_in_a_new_process_is_reported_apart(self):
        self.target('session', after='printf "found O1: bad\\n" >"$TEEPROOF_FINDINGS/1.txt"')
        status, out = self.ran('run')
        self.assertEqual((status, 'NEW FINDING' in out), (1, False), out)
        self.assertIn('O9: does not replay in a process of its own: O1: bad, build/hosted/findings/session/unsure/1.txt\n', out)
        self.target('session')
        self.assertEqual(self.ran('run')[0], 0)

    def test_two_runs_at_once_report_their_own_findings(self):
        for name in ('session', 'ioctl'):
            self.target(name, after=f'printf "found O1: {name}\\ncause: a\\n" >"$TEEPROOF_FINDINGS/1.txt"')
        self.program('build/hosted/judge', TOOL)
        self.program('build/hosted/teeproof', '#!/bin/sh\n"${0%/*}/judge" "$@"; status=$?\n'
                     f'[ "$1" != judge ] || [ -n "$SECOND" ] || SECOND=1 TARGET=ioctl {self.top}/ci/hosted/run run >{self.top}/second 2>&1\n'
                     'exit $status\n')
        out = self.ran('run')[1]
        with open(f'{self.top}/second', encoding='utf-8') as f:
            second = f.read()
        self.assertEqual(re.findall('NEW FINDING of fuzz_.*', out), ['NEW FINDING of fuzz_session: O1: session'])
        self.assertEqual(re.findall('NEW FINDING of fuzz_.*', second), ['NEW FINDING of fuzz_ioctl: O1: ioctl'])

    def test_crash_of_a_target_fails(self):
        self.target('session', after='echo it broke; exit 77')
        status, out = self.ran('run')
        self.assertEqual(status, 1, out)
        self.assertIn('it broke', out)

    def test_unknown_target_is_refused(self):
        status, out = self.ran('run', TARGET='nothing')
        self.assertNotEqual(status, 0)
        self.assertIn('known: session', out)

    def test_cluster_is_one_main_and_secondaries_that_share(self):
        self.target('session', before='case "$*" in *crashes/*) printf "found O1: bad\\ncause: a\\n" >"$TEEPROOF_FINDINGS/1.txt"; exit ;; esac')
        before = set(os.listdir(self.top))
        status, out = self.ran('cluster', PATH=f'{self.top}/bin:{os.environ["PATH"]}', JOBS='3', TAKES_S='2')
        self.assertEqual(status, 1, out)
        self.assertRegex(out, r'(?m)^  \d+ s: 1500 executions, 320 edges, 3 crashes$')
        self.assertIn('fuzz_session: 1800 executions by 3 instances, 330 edges, 2 inputs of main taken over by secondaries, '
                      '3 new in the corpus, 1 new findings, 0 known', out)
        self.assertIn('NEW FINDING of fuzz_session: O1: bad', out)
        with open(f'{self.top}/bin/asked', encoding='utf-8') as f:
            asked = f.read().splitlines()
        self.assertEqual(sorted(re.findall('-[MS] [a-z0-9]+', ' '.join(asked))), ['-M main', '-S secondary2', '-S secondary3'])
        for line in asked:
            self.assertTrue(line.startswith('build/hosted/fuzz_session.mutator.so '), line)
            self.assertIn('-x build/hosted/fuzz_session.dict', line)
        self.assertEqual(set(os.listdir(self.top)), before)

    CRASHES = 'case "$*" in *crashes/*) printf "found O1: bad\\ncause: a\\n" >"$TEEPROOF_FINDINGS/1.txt"; exit ;; esac'

    def cluster(self, **env):
        return self.ran('cluster', PATH=f'{self.top}/bin:{os.environ["PATH"]}', **env)

    def test_cluster_resumes_from_the_saved_corpus(self):
        self.target('session', before=self.CRASHES)
        self.cluster()
        status, out = self.cluster(AFL_FINDS='nothing')
        self.assertEqual((status, '1 new findings, 0 known' in out), (1, True), out)
        self.assertIn('2 instances, 3 s, from 4 inputs', out)
        self.program('build/hosted/teeproof', TOOL.replace('^cause: ', '^no such cause: '))     # the driver is mended
        status, out = self.cluster(AFL_FINDS='nothing')
        self.assertEqual((status, '0 new findings, 0 known' in out), (0, True), out)

    def test_corpus_of_a_killed_cluster_is_kept(self):
        self.target('session', before=self.CRASHES)
        env = {**os.environ, 'DRIVER': 'repo', 'KSRC': '', 'TARGET': 'session', 'PATH': f'{self.top}/bin:{os.environ["PATH"]}', 'TAKES_S': '3'}
        killed = subprocess.Popen([f'{self.top}/ci/hosted/run', 'cluster'], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if glob.glob(f'{self.top}/build/hosted/cluster/session/secondary2/fuzzer_stats'):
                break
            time.sleep(0.05)
        killed.kill()
        killed.wait()
        status, out = self.cluster(AFL_FINDS='nothing')
        self.assertEqual(status, 1, out)
        self.assertIn('fuzz_session: 2 new in the corpus by a run that was interrupted\n', out)
        self.assertIn('1 new findings, 0 known', out)

    def test_crash_of_a_target_is_reported_and_hides_no_other(self):
        self.target('session', before='case "$*" in *main/crashes/*) echo it broke; exit 77 ;; esac\n' + self.CRASHES)
        status, out = self.cluster()
        self.assertEqual(status, 1, out)
        self.assertIn('it broke', out)
        self.assertEqual(len(re.findall(r'fuzz_session crashed: .*/ends-[0-9a-f]{12}\n', out)), 1, out)
        self.assertIn('1 new findings, 0 known', out)

    def test_merge_includes_the_corpora_of_other_seeds(self):
        fake_tree.write(f'{self.top}/build/hosted/corpus/session-42', 'keep-other', 'x\n')
        status, out = self.ran('merge', FUZZ_SEED='7')
        self.assertEqual((status, os.listdir(f'{self.top}/build/hosted/corpus')), (0, ['session']), out)
        self.assertEqual(os.listdir(f'{self.top}/build/hosted/corpus/session'), ['keep-other'])

    def test_interrupted_merge_loses_no_corpus(self):
        fake_tree.write(f'{self.top}/build/hosted/corpus/session.old', 'keep1', 'x\n')
        self.ran('run')
        self.assertIn('keep1', os.listdir(f'{self.top}/build/hosted/corpus/session'))

    # teeproof that dies when it plays one of several files, or any
    DIES = PLAYABLE + """
[ "$1" != header ] || { shift; for f; do sed "s|^|$f\t|" "$f"; done; }
[ "$1" = replay ] || exit 0
shift 2
for f; do
	grep -q "^die" "$f" && kill -9 $$
	grep -q "^cause: " "$f" && { echo "$f: O1: bad"; continue; }
	echo "$f: fine"
done
"""

    def test_files_that_a_crash_left_unplayed_are_played_alone(self):
        self.program('build/hosted/teeproof', self.DIES)
        fake_tree.write(self.top, 'fuzz/scenarios/two.txt', 'die\n')
        fake_tree.write(self.top, 'fuzz/scenarios/zwei.txt', 'scenario\n')
        self.explore_list(*LISTED, 'fuzz/scenarios/two.txt 1', 'fuzz/scenarios/zwei.txt 1')
        fake_tree.write(self.top, 'fuzz/findings/tree/known.txt', 'cause: a\n')
        status, out = self.ran('scenarios', DRIVER='tree')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'scenarios: 2 passed, 1 failed, 1 known failures'), out)
        self.assertIn('NOT AS EXPECTED: fuzz/scenarios/two.txt\n', out)

    def test_finding_that_is_gone_in_this_version_is_not_played(self):
        played = PLAYABLE + '''
[ "$1" != header ] || { shift; for f; do sed "s|^|$f\t|" "$f"; done; exit; }
shift 2
for f; do echo "$f: fine"; done
'''
        for name, kernels in (('early', '6.12'), ('always', '6.12 7.3'), ('late', '7.3')):
            fake_tree.write(self.top, f'fuzz/findings/tree/{name}.txt', f'kernels {kernels}\n')
        fake_tree.write(self.top, 'fuzz/findings/kernel/other.txt', 'kernels 6.12 7.3\n')
        for version, names in (('6.12.117', 'always early'), ('7.2.1', 'always early'), ('7.3.4', 'always late'), ('7.4', 'always late')):
            self.program(f'build/tree-{version}/hosted/teeproof', played)
            self.program('ci/hosted/build', f'#!/bin/sh\necho build/tree-{version}/hosted/teeproof\n')
            _, out = self.ran('scenarios', DRIVER='tree')
            self.assertEqual(re.findall(r'^fuzz/findings/tree/(\w+)\.txt: fine', out, re.M), names.split(), version)
            _, out = self.ran('scenarios', DRIVER='repo')
            self.assertNotIn('fuzz/findings/', out)

    def test_file_that_a_run_leaves_out_fails(self):
        """Whatever the status of the program: it has to have a verdict on each file that it was given."""
        fake_tree.write(self.top, 'fuzz/scenarios/two.txt', 'scenario\n')
        self.explore_list(*LISTED, 'fuzz/scenarios/two.txt 1')
        for command, status, said in (('scenarios', 0, 'no verdict on: fuzz/scenarios/two.txt\n'),
                                      ('seeds', 0, 'has not played fuzz/corpus/session/seed.txt:'), ('seeds', 1, 'has not played')):
            self.program('build/hosted/teeproof', PLAYABLE + f'[ "$1" = replay ] || exit 0\necho "$3: fine"\nexit {status}\n')
            result, out = self.ran(command)
            self.assertEqual((result, 'passed,' in out, said in out), (1, False, True), out)

    def test_seeds_end_well_or_in_known_findings(self):
        self.assertEqual(self.ran('seeds')[1].splitlines()[-1], 'seeds: 2 passed, 0 failed, 0 known failures')
        fake_tree.write(self.top, 'fuzz/corpus/session/seed.txt', 'cause: a\n')
        status, out = self.ran('seeds')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'seeds: 1 passed, 1 failed, 0 known failures'), out)
        self.program('build/hosted/teeproof', TOOL.replace('exit $bad', 'exit 1'))
        fake_tree.write(self.top, 'fuzz/corpus/session/seed.txt', 'seed\n')
        status, out = self.ran('seeds')
        self.assertEqual((status, 'passed,' in out), (1, False), out)

    def test_findings_of_generated_sequences_are_judged(self):
        says = '''
[ "$1" != repeat ] || { [ -z "$FINDS" ] || printf "found O1: bad\\n$FINDS\\n" >"$TEEPROOF_FINDINGS/generated-1.txt"; echo "${SAYS:-repeat: 9 passed, 0 failed}"; exit ${STATUS:-0}; }
'''
        self.program('build/hosted/teeproof', TOOL.replace('\ncase $1 in\nencode', says + 'case $1 in\nencode'))
        fake_tree.write(self.top, 'fuzz/findings/tree/known.txt', 'cause: a\n')
        for env, wanted in (({}, (0, 'repeat: 9 passed, 0 failed, 0 known failures')), ({'FINDS': 'cause: a'}, (0, 'repeat: 9 passed, 0 failed, 1 known failures')),
                            ({'FINDS': 'cause: b'}, (1, 'repeat: 9 passed, 1 failed, 0 known failures')),
                            ({'SAYS': 'repeat: 8 passed, 1 failed', 'STATUS': '1'}, (1, 'repeat: 8 passed, 1 failed, 0 known failures'))):
            status, out = self.ran('repeat', DRIVER='tree', **env)
            self.assertEqual((status, out.splitlines()[-1]), wanted, out)
        for env in ({'STATUS': '139'}, {'STATUS': '1'}, {'SAYS': 'nothing'}):
            status, out = self.ran('repeat', DRIVER='tree', **env)
            self.assertEqual((status, 'known failures' in out), (1, False), out)

    def test_target_that_executes_nothing_fails(self):
        for text in (TARGET.replace('units: 4096', 'units: 0'), TARGET.replace('echo "stat::', ': "')):
            self.program('build/hosted/fuzz_session', text.format(before='', after=''))
            for runs in ('', '0'):
                status, out = self.ran('run', FUZZ_RUNS=runs)
                self.assertEqual((status, out.splitlines()[-1]), (1, 'fuzz: 0 passed, 1 failed, 0 known failures'), out)
                self.assertIn('NOT RUN: fuzz_session', out)

    def test_part_that_is_complete_does_not_hide_a_search_that_was_cut(self):
        self.explore_list(LISTED[0], *(f'{line} part=7' for line in LISTED[1:]))
        self.program('build/hosted/teeproof', TOOL.replace('${SEARCH:-complete}', '$(case $f in *scenarios*) echo INCOMPLETE ;; *) echo complete ;; esac)'))
        status, out = self.ran('explore')
        self.assertEqual((status, 'NOT COMPLETE: 1 files' in out), (1, True), out)

    def test_finding_of_a_search_that_is_not_written_down_fails(self):
        self.program('build/hosted/teeproof', TOOL.replace('${FOUND:-no finding}"', 'finding"; echo "$f: UNSURE: O1: bad (too many switches to write down)"'))
        status, out = self.ran('explore')
        self.assertEqual((status, out.splitlines()[-1]), (1, 'explore: 0 passed, 3 failed, 0 known failures, 0 skipped'), out)

    def test_judge_has_to_say_new_known_or_unsure_of_each_finding(self):
        self.target('session', after='for n in 1 2; do printf "found O1: bad\\ncause: a\\n" >"$TEEPROOF_FINDINGS/$n.txt"; done')
        for said in ('verdict=odd', '[ "$f" = "${f%2.txt}" ] || exit 1; verdict=known'):
            self.program('build/hosted/teeproof', TOOL.replace('verdict=new', said))
            fake_tree.write(self.top, 'fuzz/findings/kernel/known.txt', 'cause: b\n')
            status, out = self.ran('run')
            self.assertEqual((status, 'fuzz: 1 passed' in out), (1, False), out)
            self.assertIn('teeproof judge', out)

    def test_program_that_plays_nothing_has_no_counts(self):
        self.program('build/hosted/teeproof', PLAYABLE + 'kill -9 $$\n')
        status, out = self.ran('scenarios')
        self.assertEqual((status, 'passed' in out), (1, False), out)
        self.assertIn('nothing can be played, the program ends with 137', out)

    def test_merge_keeps_what_adds_something(self):
        corpus = f'{self.top}/build/hosted/corpus/session'
        for name in ('keep1', 'keep2', 'drop'):
            fake_tree.write(corpus, name, name + '\n')
        status, out = self.ran('merge')
        self.assertEqual(status, 0, out)
        self.assertEqual(sorted(os.listdir(corpus)), ['keep1', 'keep2'])
        self.assertIn('fuzz_session: 5 inputs, now 2\n', out)

    def test_merge_writes_each_new_seed_once_and_no_finding(self):
        corpus = f'{self.top}/build/hosted/corpus/session'
        fake_tree.write(corpus, 'keep-good', 'more code\n')
        fake_tree.write(corpus, 'keep-bad', 'cause: x\n')
        for _ in range(2):
            status, out = self.ran('merge', WRITE='1')
            self.assertEqual(status, 0, out)
        new = [p for p in glob.glob(f'{self.top}/fuzz/corpus/session/*.txt') if not p.endswith('/seed.txt')]
        self.assertEqual(len(new), 1, out)
        self.assertRegex(os.path.basename(new[0]), r'^[0-9a-f]{12}\.txt$')
        with open(new[0], encoding='utf-8') as f:
            self.assertRegex(f.read(), r'^# kept by make corpus-merge.*\nmore code\n$')

    def test_merge_keeps_findings_once_a_cause(self):
        for where, cause in (('session/1', 'a'), ('ioctl/2', 'a'), ('ioctl/3', 'b')):
            fake_tree.write(self.top, f'build/hosted/findings/{where}.txt', f'cause: {cause}\n')
        _, out = self.ran('merge')
        self.assertIn('findings: 3 files, 2 causes\n', out)
        left = sorted(glob.glob(f'{self.top}/build/hosted/findings/*/*.txt'))
        self.assertEqual([re.sub('.*/findings/', '', p) for p in left], ['ioctl/2.txt', 'ioctl/3.txt'])
