# SPDX-License-Identifier: GPL-2.0-only
"""Processes below a process, and how they are ended. Kernels of UML leave the group and the session of what started
them, so neither tells who belongs to whom; only the parents do."""
import os
import signal
import subprocess
import time

STOP_S = 5                      # what a process gets to end by itself
GRACE_S = 20                    # what a command gets to end all that it has started
LOOK_S = 0.05


def fields():
    """Of each process that has not ended: (pid, parent, session)."""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as f:
                state, parent, _, session = f.read().rpartition(')')[2].split()[:4]
        except OSError:         # it has just ended
            continue
        if state not in 'ZX':
            yield int(pid), int(parent), int(session)


def descendants(top):
    """The processes below `top`: its children, and all of them."""
    children = {}
    for pid, parent, _ in fields():
        children.setdefault(parent, []).append(pid)
    found, todo = [], [top]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return children.get(top, []), found


def send(pids, number):
    """A signal to each of these processes that is still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def kill_session(session):
    """Kill all that is left of a session whose leader may have ended."""
    send([pid for pid, _, of in fields() if of == session], signal.SIGKILL)


def end(*processes, grace_s=STOP_S):
    """End these subprocesses and all below them: make has time to remove what it has not finished, and a script to end
    what it has started; what has not gone after grace_s seconds is killed."""
    processes, pids = [p for p in processes if p.poll() is None], set()
    for number in (signal.SIGTERM, signal.SIGKILL) if processes else ():
        pids.update(pid for p in processes for pid in (p.pid, *descendants(p.pid)[1]))
        send(pids, number)
        until = time.monotonic() + grace_s
        while time.monotonic() < until and (any(p.poll() is None for p in processes) or alive(pids)):
            time.sleep(LOOK_S)


def alive(pids):
    """Is one of these processes still there?"""
    return bool({pid for pid, _, _ in fields()}.intersection(pids))


def run_limited(command, cwd, env, log, seconds):
    """Run a command, what it prints to the file `log`; its status, or 'timeout' when it was ended after `seconds`."""
    with open(log, 'wb') as f, subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=f,
                                                stderr=subprocess.STDOUT, start_new_session=True) as p:
        try:
            return p.wait(seconds)
        except subprocess.TimeoutExpired:
            end(p, grace_s=GRACE_S)
            return 'timeout'
        except BaseException:
            end(p, grace_s=GRACE_S)
            raise
