# SPDX-License-Identifier: GPL-2.0-only
"""What ended well is not done again while all that decides what comes of it is the same: what it said is told again.
For ci/run/cached and ci/kernel/coverage."""
import glob
import hashlib
import os
import sys

from run.common import replace_file

AGAIN = 'nothing has changed since this ran (FRESH=1 runs it again):\n'


def key(words, paths):
    """A hash of words, and of the content of files, some of which may not be there."""
    lines = [repr(w) for w in words]
    for path in sorted(paths):
        if os.path.isfile(path):
            with open(path, 'rb') as f:
                lines.append(f'{os.path.basename(path)} {hashlib.file_digest(f, "sha256").hexdigest()}')
    return hashlib.sha256('\n'.join(lines).encode()).hexdigest()


def below(folder, *without):
    """The files below a folder, but for those with one of these endings."""
    return [p for p in glob.glob(f'{glob.escape(folder)}/**', recursive=True) if os.path.isfile(p) and not p.endswith(without)]


class Kept:
    """One good end: the file has the key, and below it what was said; results: the files that were written."""

    def __init__(self, path, now, results=()):
        self.path, self.key, self.results = path, now, results

    def tell_again(self):
        """Whether there was nothing to do: then its results are of today."""
        try:
            with open(self.path, encoding='utf-8') as f:
                old, _, said = f.read().partition('\n')
        except OSError:
            return False
        if os.environ.get('FRESH') or old != self.key or not all(map(os.path.exists, self.results)):
            return False
        for path in self.results:
            os.utime(path)
        sys.stdout.write(AGAIN + said)
        return True

    def forget(self):
        """Before it is done again: should that be interrupted, nothing is left that looks like an end."""
        if os.path.exists(self.path):
            os.unlink(self.path)

    def keep(self, said):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        replace_file(self.path, f'{self.key}\n{said}')
