# SPDX-License-Identifier: GPL-2.0-only
"""README and the tutorial of the sequence language do what they say: their commands, as they stand, print what stands below."""
import os
import re
import subprocess
import unittest

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
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
