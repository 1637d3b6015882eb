# SPDX-License-Identifier: GPL-2.0-only
"""What the static checks ask compilers and the kernel's own scripts: gcc and clang with W=1, sparse, the Clang
analyzer, checkpatch, kernel-doc. Each returns [(path, line, rule, text)], the path as the tool printed it, resolved.
"""
import concurrent.futures
import contextlib
import functools
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import tempfile

from kernel import unchanged
from run.common import REPO, locked, replace_file

WARNING = re.compile(r'^(\S+?):(\d+):(?:(\d+):)? (warning|error|fatal error): (.*)$')
FLAG = re.compile(r' \[(-W[^\]]*|[a-z]+(?:\.[A-Za-z]+)+)\]$')
CHECKPATCH = re.compile(r'^(.+?):(\d+): (ERROR|WARNING|CHECK):(\w+): (.*)$')
# What kbuild says when it goes on without sparse. 7.3 does where sparse lacks __typeof_unqual__ (0.6.4: so it is defined here).
NOT_CHECKED = 'is not available or not up to date'
# What sparse 0.6.4 says of 7.3's MODULE_INFO(), which asserts at file scope what __builtin_strlen() returns.
MODULE_INFO = re.compile(r'^\S+:\d+:1: error: bad constant expression$')
KERNEL_DOC = re.compile(r'^(.+?):(\d+): (?:warning|error): (.*)$')


content = functools.cache(unchanged.content)    # of what does not change while the checks run


class BuildError(Exception):
    """A build that cannot be made says nothing about the code: the message is what the tool said."""


def run(command, cwd=None, timeout_s=600):
    env = {k: v for k, v in os.environ.items()
           if k not in ('MAKEFLAGS', 'MFLAGS', 'KSRC', 'DRIVER', 'ARCH', 'CROSS_COMPILE', 'LLVM')}
    env['LC_ALL'] = 'C'
    done = subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=timeout_s, check=False)
    return done.returncode, done.stdout.decode(errors='replace')


class Kbuild:
    """A small kernel configuration for arm64, in which only drivers/tee is built."""

    def __init__(self, srctree, out, compiler):
        self.srctree, self.out = srctree, out
        # The tools of the build itself are always gcc's, so that one build has them for both.
        self.options = {'gcc': ['CROSS_COMPILE=aarch64-linux-gnu-'],
                        'clang': ['LLVM=-19', 'HOSTCC=gcc', 'HOSTCXX=g++']}[compiler]
        self.compiler = compiler
        self.depth, self.held = 0, contextlib.ExitStack()

    def make(self, *args):
        # W=1 runs kernel-doc on each source; that is a check of its own here, on what is ours.
        return run(['make', '-s', '-C', self.srctree, f'O={self.out}', 'ARCH=arm64', f'-j{os.cpu_count()}',
                    'cmd_checkdoc=', *self.options, *args])

    @contextlib.contextmanager
    def lock(self):
        """One at a time in a build folder; the same object may lock again."""
        if self.depth == 0:
            os.makedirs(self.out, exist_ok=True)
            self.held.enter_context(locked(f'{self.out}.lock'))
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1
            if self.depth == 0:
                self.held.close()

    def prepare(self):
        """Configure, and build what compiling needs; nothing to do the second time."""
        with self.lock():
            self.configure()

    def lend_tools(self, other):
        """What kbuild made for this machine, of the same tree, as the beginning of another build."""
        with self.lock(), other.lock():
            if os.path.isdir(f'{self.out}/scripts') and not os.path.exists(f'{other.out}/scripts'):
                shutil.copytree(f'{self.out}/scripts', f'{other.out}/scripts', symlinks=True)

    def configure(self):
        with open(f'{REPO}/ci/static/arm64.config', encoding='utf-8') as f:
            wanted = f.read()
        stamp = f'{self.out}/.teeproof'
        if os.path.exists(stamp) and os.path.exists(f'{self.out}/.config'):
            with open(stamp, encoding='utf-8') as f:
                if f.read() == wanted:
                    return
        os.makedirs(self.out, exist_ok=True)
        for step in (['KCONFIG_ALLCONFIG=' + f'{REPO}/ci/static/arm64.config', 'allnoconfig'], ['W=1', 'prepare']):
            status, output = self.make(*step)
            if status:
                raise BuildError(f'make {step[-1]} failed in {self.out}:\n{output[-3000:]}')
        with open(f'{self.out}/.config', encoding='utf-8') as f:
            config = f.read()
        if 'CONFIG_OPTEE=y' not in config:
            raise BuildError('CONFIG_OPTEE cannot be set for arm64 in this tree: see ci/static/arm64.config')
        replace_file(stamp, wanted)

    def rebuild(self):
        """Compile drivers/tee anew with W=1: its warnings."""
        with self.lock():
            self.prepare()
            run(['rm', '-rf', f'{self.out}/drivers/tee'])
            status, output = self.make('W=1', 'drivers/tee/')
        found = warnings(output, self.out, f'{self.compiler}-w1')
        if status and not found:
            raise BuildError(f'drivers/tee does not build with {self.compiler}:\n{output[-3000:]}')
        return [f for f in found if KERNEL_DOC_TEXT not in f[3]]

    def sparse(self, target='drivers/tee/'):
        """Run sparse over the sources of the last build, or over one of them."""
        with self.lock():
            self.prepare()
            status, output = self.make('W=1', 'C=2', 'CHECK=sparse', 'CF=-D__typeof_unqual__=__typeof__', target)
        if NOT_CHECKED in output:
            raise BuildError(f'kbuild leaves sparse out:\n{output[-3000:]}')
        output = '\n'.join(l for l in output.splitlines() if not MODULE_INFO.match(l))
        found = warnings(output, self.out, 'sparse')
        if status and not found:
            raise BuildError(f'make C=2 failed:\n{output[-3000:]}')
        return [f for f in found if not f[2].startswith('sparse-W') and KERNEL_DOC_TEXT not in f[3]]

    def commands(self):
        """The compile command of each object of drivers/tee: {source: [arguments]}."""
        found = {}
        for top, _, files in os.walk(f'{self.out}/drivers/tee'):
            for name in files:
                if not (name.startswith('.') and name.endswith('.o.cmd')):
                    continue
                with open(os.path.join(top, name), encoding='utf-8') as f:
                    match = re.search(r'^savedcmd_\S+ := (.*? -c -o \S+ (\S+\.c))\b', f.read(), re.M)
                if match:
                    found[match.group(2)] = shlex.split(match.group(1))
        return found

    def inputs(self, source=None):
        """A hash of the files that the objects of the last build were made from, or the object of one source: headers, the
        Kconfig files and Makefiles of their folders."""
        if not os.path.exists(f'{self.out}/include/config/auto.conf.cmd'):
            return ''           # nothing has been built
        objects = f'drivers/tee/**/.{os.path.basename(source)[:-len(".c")]}.o.cmd' if source else 'drivers/tee/**/.*.cmd'
        paths = unchanged.dependencies(os.path.abspath(self.out), os.path.abspath(self.srctree), objects)
        return hashlib.sha256('\n'.join(f'{p} {content(p)}' for p in sorted(filter(os.path.isfile, paths))).encode()).hexdigest()

    def to_analyze(self):
        """The compile commands of the last build; without one, of a new one."""
        self.prepare()
        if not self.commands():
            self.rebuild()
        commands = self.commands()
        if not commands:
            raise BuildError(f'no compile commands of drivers/tee in {self.out}')
        return commands

    def analyze(self, commands):
        """The Clang analyzer on the sources of some compile commands: {source: what it found there}."""
        def one(item):
            source, command = item
            keep = [a for a in command[1:] if not a.startswith(('-Wp,-MMD', '-Werror'))]
            at = keep.index('-c')
            keep = keep[:at] + keep[at + 3:]
            status, output = run([command[0], '--analyze', *keep, '-Wno-everything', source], cwd=self.out)
            found = warnings(output, self.out, 'clang-analyzer')
            if status and not found:
                raise BuildError(f'the analyzer failed on {source}:\n{output[-2000:]}')
            return sorted(set(found))

        # The longest first, so that no processor is left with one of them at the end.
        items = sorted(commands.items(), key=lambda item: -os.path.getsize(os.path.join(self.out, item[0])))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return dict(zip((source for source, _ in items), pool.map(one, items)))


