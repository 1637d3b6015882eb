# SPDX-License-Identifier: GPL-2.0-only
"""Kernels that run the KUnit suites: how they are built, started, and read. For ci/kernel/kunit and all that boots UML."""
import functools
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

from kernel import alone, build_error, by_version, expectations, ktap
from kernel import unchanged
from run import common
from run import process
from run.common import REPO, ask, fail, interruptible, replace_file

# kasan_multi_shot: a report, such as one that a known failure makes, doesn't silence those after it.
# kmemleak.verbose: it prints what it finds, not only how much.
# What KERNEL_ARGS says in the environment comes behind it, as in growth_test.rounds=100000.
KERNEL_ARGS = ('kasan_multi_shot', 'kmemleak.verbose=1', *os.environ.get('KERNEL_ARGS', '').split())
# All suites, in parts of about the same time, each of which gets a kernel of its own: KUnit's globs.
PARTS = ('optee_[!fn-z]*', 'optee_f*', 'optee_[n-z]*', '[!o]*')
# What a kernel takes of names to skip (kunit/support/tee_skip.h), and of its command line (UML's is 4096) for them
SKIP_NAMES, SKIP_LENGTH = 200, 3500
# The kernel's build names its source by relative paths, so that the compiler's commands, and with them what ccache has, are the
# same for both drivers, whose trees have the same files but for drivers/tee. Only for ARCH=um, whose build calls no tools/.
SAME_COMMANDS = ('srctree=../tree', 'srcroot=../tree')
# A kernel that runs a known failure alone may run in a circle: seconds of a processor, and of this machine whatever its load
ALONE_CPU_S, ALONE_TIMEOUT_S = 25, 900


class Arch:
    """A kind of kernel, by what ARCH, BITS and SMP say. name: in lists of tests; folder: of the build; config: the files
    kunit/kunitconfig.NAME that it has beside kunit/kunitconfig; kernel: in the folder; results: what the names of the results
    begin with; cross: of the compiler; options for make, for the kernel, and of kunit.py to run it; fatal_too: known
    failures that end their kernel have one of their own (not where it takes long to boot)."""

    def __init__(self, name, folder, config, kernel, results, arch='um', cross='', make_options=(), kernel_args=(),
                 exec_args=(), timeout_s=300, fatal_too=False):
        self.name, self.folder, self.kernel, self.results, self.fatal_too = name, folder, kernel, results, fatal_too
        self.exec_args, self.timeout_s, self.cross = exec_args, timeout_s, cross
        self.args = [f'--kunitconfig={REPO}/kunit/kunitconfig', *(f'--kunitconfig={REPO}/kunit/kunitconfig.{c}' for c in config.split())]
        self.args += [f'--arch={arch}', f'--cross_compile={cross}'] if cross else []
        self.make_options = (*make_options, *((f'CC=ccache {cross}gcc', 'HOSTCC=ccache gcc') if shutil.which('ccache') else ()))
        self.kernel_args = (*KERNEL_ARGS, *kernel_args)


SMP = os.environ.get('SMP') or '2'
ARCHES = {a.name: a for a in (
    # inf-cpu: what runs takes no time, and when all tasks wait, clocks skip forward to the next timer. So waits cost nothing,
    # and a run is the same each time, however fast the host is.
    Arch('um', 'uml', 'kasan ffa uml uml-kasan uml-time', 'linux', 'kunit', kernel_args=('time-travel=inf-cpu',), fatal_too=True),
    # slab_debug, page_poison: for want of KASAN.
    Arch('um32', 'uml32', 'uml uml-time uml32', 'linux', 'kunit-um32', cross='i686-linux-gnu-', make_options=('SUBARCH=i386',),
         kernel_args=('time-travel=inf-cpu', 'slab_debug=FZP', 'page_poison=1')),
    # Time is the host's, so that waits last as long as they do.
    Arch('umsmp', 'uml-smp', 'kasan ffa uml uml-kasan uml-smp', 'linux', 'kunit-umsmp', kernel_args=(f'ncpus={SMP}',), timeout_s=1800),
    # icount: time is what the instructions of the guest take, so that the load of the host changes no verdict, and it
    # skips forward as well. The CPUs take turns, which end at each timer and each wait: anywhere, as seen by the driver.
    Arch('arm64', 'arm64', 'kasan arm64', 'arch/arm64/boot/Image.gz', 'kunit-arm64', 'arm64', 'aarch64-linux-gnu-',
         exec_args=('--qemu_args=-smp 4 -m 2048 -icount shift=3,sleep=off',), timeout_s=1800),
)}


