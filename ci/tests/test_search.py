# SPDX-License-Identifier: GPL-2.0-only
"""ci/hosted/news.py: what is news."""
import os
import tempfile
import unittest

from hosted import news

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


if __name__ == '__main__':
    unittest.main()
