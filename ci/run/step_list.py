# SPDX-License-Identifier: GPL-2.0-only
"""Run a list of steps, for ci/run/steps and ci/run/presubmit: the lock, the result, what an interruption leaves."""
import ctypes
import errno
import os
import re
import signal
import sys

from run import results
from run import runner
from run import unfinished
from run.common import REPO, fail, locked

PR_SET_PDEATHSIG = 1
INTERRUPTED = 130


class Interrupt(Exception):
    """Why the run ends before its end."""


def interruptible():
    """SIGTERM, SIGHUP, and the death of whoever started this, are Ctrl-C."""
    def interrupt(number, _):
        for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(n, signal.SIG_IGN)            # once is enough
        raise Interrupt({signal.SIGINT: 'Ctrl-C'}.get(number, signal.Signals(number).name))
    parent = os.getppid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:       # nohup
            signal.signal(number, interrupt)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        raise Interrupt('what started it has ended')


def check(path, count, steps):
    """A list that has lost a step, or names one that is not there, is not run. count: what its head says, or None."""
    names = [s.name for s in steps]
    for s in steps:
        if names.count(s.name) > 1:
            fail(f'{path}: there are two steps {s.name}')
        unknown = [a for a in s.after if a not in names]
        if unknown:
            fail(f'{path}: {s.name} comes after {" ".join(unknown)}, which is no step')
    if count is None:
        return
    if count != len(steps):
        fail(f'{path}: {len(steps)} steps, and its head says {count}')
    if bare := [s.name for s in steps if s.here and s.least is None]:
        fail(f'{path}: {" ".join(bare)}: at least how many results? ("{runner.BUILDS}": it builds for those after it; 0: its status only)')


def read(name, folder):
    """The steps of a list, those that ONLY selects."""
    with open(f'{REPO}/ci/run/{name}.steps', encoding='utf-8') as f:
        text = f.read()
    lines = [l for l in text.splitlines() if l.strip() and not l.startswith('#')]
    said = re.fullmatch(r'steps (\d+)', lines[0]) if lines else None
    try:
        steps = [runner.Step(l, folder) for l in (lines[1:] if said else lines)]
    except ValueError as e:
        fail(f'ci/run/{name}.steps: {e}')
    check(f'ci/run/{name}.steps', int(said[1]) if said else None, steps)
    steps = [s for s in steps if s.here]
    only = os.environ.get('ONLY', '').split()
    unknown = set(only) - {s.name for s in steps}
    if unknown:
        fail(f'ONLY={" ".join(only)}: there is no {" ".join(unknown)} in ci/run/{name}.steps')
    return [s for s in steps if not only or s.name in only]


def reason(e):
    """Why a run ends that is not complete."""
    if isinstance(e, Interrupt):
        return f'interrupted ({e})'
    if isinstance(e, OSError):
        return os.strerror(e.errno or errno.EIO)
    return 'no memory' + (f' ({e})' if str(e) else '')


def run(name):
    """Run the list: (its steps, each with its result; seconds)."""
    folder = f'{REPO}/build/steps/{name}'
    os.makedirs(folder, exist_ok=True)
    with locked(f'{folder}/.lock', folder):
        return run_alone(name, folder)


def run_alone(name, folder):
    steps = read(name, folder)
    page = unfinished.Unfinished(name, steps)

    def told(done, seconds):
        results.write(folder, name, done, seconds, file='so-far.json')
        page.go_on(done)

    runs = runner.Runner(steps, folder, told)
    try:
        if before := results.cut_short(folder):
            print(f'ci/run/steps: the run before was killed; {before}', file=sys.stderr)
        results.forget(folder)
        page.begin()
        results.write(folder, name, [], 0, file='so-far.json')
        runs.run()
        results.write(folder, name, steps, runs.seconds())
    except (Interrupt, OSError, MemoryError, RuntimeError) as e:        # RuntimeError: no room for a thread
        where = runs.end()
        results.forget(folder)
        why = f'{reason(e)} in {where or "no step"}'
        page.end([s for s in steps if s.name in runs.done], why[0].upper() + why[1:] + '.')
        print(f'\nci/run/steps: {why}, {len(runs.done)} of {len(steps)} steps done; there is no result', file=sys.stderr, flush=True)
        if isinstance(e, OSError):
            print(f'ci/run/steps: {e}', file=sys.stderr)
        sys.exit(INTERRUPTED)
    return steps, runs.seconds()