def arch():
    name, bits, smp = (os.environ.get(n) or '' for n in ('ARCH', 'BITS', 'SMP'))
    if name not in ('', 'um', 'arm64') or bits not in ('', '32', '64') or not re.fullmatch('[2-8]?', smp):
        fail(f'ARCH={name} BITS={bits} SMP={smp}: the suites run with ARCH=um, BITS=32 or 64, SMP=2 to 8, or with ARCH=arm64')
    if name == 'arm64' and (bits == '32' or smp) or bits == '32' and smp:
        fail('BITS=32 and SMP= are kinds of ARCH=um, one or the other')
    return ARCHES[name if name == 'arm64' else 'um32' if bits == '32' else 'umsmp' if smp else 'um']


class Progress:
    """Shows how far make has come, from what it writes to its log."""

    def __init__(self, log):
        self.log, self.start, self.stop = log, time.time(), threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        open(self.log, 'w', encoding='utf-8').close()
        self.thread.start()

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        if sys.stderr.isatty():
            print('\r\033[K', end='', file=sys.stderr, flush=True)

    def run(self):
        tty = sys.stderr.isatty()
        steps, last = 0, ''
        with open(self.log, encoding='utf-8', errors='replace') as f:
            while not self.stop.wait(1 if tty else 15):
                for line in f:
                    if line.startswith('  '):
                        steps, last = steps + 1, line.strip()
                if steps:
                    text = f'building: {steps} steps, {time.time() - self.start:.0f} s: {last}'
                    print(f'\r\033[K{text[:100]}' if tty else text, end='' if tty else '\n', file=sys.stderr, flush=True)


@functools.cache
def same_addresses():
    """What makes the addresses of a process the same each time, where that is allowed: what a wild pointer of the kernel's finds
    in UML depends on them."""
    return ['setarch', '-R'] if not subprocess.run(['setarch', '-R', 'true'], stderr=subprocess.DEVNULL, check=False).returncode else []


def kunit_py(work, *args):
    return [*same_addresses(), sys.executable, '-u', f'{work}/tree/tools/testing/kunit/kunit.py', *args]


def environment(more):
    env = dict(os.environ, PYTHONDONTWRITEBYTECODE='1', PATH=f'{REPO}/ci/kernel/shim:{os.environ["PATH"]}', **more)
    # Two checkouts, and the same source at two places, share compiler results.
    env.setdefault('CCACHE_BASEDIR', REPO)
    env.setdefault('CCACHE_NOHASHDIR', '1')
    for name in ('MAKEFLAGS', 'MFLAGS', 'KSRC', 'DRIVER', 'ARCH', 'BITS', 'SMP', 'CROSS_COMPILE'):
        env.pop(name, None)
    return env


def start(command, stdin=None, stdout=None, stderr=None, **env):
    """A process in a session of its own, for process.end()."""
    return subprocess.Popen(command, env=environment(env), stdin=stdin, stdout=stdout, stderr=stderr,
                            start_new_session=True)


def starts_32_bit_programs():
    """Does the kernel of this machine? Tried with a program that ends at once (exit is system call 1 there)."""
    with tempfile.TemporaryDirectory(prefix='teeproof-32-') as folder:
        subprocess.run([f'{arch().cross}gcc', '-nostdlib', '-static', '-x', 'c', '-', '-o', f'{folder}/program'], check=True,
                       input=b'void _start(void) { __asm__("int $0x80" : : "a"(1), "b"(0)); }')
        try:
            return not subprocess.run([f'{folder}/program'], check=False).returncode
        except OSError:
            return False


