# SPDX-License-Identifier: GPL-2.0-only
"""ci/services/oss-fuzz and .clusterfuzzlite: what they say and how they refuse. That the builds work is ci/services/oss-fuzz/check's."""
import os
import re
import subprocess
import tempfile
import unittest

import fake_tree
from run.common import REPO
from services import oss_fuzz


def read(path):
    with open(f'{REPO}/{path}', encoding='utf-8') as f:
        return f.read()


def yaml_list(text, key):
    return set(re.findall(r'^  - (\S+)$', re.search(rf'^{key}:\n((?:  - .*\n)+)', text, re.M)[1], re.M))


class OssFuzz(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        self.env = {'PATH': os.environ['PATH'], 'SRC': self.top, 'OUT': self.top, 'WORK': self.top, 'CC': 'clang', 'CXX': 'clang++',
                    'LIB_FUZZING_ENGINE': '-fsanitize=fuzzer'}

    def ran(self, script, **env):
        env = {k: v for k, v in {**self.env, **env}.items() if v is not None}
        p = subprocess.run([script], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return p.returncode, p.stdout

    def test_each_engine_and_sanitizer_that_is_offered_is_checked(self):
        text, builds = read('ci/services/oss-fuzz/project.yaml'), oss_fuzz.BUILDS
        self.assertEqual(yaml_list(text, 'fuzzing_engines'), {b.split('-')[0] for b in builds})
        # coverage builds need not be offered: the service always makes them
        self.assertEqual(yaml_list(text, 'sanitizers') | {'coverage'}, {b.split('-')[1] for b in builds})
        for key in ('homepage', 'main_repo', 'primary_contact', 'language'):
            self.assertRegex(text, rf'(?m)^{key}: \S')

    def test_a_variable_of_the_contract_that_is_missing_is_named(self):
        for name in ('SRC', 'OUT', 'WORK', 'CC', 'CXX', 'LIB_FUZZING_ENGINE'):
            status, text = self.ran(f'{REPO}/ci/services/oss-fuzz/build.sh', **{name: None})
            self.assertNotEqual(status, 0)
            self.assertIn(f'{name}: ', text)

    def test_another_architecture_is_refused(self):
        status, text = self.ran(f'{REPO}/ci/services/oss-fuzz/build.sh', ARCHITECTURE='i386')
        self.assertEqual(status, 1)
        self.assertIn('ARCHITECTURE=i386', text)

    # Dockerfile: where $SRC/teeproof comes from, and the folder that its COPYs begin in
    DOCKERFILES = {'ci/services/oss-fuzz/Dockerfile': ('RUN git clone', 'ci/services/oss-fuzz'), '.clusterfuzzlite/Dockerfile': ('COPY . ', '.')}

    def test_dockerfiles_name_what_is_there(self):
        for path, (checkout, context) in self.DOCKERFILES.items():
            lines = [l for l in read(path).splitlines() if l and not l.startswith('#')]
            self.assertRegex(lines[0], r'^FROM gcr\.io/oss-fuzz-base/base-builder(:v1)?$')
            self.assertTrue(lines[1].startswith(checkout) and lines[1].endswith(' $SRC/teeproof'), lines[1])
            for source in re.findall(r'^COPY (\S+) \S+$', '\n'.join(lines), re.M):
                self.assertTrue(os.path.exists(f'{REPO}/{context}/{source}'), f'{path}: {source}')
            programs = re.findall(r'^RUN \$SRC/teeproof/(\S+)$', '\n'.join(lines), re.M)
            self.assertEqual(programs, ['ci/services/oss-fuzz/prepare'])
            self.assertTrue(os.access(f'{REPO}/{programs[0]}', os.X_OK))
            self.assertEqual([l for l in lines if l.startswith('WORKDIR')], ['WORKDIR $SRC/teeproof'])
            self.assertRegex(lines[-1], r'^COPY \S*build\.sh \$SRC/$')

    def test_container_installs_what_the_project_needs(self):
        text = read('ci/services/oss-fuzz/prepare').replace('\\\n', ' ')
        packages = re.search(r'^apt-get install -y --no-install-recommends (.*)$', text, re.M)[1].split()
        known = dict(l.split()[:2] for l in read('ci/packages').splitlines() if l and not l.startswith('#'))
        self.assertLessEqual(set(packages), set(known))
        # what its image brings along (compilers), what only kernels with programs in them need, what only speeds up or checks
        there = {'gcc', 'libc6-dev', 'clang-19', 'lld-19', 'llvm-19', 'libclang-rt-19-dev', 'afl++', 'kmod', 'cpio', 'rsync', 'patch',
                 'ccache', 'bubblewrap'}
        needed = {p for p, groups in known.items() if {'kunit', 'fuzz'} & set(groups.split(','))}
        self.assertEqual(needed - there - set(packages), set())

    def test_clusterfuzzlite_builds_by_the_same_script(self):
        path = fake_tree.write(f'{self.top}/teeproof/ci/services/oss-fuzz', 'build.sh', '#!/bin/sh\necho "built to $OUT"\n')
        os.chmod(path, 0o755)
        self.assertEqual(self.ran(f'{REPO}/.clusterfuzzlite/build.sh'), (0, f'built to {self.top}\n'))

    def test_each_target_has_seeds_of_its_own(self):
        for target in oss_fuzz.TARGETS:
            self.assertTrue([f for f in os.listdir(f'{REPO}/fuzz/corpus/{target[5:]}') if f.endswith('.txt')], target)

    def test_the_planted_bug_has_its_place_in_the_driver(self):
        for sanitizer, bug in oss_fuzz.PLANT_BUG.items():
            with open(oss_fuzz.planted(self.top, sanitizer), encoding='utf-8') as f:
                text = f.read()
            self.assertEqual(text.replace(bug, ''), read(f'driver/tee/{oss_fuzz.PLANT_OBJECT[:-2]}.c'))
            self.assertIn(bug, text)

    def test_each_sanitizer_that_is_offered_has_a_bug_to_find(self):
        self.assertEqual(set(oss_fuzz.PLANT_BUG), set(oss_fuzz.PLANT_REPORT))
        self.assertEqual(set(oss_fuzz.PLANT_BUG), yaml_list(read('ci/services/oss-fuzz/project.yaml'), 'sanitizers'))
