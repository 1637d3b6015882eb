// SPDX-License-Identifier: GPL-2.0-only
/// Every entry into the call queue is left on every path: a waiter that stays
/// in the queue keeps its context and takes the wake-ups of others.
///
//# False positives: a function that enters for its caller; entering and
//# leaving functions are recognised by their names (optee_cq_wait_init,
//# optee_cq_wait_final and the like).
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@stuck exists@
identifier enter =~ "cq_(wait_init|enter|begin|get|acquire)$";
identifier leave =~ "cq_(wait_final|leave|exit|end|put|release)$";
position p;
identifier f;
@@

f(...)
{
... when any
enter(...);
... when != leave(...)
* return@p ...;
}

@stuck_checked exists@
identifier enter =~ "cq_(wait_init|enter|begin|get|acquire)$";
identifier leave =~ "cq_(wait_final|leave|exit|end|put|release)$";
position p;
identifier f, rc;
@@

f(...)
{
... when any
\(rc = enter(...);\|int rc = enter(...);\)
... when != rc
if (\(rc\|rc < 0\)) { ... return ...; }
... when != leave(...)
* return@p ...;
}

@script:python depends on org@
p << stuck.p;
enter << stuck.enter;
f << stuck.f;
@@

coccilib.org.print_todo(p[0], "%s() returns without leaving the call queue that %s() entered" % (f, enter))

@script:python depends on report@
p << stuck.p;
enter << stuck.enter;
f << stuck.f;
@@

coccilib.report.print_report(p[0], "%s() returns without leaving the call queue that %s() entered" % (f, enter))

@script:python depends on org@
p << stuck_checked.p;
enter << stuck_checked.enter;
f << stuck_checked.f;
@@

coccilib.org.print_todo(p[0], "%s() returns without leaving the call queue that %s() entered" % (f, enter))

@script:python depends on report@
p << stuck_checked.p;
enter << stuck_checked.enter;
f << stuck_checked.f;
@@

coccilib.report.print_report(p[0], "%s() returns without leaving the call queue that %s() entered" % (f, enter))
