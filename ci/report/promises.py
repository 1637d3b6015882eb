# SPDX-License-Identifier: GPL-2.0-only
"""The promises P1 to P10 of the call queue, the checks of each, and their verdicts in a run.

kunit/lists/promises.list has the KUnit tests of each, a line "promise P4 P5" in a scenario or finding those that it checks.
"""
import collections
import glob
import os
import re

from kernel import list_files
from run import header
from run.common import fail, read

ROW = re.compile(r'^\| (P\d+) \| (.*?) \|', re.M)      # of the table in README.md, where they stand


def stated(repo):
    """The promises as README.md states them: {name: text}."""
    found = dict(ROW.findall(read(f'{repo}/README.md').partition('\n## The promises\n')[2].partition('\n## ')[0]))
    if list(found) != [f'P{n + 1}' for n in range(len(found))] or not found:
        fail(f'README.md, "The promises": no table of P1, P2, ... in order, but {", ".join(found) or "nothing"}')
    return {name: text.replace('`', '') for name, text in found.items()}


def tests(repo):
    """KUnit tests by promise: {promise: [SUITE.TEST]}."""
    return list_files.promises(f'{repo}/kunit/lists/promises.list')


def sequences(repo, driver):
    """Scenarios and findings by promise: {promise: [path]}."""
    found = collections.defaultdict(list)
    paths = glob.glob(f'{repo}/fuzz/scenarios/*.txt') + glob.glob(f'{repo}/fuzz/findings/{driver}/*.txt')
    for path in sorted(paths):
        for promise in ' '.join(header.lines(read(path), 'promise')).split():
            found[promise].append(os.path.relpath(path, repo))
    return found


def watched(repo):
    """Promises that an oracle watches in every run of the hosted world."""
    text = ''.join(read(p) for p in glob.glob(f'{repo}/fuzz/oracle/*.c'))
    return {f'P{n}' for n in re.findall(r'"P(10|[1-9]): ', text)}


def worst(verdicts):
    """The verdict of several."""
    for v in ('failed', 'known', 'passed'):
        if v in verdicts:
            return v
    return 'not run'


def judge(repo, driver, cases, scenarios, new_findings):
    """A row for each promise: its checks, each with its verdict, and the verdict of all."""
    verdicts = collections.defaultdict(set)
    for case in cases.values():
        verdicts[f'{case.suite}.{case.name.partition("/")[0]}'].add(case.verdict)
    kunit, played, oracle = tests(repo), sequences(repo, driver), watched(repo)
    rows = []
    for promise, says in stated(repo).items():
        checks = [{'kind': 'test', 'name': name, 'verdict': worst(verdicts[name])} for name in kunit[promise]]
        checks += [{'kind': 'finding' if 'findings' in p else 'scenario', 'name': os.path.basename(p)[:-4],
                    'verdict': scenarios[p].verdict if p in scenarios else 'not run'} for p in played[promise]]
        broken = [f for f in new_findings if re.search(rf': {promise}: ', f['title'])]
        if promise in oracle:
            checks.append({'kind': 'oracle', 'name': 'O4 in every run of the hosted world',
                           'verdict': 'failed' if broken else 'passed' if scenarios else 'not run'})
        rows.append({'name': promise, 'says': says, 'checks': checks, 'verdict': worst({p['verdict'] for p in checks})})
    return rows
