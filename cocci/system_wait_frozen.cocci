// SPDX-License-Identifier: GPL-2.0-only
/// A task of user space that waits in a call for another task, or for the
/// secure world, may be frozen meanwhile, or a signal ends the wait: tasks
/// are frozen in any order, and the system does not suspend while one of them
/// can't be.
///
//# Source: Documentation/power/freezing-of-tasks.rst: "All freezable tasks must
//# react to that by calling try_to_freeze()"; a task in TASK_KILLABLE or
//# TASK_UNINTERRUPTIBLE does not, unless TASK_FREEZABLE is in its state
//# (kernel/freezer.c, __freeze_task()).
//# False positives: a wait of probe or removal whose function's name does not
//# say so. A completion that is taken as a lock is, with
//# try_wait_for_completion(), is not looked at: who has it is awake.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@token@
identifier f;
expression C;
position p;
@@

f@p(...)
{
<+...
try_wait_for_completion(C)
...+>
}

@wait@
identifier f !~ "(probe|unregister|remove|shutdown|destroy|_end$|_exit$|_last$|_idle$)";
identifier w =~ "^(wait_for_completion|wait_for_completion_io|wait_for_completion_killable|wait_event|wait_event_killable)$";
position at != token.p, p;
@@

f@at(...)
{
<+...
* w@p(...)
...+>
}

@state@
identifier f !~ "(probe|unregister|remove|shutdown|destroy|_end$|_exit$|_last$|_idle$)";
expression C;
constant S != TASK_INTERRUPTIBLE;
position p;
@@

f(...)
{
<+...
* wait_for_completion_state@p(C, S)
...+>
}

// bounded by what the caller, or the secure world, asks for
@bounded@
identifier f !~ "(probe|unregister|remove|shutdown|destroy|_end$|_exit$|_last$|_idle$)";
identifier w =~ "^(wait_for_completion_timeout|wait_for_completion_killable_timeout|wait_event_timeout|wait_event_killable_timeout)$";
constant C;
position q;
@@

f(...)
{
<+...
w@q(..., C)
...+>
}

@unbounded@
identifier f !~ "(probe|unregister|remove|shutdown|destroy|_end$|_exit$|_last$|_idle$)";
identifier w =~ "^(wait_for_completion_timeout|wait_for_completion_killable_timeout|wait_event_timeout|wait_event_killable_timeout)$";
position at != token.p, p != bounded.q;
@@

f@at(...)
{
<+...
* w@p(...)
...+>
}

@constant_sleep@
constant C;
position q;
@@

\(msleep@q\|ssleep@q\|schedule_timeout_uninterruptible@q\|schedule_timeout_killable@q\)(C)

@sleep@
identifier f !~ "(probe|unregister|remove|shutdown|destroy|_end$|_exit$|_last$|_idle$)";
identifier w =~ "^(msleep|ssleep|schedule_timeout_uninterruptible|schedule_timeout_killable)$";
position p != constant_sleep.q;
@@

f(...)
{
<+...
* w@p(...)
...+>
}

@script:python depends on org@
p << wait.p;
w << wait.w;
@@

coccilib.org.print_todo(p[0], "%s(): a task that waits here can't be frozen, and the system does not suspend" % w)

@script:python depends on report@
p << wait.p;
w << wait.w;
@@

coccilib.report.print_report(p[0], "%s(): a task that waits here can't be frozen, and the system does not suspend" % w)

@script:python depends on org@
p << state.p;
s << state.S;
@@

coccilib.org.print_todo(p[0], "a task that waits in %s can't be frozen, and the system does not suspend" % s)

@script:python depends on report@
p << state.p;
s << state.S;
@@

coccilib.report.print_report(p[0], "a task that waits in %s can't be frozen, and the system does not suspend" % s)

@script:python depends on org@
p << unbounded.p;
w << unbounded.w;
@@

coccilib.org.print_todo(p[0], "%s(): a task that waits here, as long as others want, can't be frozen, and the system does not suspend" % w)

@script:python depends on report@
p << unbounded.p;
w << unbounded.w;
@@

coccilib.report.print_report(p[0], "%s(): a task that waits here, as long as others want, can't be frozen, and the system does not suspend" % w)

@script:python depends on org@
p << sleep.p;
w << sleep.w;
@@

coccilib.org.print_todo(p[0], "%s(): a task that sleeps here, as long as others want, can't be frozen, and the system does not suspend" % w)

@script:python depends on report@
p << sleep.p;
w << sleep.w;
@@

coccilib.report.print_report(p[0], "%s(): a task that sleeps here, as long as others want, can't be frozen, and the system does not suspend" % w)
