// SPDX-License-Identifier: GPL-2.0-only
/// After tee_client_open_session() and tee_client_invoke_func() both answers
/// are looked at: the return value says whether the call was made, arg.ret
/// the TEE's result.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@called@
expression R;
identifier A;
identifier call =~ "^tee_client_(open_session|invoke_func)$";
position p;
@@

R = call@p(..., \(&A\|A\), ...)

@passed_on@
identifier call =~ "^tee_client_(open_session|invoke_func)$";
position p;
@@

return call@p(...);

// the result of the TEE is looked at behind the call
@looked exists@
expression called.R;
identifier called.A;
identifier called.call;
position called.p;
position q;
@@

R = call@p@q(..., \(&A\|A\), ...)
... when any
\(A.ret\|A->ret\)

@unlooked@
expression called.R;
identifier called.A;
identifier called.call;
position called.p;
position q != looked.q;
@@

* R = call@p@q(..., \(&A\|A\), ...)

// and so is the return value
@returned exists@
expression called.R;
identifier called.A;
identifier called.call;
position called.p;
position q;
@@

R = call@p@q(..., \(&A\|A\), ...)
... when any
    when != R = ...
R

@unreturned@
expression called.R;
identifier called.A;
identifier called.call;
position called.p;
position q != returned.q;
@@

* R = call@p@q(..., \(&A\|A\), ...)

@ignored@
identifier call =~ "^tee_client_(open_session|invoke_func)$";
position p != {called.p, passed_on.p};
@@

* call@p(...)

@script:python depends on org@
q << unlooked.q;
f << called.call;
a << called.A;
@@

coccilib.org.print_todo(q[0], "%s() returned and %s.ret is never looked at: the TEE may have refused" % (f, a))

@script:python depends on report@
q << unlooked.q;
f << called.call;
a << called.A;
@@

coccilib.report.print_report(q[0], "%s() returned and %s.ret is never looked at: the TEE may have refused" % (f, a))

@script:python depends on org@
q << unreturned.q;
f << called.call;
r << called.R;
@@

coccilib.org.print_todo(q[0], "%s() returned and %s is never looked at: the call may not have been made" % (f, r))

@script:python depends on report@
q << unreturned.q;
f << called.call;
r << called.R;
@@

coccilib.report.print_report(q[0], "%s() returned and %s is never looked at: the call may not have been made" % (f, r))

@script:python depends on org@
p << ignored.p;
f << ignored.call;
@@

coccilib.org.print_todo(p[0], "the return value of %s() is ignored: the call may not have been made" % f)

@script:python depends on report@
p << ignored.p;
f << ignored.call;
@@

coccilib.report.print_report(p[0], "the return value of %s() is ignored: the call may not have been made" % f)
