# SPDX-License-Identifier: GPL-2.0-only
"""ci/run/supervise: whatever ends a command, or what started it, no process is left. And each target that runs for long is
under it."""
import glob
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest

import fake_tree
from run.common import REPO

MAKEFILES = [os.path.relpath(p, REPO) for p in glob.glob(f'{REPO}/ci/*/*.mk')]

# As UML and AFL++'s targets: one in a session of its own that is deaf to SIGTERM, one that is stopped.
COMMAND = '''#!/bin/sh
setsid sh -c 'trap "" TERM; echo $$ >deaf.new; mv deaf.new deaf; sleep 1000' &
setsid sh -c 'echo $$ >stopped.new; mv stopped.new stopped; kill -STOP $$' &
echo $$ >command.new
mv command.new command
wait
'''
# Stands for afl-fuzz, which has a target below it.
AFL = '''#!/bin/sh
while [ $# -gt 0 ]; do
	case $1 in -M|-S) name=$2 ;; esac
	shift
done
setsid sh -c "echo \\$\\$ >$name.new; mv $name.new $name; kill -STOP \\$\\$" &
sleep 1000
'''


def state(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8') as f:
            return f.read().rpartition(')')[2].split()[0]
    except OSError:
        return 'X'


def children(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children', encoding='utf-8') as f:
            return [int(p) for p in f.read().split()]
    except (FileNotFoundError, ProcessLookupError):     # it has ended since its parent named it
        return []


class Guard(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.top = tmp.name
        fake_tree.copy(self.top, 'ci/run/process.py')
        with open(f'{REPO}/ci/run/supervise', encoding='utf-8') as f:
            self.program('ci/run/supervise', re.sub(r'(?m)^(GRACE|FIRST)_S = \d+', r'\1_S = 0.5', f.read()))
        self.program('start', COMMAND)

    def program(self, rel, text):
        os.chmod(fake_tree.write(self.top, rel, text), 0o755)

    def start(self, *command):
        """In a process group of its own, as a shell with a terminal would."""
        process = subprocess.Popen(command, cwd=self.top, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.addCleanup(process.stdout.close)
        return process

    def pids(self, *names):
        found = []
        for name in names:
            until = time.time() + 20
            while not os.path.exists(f'{self.top}/{name}'):
                self.assertLess(time.time(), until, f'{name} does not come')
                time.sleep(0.02)
            with open(f'{self.top}/{name}', encoding='utf-8') as f:
                found.append(int(f.read()))
            os.unlink(f'{self.top}/{name}')
        return found

    def all_end(self, pids):
        until = time.time() + 10
        while left := [p for p in pids if state(p) not in 'ZX']:
            self.assertLess(time.time(), until, f'left: {left}')
            time.sleep(0.02)

    def test_whatever_ends_it_leaves_no_process(self):
        ways = {'kill': lambda p: p.terminate(), 'Ctrl-C': lambda p: os.killpg(p.pid, signal.SIGINT),
                'the terminal is closed': lambda p: os.killpg(p.pid, signal.SIGHUP), 'kill -9': lambda p: p.kill(),
                'kill -9 of the group': lambda p: os.killpg(p.pid, signal.SIGKILL),
                'kill -9 of the second guard': lambda p: os.kill(children(p.pid)[0], signal.SIGKILL),
                'kill -9 of the command': lambda p: os.kill(children(children(p.pid)[0])[0], signal.SIGKILL)}
        for name, end in ways.items():
            with self.subTest(name):
                process = self.start('ci/run/supervise', '-', './start')
                pids = self.pids('deaf', 'stopped', 'command') + children(process.pid)
                end(process)
                self.all_end(pids + [process.pid])
                self.assertNotEqual(process.wait(60), 0)

    def test_death_of_the_caller_ends_the_command(self):
        for shell in ('ci/run/supervise - ./start; true', 'ci/run/supervise - ./start & wait'):
            process = self.start('sh', '-c', shell)
            pids = self.pids('deaf', 'stopped', 'command') + children(process.pid)
            process.kill()
            self.all_end(pids)

    def test_it_says_that_it_was_interrupted(self):
        process = self.start('ci/run/supervise', '-', './start', 'an argument')
        self.pids('command')
        os.kill(process.pid, signal.SIGINT)
        self.assertEqual((process.communicate(timeout=60)[0], process.returncode), ("ci/run/supervise: interrupted (Ctrl-C): ./start 'an argument'\n", 130))

    def test_nohup_is_respected(self):
        process = self.start('nohup', 'ci/run/supervise', '-', 'echo $$ >command.new; mv command.new command; sleep 1; echo end')
        self.pids('command')
        os.killpg(process.pid, signal.SIGHUP)
        self.assertEqual((process.communicate(timeout=60)[0].split('\n')[-2:], process.wait()), (['end', ''], 0))

    def test_status_and_arguments_pass(self):
        theirs, ours = os.pipe()
        self.addCleanup(os.close, theirs)
        self.addCleanup(os.close, ours)
        for how in ('-', '{}'):
            for command, wanted in ((['exit 3'], (3, '')), (['kill -9 $$'], (137, '')), (['echo', 'a  b', '$x'], (0, 'a  b $x\n'))):
                p = subprocess.run([f'{self.top}/ci/run/supervise', how.format(theirs), *command], pass_fds=[theirs], stdout=subprocess.PIPE,
                                   text=True, check=False)
                self.assertEqual((p.returncode, p.stdout), wanted)

    def test_wrong_use_is_refused(self):
        for args in ((), ('-',), ('make', 'x')):
            self.assertNotEqual(subprocess.run([f'{self.top}/ci/run/supervise', *args], stderr=subprocess.DEVNULL, check=False).returncode, 0)

    def test_kill_9_of_make_fuzz_cluster_leaves_no_process(self):
        fake_tree.copy(self.top, 'Makefile', *MAKEFILES, 'ci/hosted/run', 'ci/run/common.sh', 'ci/hosted/corpus.sh', 'ci/hosted/cluster.sh', 'ci/hosted/fuzz-target')
        self.program('ci/setup', '#!/bin/sh\n')
        self.program('ci/hosted/build', '#!/bin/sh\necho build/hosted/teeproof\n')
        self.program('build/hosted/teeproof', '#!/bin/sh\ncase $1 in encode) touch "$2/seed" ;; esac\n')
        self.program('build/hosted/fuzz_session', '#!/bin/sh\n')
        self.program('bin/afl-fuzz', AFL)
        fake_tree.write(self.top, 'fuzz/corpus/session/seed.txt', 'seed\n')
        for kill in (lambda p: p.kill(), lambda p: os.killpg(p.pid, signal.SIGKILL)):
            process = self.start('env', f'PATH={self.top}/bin:{os.environ["PATH"]}', 'make', 'fuzz-cluster', 'TARGET=session', 'LEAD_S=0')
            main = self.pids('main')
            # ci/hosted/run waits for fuzzer_stats, as main writes it
            fake_tree.write(self.top, 'build/hosted/cluster/session/main/fuzzer_stats', '')
            pids = main + self.pids('secondary2') + self.below(process.pid)
            kill(process)
            self.all_end(pids)

    def test_kill_9_of_make_that_needs_a_shell_leaves_no_process(self):
        fake_tree.copy(self.top, 'Makefile', *MAKEFILES)
        self.program('ci/setup', '#!/bin/sh\n')
        for program in ('bugs/patched', 'hosted/run', 'hosted/compare-uml'):
            self.program(f'ci/{program}', COMMAND)
        for target in (['patched', 'CHECK=kunit static', 'PATCHES=a b'], ['replay', 'FINDING=a b'], ['replay', 'FINDING=a', 'WORLD=uml']):
            process = self.start('make', *target)
            pids = self.pids('deaf', 'stopped', 'command') + self.below(process.pid)
            process.kill()
            self.all_end(pids)

    def below(self, pid):
        return [q for p in children(pid) for q in (p, *self.below(p))]

    def test_every_target_that_runs_something_is_under_it(self):
        # ci/run/presubmit has a guard for each step, as ci/run/steps; the rest is over at once, or for a person at a terminal
        free = {'help', 'presubmit', 'report', 'findings', 'setup', 'clean', 'shell'}
        guarded = r'(\$\(if \$\(OPTEE_SHELL\),,)?\$\(GUARD\)\)? (ci/|\$\(if )|SUITE= TEST= ci/run/steps [a-z]+$'
        text = ''
        for path in [f'{REPO}/{m}' for m in ('Makefile', *MAKEFILES)]:
            with open(path, encoding='utf-8') as f:
                text += f.read()
        targets = re.findall(r'^([a-z-]+): ##! .*\n((?:\t.*\n)+)', text, re.M)
        self.assertGreater(len(targets), 30)
        for name, recipe in targets:
            runs = [l for l in re.findall(r'(?:^\t@|\) )(.*)', recipe, re.M) if re.search(r'\bci/', l) and not l.startswith('ci/setup')]
            bad = [l for l in runs if not re.match(guarded, l)]
            self.assertTrue(name in free or runs and not bad, f'{name}: {bad}')
