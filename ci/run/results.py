# SPDX-License-Identifier: GPL-2.0-only
"""Results of a list of steps: the table, and result.json for ci/report/write."""
import json
import os
import time

from kernel import by_version
from run.common import REPO, replace_file

SHOWN = 12      # lines of a failed step's log
# Steps whose results are tests that somebody wrote. The others count generated runs, searches, rules and the like.
TESTS = ('kunit', 'selftests', 'scenarios', 'seeds', 'sequence', 'scripts', 'host-tests', 'own-suite')


def verdict(step):
    return 'ok' if step.status == 0 else 'new' if step.differs else 'FAILED'


def status(steps):
    """The exit status for all: 0, 1 when a step has failed, by_version.DIFFERS when all that is wrong is new in a version."""
    bad = [s for s in steps if s.status]
    return 1 if any(not s.differs for s in bad) else by_version.DIFFERS if bad else 0


def passed(steps):
    """(tests, other results) that passed, of steps as (name, passed)."""
    tests = sum(n for name, n in steps if name in TESTS or name.partition('-')[0] in TESTS)
    return tests, sum(n for _, n in steps) - tests


def last_lines(log):
    """The end of a log, as far as it says something."""
    if not os.path.exists(log):
        return []
    with open(log, encoding='utf-8', errors='replace') as f:
        return [line.rstrip() for line in f if line.strip()][-SHOWN:]


def table(steps, seconds):
    """The table, the end of each failed step's log, the command that replays each failure, and the counts of all."""
    print(f'\n{"check":20}{"verdict":9}{"passed":>7}{"failed":>7}{"known":>6}{"skipped":>8}{"seconds":>8}{"cpu":>6}')
    for s in steps:
        c = s.counts
        print(f'{s.name:20}{verdict(s):9}{c.passed:7}{c.failed:7}{c.known:6}{c.skipped:8}{s.seconds:8.0f}{s.cpu:6.0f}'
              + (f'  {s.note}' if s.note else ''))
    for s in steps:
        if s.status and (last := last_lines(s.log)):
            print(f'{s.name}, the end of its log:\n' + ''.join(f'    {line}\n' for line in last), end='')
        for replay in s.replays:
            print(f'replay {s.name}: {replay}   (log: {os.path.relpath(s.log)})')
    print(f'{seconds:.0f} s in all, {sum(s.cpu for s in steps):.0f} s of processor time')
    tests, others = passed([(s.name, s.counts.passed) for s in steps])
    if tests and others and not any(' presubmit' in s.command for s in steps):
        print(f'{tests} tests passed, and {others} generated runs, searches and rules; together:')
    print(f'{sum(s.counts.passed for s in steps)} passed, {sum(s.counts.failed for s in steps)} failed, '
          f'{sum(s.counts.skipped for s in steps)} skipped')


def cut_short(folder):
    """How far a run has come that has left neither a result nor a word; '' when there is none."""
    try:
        with open(f'{folder}/so-far.json', encoding='utf-8') as f:
            done = [s['name'] for s in json.load(f)['steps']]
    except (OSError, ValueError, KeyError):
        return ''
    return f'{", ".join(done) or "no step"} had ended'


def forget(folder):
    """What an earlier run said is not believed any more."""
    for name in ('result.json', 'result.json.new', 'so-far.json', 'so-far.json.new'):
        if os.path.exists(f'{folder}/{name}'):
            os.unlink(f'{folder}/{name}')


def write(folder, name, steps, seconds, file='result.json'):
    """All or nothing."""
    result = {'list': name, 'ended': time.time(), 'seconds': round(seconds, 1), 'driver': os.environ.get('DRIVER') or 'repo',
              'ksrc': os.environ.get('KSRC') or '', 'steps': [as_dict(s) for s in steps]}
    replace_file(f'{folder}/{file}', json.dumps(result, indent=1), on_disk=True)
    if file == 'result.json' and os.path.exists(f'{folder}/so-far.json'):
        os.unlink(f'{folder}/so-far.json')


def as_dict(step):
    return {'name': step.name, 'after': step.after, 'command': step.command, 'verdict': 'ok' if step.status == 0 else 'failed',
            'status': step.status, **step.counts._asdict(), 'began': step.began, 'seconds': round(step.seconds, 1), 'cpu': round(step.cpu, 1),
            'note': step.note, 'replay': step.replays, 'log': os.path.relpath(step.log, REPO)}
