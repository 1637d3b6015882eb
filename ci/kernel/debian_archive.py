# SPDX-License-Identifier: GPL-2.0-only
"""Debian's packages through an apt state of one's own: nothing of the system's apt is changed, and no root is needed.

The system's configuration is read for the mirror and for Acquire options (a proxy). What a repository has must be signed
by a key of debian-archive-keyring. From the environment:

  DEBIAN_MIRROR=URI    the mirror instead of the one in the system's apt sources; file:/... works as well
  DEBIAN_SUITES=...    the suites, separated by blanks
  DEBIAN_KEYRING=FILE  the keys that may have signed them (the package debian-archive-keyring's)
"""
import contextlib
import os
import re
import shutil
import subprocess
import sys
import time

KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
# In place of what the system has configured. A repository without a good signature is an error, whatever that says.
APT_CONF = '''
Dir::State "{top}/apt/state";
Dir::State::Lists "{top}/apt/lists";
Dir::State::Status "/dev/null";
Dir::Cache "{top}/apt/cache";
Dir::Etc "{top}/apt/etc";
Dir::Etc::Main "/dev/null";
Dir::Etc::Parts "/dev/null";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::Languages "none";
Acquire::Retries "2";
'''


class FetchError(Exception):
    """What is wrong, and what to do, in one line."""


def output(command, what, **options):
    """What the command prints, or an error that starts with `what` and has the first of its own lines that tells why."""
    got = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         check=False, env={**os.environ, 'LC_ALL': 'C', **options.pop('env', {})}, **options)
    if got.returncode:
        lines = got.stderr.splitlines()
        # apt: the reason is often in a warning, before the error that there was one.
        why = [l for l in lines if re.search(r'NO_PUBKEY|signatures? (couldn|were|are)|is not signed|No space', l)]
        why += [l for l in lines if l.startswith('E: ')] + lines + [f'exit status {got.returncode}']
        raise FetchError(f'{what}: {re.sub("^[EW]: ", "", why[0]).strip()}')
    return got.stdout


def write(path, text):
    """Has the file not had this text?"""
    with contextlib.suppress(FileNotFoundError), open(path, encoding='utf-8') as f:
        if f.read() == text:
            return False
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
    return True


def mirrors():
    """The URIs for suites and for security suites: DEBIAN_MIRROR's, or those in the system's apt sources."""
    mirror = os.environ.get('DEBIAN_MIRROR', '').rstrip('/')
    if mirror:
        return mirror, mirror + '-security'
    found = {}
    with contextlib.suppress(FetchError, FileNotFoundError):
        for line in output(['apt-get', 'indextargets', '--format', '$(REPO_URI) $(RELEASE)', 'Created-By: Packages'],
                           'apt-get').splitlines():
            uri, _, suite = line.partition(' ')
            name = 'security' if suite.endswith('-security') else uri.rstrip('/').rpartition('/')[2]
            found.setdefault(name, uri.rstrip('/'))
    if 'debian' not in found:
        raise FetchError('the system\'s apt sources name no Debian mirror; give one as DEBIAN_MIRROR=URI')
    return found['debian'], found.get('security', found['debian'] + '-security')


class Archive:
    """Debian's packages, with the state of apt in TOP/apt."""

    def __init__(self, top, suites, architecture='', sources=False):
        """
        suites: searched when DEBIAN_SUITES is not set. architecture: of the packages, where it is not the system's, which
        stays available as a second one. sources: source packages as well.
        """
        for program in ('apt-get', 'dpkg-deb'):
            if not shutil.which(program):
                raise FetchError(f'{program} is needed to fetch Debian\'s packages')
        self.top = top
        self.suites = (os.environ.get('DEBIAN_SUITES') or suites).split()
        self.architecture = architecture
        self.kinds = ('deb', 'deb-src') if sources else ('deb',)
        self.changed = self.prepare(os.environ.get('DEBIAN_KEYRING') or KEYRING)

    def prepare(self, keyring):
        """Writes the configuration; has the list of sources changed?"""
        if not os.path.isfile(keyring):
            raise FetchError(f'{keyring}: no such file; install debian-archive-keyring, or give DEBIAN_KEYRING=FILE')
        for folder in ('apt/state', 'apt/lists/partial', 'apt/cache/archives/partial', 'apt/etc/preferences.d',
                       'apt/etc/trusted.gpg.d', 'apt/etc/auth.conf.d'):
            os.makedirs(f'{self.top}/{folder}', exist_ok=True)
        main, security = mirrors()
        sources = ''.join(f'{kind} [signed-by={keyring}] {security if s.endswith("-security") else main} {s} main\n'
                          for s in self.suites for kind in self.kinds)
        acquire = [l for l in output(['apt-config', 'dump'], 'apt-config').splitlines()
                   if re.match(r'Acquire::(?!IndexTargets)\S+ ".+";$', l)]
        conf = '\n'.join(acquire) + APT_CONF.format(top=self.top)
        if self.architecture:
            own = output(['dpkg', '--print-architecture'], 'dpkg').strip()
            conf += f'APT::Architecture "{self.architecture}";\n'
            conf += ''.join(f'APT::Architectures {{ "{a}"; }};\n' for a in dict.fromkeys((self.architecture, own)))
        changed = write(f'{self.top}/apt/etc/sources.list', sources)
        write(f'{self.top}/apt/apt.conf', conf)
        return changed

    def run(self, *command, what, **options):
        """What a command of apt prints."""
        return output(command, what, env={'APT_CONFIG': f'{self.top}/apt/apt.conf'}, **options)

    def update(self, max_age_s):
        """Fetch the lists of packages, unless those here are of the same sources and not older than max_age_s."""
        stamp = f'{self.top}/apt/updated'
        age_s = time.time() - os.path.getmtime(stamp) if os.path.exists(stamp) else float('inf')
        if not self.changed and age_s <= max_age_s:
            return
        with contextlib.suppress(FileNotFoundError):
            os.unlink(stamp)
        shutil.rmtree(f'{self.top}/apt/lists')
        os.makedirs(f'{self.top}/apt/lists/partial')
        print('fetching the lists of Debian\'s packages', file=sys.stderr)
        self.run('apt-get', 'update', '-q', what='the lists of Debian\'s packages')
        write(stamp, '')
        self.changed = False
