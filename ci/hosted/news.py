# SPDX-License-Identifier: GPL-2.0-only
"""Which findings of the hosted world are new, and which another driver has as well: that of the base, or of a commit."""
import glob
import os
import subprocess
import tempfile

from run.common import REPO

SCHEDULES = 4000                # of a finding's sequence, on another driver


def causes(program, files):
    """The cause of each file's finding when the program plays it, '-': it ends well."""
    got = subprocess.run([program, 'cause'] + files, check=False, capture_output=True, text=True)
    lines = got.stdout.splitlines()
    return [line.split('\t')[1] for line in lines] if len(lines) == len(files) else ['?'] * len(files)


def has(program, path, cause):
    """Does a program show this cause when it plays the file? Under its schedule, or, since scheduling points of two drivers
    differ, under one of those with few preemptions."""
    if causes(program, [path])[0] == cause:
        return True
    with tempfile.TemporaryDirectory() as found:
        subprocess.run([program, 'explore', '-e', '-p', '2', '-n', str(SCHEDULES), '-f', found, path], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        files = sorted(glob.glob(f'{found}/*.txt'))
        return bool(files) and cause in causes(program, files)


class News:
    """Decides whether a finding is new. With a base the base decides, by playing that very sequence: the words of a cause
    may be those of another fault."""

    def __init__(self, program, base):
        self.program, self.base = program, base
        folders = ('kernel', 'tree') if os.environ.get('DRIVER') == 'tree' else ('kernel',)
        self.known = [word for folder in folders for word in ('-k', f'{REPO}/fuzz/findings/{folder}')]

    def among(self, found):
        """Of {file: its cause} those that are new, one after the other. Without a base all are judged at once, which plays what is
        known once."""
        if self.base:
            yield from (path for path, cause in found.items() if not has(self.base, path, cause))
        elif found:
            said = subprocess.run([self.program, 'judge', *self.known, *found], check=False, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True).stdout
            known = {line.split('\t')[0] for line in said.splitlines() if line.split('\t')[1:2] == ['known']}
            yield from (path for path in found if path not in known)

    def is_news(self, path, cause):
        return path in self.among({path: cause})
