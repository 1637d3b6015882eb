# SPDX-License-Identifier: GPL-2.0-only
"""The checks that ci/bugs/mutants puts a mutant to, and what they say about the driver as it is, which does not count."""
import collections
import concurrent.futures
import hashlib
import os
import re
import subprocess
import time

from run import process
from run.common import fail, read
from static import coccinelle
from static import compilers

CHECKS = ('scenarios', 'static', 'kunit', 'fuzz')
# What the last check consists of; a scenario has EXPLORE_TIME.
FUZZ = (('explore', 'EXPLORE_TIME=2'), ('fuzz', 'TARGET=session,monitor', 'FUZZ_TIME=10'))
# What explore and fuzz say of a finding: its title, and the file
NEWS = re.compile(r'^NEW FINDING of \S+: *(.*)\n +replay: make replay FINDING=(\S+)', re.M)
KUNIT_S = 300                   # when the kernel of make kunit counts as hung, on the driver as it is
TROUBLE = re.compile(r'not ok|BUG:|KASAN|WARNING|unreferenced|UBSAN|FAILED|failed|^O\d+: ')


class Judge:
    def __init__(self, copy, work, env):
        self.copy, self.work = copy, work
        self.seconds = int(env.get('SECONDS') or 600)
        self.kunit_s = KUNIT_S
        self.overlay = self.make_overlay()
        self.gcc = compilers.Kbuild(f'{self.overlay}/tree', f'{self.overlay}/static-gcc', 'gcc')
        self.clang = compilers.Kbuild(f'{self.overlay}/tree', f'{self.overlay}/static-clang', 'clang')
        for build in (self.gcc, self.clang):
            if not set(copy.files) <= {s.partition('/drivers/tee/')[2] for s in build.commands()}:
                build.rebuild()
        self.code = {}                              # file -> hash of what gcc makes of the original
        self.rules = [r for r in coccinelle.rules() if r.for_driver()]
        self.before = {}                            # (stage, file) -> findings of a static check in the original
        self.files = {}                             # title of a finding -> its file
        self.noise = collections.defaultdict(set)   # check -> what fails on the driver as it is
        self.checks = self.usable((env.get('MUTANT_CHECKS') or ' '.join(CHECKS)).split())

    def refresh(self):
        """An overlay of a kernel tree has copies of its drivers/tee: bring those up to date too."""
        if self.copy.driver == 'tree':
            self.make_overlay()

    def make_overlay(self):
        done = subprocess.run([f'{self.copy.repo}/ci/kernel/workdir'], env=self.copy.env(), cwd=self.copy.repo,
                              stdout=subprocess.PIPE, check=False)
        if done.returncode:
            fail('the copy is no tree to build; see above')
        return done.stdout.decode().strip()

    # does it compile, and to what?

    def compile(self, file):
        """What gcc makes of a file, by the command that kbuild used: a hash of the code (None: nothing), and what it
        said."""
        out = f'{self.work}/mutant.o'
        for source, command in self.gcc.commands().items():
            if source.endswith(f'/drivers/tee/{file}'):
                keep = [a for a in command if not a.startswith('-Wp,-MMD')]
                keep[keep.index('-o') + 1] = out
                status, said = compilers.run(keep, cwd=self.gcc.out)
                if status:
                    return None, said
                with open(out, 'rb') as f:
                    return hashlib.sha256(f.read()).digest(), said
        return None, ''                     # not part of this configuration

    def makes_a_difference(self, file):
        """Is it a mutant: does the file as it is now compile, and to other code than the original?"""
        if file not in self.code:
            self.code[file] = self.in_original(file, lambda f: self.compile(f)[0])
        self.refresh()
        code = self.compile(file)[0]
        return code is not None and code != self.code[file]

    def in_original(self, file, ask):
        """What `ask` says about a file as it was before it was changed."""
        text = read(self.copy.path(file))
        self.copy.set(file, self.copy.originals[file])
        self.refresh()
        answer = ask(file)
        self.copy.set(file, text)
        self.refresh()
        return answer

    # static

    def gcc_warnings(self, file):
        found = compilers.warnings(self.compile(file)[1], self.gcc.out, 'gcc-w1')
        return collections.Counter(f'{rule}: {text}' for path, _, rule, text in found
                                   if os.path.basename(path) == os.path.basename(file))

    def sparse(self, file):
        found = self.gcc.sparse(f'drivers/tee/{file[:-2]}.o')
        return collections.Counter(f'{rule}: {text}' for _, _, rule, text in found)

    def clang_analyzer(self, file):
        commands = {s: c for s, c in self.clang.to_analyze().items() if s.endswith(f'/drivers/tee/{file}')}
        return collections.Counter(f'{rule}: {text}' for found in self.clang.analyze(commands).values()
                                   for _, _, rule, text in found)

    def cocci(self, file):
        """What the rules say about one file, without line numbers."""
        mutant, every = self.copy.path(file), [self.copy.path(f) for f in self.copy.files]

        def one(rule):
            lines = read(mutant).split('\n')
            found = coccinelle.apply_rule(rule, every if rule.across_files() else [mutant])
            return [f'{rule.name}: ' + re.sub(r'\d+', 'N', text) + ': ' + lines[line - 1].strip()
                    for path, line, text in found if path == mutant]

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return collections.Counter(f for found in pool.map(one, self.rules) for f in found)

    def static(self, file, log):
        """The first kind of static check that says more than about the original ends it."""
        for stage in (self.gcc_warnings, self.clang_analyzer, self.sparse, self.cocci):
            try:
                new = stage(file)
                if new and (stage, file) not in self.before:
                    self.before[stage, file] = self.in_original(file, stage)
                new = new and new - self.before[stage, file]
            except (compilers.BuildError, coccinelle.SpatchError) as e:
                new = {str(e): 1}
            if new:
                with open(log, 'w', encoding='utf-8') as f:
                    f.write('\n'.join(new) + '\n')
                return next(iter(new))
        return ''

    # checks that are targets of the Makefile

    def make(self, log, *args):
        """Run a target: its status, and what it printed."""
        env = self.copy.env()
        env['TIMEOUT_S'] = str(self.kunit_s)
        command = ['make', '--no-print-directory', *args, f'KSRC={self.copy.kernel}', f'DRIVER={self.copy.driver}']
        status = process.run_limited(command, self.copy.repo, env, log, self.seconds)
        return status, read(log)

    def complaints(self, check, log, file=''):
        """The failures of a check with the driver as it is now: {key: how it is printed}; by the key it is known again.
        With a mutant in `file`, what comes first is enough."""
        if check == 'fuzz':
            found = {}
            for target in FUZZ:
                found.update(self.target_complaints(f'{log}.{target[0]}', *target))
                if file and found.keys() - self.noise[check]:
                    break
            return found
        return self.target_complaints(log, check)

    def target_complaints(self, log, *args):
        status, said = self.make(log, *args)
        if status == 0:
            return {}
        if status == 'timeout':
            return {f'{args[0]} does not end': f'no end after {self.seconds} s'}
        news = NEWS.findall(said)
        tests = re.findall(r'^FAILED (\S+): ', said, re.M)
        if tests and re.search(r'^kunit .* passed, ', said, re.M):
            return {t: f'{len(tests)} tests failed, one is {t}' for t in tests}
        if news:
            self.files.update(news)
            return {title: title for title, _ in news}
        lines = [l.strip() for l in said.split('\n') if TROUBLE.search(l)]
        return {f'{args[0]} fails': (lines[0] if lines else f'exit {status}')[:160]}

    def kill(self, check, file, n):
        """Why a check kills the mutant, or ''."""
        log = f'{self.work}/{n}.{check}.log'
        if check == 'static':
            return self.static(file, log)
        found = self.complaints(check, log, file)
        new = [k for k in found if k not in self.noise[check] and not (k in self.files and self.in_it_anyway(k, file, log))]
        return found[new[0]] if new else ''

    def in_it_anyway(self, title, file, log):
        """Does the driver as it is show this finding too? It was searched for some seconds only."""
        text = read(os.path.join(self.copy.repo, self.files[title]))
        path = f'{os.path.abspath(log)}.finding.txt'
        with open(path, 'w', encoding='utf-8', errors='surrogateescape') as f:
            f.write(text)
        said = self.in_original(file, lambda f: self.make(f'{log}.original', 'replay', f'FINDING={path}')[1])
        if not re.search(rf'^{re.escape(path)}: O\d+: ', said, re.M):
            return False
        self.noise['fuzz'].add(title)
        print(f'fuzz: the driver as it is has it, too: {title}', flush=True)
        return True

    def usable(self, wanted):
        """Those checks that can tell a mutant from the driver as it is."""
        checks = []
        for check in wanted:
            if check not in CHECKS:
                fail(f'MUTANT_CHECKS: unknown check {check!r}; known: {", ".join(CHECKS)}')
            began = time.time()
            found = {} if check == 'static' else self.complaints(check, f'{self.work}/unchanged.{check}.log')
            whole = [k for k in found if re.fullmatch(r'\w+ fails|\w+ does not end', k)]
            if whole:
                print(f'{check}: left out, it fails on the driver as it is: {found[whole[0]]}', flush=True)
                continue
            self.noise[check] = set(found)
            if check == 'kunit':                    # a mutant gets as long as the machine is slow, with its build
                self.kunit_s = max(60, min(KUNIT_S, int(2 * (time.time() - began))))
            if check != 'static':
                print(f'{check}: {len(found) or "no"} complaints about the driver as it is '
                      f'({time.time() - began:.0f} s)', flush=True)
            checks.append(check)
        return checks
