# SPDX-License-Identifier: GPL-2.0-only
"""The share of steps that each oracle judged, as `teeproof judged` and the fuzz targets write it: a file for the corpus, for
generated sequences, and for each target; and a table of them."""
import os
import re

from run.common import REPO, percent, read, replace_file

LINE = re.compile(r'^(O\d \S.*?|   with a system session) +(\d+) of +(\d+) steps +\S+ %, all of +(\d+) of +(\d+) sequences')
TARGETS = ('session', 'ioctl', 'supplicant', 'monitor', 'probe', 'ffa')
LESS = 3                # per cent of the steps
PAGE = f'{REPO}/fuzz/oracle/README.md'
TABLE = re.compile(r'(?<=<!-- shares -->\n).*(?=\n<!-- end of shares -->)', re.S)


def load(path):
    """{oracle: (steps judged, steps, sequences judged to the end, sequences)}"""
    found, oracle = {}, ''
    for line in read(path).splitlines() if os.path.exists(path) else ():
        if m := LINE.match(line):
            oracle = oracle if m[1].startswith(' ') else m[1]
            found[oracle if oracle == m[1] else f'{oracle} {m[1].strip()}'] = tuple(map(int, m.groups()[1:]))
    return found


def columns(folder):
    """[(name, path)] of all that there can be in the folder of the hosted program; of a target the newest."""
    known = [('corpus', f'{folder}/judged-corpus.txt'), ('generated', f'{folder}/judged-generated.txt')]
    for target in TARGETS:
        logs = [p.path for p in os.scandir(folder) if re.fullmatch(rf'fuzz_{target}(-\d+)?\.log\.judged', p.name)]
        known += [(f'fuzz {target}', max(logs, key=os.path.getmtime))] if logs else []
    return [(name, path) for name, path in known if os.path.exists(path)]


def table(named):
    """Rows of words, the first one being the head, of [(column, what load() gave)]: per cent of the steps."""
    oracles = list(dict.fromkeys(o for _, shares in named for o in shares))
    return [['oracle', *(name for name, _ in named)]] + \
        [[o, *(percent(*shares[o][:2]) if shares.get(o, (0, 0))[1] else '-' for _, shares in named)] for o in oracles]


def markdown(rows):
    return '\n'.join('| ' + ' | '.join(r) + ' |' for r in (rows[0], ['---'] * len(rows[0]), *rows[1:]))


def too_little(named, page=PAGE):
    """What the table of the page has more of than these shares, by more than LESS: a sentence each."""
    head, _, *rows = ([cell.strip() for cell in line.strip('| ').split('|')] for line in TABLE.search(read(page))[0].splitlines())
    said = []
    for name, now in named:
        for row in rows if name in head else ():
            was = row[head.index(name)]
            judged, steps, *_ = now.get(row[0], (0, 0))
            if was != '-' and (not steps or 100 * judged / steps < float(was) - LESS):
                said.append(f'{row[0]} judges {percent(judged, steps)} % of the steps of {name}, {was} % in {os.path.relpath(page, REPO)}')
    return said


def write(table_text, path=PAGE):
    """Put the table into the page of the oracles."""
    replace_file(path, TABLE.sub(lambda _: table_text, read(path)))
