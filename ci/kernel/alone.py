# SPDX-License-Identifier: GPL-2.0-only
"""Known failures that take their kernel with them, or spoil it: each runs in a kernel of its own. What it shows there, a
panic or a hang for one, has to be what is recorded for it (ci/kernel/ways.py)."""
import re

from kernel import ktap
from kernel.expectations import FATAL, SEQUENCES

RESULT = re.compile(r'\s*(not )?ok \d+ (?:- )?(.+?)(?: # (SKIP|TODO).*)?$')
# The last words of a kernel that has ended
ENDED = re.compile(r'reboot: System halted|Kernel panic')
# Of a test that ends while what it has called stays in the driver for good
WEDGED = re.compile(r'try timed out|the call does not return|its call does not return|did not finish')


def before(lists, name):
    """The parameters of the same test that the kernel comes to before this one."""
    test = name.partition('/')[0]
    others = [n for n in lists.suites.get(test.partition('.')[0], ()) if n.startswith(f'{test}/')]
    return [n.partition('/')[2] for n in others[:others.index(name)]] if name in others else []


def kernel_args(lists, name):
    """What has a kernel that runs the test run of a parametrised one this parameter only."""
    _, _, parameter = name.partition('/')
    if name.startswith(SEQUENCES):
        return ['hang_ends.wanted', f'optee_sequence.only={parameter}']
    return ['hang_ends.wanted', *([f'tee_skip.only={len(before(lists, name)) + 1}'] if parameter else [])]


def leaf(boot, lists):
    """The verdict on the test of boot.alone: with all that its kernel has printed, with the status KILLED when it did not
    survive, and SKIPPED when another test ran instead."""
    test, _, parameter = boot.alone.partition('/')
    name = parameter or test.partition('.')[2]
    log = [ktap.PRINTK_TIME.sub('', l) for l in boot.lines[boot.first():]]
    results = [(n, *m.groups()) for n, m in enumerate(map(RESULT.match, log)) if m]
    own = next(((n, fails, skip) for n, fails, what, skip in results if what == name), None)
    made = ktap.Leaf(boot.alone, 'SKIPPED', log)
    if not any(map(ENDED.search, boot.lines)):
        made.reports.append(('HANG', ['the kernel had to be ended', *boot.lines[-ktap.EXCERPT_LINES:]]))
    if own and not own[2]:
        made.status = 'FAILURE' if own[1] else 'SUCCESS'
    elif not own and log and (boot.alone.startswith(SEQUENCES) or [w for _, _, w, skip in results if skip] == before(lists, boot.alone)):
        made.status = 'CRASHED'
    if made.status != 'SKIPPED' and kills(made):
        made.status = 'KILLED'
    if own and made.status == 'KILLED':
        # while it goes down with a task that hangs, the rest of the kernel fails as well
        made.reports = ktap.reports_in(log[:own[0]]) + [r for r in made.reports if r[0] in FATAL]
    made.reports = first_memory_error(made.reports)
    return made


def first_memory_error(reports):
    """What comes behind a memory error may be its consequence: which one depends on what lies where. That it ends the kernel
    counts."""
    first = next((n for n, (kind, _) in enumerate(reports) if kind == 'KASAN'), len(reports))
    return reports[:first + 1] + [r for r in reports[first + 1:] if r[0] in FATAL]


def kills(made):
    """Does nothing run any more in this kernel, or something wait for ever in its driver?"""
    return any(k in FATAL for k, _ in made.reports) or any(map(WEDGED.search, made.log))
