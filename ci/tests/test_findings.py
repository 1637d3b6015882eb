# SPDX-License-Identifier: GPL-2.0-only
"""ci/report/findings: the page of known faults is made of the files that show them, and is up to date."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from run.common import REPO, read


class Findings(unittest.TestCase):
    def setUp(self):
        self.top = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.top)
        for part in ('ci/kernel', 'ci/report', 'ci/run', 'fuzz/findings', 'kunit/lists/known-failures', 'cocci/baseline',
                     'kunit/selftests/known-failures', 'kunit/selftests/optee/known-failures'):
            shutil.copytree(f'{REPO}/{part}', f'{self.top}/{part}')

    def run_in_copy(self, *words):
        return subprocess.run([f'{self.top}/ci/report/findings', *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)

    def finding(self, head):
        with open(f'{self.top}/fuzz/findings/tree/new-one.txt', 'w', encoding='utf-8') as f:
            f.write(f'# what it is about\nsequence 1\n{head}\n')

    def test_committed_page_is_up_to_date(self):
        got = self.run_in_copy('--check')
        self.assertEqual(got.returncode, 0, got.stdout)

    def test_new_file_becomes_a_row(self):
        self.finding('fault use-after-free (user): a new one')
        self.assertEqual(self.run_in_copy('--check').returncode, 1)
        self.assertEqual(self.run_in_copy().returncode, 0)
        with open(f'{self.top}/fuzz/findings/README.md', encoding='utf-8') as f:
            self.assertIn('| use-after-free | a new one | user | [new-one.txt](tree/new-one.txt) |', f.read())
        self.assertEqual(self.run_in_copy('--check').returncode, 0)

    def test_file_without_its_class_is_refused(self):
        for head in ('fault something happens', ''):
            self.finding(head)
            got = self.run_in_copy()
            self.assertEqual(got.returncode, 1)
            self.assertIn('new-one.txt', got.stdout)

    def test_each_fault_has_one_row(self):
        rows = re.findall(r'^\| ([^|]* \| [^|]*) \| [^|]* \| [^|]* \| [^|]* \|$', read(f'{REPO}/fuzz/findings/README.md'), re.M)
        self.assertEqual(sorted({r for r in rows if rows.count(r) > 1} - {'class | what happens', '--- | ---'}), [])

    def test_cause_none_is_shown_as_normal_use(self):
        self.finding('fault leak (none): a new one')
        self.assertEqual(self.run_in_copy().returncode, 0)
        with open(f'{self.top}/fuzz/findings/README.md', encoding='utf-8') as f:
            self.assertIn('| leak | a new one | normal use | [new-one.txt](tree/new-one.txt) |', f.read())

    def test_fault_of_a_known_failure_becomes_a_row(self):
        path = f'{self.top}/kunit/lists/known-failures/tree-7.3.list'
        with open(path, 'a', encoding='utf-8') as f:
            f.write('fault leak (user): a new one\ntee_new.tee_test_new_one\n\twhy\nfault fuzz/findings/tree/gone.txt\n')
        self.assertEqual(self.run_in_copy().returncode, 0)
        self.assertIn('| leak | a new one | user | `tee_new` | 7.3 |', read(f'{self.top}/fuzz/findings/README.md'))
        with open(path, 'a', encoding='utf-8') as f:
            f.write('tee_new.tee_test_new_two\n\twhy\n')
        self.assertIn('tree-7.3.list: fuzz/findings/tree/gone.txt: no such finding', self.run_in_copy().stdout)

    def test_user_programs_are_witnesses(self):
        rows = read(f'{REPO}/fuzz/findings/README.md')
        self.assertRegex(rows, r'\(tree/shm-alloc-warns\.txt\), .*`shm_user`, `shm_user` with a real OP-TEE')
        for what in ('supplicant', 'notification', 'context'):
            self.assertRegex(rows, rf'\(tree/suspend-waits-for-{what}\.txt\), .*`suspend`')

    def test_clients_faults_have_their_kernels(self):
        rows = re.findall(r'^\| [^|]* \| `drivers/\S+.*\| ([^|]*) \|$', read(f'{REPO}/fuzz/findings/README.md'), re.M)
        self.assertIn('6.12, 7.3', rows)
        self.assertEqual(set(rows), {'6.12', '7.3', '6.12, 7.3'})

    def baseline(self, *reasons):
        with open(f'{self.top}/cocci/baseline/tree-7.3.list', 'a', encoding='utf-8') as f:
            f.writelines(f'\ndrivers/new/x.c: new_rule: x_open\n\tline {n}\n\t{why}\n' for n, why in enumerate(reasons))

    def test_fault_of_the_baseline_becomes_a_row(self):
        self.baseline('false positive: it is none', 'fault leak (user): it is lost', 'fault leak (user): it is lost')
        self.assertEqual(self.run_in_copy().returncode, 0)
        rows = [l for l in read(f'{self.top}/fuzz/findings/README.md').splitlines() if 'drivers/new' in l]
        self.assertEqual(rows, ['| leak | `drivers/new/x.c`, `x_open()`: it is lost | user | `new_rule` | 7.3 |'])

    def test_fault_of_the_baseline_without_its_class_is_refused(self):
        for why in ('it is lost', 'leak (user): it is lost', 'fault leak: it is lost', 'fault x (user): it is lost'):
            shutil.copy(f'{REPO}/cocci/baseline/tree-7.3.list', f'{self.top}/cocci/baseline')
            self.baseline(why)
            self.assertEqual(self.run_in_copy().returncode, 1, why)

    def test_worst_class_comes_first(self):
        for part in read(f'{REPO}/fuzz/findings/README.md').split('\n## ')[1:]:
            kinds = [k.partition(' P')[0] for k in re.findall(r'^\| ([^|]*) \|', part, re.M)][2:]
            order = list(dict.fromkeys(kinds))
            self.assertEqual(kinds, [k for k in order for _ in range(kinds.count(k))])
            self.assertEqual((order[0], order[-1] in ('wrong errno', 'hang')), ('use-after-free', True))

    def test_unknown_class_is_refused(self):
        self.finding('fault halt (user): a new one')
        got = self.run_in_copy()
        self.assertEqual(got.returncode, 1)
        self.assertIn('the class is one of use-after-free, ', got.stdout)

    def test_readme_counts_them(self):
        """What README says of Linux 6.12: each promise is broken there, and so many other faults."""
        page = read(f'{REPO}/fuzz/findings/README.md').partition('\n## In clients ')[0]
        rows = [r.split(' | ') for r in re.findall(r'^\| (.* \| .* \| .* \| .* \| .*6\.12.*) \|$', page, re.M)]
        broken = {c.removeprefix('broken promise ') for c, *_ in rows if c.startswith('broken promise ')}
        self.assertEqual(broken, {f'P{n}' for n in range(1, 11)})
        self.assertIn('none of the ten guarantees that prevent the deadlock holds in Linux 6.12, and more than eighty other bugs',
                      ' '.join(read(f'{REPO}/README.md').split()))
        self.assertGreater(len({what for c, what, *_ in rows if not c.startswith('broken promise ')}), 80)

    def test_readme_counts_searches_of_a_part(self):
        text = ' '.join(read(f'{REPO}/README.md').split())
        lines = [l.split() for l in read(f'{REPO}/fuzz/explore.list').splitlines() if l and not l.startswith('#')]
        self.assertIn(f'N, 0 to {max(int(p) for _, p, *_ in lines)}, is in `fuzz/explore.list`', text)
        for word, what in (('turns=', '{} files bound the order of turns as well'), ('part=', '{} files are searched in part')):
            files = sum(any(m.startswith(word) for m in more) for _, _, *more in lines)
            if files:
                self.assertIn(what.format(files), text)
            else:
                self.assertNotIn(what.format(''), text)

    def test_unknown_cause_is_refused(self):
        self.finding('fault leak (nobody): a new one')
        got = self.run_in_copy()
        self.assertEqual(got.returncode, 1)
        self.assertIn('who is one of', got.stdout)


if __name__ == '__main__':
    unittest.main()
