// SPDX-License-Identifier: GPL-2.0-only
/// A task that holds a mutex or a semaphore is not frozen: who waits for the
/// lock could not be frozen then, nor could a device be suspended that takes
/// it.
///
//# Source: kernel/freezer.c, __set_task_frozen(), which warns of a task that
//# is frozen with a lock held; include/linux/freezer.h, try_to_freeze().
//# False positives: none known.
//
// Confidence: High
// Comments: not looked at are waits whose state a variable has, and guard().
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@freezable@
identifier w =~ "^(wait_event_freezable|wait_event_freezable_timeout|wait_event_freezable_exclusive|freezable_schedule|freezable_schedule_timeout|freezable_schedule_timeout_killable|try_to_freeze)$";
position p;
@@

w@p(...)

@state@
identifier w =~ "^(wait_for_completion_state|wait_event_state|set_current_state|__set_current_state)$";
position p;
@@

w@p(..., <+... TASK_FREEZABLE ...+>, ...)

@locked exists@
identifier lock =~ "^(mutex_lock|mutex_lock_nested|mutex_lock_io|down|down_read|down_write)$";
identifier unlock =~ "^(mutex_unlock|up|up_read|up_write)$";
identifier w;
expression L;
position p = {freezable.p, state.p};
@@

* lock(L);
... when != unlock(L)
* w@p(...)

@tried exists@
identifier lock =~ "^(mutex_lock_interruptible|mutex_lock_killable|mutex_trylock|down_interruptible|down_killable|down_read_killable|down_write_killable)$";
identifier unlock =~ "^(mutex_unlock|up|up_read|up_write)$";
identifier w;
expression L, E;
position p = {freezable.p, state.p};
@@

(
if (<+... lock(L) ...+>) { ... return ...; }
|
if (<+... lock(L) ...+>) return ...;
)
... when != unlock(L)
* w@p(...)

@script:python depends on org@
p << locked.p;
w << locked.w;
@@

coccilib.org.print_todo(p[0], "%s() lets the task be frozen with a lock held" % w)

@script:python depends on report@
p << locked.p;
w << locked.w;
@@

coccilib.report.print_report(p[0], "%s() lets the task be frozen with a lock held" % w)

@script:python depends on org@
p << tried.p;
w << tried.w;
@@

coccilib.org.print_todo(p[0], "%s() lets the task be frozen with a lock held" % w)

@script:python depends on report@
p << tried.p;
w << tried.w;
@@

coccilib.report.print_report(p[0], "%s() lets the task be frozen with a lock held" % w)
