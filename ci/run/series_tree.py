# SPDX-License-Identifier: GPL-2.0-only
"""A user's git tree, commit by commit, in a folder of ours: `git archive` out of it, and never a write into it."""
import hashlib
import os
import shutil
import subprocess

from run.common import replace_file

PATHS = 400                     # so many names go onto a command line


class TreeError(Exception):
    """What is wrong with the tree or the revision, in a line."""


class Commit:
    def __init__(self, name, short, subject):
        self.name, self.short, self.subject = name, short, subject

    def __str__(self):
        return f'{self.short} ("{self.subject}")'


class Tree:
    """The commits of BASE..HEAD of a git tree; checkout() brings one of them to self.folder."""

    def __init__(self, source, base, build):
        self.source = os.path.realpath(os.path.expanduser(source))
        if not os.path.isdir(self.source) or self.git('rev-parse', '--show-prefix', check=False).strip(' \n'):
            raise TreeError(f'KSRC={source} is not the top of a git tree')
        self.base = self.commit(base)
        self.commits = [self.commit(c) for c in self.git('rev-list', '--reverse', f'{self.base.name}..HEAD').split()]
        if not self.commits:
            raise TreeError(f'BASE={base}: no commit comes after it')
        tag = hashlib.sha1(self.source.encode()).hexdigest()[:6]
        self.folder = f'{build}/series/linux-{tag}'
        self.state = f'{self.folder}.commit'

    def git(self, *args, check=True, **more):
        """What git prints. It takes no lock and refreshes no index."""
        env = {k: v for k, v in os.environ.items() if not k.startswith('GIT_')} | {'GIT_OPTIONAL_LOCKS': '0'}
        done = subprocess.run(['git', '-c', f'safe.directory={self.source}', '-C', self.source, *args], env=env,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors='surrogateescape', check=False, **more)
        if done.returncode and check:
            raise TreeError(f'git {args[0]} in {self.source}: {done.stderr.strip()}')
        return done.stdout if not done.returncode else ' not a tree'

    def commit(self, rev):
        name = self.git('rev-parse', '--verify', '--quiet', '--end-of-options', f'{rev}^{{commit}}', check=False).strip(' \n')
        if len(name) < 40:
            raise TreeError(f'BASE={rev}: there is no such commit in {self.source}')
        short, _, subject = self.git('log', '-1', '--format=%h %s', name).strip().partition(' ')
        return Commit(name, short, subject)

    def uncommitted(self):
        """Files of the working tree that differ from HEAD: they are no part of the series."""
        return self.git('diff', '--name-only', 'HEAD', '--', 'drivers/tee', 'include/linux').split()

    def holds(self):
        """The commit that the folder holds, None when that is not sure."""
        try:
            with open(self.state, encoding='utf-8') as f:
                return f.read().strip()
        except FileNotFoundError:
            return None

    def checkout(self, commit):
        """Make the folder hold a commit. Files that differ are written, and have the time of now, for make."""
        old = self.holds()
        if old == commit.name:
            return
        if old and self.git('cat-file', '-e', old, check=False):
            old = None          # of another life of this tree
        if os.path.exists(self.state):
            os.unlink(self.state)
        if old:
            self.change(old, commit.name)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
            os.makedirs(self.folder)
            self.extract(commit.name, [])
        replace_file(self.state, commit.name + '\n')

    def change(self, old, new):
        fields = self.git('diff', '--no-renames', '--name-status', '-z', old, new).split('\0')
        written = []
        for kind, path in zip(fields[::2], fields[1::2]):
            if kind == 'D':
                os.unlink(f'{self.folder}/{path}')
            else:
                written.append(path)
        for i in range(0, len(written), PATHS):
            self.extract(new, written[i:i + PATHS])

    def extract(self, commit, paths):
        env = dict(os.environ, GIT_OPTIONAL_LOCKS='0')
        command = ['git', '-c', f'safe.directory={self.source}', '-C', self.source, '--literal-pathspecs', 'archive', commit, '--', *paths]
        archive = subprocess.Popen(command, env=env, stdout=subprocess.PIPE)
        tar = subprocess.run(['tar', '-x', '-m', '-C', self.folder], stdin=archive.stdout, check=False)
        archive.stdout.close()
        if archive.wait() or tar.returncode:
            raise TreeError(f'could not take {commit[:12]} out of {self.source} (is the disk full?)')
