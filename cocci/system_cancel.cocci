// SPDX-License-Identifier: GPL-2.0-only
/// The context held for a system session serves invocation and closing, not
/// cancel requests: a cancel request enters as a normal call (P7).
///
//# False positives: a driver in which the flag decides something else than
//# the class of the call.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@named@
identifier F =~ "_cancel_req$";
@@

int F(...) { ... }

@read@
identifier named.F;
expression S;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
position p;
@@

F(...)
{
<+...
* S->flag@p
...+>
}

// the queue's view of a session, where one is passed to the call
@member@
identifier named.F;
expression S;
identifier m =~ "^(cq_)?member$";
identifier call;
position p;
@@

F(...)
{
<+...
* call(..., &S->m@p, ...)
...+>
}

@script:python depends on org@
p << read.p;
f << named.F;
@@

coccilib.org.print_todo(p[0], "%s() looks at the system flag of the session: a cancel request enters as a normal call and never takes a held context" % f)

@script:python depends on report@
p << read.p;
f << named.F;
@@

coccilib.report.print_report(p[0], "%s() looks at the system flag of the session: a cancel request enters as a normal call and never takes a held context" % f)

@script:python depends on org@
p << member.p;
f << named.F;
@@

coccilib.org.print_todo(p[0], "%s() enters as a member of the session: a cancel request enters as a normal call and never takes a held context" % f)

@script:python depends on report@
p << member.p;
f << named.F;
@@

coccilib.report.print_report(p[0], "%s() enters as a member of the session: a cancel request enters as a normal call and never takes a held context" % f)
