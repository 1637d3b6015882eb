# SPDX-License-Identifier: GPL-2.0-only
"""What kernels print that run tests: KTAP, and the reports of their own checks between its lines."""
import re

EXCERPT_LINES = 30

# What the kernel's own checks print: kind, and the line that begins the report. The first that matches counts.
REPORTS = [(kind, re.compile(pattern)) for kind, pattern in (
    ('KASAN', r'BUG: KASAN:'),
    ('UBSAN', r'UBSAN:'),
    ('LEAK', r'unreferenced object 0x|kmemleak: .*suspected memory leak|BUG .*Objects remaining'
             r'|BUG: .*still in use|cache still has objects'),
    ('ATOMIC', r'sleeping function called from invalid context|BUG: scheduling while atomic|Voluntary context switch'
               r'|BUG: workqueue leaked lock or atomic'),
    ('LOCKDEP', r'WARNING: possible |WARNING: inconsistent lock state|WARNING: suspicious RCU|WARNING: bad unlock balance'
                r'|WARNING: held lock freed|WARNING: lock held when returning|WARNING: .*-safe -> .*-unsafe'
                r'|WARNING: Nested lock|WARNING: .* still has locks held|trying to register non-static key|DEBUG_LOCKS_WARN_ON'
                r'|BUG: MAX_LOCK|BUG: .* too low!|BUG: Invalid wait context|BUG: (spinlock|rwlock) '),
    ('HANG', r'INFO: task .* blocked for more than|detected (expedited )?stalls|self-detected stall|soft lockup'
             r'|workqueue lockup|hung_task: '),
    ('PANIC', r'Kernel panic|Oops|kernel BUG at|general protection|Kernel mode (fault|signal)|Segfault with no mm'
              r'|Unable to handle kernel|Internal error'),
    ('BUG', r'\bBUG: |\bBUG \S+ \(|list_(add|del) corruption|Bad page (map|state)'),
    ('WARNING', r'\bWARNING: |ODEBUG: |refcount_t: |sysfs: cannot create duplicate|kobject.*(tried to init|not initialized)'),
)]
# Reports that are the fault of the kernel around the driver: what the report's lines must have.
KERNEL_OWN = (
    # Of an interrupt whose files in /proc could not all be made for want of memory (fault injection), all are removed.
    (re.compile(r'WARNING: .*\bremove_proc_entry\+'), re.compile(r'\bunregister_irq_proc\+')),
)
STACK_GUESS = re.compile(r'\] \? \S+\+0x|\] \? 0x[0-9a-f]+$|\]  [0-9a-f]{8,16} [0-9a-f]{8,16} [0-9a-f]{8,16}')
PRINTK_TIME = re.compile(r'^\[ *\d+\.\d+\] ?')
LEAK_COUNT = re.compile(r'\d+ new suspected memory leaks')
LEAKS_LOOKED_FOR = 'teeproof: looked for leaks'         # kunit/support/kmemleak_at_exit.c
NEXT_KERNEL = 'teeproof: next kernel'                   # ci/kernel/kunit
ALONE = 'teeproof: next kernel, for one test alone: '
JIFFIES = re.compile(r'comm ".*", pid \d+, jiffies (\d+)')
HZ = 100                                                # of UML
INITIAL_JIFFIES = (-300 * HZ) % 2**32                   # of all kernels: 5 minutes before the first wrap
TIMEOUT = re.compile(r"^Command .* timed out after \S+ seconds")
EXPECTED_BEGIN, EXPECTED_END = 'teeproof: expected-report begin', 'teeproof: expected-report end'


