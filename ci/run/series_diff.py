# SPDX-License-Identifier: GPL-2.0-only
"""The failures of a run of the steps, as names that can be compared from commit to commit."""
import os
import re
import xml.etree.ElementTree as ElementTree

from run import header
from run import static_diff
from run import step_results
from run.common import REPO
from run.runner import later

MENDED = 'that did not fail'            # of ci/kernel/kunit-report: a known failure that is gone
UNSURE = 'O9: does not replay'          # of ci/hosted/run: a fault of the hosted world, not of a commit


def tests(results, name):
    """Tests that failed, known or not."""
    path = results.fresh(name)
    found = {}
    for case in ElementTree.parse(path).getroot().iter('testcase') if path else ():
        verdict, text = results.verdict(case)
        if verdict in ('failed', 'known') and MENDED not in text:
            found[f'{case.get("classname")}.{case.get("name")}'] = text
    return found


def static(results):
    """Findings in the source, known or not, without their lines."""
    found = static_diff.by_name(row for rows in results.static() for row in rows)
    path = results.fresh('static.xml')
    for case in ElementTree.parse(path).getroot().iter('testcase') if path else ():
        if case.get('name') == 'static':        # not a rule's: what could not be checked
            found |= static_diff.errors(case.findtext('failure') or '')
    return found


def case(path):
    """fuzz/scenarios/first.txt: scenarios.first"""
    return '.'.join(path[:-len('.txt')].split('/')[-2:])


def without_numbers(text):
    """What is said of a run, without what differs from run to run: P4 and u32 are names."""
    return re.sub(r'(?<!\w)(0x[0-9a-f]+|[0-9]+)', 'N', text)


def oracles(results):
    """Files in which an oracle fires, by its cause, whether they expect it or not: the base may have it as well."""
    return {f'{case(path)}: {without_numbers(c.text)}': c.text for path, c in results.scenarios().items()
            if re.match(r'O\d', c.text)}


def otherwise(log):
    """What files that were played do not do as they state. (A known finding that has gone is no failure.)"""
    return {f'{case(path)}: {without_numbers(what)}': what for path, what in step_results.not_as_stated(log)
            if what and not path.startswith('fuzz/findings/')}


def failures(results):
    """By step: {step: {name: what}}. A step that failed with nothing to show for it is a failure itself."""
    found = {'kunit': tests(results, 'kunit.xml'), 'selftests': tests(results, 'selftests.xml'),
             'coverage': tests(results, 'coverage.xml'), 'static': static(results), 'scenarios': oracles(results)}
    for step in results.steps:
        if step['verdict'] == 'ok':
            continue
        mine = found.setdefault(step['name'], {})
        expected = {} if step['name'] != 'scenarios' else dict(mine)
        for path in findings(step):
            mine[path] = 'a finding'
        log = f'{results.repo}/{step["log"]}'
        said = step_results.read(log) if os.path.exists(log) else ''
        mine |= otherwise(said)
        if mine == expected and 'NOT AS EXPECTED: ' not in said and not any(text in said for text in (MENDED, static_diff.STALE, UNSURE)):
            mine[f'{step["name"]} fails'] = (step['replay'] or [''])[0]
    # The suites run twice, for verdicts and for coverage; only the first time is one that the base has, too.
    found['coverage'] = {n: text for n, text in found['coverage'].items() if n not in found['kunit']}
    return {step: names for step, names in found.items() if names and step in {s['name'] for s in results.steps}}


def findings(step):
    """Files of the new findings that a step told."""
    return [p for r in step['replay'] for p in re.findall(r'FINDING=(\S+)', r) if '/findings/' in p and not p.startswith('fuzz/')]


def cause(program, path):
    """The cause that a file ends in when a hosted program plays it, '' when no oracle fires."""
    said = step_results.output(program, 'cause', path, DRIVER='tree').rstrip('\n').rpartition('\t')[2] if os.access(program, os.X_OK) else ''
    return said if re.match(r'O\d', said) else ''


def title(name):
    """A failure as people call it: of a finding's file the cause, without what differs from file to file."""
    path = f'{REPO}/{name}'
    found = header.lines(step_results.read(path), 'found') if '/findings/' in name and os.path.exists(path) else []
    return re.sub(r' \(step \d+\)', '', found[0]) if found else name


class History:
    """The failures of the base and of each commit; what each commit introduced and fixed."""

    def __init__(self):
        self.seen = []          # [(commit, {(step, name)}, {step that failed})]

    def add(self, commit, by_step, steps):
        """A commit: {step: the names of its failures}; steps: those of the list (runner.Step)."""
        now = {(step, name) for step, names in by_step.items() for name in names}
        broken = {s.name for s in steps if s.builds and s.name in by_step}
        if self.seen:
            # What could not be tried for want of what it runs on is taken to be as it was.
            blind = later(steps, broken)
            now = {f for f in now if f[0] not in blind} | {f for f in self.seen[-1][1] if f[0] in blind}
        self.seen.append((commit, now, sorted(broken)))

    def base(self):
        return self.seen[0][1]

    def news(self):
        """Failures of the last commit that the base does not have."""
        return self.seen[-1][1] - self.base()

    def introduced(self):
        """For each commit: (commit, [what it introduced], [what it fixed of what the base has], builds?)."""
        rows = []
        for (_, before, _), (commit, now, broken) in zip(self.seen, self.seen[1:]):
            rows.append((commit, sorted(name for _, name in now - before), sorted(name for _, name in (before - now) & self.base()), broken))
        return rows

    def first(self, failure):
        """The commit since which a failure of the last one is there."""
        for i in range(len(self.seen) - 1, 0, -1):
            if failure not in self.seen[i - 1][1]:
                return self.seen[i][0]
        return None