def build(work, folder='', more_options=(), config=''):
    """Build the kernel in work/folder, with make options beside the usual ones; config: a --kunitconfig= of its own."""
    if arch().name == 'umsmp' and 'config SMP' not in common.read(f'{work}/tree/arch/um/Kconfig'):
        fail('SMP=: UML of this kernel tree has one CPU only; that of 7.2 and later has more')
    if arch().name == 'um32' and not starts_32_bit_programs():
        fail("BITS=32: this machine's kernel starts no 32-bit programs (CONFIG_IA32_EMULATION), and UML is one; take another machine")
    folder = folder or arch().folder
    stamp = f'{work}/{folder}.built'
    if built_in_this_run(stamp, more_options, config):
        return
    # gcov wants to know where the source is.
    same = () if folder == 'cov' or arch().name == 'arm64' else SAME_COMMANDS
    options = [f'--make_options={o}' for o in (*arch().make_options, *same, *more_options)]
    command = kunit_py(work, 'build', f'--build_dir={work}/{folder}', *([config] if config else arch().args), *options)
    log, make_log = f'{work}/{folder}-build.log', f'{work}/{folder}-make.log'
    with open(log, 'w', encoding='utf-8') as out, Progress(make_log):
        make = start(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                     TEEPROOF_MAKE_LOG=make_log)
        try:
            status = make.wait()
        finally:
            process.end(make)
    with open(log, encoding='utf-8', errors='replace') as f:
        said = f.read()
    if status:
        reason = build_error.explain(said, REPO, f'{work}/tree')
        if reason:
            fail(f'{reason} (all of it: {log})')
        print(said, file=sys.stderr)
        fail(f'the kernel does not build; what make did is in {make_log}')
    # The tree has warnings of its own on UML (lib/iomap.c); those in the code under test are of interest.
    warnings = [l for l in said.splitlines() if 'warning:' in l and re.search(r'drivers/tee|linux/tee_', l)]
    if warnings:
        print('\n'.join(warnings), file=sys.stderr)
    if os.environ.get('TEEPROOF_RUN'):
        replace_file(stamp, run_and_options(more_options, config))


def run_and_options(more_options, config):
    return '\n'.join([os.environ['TEEPROOF_RUN'], *more_options, config])


def built_in_this_run(stamp, more_options, config):
    """In a step of ci/run/steps that comes after the one which builds: nothing to look at again."""
    try:
        with open(stamp, encoding='utf-8') as f:
            said = f.read()
        if os.environ.get('TEEPROOF_RUN') and said == run_and_options(more_options, config):
            return True
        os.unlink(stamp)
    except FileNotFoundError:
        pass
    return False


def glob_from_environment():
    """SUITE and TEST as KUnit's filter_glob wants them; '' for all."""
    suite, test = os.environ.get('SUITE', ''), os.environ.get('TEST', '')
    return f'{suite or "*"}.{test}' if test else suite


def skip_option(names, where, instead):
    """What tells a kernel to skip tests or sequences of these names; it would boot without a list that is too long."""
    value = ','.join(sorted(names))
    if len(names) > SKIP_NAMES or len(value) > SKIP_LENGTH:
        fail(f'{where} would have {len(names)} names to skip, in {len(value)} characters; {SKIP_NAMES} in {SKIP_LENGTH} at most: {instead}')
    return [f'tee_skip.names={value}'] if names else []


def skip_args(skipped, suites):
    """The same for a kernel with `suites`, of all that some kernel has to skip."""
    def name(leaf):
        if leaf.startswith(expectations.SEQUENCES):
            return leaf[len(expectations.SEQUENCES):]
        # Over FF-A many suites have the tests of another one.
        return ('ffa.' if leaf.startswith('optee_ffa') else '') + leaf.partition('.')[2]

    return skip_option({name(n) for n in skipped if expectations.selected(suites, n)}, f'the kernel with {suites or "all suites"}',
                       'take a narrower SUITE=, or more PARTS (ci/kernel/kunit_run.py)')