def reports_in(lines):
    """Reports of the kernel in these lines: [(kind, excerpt)]."""
    found, expected = [], False
    for i, line in enumerate(lines):
        if EXPECTED_BEGIN in line or EXPECTED_END in line:
            expected = EXPECTED_BEGIN in line
        kind = next((k for k, p in REPORTS if p.search(line)), None)
        if not kind or expected:
            continue
        if found and found[-1][0] == 'WARNING' and i - found[-1][1] <= 2:
            found[-1][0] = kind         # the message of a WARN() says which
        else:
            found.append([kind, i])
    starts = [i for _, i in found] + [len(lines)]
    excerpts = [(kind, excerpt(lines[i:starts[n + 1]])) for n, (kind, i) in enumerate(found)]
    return [(kind, e) for kind, e in excerpts if not kernel_own(e)]


def kernel_own(report):
    return any(all(any(p.search(l) for l in report) for p in patterns) for patterns in KERNEL_OWN)


def excerpt(lines):
    """The first lines of a report, without what says little: guesses of the stack walk, and the time."""
    return [PRINTK_TIME.sub('', l) for l in lines if not STACK_GUESS.search(l)][:EXCERPT_LINES]


class Leaf:
    """The result of one test, or of one parameter of one."""

    def __init__(self, name, status, log):
        self.name, self.status, self.log = name, status, log
        self.reports = reports_in(log)
        self.problem = ''       # a sentence; '' when there is none


class Boot:
    """One kernel: what it printed, and the tests that ran in it. alone: the one test that it is for, '' for suites."""

    def __init__(self, alone=''):
        self.lines, self.leaves, self.alone = [], [], alone

    def crashed(self):
        return any(l.status == 'CRASHED' for l in self.leaves)

    def first(self):
        """The line where KTAP begins."""
        return next((i for i, l in enumerate(self.lines) if 'KTAP version' in l), len(self.lines))

    def last(self):
        """The last line with a result."""
        return max((i for i, l in enumerate(self.lines) if re.search(r'(^|\] )(not )?ok \d+ ', l)), default=self.first())

    def blame(self, excerpt):
        """Whose report is it? SUITE.TEST of the function in its stack, or of those that ran when the memory was allocated."""
        for leaf in self.leaves:
            name = leaf.name.partition('/')[0]
            if any(re.search(rf'\b{re.escape(name.partition(".")[2])}\+0x', line) for line in excerpt):
                return [name]
        jiffies = next((m for m in map(JIFFIES.search, excerpt) if m), None)
        if not jiffies:
            return []
        when = (int(jiffies[1]) - INITIAL_JIFFIES) / HZ
        return [name for begin, end, name in self.times() if begin - 1 / HZ <= when <= end + 1 / HZ]

    def times(self):
        """When each test ran, by the times before the lines: [(begin, end, SUITE.TEST)]."""
        spans, suite, begin = [], '', 0.0
        for line in self.lines:
            m = re.match(r'\[ *(\d+\.\d+)\]     (?:# Subtest: (\S+)|(?:not )?ok \d+ (\S+))', line)
            if m and m[2]:
                suite, begin = m[2], float(m[1])
            elif m:
                spans.append((begin, float(m[1]), f'{suite}.{m[3]}'))
                begin = float(m[1])
        return spans

    def ktap(self):
        """Its lines of KTAP."""
        first = self.first()
        prefix = self.lines[first].index('KTAP') if first < len(self.lines) else 0
        return [l[prefix:] for l in self.lines[first:]
                if re.match(r'\s*(KTAP version|# |ok \d|not ok \d|\d+\.\.\d+)', l[prefix:])]


def one_ktap(boots):
    """One KTAP document of all: the suites of the second kernel go on counting where those of the first one end."""
    documents = [b.ktap() for b in boots]
    plans = [re.fullmatch(r'1\.\.(\d+)', l) for d in documents for l in d]
    if len(boots) == 1 or not any(plans):
        return [l for d in documents for l in d]
    text, done = ['KTAP version 1', f'1..{sum(int(p[1]) for p in plans if p)}'], 0
    for line in (l for d in documents for l in d):
        m = re.match(r'((?:not )?ok )\d+(.*)', line)
        if m:
            done += 1
            text.append(f'{m[1]}{done}{m[2]}')
        elif not re.match(r'KTAP version|1\.\.\d+$', line):
            text.append(line)
    return text
