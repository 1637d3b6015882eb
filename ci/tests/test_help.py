# SPDX-License-Identifier: GPL-2.0-only
"""make help: ten targets for every day; with ALL=1 every target and every variable that a user may set."""
import contextlib
import glob
import io
import os
import re
import subprocess
import sys
import unittest
from unittest import mock

from kernel import kunit_run
from run.common import REPO, read

COLUMNS = 100
EVERYDAY = 10
MAKEFILES = [f'{REPO}/Makefile', *glob.glob(f'{REPO}/ci/*/*.mk')]
SCRIPTS = [f'{REPO}/ci/hosted/{n}' for n in ('run', 'corpus.sh', 'cluster.sh', 'build', 'judged')] \
    + [f'{REPO}/ci/{n}' for n in ('hosted/search', 'hosted/fidelity', 'hosted/coverage', 'bugs/mutation.py', 'bugs/mutant_checks.py',
                                  'bugs/detection.py', 'static/checks.py', 'kernel/kunit_run.py', 'kernel/selftests', 'kernel/optee',
                                  'kernel/debian-source', 'run/step_list.py', 'run/result_cache.py')]
# What scripts tell each other, and what services and build systems set.
INTERNAL = {'MAKE', 'MAKELEVEL', 'MAKEOVERRIDES', 'GUARD', 'SETUP', 'MAKEFILE_LIST', 'ALL', 'HOME', 'PATH', 'KERNEL', 'WORK', 'PLANT',
            'LEAD_S', 'COVERAGE', 'AFL_PATH', 'AFL_FINDS', 'FUZZING_ENGINE', 'SANITIZER', 'CFLAGS', 'CXXFLAGS', 'LDFLAGS', 'LIB_FUZZING_ENGINE'}


def told(*args):
    done = subprocess.run(['make', '-C', REPO, '--no-print-directory', 'help', *args], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


class Help(unittest.TestCase):
    def setUp(self):
        self.short, self.all = told(), told('ALL=1')

    def test_every_line_fits(self):
        self.assertEqual([l for l in (self.short + self.all).splitlines() if len(l) > COLUMNS], [])

    def test_ten_targets_for_every_day_on_one_screen(self):
        self.assertEqual(len(re.findall(r'^  make [a-z-]+ ', self.short, re.M)), EVERYDAY)
        self.assertLess(len(self.short.splitlines()), 25)

    def test_every_target_is_in_the_whole_list_in_a_group(self):
        targets = {t for m in MAKEFILES for line in re.findall(r'^\.PHONY: (.*)', read(m), re.M) for t in line.split()} - {'help'}
        self.assertEqual(set(re.findall(r'^  make ([a-z-]+) ', self.all, re.M)), targets)
        annotated = [l for m in MAKEFILES for l in read(m).splitlines() if re.match(r'[a-z-]+: ##!', l)]
        self.assertEqual(len(annotated), len(targets))
        bad = [l for l in annotated if not re.match(r'[a-z-]+: ##! (everyday|check|search|measure|driver|record|self|install): ', l)]
        self.assertEqual(bad, [])

    def refused(self, *args):
        done = subprocess.run(['make', '-C', REPO, '--no-print-directory', *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False, env={k: v for k, v in os.environ.items() if k not in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL')})
        self.assertEqual(done.returncode, 2, done.stdout)
        return done.stdout

    def test_misspelt_target_shows_the_targets(self):
        self.assertRegex(self.refused('repaly'), r"(?s)make repaly: unknown target; 'make help ALL=1' lists all:\n.* replay ")

    def test_misspelt_variable_is_refused(self):
        self.assertIn("DRVER: unknown variable; 'make help ALL=1' lists all", self.refused('scenarios', 'ONLY=a b', 'DRVER=tree'))

    def test_misspelt_suite_shows_the_suites(self):
        with self.assertRaisesRegex(SystemExit, r'SUITE=nope: no suite of that name; (?s:.*) tee_shm\s'):
            self.kunit('run', SUITE='nope')

    def test_suite_of_the_selftests_builds_the_kernel_for_it(self):
        self.assertEqual(self.kunit('build', SUITE='supplicant_user'), 'WORK/uml/linux\n')

    @staticmethod
    def kunit(what, **env):
        """What ci/kernel/kunit prints where the kernel is built already."""
        out = io.StringIO()
        with mock.patch.object(kunit_run, 'kernel', lambda *_: 'WORK'), mock.patch.object(sys, 'argv', ['kunit', what]), \
                mock.patch.object(kunit_run, 'interruptible'), mock.patch.dict(os.environ, env), contextlib.redirect_stdout(out):
            kunit_run.main('usage')
        return out.getvalue()

    def test_variables_in_examples_and_lists_exist(self):
        known = set(re.findall(r'^    ([A-Z_]+)=', self.all, re.M)) | {'ALL'}
        texts = [p for kind in ('md', 'steps', 'yml', 'sh') for top in ('ci', 'driver', 'fuzz', 'kunit')
                 for p in glob.glob(f'{REPO}/{top}/**/*.{kind}', recursive=True)]
        given = {v for p in [f'{REPO}/README.md', *texts] for line in re.findall(r'make [a-z-]+((?: +[A-Z_]+=\S*)+)', read(p)) for v in re.findall(r'([A-Z_]+)=', line)}
        self.assertGreater(len(given), 15)
        self.assertEqual(given - known, set())

    def test_every_variable_is_in_the_whole_list(self):
        used = {v for m in MAKEFILES for v in re.findall(r'\$\(([A-Z_]{3,})\)', read(m))}
        used |= {v for m in MAKEFILES for line in re.findall(r'^export (.*)', read(m), re.M) for v in re.findall(r'[A-Z_]{3,}', line)}
        for script in SCRIPTS:
            used |= set(re.findall(r'\$\{([A-Z_]{3,}):[-+]', read(script)))
            used |= set(re.findall(r'''environ(?:\.get\(|\[)['"]([A-Z_]+)''', read(script)))
        used = {v for v in used if v not in INTERNAL and not v.startswith('TEEPROOF_')}
        self.assertGreater(len(used), 40)
        self.assertEqual(used - set(re.findall(r'^    ([A-Z_]+)=', self.all, re.M)), set())
