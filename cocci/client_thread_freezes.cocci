// SPDX-License-Identifier: GPL-2.0-only
/// A thread that makes itself freezable freezes somewhere in its loop, and
/// one that calls try_to_freeze() has made itself freezable.
///
//# Source: Documentation/power/freezing-of-tasks.rst: "freezable kernel threads
//# must call try_to_freeze() somewhere or use one of the wait_event_freezable()
//# and wait_event_freezable_timeout() macros"; "Kernel threads are not freezable
//# by default".
//# False positives: a called function freezes.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@starts@
identifier f, run =~ "^kthread_(create|run|create_on_cpu|run_on_cpu|create_on_node)$";
@@

run(f, ...)

@state@
identifier starts.f;
position p;
@@

f@p(...)
{
<+...
TASK_FREEZABLE
...+>
}

@ready@
identifier starts.f;
identifier w =~ "^(try_to_freeze|kthread_freezable_should_stop|wait_event_freezable.*|freezable_schedule.*)$";
position at;
@@

f@at(...)
{
<+...
w(...)
...+>
}

@stiff@
identifier starts.f;
position at != {ready.at, state.p}, p;
@@

f@at(...)
{
<+...
* set_freezable@p(...)
...+>
}

@able@
identifier starts.f;
position at;
@@

f@at(...)
{
<+...
set_freezable(...)
...+>
}

@deaf@
identifier starts.f;
identifier w =~ "^(try_to_freeze|kthread_freezable_should_stop|wait_event_freezable.*|freezable_schedule.*)$";
position at != able.at, p;
@@

f@at(...)
{
<+...
* w@p(...)
...+>
}

@script:python depends on org@
p << stiff.p;
f << starts.f;
@@

coccilib.org.print_todo(p[0], "%s() is freezable and never freezes: the system does not suspend" % f)

@script:python depends on report@
p << stiff.p;
f << starts.f;
@@

coccilib.report.print_report(p[0], "%s() is freezable and never freezes: the system does not suspend" % f)

@script:python depends on org@
p << deaf.p;
f << starts.f;
w << deaf.w;
@@

coccilib.org.print_todo(p[0], "%s() of %s(), which never says set_freezable(): it is not frozen, and calls while devices are suspended" % (w, f))

@script:python depends on report@
p << deaf.p;
f << starts.f;
w << deaf.w;
@@

coccilib.report.print_report(p[0], "%s() of %s(), which never says set_freezable(): it is not frozen, and calls while devices are suspended" % (w, f))
