# SPDX-License-Identifier: GPL-2.0-only
"""ci/kernel/debian-source, on a repository of this machine that is signed with a key made here."""
import hashlib
import os
import shutil
import subprocess
import tempfile
import unittest

import fake_tree

SUITE = 'sid'


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True, **options)


@unittest.skipUnless(shutil.which('apt-get') and shutil.which('gpg'), 'needs apt and gpg')
class DebianSource(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = tempfile.mkdtemp(prefix='teeproof-keys.')
        for name in ('right', 'wrong'):
            home = f'{cls.keys}/{name}'
            os.makedirs(home, mode=0o700)
            run('gpg', '--homedir', home, '--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '',
                '--quick-generate-key', f'{name}@example.invalid', 'ed25519', 'sign')
            with open(f'{cls.keys}/{name}.gpg', 'wb') as f:
                f.write(run('gpg', '--homedir', home, '--export').stdout)

    @classmethod
    def tearDownClass(cls):
        for name in ('right', 'wrong'):
            subprocess.run(['gpgconf', '--homedir', f'{cls.keys}/{name}', '--kill', 'gpg-agent'], check=False)
        shutil.rmtree(cls.keys)

    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = os.path.realpath(tmp.name)
        # A checkout of its own, so that its build/ is.
        fake_tree.copy(f'{self.top}/checkout', 'ci/kernel/debian-source', 'ci/kernel/debian_archive.py',
                       'ci/kernel/source', 'ci/run/common.py', 'ci/run/common.sh', 'ci/setup', 'ci/packages')
        self.mirror = f'{self.top}/mirror'
        self.packages = ''
        self.kept = f'{self.top}/checkout/build/debian'

    def package(self, version, debian_version, broken=False):
        """Put a linux-source-VERSION with a small tree into the repository."""
        major, minor = version.split('.')
        name, work = f'linux-source-{version}', f'{self.top}/package'
        fake_tree.make(f'{work}/{name}', Makefile=f'VERSION = {major}\nPATCHLEVEL = {minor}\nSUBLEVEL = 0\nEXTRAVERSION =\n')
        fake_tree.write(work, 'deb/DEBIAN/control', f'Package: {name}\nVersion: {debian_version}\nArchitecture: all\n'
                        'Maintainer: Nobody <nobody@example.invalid>\nDescription: a small tree\n')
        tar = f'{work}/deb/usr/src/{name}.tar.xz'
        os.makedirs(os.path.dirname(tar))
        if broken:
            fake_tree.write(work, f'deb/usr/src/{name}.tar.xz', 'no archive')
        else:
            run('tar', '-cJf', tar, '-C', work, name)
        os.makedirs(f'{self.mirror}/pool', exist_ok=True)
        file = f'pool/{name}_{debian_version}_all.deb'
        run('dpkg-deb', '--build', '--root-owner-group', f'{work}/deb', f'{self.mirror}/{file}')
        with open(f'{self.mirror}/{file}', 'rb') as f:
            data = f.read()
        with open(f'{work}/deb/DEBIAN/control', encoding='utf-8') as f:
            self.packages += f.read() + f'Filename: {file}\nSize: {len(data)}\nSHA256: {hashlib.sha256(data).hexdigest()}\n\n'
        shutil.rmtree(work)

    def sign(self, key):
        arch = run('dpkg', '--print-architecture', text=True).stdout.strip()
        index = f'main/binary-{arch}/Packages'
        fake_tree.write(self.mirror, f'dists/{SUITE}/{index}', self.packages)
        data = self.packages.encode()
        release = fake_tree.write(self.mirror, f'dists/{SUITE}/Release',
                                  f'Origin: test\nSuite: {SUITE}\nCodename: {SUITE}\nArchitectures: {arch}\nComponents: main\n'
                                  'Date: Thu, 01 Jan 2026 00:00:00 UTC\n'
                                  f'SHA256:\n {hashlib.sha256(data).hexdigest()} {len(data)} {index}\n')
        run('gpg', '--homedir', f'{self.keys}/{key}', '--batch', '--yes', '--clearsign', '--output',
            f'{os.path.dirname(release)}/InRelease', release)

    def ksrc(self, wanted, **env):
        env = {'DEBIAN_MIRROR': f'file:{self.mirror}', 'DEBIAN_SUITES': SUITE, 'DEBIAN_KEYRING': f'{self.keys}/right.gpg',
               **env}
        clean = {k: v for k, v in os.environ.items() if not k.startswith('TEEPROOF')}
        return subprocess.run([f'{self.top}/checkout/ci/kernel/source', '--id'], env={**clean, 'KSRC': f'debian:{wanted}', **env},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)

    def taken(self, wanted, version, **env):
        got = self.ksrc(wanted, **env)
        self.assertEqual(got.returncode, 0, got.stderr)
        self.assertEqual(got.stdout, f'{self.kept}/linux-source-{version}\t{version}.0\n')
        self.assertTrue(os.path.exists(f'{self.kept}/linux-source-{version}/Kconfig'))
        return got.stderr

    def refused(self, wanted, *words, **env):
        got = self.ksrc(wanted, **env)
        self.assertNotEqual(got.returncode, 0)
        self.assertEqual(got.stdout, '')
        errors = [l for l in got.stderr.splitlines() if l.startswith('ci/')]
        self.assertEqual(len(errors), 1, got.stderr)
        for word in words:
            self.assertIn(word, errors[0])
        there = os.listdir(self.kept)
        self.assertFalse([n for n in there if n == 'new' or n.startswith('linux-source')], there)

    def test_right_signature_is_taken(self):
        self.package('7.3', '7.3~rc7-1~exp1')
        self.sign('right')
        self.assertIn('linux-source-7.3 7.3~rc7-1~exp1 (sid)', self.taken('7.3', '7.3'))

    def test_wrong_signature_is_refused(self):
        self.package('7.3', '7.3-1')
        self.sign('wrong')
        self.refused('7.3', 'NO_PUBKEY')

    def test_changed_package_is_refused(self):
        self.package('7.3', '7.3-1')
        self.sign('right')
        with open(f'{self.mirror}/pool/linux-source-7.3_7.3-1_all.deb', 'r+b') as f:
            f.seek(200)
            f.write(b'\0\0\0\0')
        self.refused('7.3', 'linux-source-7.3 7.3-1 (sid)', 'Hash Sum mismatch')

    def test_changed_index_is_refused(self):
        self.package('7.3', '7.3-1')
        self.sign('right')
        self.packages = ''
        self.package('7.3', '7.3-2')
        arch = run('dpkg', '--print-architecture', text=True).stdout.strip()
        fake_tree.write(self.mirror, f'dists/{SUITE}/main/binary-{arch}/Packages', self.packages)
        self.refused('7.3', 'lists of Debian')

    def test_newest_is_the_highest_version_not_the_last_name(self):
        for version in ('7.9', '7.10', '6.12'):
            self.package(version, f'{version}-1')
        self.sign('right')
        self.taken('newest', '7.10')

    def test_missing_version_is_refused_with_those_there(self):
        self.package('7.2', '7.2-1')
        self.sign('right')
        self.refused('7.3', 'no linux-source-7.3 in sid', 'there: 7.2')

    def test_no_mirror_is_refused(self):
        self.refused('7.3', 'lists of Debian', DEBIAN_MIRROR=f'file:{self.top}/nowhere')

    def test_missing_keyring_is_refused(self):
        self.refused('7.3', 'debian-archive-keyring', DEBIAN_KEYRING=f'{self.top}/nowhere.gpg')

    def test_broken_archive_leaves_nothing(self):
        self.package('7.3', '7.3-1', broken=True)
        self.sign('right')
        self.refused('7.3', 'linux-source-7.3 7.3-1 (sid)', 'cannot be unpacked')

    def test_tree_is_used_without_the_network(self):
        self.package('7.3', '7.3-1')
        self.sign('right')
        self.taken('7.3', '7.3')
        shutil.rmtree(self.mirror)
        self.assertIn('7.3-1', self.taken('7.3', '7.3'))

    def test_half_of_a_tree_is_fetched_again(self):
        self.package('7.3', '7.3-1')
        self.sign('right')
        os.makedirs(f'{self.kept}/linux-source-7.3')
        os.makedirs(f'{self.kept}/new/tree')
        self.taken('7.3', '7.3')
        self.assertFalse(os.path.exists(f'{self.kept}/new'))

    def test_newer_package_replaces_the_tree(self):
        self.package('7.3', '7.3-1')
        self.sign('right')
        self.taken('newest', '7.3')
        fake_tree.write(self.kept, 'linux-source-7.3/old', '')
        self.packages = ''
        self.package('7.3', '7.3-2')
        self.sign('right')
        os.unlink(f'{self.kept}/apt/updated')           # a day later
        self.assertIn('7.3-2', self.taken('newest', '7.3'))
        self.assertFalse(os.path.exists(f'{self.kept}/linux-source-7.3/old'))
