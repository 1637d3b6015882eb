# SPDX-License-Identifier: GPL-2.0-only
"""Caches of results, keyed by a hash of the inputs: of a command that succeeded, whose output is replayed (CachedResult,
for ci/run/cached and ci/kernel/coverage), and of single results (Store, for the static checks)."""
import glob
import hashlib
import json
import os
import sys

from run.common import REPO, read, replace_file

AGAIN = 'nothing has changed since this ran (FRESH=1 runs it again):\n'


def key(words, paths):
    """A hash of words, and of the content of files, some of which may not be there."""
    lines = [repr(w) for w in words]
    for path in sorted(paths):
        if os.path.isfile(path):
            with open(path, 'rb') as f:
                lines.append(f'{os.path.relpath(path, REPO)} {hashlib.file_digest(f, "sha256").hexdigest()}')
    return hashlib.sha256('\n'.join(lines).encode()).hexdigest()


def below(folder, *without):
    """The files below a folder, but for those with one of these endings."""
    return [p for p in glob.glob(f'{glob.escape(folder)}/**', recursive=True) if os.path.isfile(p) and not p.endswith(without)]


class CachedResult:
    """One success: a file with the key, and the output below it; results: the files that it has written."""

    def __init__(self, path, now, results=()):
        self.path, self.key, self.results = path, now, results

    def replay(self):
        """Print the output that is cached for these inputs, if any; its results then count as of now."""
        try:
            with open(self.path, encoding='utf-8') as f:
                old, _, output = f.read().partition('\n')
        except OSError:
            return False
        if os.environ.get('FRESH') or old != self.key or not all(map(os.path.exists, self.results)):
            return False
        for path in self.results:
            os.utime(path)
        sys.stdout.write(AGAIN + output)
        return True

    def forget(self):
        """Before the command runs again: an interruption must not leave an old result."""
        if os.path.exists(self.path):
            os.unlink(self.path)

    def save(self, output):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        replace_file(self.path, f'{self.key}\n{output}')


class Store:
    """Results by the hash of what they were made from, a JSON file each in a folder."""

    def __init__(self, folder, version):
        self.top, self.version = folder, version
        self.misses = 0
        os.makedirs(self.top, exist_ok=True)

    def path(self, parts):
        h = hashlib.sha256(str(self.version).encode())
        for part in parts:
            part = part if isinstance(part, bytes) else str(part).encode()
            h.update(b'%d:' % len(part))
            h.update(part)
        return f'{self.top}/{h.hexdigest()}.json'

    def look(self, parts):
        """What was made of these parts before, or None."""
        path = self.path(parts)
        if os.environ.get('FRESH') or not os.path.exists(path):
            return None
        return [tuple(r) for r in json.loads(read(path))]

    def keep(self, parts, result):
        self.misses += 1
        path = self.path(parts)
        replace_file(path, json.dumps(result), new=f'{path}.{os.getpid()}')
        return result

    def get(self, parts, make):
        known = self.look(parts)
        return self.keep(parts, make()) if known is None else known
