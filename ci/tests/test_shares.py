# SPDX-License-Identifier: GPL-2.0-only
"""ci/hosted/shares.py: the table of what each oracle judged, and the fuzz targets in it."""
import glob
import os
import subprocess
import tempfile
import unittest

import fake_tree
from hosted import shares
from run.common import REPO, read

JUDGED = '''O4 promises          90 of        100 steps   90.00 %, all of          8 of         10 sequences
   with a system session          2 of          3 steps   66.66 %, all of          1 of          2 sequences
          10 left: a reason
'''


class Judged(unittest.TestCase):
    """ci/hosted/judged, with a program whose oracles judge what the test says."""

    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        fake_tree.copy(self.top, 'ci/hosted', 'ci/run', 'fuzz/oracle/README.md')
        rows = shares.TABLE.search(read(shares.PAGE))[0].splitlines()[2:]
        for name in ('corpus', 'left'):
            told = '\n'.join(f'{"   with a system session" if "session" in o else o} {1 if name == "left" and o.startswith("O6") else 100} of 100 steps '
                             '100.00 %, all of 1 of 1 sequences' for o in (r.split('|')[1].strip() for r in rows))
            fake_tree.write(self.top, name, told)
        for rel, text in (('ci/hosted/build', 'echo build/hosted/teeproof'), ('build/hosted/teeproof', f'cat {self.top}/${{LEFT:-corpus}}'),
                          ('ci/hosted/run', f'cp {self.top}/${{FUZZ_LEFT:-corpus}} {self.top}/build/hosted/fuzz_$TARGET-1.log.judged; exit $STATUS')):
            os.chmod(fake_tree.write(self.top, rel, f'#!/bin/sh\n{text}\n'), 0o755)

    def ran(self, **env):
        env = {**os.environ, 'DRIVER': 'repo', 'TARGET': 'ioctl', 'STATUS': '0', **env}
        p = subprocess.run([f'{self.top}/ci/hosted/judged'], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return p.returncode, p.stdout

    def test_each_share_has_its_floor(self):
        self.assertEqual(self.ran()[0], 0)
        for env, said in (({'LEFT': 'left'}, 'O6 model judges 1.0 % of the steps of corpus'), ({'FUZZ_LEFT': 'left'}, 'steps of fuzz ioctl')):
            status, out = self.ran(**env)
            self.assertEqual((status, said in out), (1, True), out)
        for env in ({'DRIVER': 'tree'}, {'FUZZ_RUNS': '9'}):
            self.assertEqual(self.ran(FUZZ_LEFT='left', **env)[0], 0)

    def test_target_that_fails_fails(self):
        self.assertEqual(self.ran(STATUS='1')[0], 1)


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

    def test_less_than_the_table_has_is_too_little(self):
        path = self.put('README.md', '<!-- shares -->\n| oracle | corpus | fuzz ioctl |\n| --- | --- | --- |\n| O4 promises | 92.9 | 20.0 |\n'
                                     '| O4 promises with a system session | 70.0 | - |\n<!-- end of shares -->\n')
        now = shares.load(self.put('judged-corpus.txt', JUDGED))
        self.assertEqual(shares.too_little([('corpus', now)], path), ['O4 promises with a system session judges 66.6 % of the steps of corpus, '
                                                                      f'70.0 % in {os.path.relpath(path, REPO)}'])
        self.assertEqual(shares.too_little([('fuzz ioctl', now), ('7 generated', {})], path), [])
        self.assertEqual(len(shares.too_little([('corpus', {}), ('fuzz ioctl', {})], path)), 3)

    def test_the_page_has_a_column_for_each(self):
        head = shares.TABLE.search(read(shares.PAGE))[0].partition('\n')[0]
        self.assertEqual(head, '| ' + ' | '.join(['oracle', 'corpus', '10000 generated', *(f'fuzz {t}' for t in shares.TARGETS)]) + ' |')
