# SPDX-License-Identifier: GPL-2.0-only
"""The steps of a list and the workers that run them; the list itself is read by ci/run/steps."""
import collections
import os
import re
import shutil
import subprocess
import sys
import threading
import time

from run import results
from run.common import REPO

JOBS = 2
TELL_S = 30                     # how often a run without a terminal says what it is at
GUARD_S = 30                    # ci/run/supervise ends what it started within this time
LITTLE = 16 << 20               # bytes left on a disk that is as good as full
COUNTS = re.compile(r'(\d+) passed, (\d+) failed(?:, (\d+) known failures)?(?:, (\d+) skipped)?(?:, (\d+) new in (Linux [\d.]+))?')
REPLAY = re.compile(r'^\s*replay: (\S.*)$', re.M)
NOTE = re.compile(r'^note: (\S.*)$', re.M)
NO_MEMORY = re.compile(r'Cannot allocate memory|virtual memory exhausted|^MemoryError|std::bad_alloc|LLVM ERROR: out of memory'
                       r'|AddressSanitizer failed to allocate|failed to map segment from shared object', re.M)
NO_ROOM = 'No space left on device'
BUILDS = 'builds'               # instead of a least number: the step builds for those that come after it
DRIVERS = ('repo', 'tree')
OF_MAKE = ('MAKEFLAGS', 'MFLAGS', 'MAKEOVERRIDES', 'MAKELEVEL', 'BASE', 'ONLY', 'TEEPROOF_RUN')
TOO_FEW = 3                     # status of a step that has judged less than it should
Counts = collections.namedtuple('Counts', 'passed failed known skipped')


class Step:
    """A line of the list, and its result: status is None until it has ended."""

    def __init__(self, line, folder):
        name, after, self.command = (f.strip() for f in line.split('|', 2))
        self.name, _, least = name.partition(' ')
        self.builds = least.strip() == BUILDS
        self.least, self.here = self.at_least('0' if self.builds else least)
        self.after = after.split()
        self.log = f'{folder}/{self.name}.log'
        self.process, self.status, self.began, self.seconds, self.cpu = None, None, None, 0, 0
        self.counts = Counts(0, 0, 0, 0)
        self.note, self.replays = '', []
        self.differs = False            # all that is wrong is new in a kernel version that nobody has recorded
        self.env = None

    @staticmethod
    def at_least(said):
        """How many results each line of counts has to have at least, None: it does not say; and is it a step of this driver's?"""
        words = said.split()
        of = dict(w.split('=', 1) for w in words) if '=' in said else dict.fromkeys(DRIVERS, *words) if words else {}
        if not set(of) <= set(DRIVERS):
            raise ValueError(f'"{said}": a driver is {" or ".join(DRIVERS)}')
        mine = of.get(os.environ.get('DRIVER') or 'repo')
        return [int(n) for n in mine.split('+')] if mine else None, bool(mine or not of)

    def run(self):
        """Run it under ci/run/supervise, which sees the end of this process by that of the pipe."""
        ours, theirs = None, None
        try:
            theirs, ours = os.pipe()
            self.began = time.time()
            with open(self.log, 'w', encoding='utf-8') as log:
                self.process = subprocess.Popen([f'{REPO}/ci/run/supervise', str(theirs), self.command], cwd=REPO,
                                                pass_fds=[theirs], stdin=subprocess.DEVNULL, stdout=log,
                                                stderr=subprocess.STDOUT, start_new_session=True, env=self.env)
                status = self.wait()
        finally:
            for fd in (ours, theirs):
                if fd is not None:
                    os.close(fd)
        self.seconds = time.time() - self.began
        self.judge(status)

    def wait(self):
        """The status of the guard; the time that everything below it had on a processor is left in self.cpu."""
        try:
            _, status, usage = os.wait4(self.process.pid, 0)
        except ChildProcessError:       # Runner.end() has seen its end
            return self.process.wait()
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        return self.process.returncode

    def judge(self, status):
        text = self.output()
        found = COUNTS.findall(text)
        # a step that calls make several times says how many lines of counts it has
        lines = found if len(self.least or ()) > 1 else found[-1:]
        if lines:
            self.counts = Counts(*(sum(int(line[n] or 0) for line in lines) for n in range(len(Counts._fields))))
            new, linux = next((line[-2:] for line in lines if line[-1]), ('', ''))
            self.differs = bool(new) and not self.counts.failed
        elif status == 0:
            self.counts = Counts(1, 0, 0, 0)
        counted = [self.counted(line) for line in lines]
        if status == 0 and self.too_few(counted):
            status = TOO_FEW
            with open(self.log, 'a', encoding='utf-8') as log:
                log.write(f'ci/run/steps: {" and ".join(map(str, counted)) or "no"} results are counted, at least '
                          f'{" and ".join(map(str, self.least))} are expected: something did not run, or was deleted\n')
        if status and not self.counts.failed and not self.differs:
            self.counts = self.counts._replace(failed=1)
        notes = NOTE.findall(text)
        self.note = notes[-1] if notes else f'{new} new in {linux}' if self.differs else ''
        if status:
            self.replays = list(dict.fromkeys(REPLAY.findall(text))) or [self.replay()]
            self.note = self.cause(status, text) or self.note
        self.status = status

    @staticmethod
    def counted(line):
        """What was judged, and not found wanting. What was skipped was not judged."""
        passed, _, known, *_ = line
        return int(passed) + int(known or 0)

    def too_few(self, counted):
        least = self.least or [0]
        return least != [0] and (len(counted) != len(least) or any(n < max(1, l) for n, l in zip(counted, least)))

    def replay(self):
        """The command that does this step again, with the variables it had."""
        given = {k: os.environ[k] for k in ('DRIVER', 'KSRC') if os.environ.get(k)}
        given = ' '.join(f'{k}={v}' for k, v in given.items() if f'{k}=' not in self.command)
        if not given:
            return self.command
        return f'{self.command} {given}' if self.command.startswith('make ') else f'{given} {self.command}'

    def cause(self, status, text):
        """Why a step ended that was not at fault itself; '' when nothing is known."""
        if NO_ROOM in text or shutil.disk_usage(os.path.dirname(self.log)).free < LITTLE:
            return 'the disk is full'
        if status == 128 + 9:
            return 'killed (no memory?)'
        return 'no memory?' if NO_MEMORY.search(text) else ''

    def output(self):
        with open(self.log, encoding='utf-8', errors='replace') as f:
            return f.read()

    def last_line(self):
        """What it is at, as far as its log says."""
        try:
            with open(self.log, 'rb') as f:
                f.seek(0, os.SEEK_END)
                f.seek(max(0, f.tell() - 2000))
                lines = f.read().decode(errors='replace').split('\n')
        except OSError:
            return ''
        return next((l.strip() for l in reversed(lines) if l.strip()), '')


