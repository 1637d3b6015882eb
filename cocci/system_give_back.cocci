// SPDX-License-Identifier: GPL-2.0-only
/// What is taken for a system session is given back on every way out of the
/// function that gives it back, and on every error path of the function that
/// took it (P6).
///
//# False positives: a give-back that another function does for this one;
//# functions are recognised by their names.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@gives@
identifier f, flag;
identifier give =~ "(decr_sys|cq_retire|sys(tem)?_(put|release|unreserve|give|drop|free)|(put|release|unreserve|return|drop)_(sys(tem)?|reserv|context|held)|unreserve)";
position p;
@@

f(..., bool flag, ...)
{
<+...
if (flag)
	give@p(...);
...+>
}

@lost exists@
identifier gives.f, gives.flag, gives.give;
position p;
@@

f(...)
{
... when != if (flag) give(...);
    when != give(...)
* return@p ...;
}

@taken exists@
identifier take =~ "(incr_sys|cq_provision|sys(tem)?_(get|reserve|take|provision|hold)|(reserve|provision|hold|take)_(sys(tem)?|context))";
identifier give =~ "(decr_sys|cq_retire|sys(tem)?_(put|release|unreserve|give|drop|free)|(put|release|unreserve|return|drop)_(sys(tem)?|reserv|context|held)|unreserve)";
expression E, Q;
position t, p;
@@

(
if (!take@t(Q, ...)) { ... return ...; }
|
E = take@t(Q, ...);
if (E) { ... return ...; }
)
... when != give(Q, ...)
if (...) {
... when != give(Q, ...)
* return@p ...;
}

@script:python depends on org@
p << lost.p;
f << gives.f;
give << gives.give;
@@

coccilib.org.print_todo(p[0], "%s() returns without %s(): the context held for the session is lost for ever" % (f, give))

@script:python depends on report@
p << lost.p;
f << gives.f;
give << gives.give;
@@

coccilib.report.print_report(p[0], "%s() returns without %s(): the context held for the session is lost for ever" % (f, give))

@script:python depends on org@
p << taken.p;
take << taken.take;
@@

coccilib.org.print_todo(p[0], "what %s() took is not given back on this way out" % take)

@script:python depends on report@
p << taken.p;
take << taken.take;
@@

coccilib.report.print_report(p[0], "what %s() took is not given back on this way out" % take)
