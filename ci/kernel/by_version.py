# SPDX-License-Identifier: GPL-2.0-only
"""What is expected of a kernel version, from one list for all versions and a small difference a version.

    FOLDER/NAME.list            what all versions share
    FOLDER/NAME-X.Y.list        what is otherwise in X.Y: entries that it has beside those, and lines "- ENTRY" for those
                                that it lacks. A version that has nothing otherwise has a file with a comment.

A version without such a file, which nobody has recorded, is judged by the nearest older one (or else the oldest). What
differs there is new in that version, and no failure of the same kind: see DIFFERS.
"""
import os
import re

# The exit status of a run in which all that is wrong is new in a version that nobody has recorded.
DIFFERS = 3


class Expectations:
    """shared and own: the paths of the two lists (own may be None); used: the version of the second; recorded: is it that
    of the kernel itself?"""

    def __init__(self, folder, name, version):
        self.version = '.'.join(re.findall(r'\d+', version)[:2])
        self.shared = f'{folder}/{name}.list'
        there = sorted((m[1] for f in (os.listdir(folder) if os.path.isdir(folder) else ())
                        if (m := re.fullmatch(rf'{re.escape(name)}-(\d+\.\d+)\.list', f))), key=number)
        older = [v for v in there if number(v) <= number(self.version)]
        self.used = (older[-1:] or there[:1] or [None])[0]
        self.own = f'{folder}/{name}-{self.used}.list' if self.used else None
        self.recorded = self.used in (None, self.version)

    def paths(self):
        return [p for p in (self.shared, self.own) if p and os.path.exists(p)]

    def to_record(self):
        """The list into which a difference of this version goes."""
        return self.shared if not self.used else re.sub(r'-[\d.]+\.list$', f'-{self.version}.list', self.own)

    def said(self):
        """A sentence for who reads the results of a version that nobody has recorded; '' for others."""
        return '' if self.recorded else f'nobody has recorded Linux {self.version}: judged by {os.path.basename(self.own)}'


def number(version):
    return [int(n) for n in version.split('.')]
