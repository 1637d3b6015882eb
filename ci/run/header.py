# SPDX-License-Identifier: GPL-2.0-only
"""The header of a sequence file, for what has no built teeproof at hand; others ask `teeproof header`.

The syntax is that of fuzz/sequence/parse_about.c. Only lines of which the first word is enough are read here.
"""
import re


def lines(text, word):
    """What stands behind `word` in each line of the header that begins with it."""
    return [m.strip() for m in re.findall(rf'^{word}\b([^\n#]*)', text, re.M)]
