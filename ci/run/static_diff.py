# SPDX-License-Identifier: GPL-2.0-only
"""Findings of the static checks by what stays when lines move, so that those of two states of a tree can be compared."""
import re

STALE = 'no longer occurs'              # of ci/static/check: a known finding that is gone


def place(file, rule, text):
    """A finding in the source by what stays when lines move."""
    return f'{file}: {rule}: {re.sub(r"[0-9]+", "N", text)}'


def by_name(rows):
    """{name: text} of (file, line, rule, text); a second one of the same kind in the same file gets a number."""
    found = {}
    for file, _, rule, text in rows:
        key, n = place(file, rule, text), 1
        while (key if n == 1 else f'{key} ({n})') in found:
            n += 1
        found[key if n == 1 else f'{key} ({n})'] = text
    return found


def errors(text):
    """{line: line} of what could not be checked, without the known findings that are gone."""
    return {line: line for line in text.split('\n') if line and STALE not in line}