KERNEL_DOC_TEXT = 'not described in'


def warnings(output, cwd, rule):
    """Warnings in the form that gcc, clang and sparse share; the rule gets the name of the warning."""
    found = []
    for line in output.splitlines():
        match = WARNING.match(line)
        if not match or not match.group(3):
            continue
        text = match.group(5)
        name = FLAG.search(text)
        if name:
            text = text[:name.start()]
        path = os.path.join(cwd, match.group(1))
        found.append((os.path.realpath(path), int(match.group(2)),
                      rule + (name.group(1) if name and name.group(1).startswith('-') else
                              ' ' + name.group(1) if name else ''), text))
    return found


def checkpatch(srctree, paths):
    """The kernel's style, strictly. The tree that it is told of has no scripts/get_maintainer.pl, which would take more
    time than all the rest to say that these files are not in MAINTAINERS."""
    def one(part):
        return run(['perl', f'{srctree}/scripts/checkpatch.pl', f'--root={root}', '--strict', '--terse',
                    '--show-types', '--no-summary', '--color=never', '-f', *part], cwd=srctree)[1]

    jobs = os.cpu_count()
    parts = [p for p in (paths[n::jobs] for n in range(jobs)) if p]
    with tempfile.TemporaryDirectory() as root, concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for name in os.listdir(srctree):
            if name != 'scripts':
                os.symlink(f'{srctree}/{name}', f'{root}/{name}')
        os.mkdir(f'{root}/scripts')
        output = ''.join(pool.map(one, parts))
    found = [CHECKPATCH.match(l) for l in output.splitlines()]
    if not all(found):
        raise BuildError('checkpatch said something else:\n' +
                         '\n'.join(l for l, m in zip(output.splitlines(), found) if not m)[:2000])
    return [(os.path.realpath(os.path.join(srctree, m.group(1))), int(m.group(2)),
             f'checkpatch {m.group(4)}', m.group(5)) for m in found]


def kernel_doc(srctree, paths):
    """Comments that begin with /** are what kernel-doc takes them for."""
    if not paths:
        return []
    _, output = run(['perl', f'{srctree}/scripts/kernel-doc', '-none', '-Wall', *paths], cwd=srctree)
    return [(os.path.realpath(os.path.join(srctree, m.group(1))), int(m.group(2)), 'kernel-doc', m.group(3))
            for m in map(KERNEL_DOC.match, output.splitlines()) if m]
