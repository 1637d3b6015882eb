// SPDX-License-Identifier: GPL-2.0-only
/// The context held for a system session serves invocation and closing: both
/// enter with the class of the session, not always as normal calls (P1).
///
//# False positives: a driver that finds the class of a call by other means
//# than an argument of the call.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// only a driver with system sessions has a class to pass on
@system@
identifier S =~ "_system_session$";
@@

int S(...) { ... }

@normal depends on system@
identifier F =~ "(_invoke_func|_close_session(_helper)?|^close_in_secure_world|^end_session)$";
identifier call =~ "^(do_call_with_arg|call|do_call)$";
expression E, X, Y, Z;
position p;
@@

F(...)
{
<+...
(
* E->call@p(..., false)
|
* E->call@p(X, Y, Z, NULL, ...)
|
* call@p(..., false)
|
* call@p(X, Y, NULL, ...)
)
...+>
}

@reads@
identifier F, v;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
expression S;
position fp;
@@

F@fp(...)
{
<+...
v = S->flag
...+>
}

// a variable for the class that stays at false
@unset depends on system@
identifier F =~ "(_invoke_func|_close_session(_helper)?)$";
identifier call =~ "^(do_call_with_arg|call|do_call)$";
identifier v;
expression E;
position p;
position fp != reads.fp;
@@

F@fp(...)
{
... when any
bool v = false;
<+...
(
* E->call@p(..., v)
|
* call@p(..., v)
)
...+>
}

@script:python depends on org@
p << normal.p;
f << normal.F;
@@

coccilib.org.print_todo(p[0], "%s() always enters as a normal call: what is held for a system session serves its invocations and its close" % f)

@script:python depends on report@
p << normal.p;
f << normal.F;
@@

coccilib.report.print_report(p[0], "%s() always enters as a normal call: what is held for a system session serves its invocations and its close" % f)

@script:python depends on org@
p << unset.p;
f << unset.F;
v << unset.v;
@@

coccilib.org.print_todo(p[0], "%s() never takes %s from the session: what is held for a system session serves its invocations and its close" % (f, v))

@script:python depends on report@
p << unset.p;
f << unset.F;
v << unset.v;
@@

coccilib.report.print_report(p[0], "%s() never takes %s from the session: what is held for a system session serves its invocations and its close" % (f, v))