def later(steps, names):
    """The names of the steps that come after one of these, at once or by way of others."""
    found = set()
    while more := {s.name for s in steps if (found | names).intersection(s.after)} - found:
        found |= more
    return found


class Runner:
    """Runs each step when those it comes after have ended; one that fails does not hold up the others."""

    def __init__(self, steps, folder, told=None):
        self.steps, self.folder, self.told_so_far = steps, folder, told
        self.names = {s.name for s in steps}
        self.done, self.waiting = set(), list(steps)
        self.running, self.error, self.stopped = [], None, False
        self.lock = threading.Condition()
        self.start, self.told = time.time(), time.time()
        self.tty = sys.stdout.isatty()

        self.environments()

    def environments(self):
        """Of each step: without MAKEFLAGS and friends, which would leak into its own make.
        What comes after a step that builds may believe it: ci/kernel/kunit and ci/hosted/build know it by TEEPROOF_RUN."""
        plain = {k: v for k, v in os.environ.items() if k not in OF_MAKE}
        env = dict(plain, TEEPROOF_RUN=f'{os.getpid()}.{time.time_ns()}')
        builds = {s.name for s in self.steps if s.builds}
        built = builds | later(self.steps, builds)
        for step in self.steps:
            step.env = env if step.name in built else plain

    def seconds(self):
        return time.time() - self.start

    def next(self):
        """The next step that may run, None when there is none left."""
        with self.lock:
            while self.waiting and not self.stopped:
                for step in self.waiting:
                    if all(a in self.done or a not in self.names for a in step.after):
                        self.waiting.remove(step)
                        self.running.append(step)
                        return step
                self.lock.wait()
            return None

    def worker(self):
        try:
            while (step := self.next()) is not None:
                self.say(f'{step.name}: begins')
                step.run()
                self.ended(step)
        except (OSError, MemoryError) as e:     # no process, no log: nothing can be run any more
            with self.lock:
                self.error, self.stopped = self.error or e, True
                self.lock.notify_all()

    def ended(self, step):
        with self.lock:
            if self.stopped:
                return
            self.say((step.output() if step.status else '') + f'{step.name}: {results.verdict(step)} ({step.seconds:.0f} s)')
            self.running.remove(step)
            self.done.add(step.name)
            if self.told_so_far:
                self.told_so_far([s for s in self.steps if s.name in self.done], self.seconds())
            self.lock.notify_all()

    def run(self):
        workers = [threading.Thread(target=self.worker, daemon=True) for _ in range(JOBS)]
        for w in workers:
            w.start()
        while any(w.is_alive() for w in workers):
            workers[0].join(0.5)
            workers[1].join(0.5)
            if self.error:
                raise self.error
            self.progress()

    def say(self, text):
        # one write: threads say things at the same time
        sys.stdout.write(('\r\033[K' if self.tty else '') + text + '\n')
        sys.stdout.flush()

    def progress(self):
        """What is being done: one line that changes on a terminal, a line now and then elsewhere."""
        if not self.tty and time.time() - self.told < TELL_S:
            return
        self.told = time.time()
        with self.lock:
            now = [f'{s.name} {time.time() - s.began:.0f} s: {s.last_line()[:60]}' for s in self.running if s.began]
            head = f'{self.seconds():.0f} s, {len(self.done)} of {len(self.steps)} done; '
        if now and self.tty:
            print(f'\r\033[K{(head + " | ".join(now))[:shutil.get_terminal_size().columns - 1]}', end='', flush=True)
        elif now:
            print(head + ' | '.join(now), flush=True)

    def end(self):
        """End all that runs; the names of the steps that this cuts short."""
        with self.lock:
            self.stopped = True
            self.lock.notify_all()
            running = [s for s in self.running if s.process]
        for step in running:
            step.process.terminate()
        for step in running:
            try:
                step.process.wait(GUARD_S)
            except subprocess.TimeoutExpired:
                step.process.kill()
        return ', '.join(s.name for s in running)
