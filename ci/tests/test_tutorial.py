# SPDX-License-Identifier: GPL-2.0-only
"""README and the tutorial of the sequence language do what they say: their commands, as they stand, print what stands below."""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import fake_tree
from run.common import REPO, read

TIMEOUT_S = 1200        # the first command builds the hosted world, one of the last that of the tree's driver
# What changes with every change to the driver or the host: scheduling points, runs that shrinking takes, addresses.
VARIES = [(r'^ *\d+(?=  step )', 'POINT'), (r'^\d+(?= scheduling points$)', 'N'), (r'after \d+ runs', 'after N runs'),
          (r'0x[0-9a-f]{5,}', 'ADDRESS')]


def examples(path):
    """[(command with its here-document, what it prints)] of all console blocks, in their order."""
    with open(path, encoding='utf-8') as f:
        blocks = re.findall(r'^```console\n(.*?)^```$', f.read(), re.M | re.S)
    found = []
    for block in blocks:
        end = None
        for line in block.splitlines():
            if end:
                found[-1][0].append(line)
                end = None if line == end else end
            elif line.startswith('$ '):
                found.append(([line[2:]], []))
                here = re.search(r"<<'(\w+)'", line)
                end = here and here[1]
            else:
                found[-1][1].append(line)
    return [('\n'.join(c) + '\n', said) for c, said in found]


def same_each_time(lines):
    for pattern, word in VARIES:
        lines = [re.sub(pattern, word, line) for line in lines]
    return [line.rstrip() for line in lines]


class Tutorial(unittest.TestCase):
    maxDiff = None

    def test_readme(self):
        self.print_what_stands_below_them('README.md', 1)

    def test_sequence_language(self):
        self.print_what_stands_below_them('fuzz/sequence/README.md', 8)
        self.kept_as_scenario()
        self.kept_as_finding()

    def told(self, beginning):
        """A line that the last step of the tutorial adds to a file, with a name and words of a user's own."""
        last = read(f'{REPO}/fuzz/sequence/README.md').partition('**10. Keep it.**')[2].partition('\n## ')[0]
        found = re.search(rf'`({beginning}[^`]*)`', ' '.join(last.split()))
        self.assertTrue(found, beginning)
        line = found[1]
        for placeholder, mine in (('NAME', 'mine'), ('CLASS', 'broken promise P8'), ('WHO', 'none'), ('SENTENCE', 'a sentence of my own')):
            line = line.replace(placeholder, mine)
        return line

    def copy(self):
        """A copy of the project for a file of the user's own, with the hosted world that is built here."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        fake_tree.copy(folder.name, 'ci', 'fuzz', 'kunit/lists', 'kunit/selftests', 'cocci/baseline')
        built = f'#!/bin/sh\nset -e\ntool=$({REPO}/ci/hosted/build)\nmine=build/${{tool#{REPO}/build/}}\n' \
                'mkdir -p "$(dirname "$mine")"\nln -sf "$tool" "$mine"\necho "$mine"\n'
        fake_tree.write(folder.name, 'ci/hosted/build', built)
        return folder.name

    def passes(self, folder, *command, **env):
        env = {**{k: v for k, v in os.environ.items() if k not in ('KSRC', 'FINDING')}, 'DRIVER': 'repo', **env}
        done = subprocess.run([f'{folder}/{command[0]}', *command[1:]], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=TIMEOUT_S, check=False)
        self.assertEqual(done.returncode, 0, f'{command}\n{done.stdout}')
        return done.stdout

    def kept_as_scenario(self):
        folder = self.copy()
        line = self.told('fuzz/scenarios/NAME.txt \\d')
        shutil.copy(f'{REPO}/build/my.txt', f'{folder}/fuzz/scenarios/mine.txt')
        with open(f'{folder}/fuzz/explore.list', 'a', encoding='utf-8') as f:
            f.write(f'{line}\n')
        for driver in ('repo', 'tree'):
            self.assertIn('fuzz/scenarios/mine.txt: ', self.passes(folder, 'ci/hosted/run', 'scenarios', DRIVER=driver))
        for path in glob.glob(f'{folder}/fuzz/scenarios/*.txt') + glob.glob(f'{folder}/fuzz/corpus/*/*.txt'):
            if not path.endswith('/mine.txt'):
                os.unlink(path)
        fake_tree.write(folder, 'fuzz/explore.list', f'fuzz/scenarios/mine.txt {self.told("1 turns=")}\n')
        self.assertIn('explore: 1 passed, 0 failed', self.passes(folder, 'ci/hosted/run', 'explore'))

    def kept_as_finding(self):
        folder = self.copy()
        lines = [self.told('fault '), self.told('kernels ')]
        text = read(f'{REPO}/build/my.txt').replace('sequence 1\n', '\n'.join(('sequence 1', *lines, '')), 1)
        fake_tree.write(folder, 'fuzz/findings/tree/mine.txt', text)
        self.passes(folder, 'ci/report/findings')
        self.assertIn('| a sentence of my own | normal use | [mine.txt](tree/mine.txt) | 6.12 |', read(f'{folder}/fuzz/findings/README.md'))
        self.assertIn('fuzz/findings/tree/mine.txt: O4: P8: ', self.passes(folder, 'ci/hosted/run', 'scenarios', DRIVER='tree'))

    def print_what_stands_below_them(self, path, replays):
        told = examples(f'{REPO}/{path}')
        self.assertGreaterEqual(sum('replay' in c for c, _ in told), replays)
        before = ''         # what sets a variable is for the commands below it
        env = {k: v for k, v in os.environ.items() if k not in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'DRIVER', 'KSRC', 'FINDING')}
        for command, expected in told:
            if re.fullmatch(r'[A-Z]+=\S+\n', command):
                before += command
                continue
            done = subprocess.run(['sh', '-c', before + command], cwd=REPO, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  text=True, timeout=TIMEOUT_S, check=False)
            # what is wrong with a file goes to stderr, as what the build says
            said = [l for l in done.stderr.splitlines() if re.match(r'build/my\.txt:\d+:\d+: ', l)] + done.stdout.splitlines()
            self.assertEqual(same_each_time(said), same_each_time(expected), f'{command}{done.stderr}')


if __name__ == '__main__':
    unittest.main()
