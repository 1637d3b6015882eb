# SPDX-License-Identifier: GPL-2.0-only
"""ci/setup, on systems that are made of a folder of programs each: what it installs, what it says."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from run.common import REPO, read

PACKAGES = """\
# a list
pkg-one    build        prog-one   # the first
pkg-two    build,report prog-two   # the second
pkg-three  report       prog-three # the third
"""
APT_GET = """\
#!/bin/sh
echo "$*" >>"$LOG"
case "$*" in *update*) [ -e "$BIN/updated" ] || : >"$BIN/updated" ;; esac
case "$*" in *install*)
    [ ! -e "$BIN/needs-update" ] || [ -e "$BIN/updated" ] || exit 100
    for p; do case $p in pkg-*) : >"$BIN/prog-${p#pkg-}"; chmod +x "$BIN/prog-${p#pkg-}" ;; esac; done ;;
esac
"""
APT_CACHE = """\
#!/bin/sh
shift
[ -e "$BIN/needs-lists" ] && [ ! -e "$BIN/updated" ] && exit 0
for p; do echo "$p:"; echo "  Candidate: 1.0"; done
"""


class Templates(unittest.TestCase):
    def test_ci_files_do_what_make_presubmit_does(self):
        """They call ci/run/presubmit, since make would turn each of its statuses into 2."""
        groups, = re.findall(r'^presubmit:.*\n\t@\$\(SETUP\) (.*)\n\t@ci/run/presubmit$', read(f'{REPO}/Makefile'), re.M)
        for name in ('github-actions.yml', 'gitlab-ci.yml'):
            text = read(f'{REPO}/ci/services/templates/{name}')
            self.assertEqual(re.findall(r'ci/setup ([a-z0-9 ]*[a-z0-9])', text), [groups], name)
            self.assertRegex(text, r'(?m)^ .*DRIVER=tree KSRC="\S+" ci/run/presubmit$')
            self.assertNotRegex(text, r'(?m)^ .*make presubmit')


class Setup(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.bin, self.ci, self.log = f'{tmp.name}/bin', f'{tmp.name}/ci', f'{tmp.name}/log'
        os.makedirs(self.bin)
        os.makedirs(self.ci)
        os.makedirs(f'{self.ci}/run')
        shutil.copy(f'{REPO}/ci/setup', self.ci)
        shutil.copy(f'{REPO}/ci/run/common.sh', f'{self.ci}/run')
        with open(f'{self.ci}/packages', 'w', encoding='utf-8') as f:
            f.write(PACKAGES)
        for tool in ('sh', 'dirname', 'grep', 'cut', 'sort', 'wc', 'sed', 'chmod', 'flock'):
            os.symlink(shutil.which(tool), f'{self.bin}/{tool}')
        self.program('id', '#!/bin/sh\necho 0\n')
        open(self.log, 'w', encoding='utf-8').close()

    def program(self, name, text=''):
        with open(f'{self.bin}/{name}', 'w', encoding='utf-8') as f:
            f.write(text)
        os.chmod(f'{self.bin}/{name}', 0o755)

    def apt(self):
        self.program('apt-get', APT_GET)
        self.program('apt-cache', APT_CACHE)

    def setup_with(self, *groups):
        return subprocess.run(['sh', f'{self.ci}/setup', *groups], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={'PATH': self.bin, 'BIN': self.bin, 'LOG': self.log}, text=True, check=False)

    def asked(self):
        with open(self.log, encoding='utf-8') as f:
            return f.read()

    def test_all_there_is_silent_and_needs_no_apt(self):
        for p in ('one', 'two', 'three'):
            self.program(f'prog-{p}')
        got = self.setup_with()
        self.assertEqual((got.returncode, got.stdout), (0, ''))

    def test_without_apt_names_the_programs(self):
        self.program('prog-two')
        got = self.setup_with()
        self.assertEqual(got.returncode, 2)
        self.assertIn('prog-one (Debian: pkg-one)', got.stdout)
        self.assertIn('prog-three', got.stdout)
        self.assertNotIn('prog-two', got.stdout)

    def test_says_and_installs_what_is_missing(self):
        self.apt()
        self.program('prog-two')
        got = self.setup_with()
        self.assertEqual(got.returncode, 0, got.stdout)
        self.assertIn('will install with apt-get: pkg-one pkg-three', got.stdout)
        self.assertRegex(self.asked(), r'install .*pkg-one pkg-three\n')
        self.assertNotIn('update', self.asked())

    def test_installs_only_the_group(self):
        self.apt()
        self.assertEqual(self.setup_with('report').returncode, 0)
        self.assertRegex(self.asked(), r'install .*pkg-three pkg-two\n')
        self.assertNotIn('pkg-one', self.asked())

    def test_unknown_group_is_an_error(self):
        got = self.setup_with('reprot')
        self.assertEqual(got.returncode, 2)
        self.assertIn("no group 'reprot'", got.stdout)

    def test_fetches_lists_when_there_are_none(self):
        self.apt()
        self.program('needs-lists')
        self.assertEqual(self.setup_with().returncode, 0)
        self.assertRegex(self.asked(), r'(?s)update.*install')

    def test_fetches_lists_when_they_are_too_old(self):
        self.apt()
        self.program('needs-update')
        got = self.setup_with()
        self.assertEqual(got.returncode, 0, got.stdout)
        self.assertRegex(self.asked(), r'(?s)install.*update.*install')

    def test_uses_sudo_when_not_root(self):
        self.apt()
        self.program('id', '#!/bin/sh\necho 1000\n')
        self.program('sudo', '#!/bin/sh\necho sudo >>"$LOG"\nexec "$@"\n')
        got = self.setup_with()
        self.assertEqual(got.returncode, 0, got.stdout)
        self.assertIn('sudo apt-get', got.stdout)
        self.assertIn('sudo\n', self.asked())

    def test_neither_root_nor_sudo_is_an_error(self):
        self.apt()
        self.program('id', '#!/bin/sh\necho 1000\n')
        got = self.setup_with()
        self.assertEqual(got.returncode, 2)
        self.assertIn('pkg-one', got.stdout)

    def test_package_without_its_program_is_an_error(self):
        self.program('apt-get', '#!/bin/sh\nexit 0\n')
        self.program('apt-cache', APT_CACHE)
        got = self.setup_with()
        self.assertEqual(got.returncode, 1)
        self.assertIn('prog-one', got.stdout)

    def test_list_of_the_project_is_well_formed(self):
        with open(f'{REPO}/ci/packages', encoding='utf-8') as f:
            for line in f:
                if not line.startswith('#'):
                    self.assertRegex(line, r'^[a-z0-9.+-]+ +[a-z0-9,]+ +\S+ +# \S')
