# SPDX-License-Identifier: GPL-2.0-only
"""How many instructions a client's calls take in the benchmark's kernel, one by one: gdb runs this, for ci/kernel/bench.

usage: KERNEL=UML SUITE=optee_bench|optee_ffa_bench gdb -batch -nx -x ci/kernel/count_instructions.py

UML is a process, and its calls into the driver can be stepped through. Its timer is held back meanwhile, so that what is
counted is the call alone, from its first instruction to its return, whatever else the machine does. Prints a line
"bench: NAME_instructions COUNT steps" for each call.
"""
import bisect
import os
import re
import subprocess

import gdb                              # pylint: disable=import-error

KERNEL, SUITE = os.environ['KERNEL'], os.environ['SUITE']
CALLS = {'open': ('tee_client_open_context', 'tee_client_open_session'), 'invoke': ('tee_client_invoke_func',),
         'register': ('tee_shm_alloc_kernel_buf',), 'free': ('tee_shm_free',),
         'close': ('tee_client_close_session', 'tee_client_close_context')}
WARM = 50                               # calls of each kind before one is counted
TIMES = 2                               # then so many are; a slab may have to grow in one of them
MOST = 100000                           # instructions of a call; more is no call that comes back
# What the suite is made of: which of its functions makes a call in the end the compiler decides
SUITE_SOURCE = os.path.join(os.path.dirname(os.path.realpath(__file__)), '../../kunit/bench/client_calls_test.c')
# Signals that UML makes use of itself; the timer's alone is withheld.
SIGNALS = 'SIGSEGV SIGUSR1 SIGUSR2 SIGIO SIGCHLD SIGWINCH SIGPROF SIGVTALRM'


def quietly(command):
    return gdb.execute(command, to_string=True)


def symbols():
    lines = subprocess.run(['nm', KERNEL], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    return {l.split()[2]: int(l.split()[0], 16) for l in lines if len(l.split()) == 3}


def register(name):
    return int(gdb.parse_and_eval(f'${name}'))


class Callers:
    """Which function an address is in: the driver under test calls some of what is measured itself."""

    def __init__(self, found):
        self.names = sorted(found, key=found.get)
        self.starts = [found[n] for n in self.names]
        with open(SUITE_SOURCE, encoding='utf-8') as f:
            self.suite = set(re.findall(r'^static [\w *]*?(\w+)\(', f.read(), re.M))

    def of_suite(self, address):
        name = self.names[bisect.bisect_right(self.starts, address) - 1]
        return name.partition('.')[0] in self.suite


def count_one(address, skip, callers):
    """Instructions of the call of the function there, by the suite, that comes after `skip` others."""
    stop = gdb.Breakpoint(f'*{address:#x}')
    stop.silent, stop.ignore_count = True, skip
    back = 0
    while not callers.of_suite(back):
        quietly('continue' if gdb.selected_inferior().pid else 'run')
        if not gdb.selected_inferior().pid:
            raise gdb.GdbError(f'the suite calls what is at {address:#x} fewer than {skip + 1} times')
        stack = register('sp')
        back = int(gdb.parse_and_eval(f'*(unsigned long *){stack}'))
    stop.delete()
    quietly('handle SIGALRM nostop noprint nopass')
    steps = 0
    while (register('pc'), register('sp')) != (back, stack + 8):
        quietly('stepi')
        steps += 1
        if steps > MOST:
            raise gdb.GdbError(f'the call does not return within {MOST} instructions')
    quietly('handle SIGALRM nostop noprint pass')
    return steps


def main():
    for setting in ('pagination off', 'confirm off', 'debuginfod enabled off'):
        quietly(f'set {setting}')
    for signal in [*SIGNALS.split(), 'SIGALRM']:
        quietly(f'handle {signal} nostop noprint pass')
    quietly(f'file {KERNEL}')
    quietly(f'set args mem=512M console=tty kunit_shutdown=halt kunit.filter_glob={SUITE}')
    address, skip = symbols(), WARM
    callers = Callers(address)
    for name, functions in CALLS.items():
        steps = 0
        for function in functions:
            counts = []
            for _ in range(TIMES):
                counts.append(count_one(address[function], skip, callers))
                skip = 0
            steps += min(counts)
        print(f'bench: {"ffa_" if "ffa" in SUITE else ""}{name}_instructions {steps} steps', flush=True)
    quietly('kill')


main()
