# SPDX-License-Identifier: GPL-2.0-only
"""ci/hosted/shares.py: the table of what each oracle judged, and the fuzz targets in it."""
import glob
import os
import tempfile
import unittest

from hosted import shares
from run.common import REPO, read

JUDGED = '''O4 promises          90 of        100 steps   90.00 %, all of          8 of         10 sequences
   with a system session          2 of          3 steps   66.66 %, all of          1 of          2 sequences
          10 left: a reason
'''


class Shares(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name

    def put(self, name, text):
        with open(f'{self.top}/{name}', 'w', encoding='utf-8') as f:
            f.write(text)
        return f'{self.top}/{name}'

    def test_each_target_is_a_column(self):
        names = [*(f'fuzz_{t}-1.log.judged' for t in shares.TARGETS), 'judged-corpus.txt']
        for name in names:
            self.put(name, JUDGED)
        rows = shares.table([(name, shares.load(path)) for name, path in shares.columns(self.top)])
        self.assertEqual(rows, [['oracle', 'corpus', *(f'fuzz {t}' for t in shares.TARGETS)], ['O4 promises', *['90.0'] * 7],
                                ['O4 promises with a system session', *['66.6'] * 7]])

    def test_the_targets_are_those_of_fuzz(self):
        there = {os.path.basename(p)[len('fuzz_'):-len('.c')] for p in glob.glob(f'{REPO}/fuzz/targets/fuzz_*.c')}
        self.assertEqual(set(shares.TARGETS), there)
        self.assertIn(f'known_targets={",".join(shares.TARGETS)}\n', read(f'{REPO}/ci/hosted/run'))
        self.assertIn(f'fuzz, fuzz-cluster: {", ".join(shares.TARGETS)}\n', read(f'{REPO}/ci/hosted/hosted.mk'))

    def test_the_table_takes_the_place_of_the_old_one(self):
        path = self.put('README.md', 'before\n<!-- shares -->\nold\nold\n<!-- end of shares -->\nbehind\n')
        shares.write('| new |', path)
        self.assertEqual(read(path), 'before\n<!-- shares -->\n| new |\n<!-- end of shares -->\nbehind\n')

    def test_the_page_has_a_column_for_each(self):
        head = shares.TABLE.search(read(shares.PAGE))[0].partition('\n')[0]
        self.assertEqual(head, '| ' + ' | '.join(['oracle', 'corpus', '10000 generated', *(f'fuzz {t}' for t in shares.TARGETS)]) + ' |')
