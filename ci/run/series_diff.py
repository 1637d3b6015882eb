# SPDX-License-Identifier: GPL-2.0-only
"""The failures of a run of the steps, as names that can be compared from commit to commit."""
import os
import re
import xml.etree.ElementTree as ElementTree

from kernel import ways
from kernel.expectations import SEQUENCES
from run import header
from run import static_diff
from run import step_results
from run.common import REPO
from run.runner import later

TESTS = ('kunit', 'selftests', 'coverage')      # steps with a JUnit file of tests
MENDED = 'that did not fail'            # of ci/kernel/kunit-report: a known failure that is gone
UNSURE = 'O9: does not replay'          # of ci/hosted/run: a fault of the hosted world, not of a commit


def tests_by_name(results, name):
    """Tests that failed, known or not: {SUITE.TEST: {a name for each way in which it did: what}}."""
    path = results.fresh(name)
    found = {}
    for case in ElementTree.parse(path).getroot().iter('testcase') if path else ():
        verdict, text = results.verdict(case)
        if verdict in ('failed', 'known') and MENDED not in text:
            test = f'{case.get("classname")}.{case.get("name")}'
            found[test] = {in_the_way(test, way): text for way in ways_of(case)}
    return found


def ways_of(case):
    """How it failed, as ci/kernel/kunit-report says it (ci/kernel/ways.py)."""
    said = next((e.get('type') for e in case if e.tag in ('failure', 'skipped')), '')
    return said.split(ways.BETWEEN) if said else ['']


def in_the_way(test, way):
    """The name of a failure. Which parameter shows a memory error depends on the build (ways.Ways.of())."""
    if way.startswith('KASAN') and not test.startswith(SEQUENCES):
        test = test.partition('/')[0]
    return f'{test} [{way}]' if way else test


def static(results):
    """Findings in the source, known or not, without their lines."""
    found = static_diff.by_name(row for rows in results.static() for row in rows)
    return found | {line: line for line in not_checked(results) if static_diff.STALE not in line}


def not_checked(results):
    """What could not be checked, and is no rule's; lines of the baseline of which nothing is left."""
    path = results.fresh('static.xml')
    cases = ElementTree.parse(path).getroot().iter('testcase') if path else ()
    return [line for c in cases if c.get('name') == 'static' for line in (c.findtext('failure') or '').split('\n') if line]


def case(path):
    """fuzz/scenarios/first.txt: scenarios.first"""
    return '.'.join(path[:-len('.txt')].split('/')[-2:])


def without_numbers(text):
    """What is said of a run, without what differs from run to run: P4 and u32 are names, and behind some words (those of
    fuzz/play/play.c) a number tells one cause from another."""
    return re.sub(r'(?<!\w)(?<!\berrno )(?<!\bfunc )(?<!\bresult )(?<!\borigin )(?<!\breturned )(0x[0-9a-f]+|[0-9]+)', 'N', text)


def oracles(results):
    """Files in which an oracle fires, by its cause, whether they expect it or not: the base may have it as well."""
    return {f'{case(path)}: {without_numbers(c.text)}': c.text for path, c in results.scenarios().items()
            if re.match(r'O\d', c.text)}


def otherwise(log):
    """What files that were played do not do as they state. (A known finding that has gone is no failure.)"""
    return {f'{case(path)}: {without_numbers(what)}': what for path, what in step_results.not_as_stated(log)
            if what and not path.startswith('fuzz/findings/')}


def unsure(log):
    """Findings that did not replay, by their titles."""
    return {f'{UNSURE}: {without_numbers(title)}': title for title in re.findall(rf'^{UNSURE}(?: in a process of its own)?: (.*?)(?:, \S+/unsure/\S+)?$', log, re.M)}


def runs_that_differ(step, log):
    """The failures of `make repeat`: of files, and of generated sequences."""
    said = re.findall(r'^(\S+): (O9: .*)$', log, re.M) if ' repeat' in step['command'] else []
    return {f'{case(path) if path.endswith(".txt") else path}: {without_numbers(text)}': text for path, text in said}


def explained(results, step, log):
    """How many of the failures that a step counts are shown: as a test, a finding, a file that was played."""
    path = results.fresh(f'{step["name"]}.xml') if step['name'] in TESTS else None
    shown = sum(c.find('failure') is not None for c in ElementTree.parse(path).getroot().iter('testcase')) if path else 0
    if step['name'] == 'static':
        shown += len({rule for _, _, rule, _ in results.static()[0]}) + len(not_checked(results))
    return shown + len(findings(step)) + len(set(re.findall(r'^NOT AS (?:STATED|EXPECTED): ([^\s:]+)', log, re.M))) + \
        len(re.findall(rf'^{UNSURE}', log, re.M)) + len(runs_that_differ(step, log))


def failures(results):
    """By step: {step: {name: what}}. What a step counts as failed and has nothing to show for is a failure itself."""
    failed = {name: tests_by_name(results, f'{name}.xml') for name in TESTS}
    # The suites run twice, for verdicts and for coverage; only the first time is one that the base has, too.
    failed['coverage'] = {test: ways_there for test, ways_there in failed['coverage'].items() if test not in failed['kunit']}
    found = {step: {n: text for there in of.values() for n, text in there.items()} for step, of in failed.items()}
    found |= {'static': static(results), 'scenarios': oracles(results)}
    for step in results.steps:
        if step['verdict'] == 'ok':
            continue
        mine = found.setdefault(step['name'], {})
        for path in findings(step):
            mine[path] = 'a finding'
        log = f'{results.repo}/{step["log"]}'
        said = step_results.read(log) if os.path.exists(log) else ''
        mine |= otherwise(said) | unsure(said) | runs_that_differ(step, said)
        if step['failed'] > explained(results, step, said):
            mine[f'{step["name"]} fails'] = (step['replay'] or [''])[0]
    return {step: names for step, names in found.items() if names and step in {s['name'] for s in results.steps}}


def is_file(name):
    """Whether a failure is a finding that a step wrote down."""
    return '/findings/' in name and name.endswith('.txt')


def subject(failure):
    """What failed, in whichever way."""
    step, name = failure
    return name.partition(' [')[0] if step in TESTS else name


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
    found = header.lines(step_results.read(path), 'found') if is_file(name) and os.path.exists(path) else []
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
