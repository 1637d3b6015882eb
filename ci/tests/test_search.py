# SPDX-License-Identifier: GPL-2.0-only
"""ci/hosted/news.py: what is news; ci/hosted/search: what has not been searched is no search without news."""
import os
import subprocess
import tempfile
import unittest

import fake_tree
from hosted import news
from hosted import shares
from run.common import REPO, read

# A driver whose sequences end in what the file beside the program says; explore finds what explores-to says.
PROGRAM = '''#!/bin/sh
here=$(dirname "$0")
case $1 in
cause)	shift; for f; do printf '%s\\t%s\\n' "$f" "$(grep -h '^O' "$f" "$here/ends-in" | tail -n 1)"; done ;;
explore) while [ $# -gt 1 ]; do case $1 in -f) found=$2 ;; esac; shift; done
	[ ! -e "$here/explores-to" ] || cp "$here/explores-to" "$found/one.txt" ;;
judge)	printf '%s\\t%s\\tO1 x\\t-\\n' "$4" "$(cat "$here/judges")"; exit 1 ;;
esac
'''


class WhatIsNews(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        self.base = self.write('base', PROGRAM)
        os.chmod(self.base, 0o755)
        self.finding = self.write('finding.txt', 'sequence 1\n')

    def write(self, name, text):
        with open(f'{self.top}/{name}', 'w', encoding='utf-8') as f:
            f.write(text)
        return f'{self.top}/{name}'

    def is_news(self, cause):
        return news.News('/nowhere', self.base).is_news(self.finding, cause)

    def test_without_a_base_the_program_judges_by_the_known_findings(self):
        for verdict, is_news in (('known', False), ('new', True), ('unsure', True)):
            self.write('judges', verdict)
            self.assertEqual(news.News(self.base, None).is_news(self.finding, 'O1 x'), is_news)

    def test_base_that_ends_in_the_same_way_makes_it_old(self):
        self.write('ends-in', 'O4 P5: one got in before another\n')
        self.assertFalse(self.is_news('O4 P5: one got in before another'))

    def test_base_that_has_the_cause_elsewhere_makes_nothing_old(self):
        """The words are known there, of another sequence: this one ends well."""
        self.write('ends-in', '-\n')
        self.write('causes.txt', 'O4 P5: one got in before another\n')
        self.assertTrue(self.is_news('O4 P5: one got in before another'))

    def test_base_shows_it_under_another_schedule(self):
        self.write('ends-in', '')
        self.write('explores-to', 'O4 P5: one got in before another\n')
        self.assertFalse(self.is_news('O4 P5: one got in before another'))
        self.assertTrue(self.is_news('O1 heap-use-after-free'))


# The program and a target of the hosted world: how they end, how often they have run, what they find
SEARCHED = '''#!/bin/sh
case $1 in
cause)	shift; for f; do printf '%s\\t%s\\n' "$f" "$(sed -n 's/^cause //p' "$f" | grep . || echo -)"; done ;;
judge)	for f; do :; done; printf '%s\\tknown\\tO1 x\\tk.txt\\n' "$f" ;;
replay)	shift 2; for f; do [ "$f" != "${f%${LEFT_OUT:-no}.txt}" ] || echo "$f: fine"; done ;;
explore) echo "x: ${SCHEDULES:-9} schedules, 1 preemption, complete, 1.9 s, no finding"; exit ${EXPLORED:-1} ;;
esac
'''
TARGET = '''#!/bin/sh
[ "${0%session}" != "$0" ] || exec echo "#64	DONE"
[ -z "$FINDS" ] || printf 'sequence 1\\n%s\\n' "$FINDS" >"$TEEPROOF_FINDINGS/1.txt"
echo "#${RUNS:-64}	DONE"
exit ${FUZZED:-0}
'''


class Search(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        fake_tree.copy(self.top, 'ci/hosted', 'ci/run', 'fuzz/targets/options')
        self.program('ci/hosted/search', read(f'{REPO}/ci/hosted/search').replace('LOOK_S = 1\n', 'LOOK_S = 0.1\n'))
        for name in ('one', 'two'):
            fake_tree.write(self.top, f'fuzz/scenarios/{name}.txt', 'sequence 1\n')
        self.program('build/hosted/teeproof', SEARCHED)
        for name in shares.TARGETS:
            self.program(f'build/hosted/fuzz_{name}', TARGET)
        self.program('ci/hosted/build', '#!/bin/sh\necho build/hosted/teeproof\n')

    def program(self, rel, text):
        os.chmod(fake_tree.write(self.top, rel, text), 0o755)

    def ran(self, **env):
        env = {**os.environ, 'DRIVER': 'repo', 'HOSTED_TIME': '1', 'HOSTED_BASE': '', **env}
        p = subprocess.run([f'{self.top}/ci/hosted/search'], env=env, capture_output=True, text=True, timeout=60, check=False)
        return p.returncode, p.stdout + p.stderr

    def test_search_that_has_ended_as_it_should_passes(self):
        status, out = self.ran(FINDS='cause O1 x')
        self.assertEqual((status, out.splitlines()[-1].startswith('hosted: 1 causes, 0 new, ')), (0, True), out)

    def test_search_that_ended_otherwise_or_ran_nothing_has_no_verdict(self):
        for env, said in (({'FUZZED': '139'}, 'fuzz-session ended with status 139'), ({'EXPLORED': '139'}, 'explore ended with status 139'),
                          ({'RUNS': '0'}, 'fuzz-session has executed nothing'), ({'SCHEDULES': '0'}, 'explore has executed nothing')):
            status, out = self.ran(**env)
            self.assertEqual((status, f'NOT SEARCHED: {said}; see build/hosted/' in out), (2, True), out)

    def test_finding_that_does_not_replay_has_no_verdict(self):
        status, out = self.ran(FINDS='cause')
        self.assertEqual((status, 'NOT JUDGED: build/hosted/hosted-findings/1.txt does not replay' in out), (2, True), out)

    def test_file_that_is_not_played_has_no_verdict(self):
        status, out = self.ran(HOSTED_BASE=f'{self.top}/build/hosted/teeproof', LEFT_OUT='two')
        self.assertEqual((status, 'does not play ' in out), (2, True), out)


if __name__ == '__main__':
    unittest.main()