class Kernels:
    """The kernels of a run, which run the suites of a glob each, as many at a time as there are processors. What they
    print comes out of them in order, below a line that separates it: that of the first one as it comes, of the others from
    files. commands: [(line, command)]"""

    def __init__(self, commands):
        self.commands, self.slots = commands, threading.Semaphore(os.cpu_count() or 1)
        self.began, self.processes, self.ending = [threading.Event() for _ in commands], [], False
        self.folder = tempfile.mkdtemp(prefix='teeproof-kunit.')
        self.thread = threading.Thread(target=self.start_all, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        self.slots.release()
        self.thread.join()
        process.end(*self.processes)
        shutil.rmtree(self.folder)

    def start_all(self):
        for n, (_, command) in enumerate(self.commands):
            self.slots.acquire()
            if self.ending:
                return
            with open(f'{self.folder}/{n}', 'wb') as out:
                self.processes.append(start(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT))
            threading.Thread(target=self.wait, args=(self.processes[-1],), daemon=True).start()
            self.began[n].set()

    def wait(self, kernel):
        kernel.wait()
        self.slots.release()

    def feed(self, sink):
        """Write what they print, until all have ended."""
        for n, (line, _) in enumerate(self.commands):
            self.began[n].wait()
            if n:
                sink.write(f'{line}\n'.encode())
            with open(f'{self.folder}/{n}', 'rb') as printed:
                ended = False
                while not ended:
                    ended = self.processes[n].poll() is not None
                    shutil.copyfileobj(printed, sink)
                    sink.flush()
                    if not ended:
                        time.sleep(0.05)


def commands(work, folder, tests, fatal_too):
    """The kernels of a run, for Kernels: the suites in parts, then each test that runs alone."""
    lists = expectations.Lists(f'{REPO}/kunit/lists', work, arch().name)
    driver = os.path.basename(work).partition('-')[0]

    def command(timeout_s, suites, *args):
        return kunit_py(work, 'exec', f'--build_dir={work}/{folder}', '--raw_output=all', *arch().args, *arch().exec_args,
                        f'--timeout={timeout_s}',
                        *(f'--kernel_args={a}' for a in (*arch().kernel_args, f'optee_sequence.driver={driver}', *args)), suites)
    timeout_s = os.environ.get('TIMEOUT_S') or arch().timeout_s
    made = [(ktap.NEXT_KERNEL, command(timeout_s, part, *skip_args(lists.skipped(), part))) for part in ([tests] if tests else PARTS)]
    for name in sorted(n for n in lists.alone() if fatal_too and expectations.selected(tests, n)):
        made.append((ktap.ALONE + name, ['prlimit', f'--cpu={ALONE_CPU_S}', *command(ALONE_TIMEOUT_S, name.partition('/')[0], *alone.kernel_args(lists, name))]))
    return made


def run(work, *report_args, folder='', stdout=None, fatal_too=True):
    """Boot the kernel in work/folder; the status of ci/kernel/kunit-report, which judges what it prints. fatal_too: known
    failures that end their kernel run, each in one of its own."""
    tests, fatal_too = glob_from_environment(), fatal_too and arch().fatal_too
    report = [f'{REPO}/ci/kernel/kunit-report', f'--work={work}', f'--arch={arch().name}', f'--name={arch().results}',
              f'--glob={tests}', *(['--alone'] if fatal_too else []), *report_args]
    with Kernels(commands(work, folder or arch().folder, tests, fatal_too)) as kernels:
        judge = subprocess.Popen(report, stdin=subprocess.PIPE, stdout=stdout)
        try:
            with judge.stdin as sink:
                kernels.feed(sink)
        except BrokenPipeError:
            pass                        # its status says it
        except BaseException:
            judge.kill()                # an unfinished run has no verdict
            raise
        finally:
            status = judge.wait()
    return status


def verdicts(work):
    """The verdict of each test of the last run, from its JUnit file."""
    top = ElementTree.parse(f'{work}/{arch().results}.xml').getroot()
    return {f'{c.get("classname")}.{c.get("name")}': ' '.join(r.tag for r in c) or 'passed' for c in top.iter('testcase')}


def repeat(work, runs):
    """Status 0 when all runs have the same verdict of each test."""
    first, differ, log = None, set(), f'{work}/{arch().results}'
    for n in range(1, runs + 1):
        status = run(work, stdout=subprocess.DEVNULL)
        if status not in (0, 1, by_version.DIFFERS) or not os.path.exists(f'{log}.xml'):
            fail(f'run {n} has no verdicts, ci/kernel/kunit-report ended with status {status}: {log}.log')
        now = verdicts(work)
        first = first or now
        new = {t for t in first.keys() | now.keys() if first.get(t) != now.get(t)}
        for test in sorted(new):
            print(f'run {n}: {test}: {now.get(test, "did not run")}; in run 1: {first.get(test, "did not run")}')
        if new or n == 1:
            shutil.copy(f'{log}.log', f'{log}.run-{n}.log')
        if new:
            print(f'run {n}: what the kernels printed: {log}.run-{{1,{n}}}.log')
        print(f'run {n} of {runs}: {len(now)} verdicts, {len(new)} other than in run 1', flush=True)
        differ |= new
    print(f'repeat: {runs} runs: {len(first) - len(differ)} passed, {len(differ)} failed')
    return 1 if differ or not first else 0


def overlay():
    """Bring the overlay up to date; the folder for this driver and kernel tree."""
    return ask(f'{REPO}/ci/kernel/workdir')


def locked(work):
    """One run at a time in a folder."""
    return common.locked(f'{work}/.lock.{arch().folder}', work)


def kernel(folder='', config=''):
    """The folder for this driver and kernel tree, in which the kernel that build() makes is up to date."""
    folder = folder or arch().folder
    variables = [os.environ.get('DRIVER') or 'repo', unchanged.folder(os.environ.get('KSRC', ''))]
    record = unchanged.Record(['kernel', arch().name, folder, config, *variables], ('ci/kernel', 'driver', 'fuzz', 'kunit'))
    newest = os.environ.get('KSRC') == 'debian:newest'          # which tree that is, changes
    if not newest and (work := record.look()):
        return work
    began_ns = time.time_ns()
    record.forget()
    work = overlay()
    with locked(work):
        build(work, folder, config=config)
        if not newest:
            out = f'{work}/{folder}'
            record.save(work, work, out, [f'{out}/{arch().kernel}', f'{out}/.config'], [f'{arch().cross}gcc', f'{arch().cross}ld'], began_ns)
    return work


def check_suite():
    """A misspelt SUITE shows the suites, not a kernel in which nothing runs."""
    suite = os.environ.get('SUITE')
    if not suite:
        return
    names = {os.path.basename(p)[:-len('.list')] for p in glob.glob(f'{REPO}/kunit/lists/expected/*.list')}
    for path in glob.glob(f'{REPO}/kunit/*/*_test.c'):          # those that have no list yet
        names |= set(re.findall(r'^static struct kunit_suite \w+ = {\n\t\.name = "(\w+)"', common.read(path), re.M))
    common.choose('SUITE', suite, 'suite', names)


def main(usage):
    what = sys.argv[1] if len(sys.argv) > 1 else 'run'
    runs = int(sys.argv[2]) if what == 'repeat' and len(sys.argv) == 3 else 20
    name = sys.argv[2] if what == 'build' and len(sys.argv) == 3 else ''
    if len(sys.argv) > (3 if what in ('build', 'repeat') else 2) or what not in ('build', 'run', 'list', 'repeat'):
        sys.exit(usage)
    interruptible()
    arch()
    if what in ('run', 'repeat'):           # `make selftests` builds with a SUITE of its own programs
        check_suite()
    work = kernel(name, f'--kunitconfig={REPO}/kunit/{name}/kunitconfig' if name else '')
    if what == 'build':
        print(f'{work}/{name or arch().folder}/{arch().kernel}')
        return
    with locked(work):
        if what == 'repeat':
            sys.exit(repeat(work, runs))
        sys.exit(run(work, *(['--write-list'] if what == 'list' else [])))
