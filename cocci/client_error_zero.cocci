// SPDX-License-Identifier: GPL-2.0-only
/// When the TEE refuses, the function does not return 0: the return value of
/// the call is 0 then, so it cannot be handed on as the error.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@zero exists@
identifier R, A;
expression E;
position p;
@@

R = \(tee_client_invoke_func\|tee_client_open_session\)(..., &A, ...);
... when != R = E
if (<+... \(A.ret\|A.ret != 0\) ...+>) {
... when != R = E
* return@p R;
}

@script:python depends on org@
p << zero.p;
r << zero.R;
a << zero.A;
@@

coccilib.org.print_todo(p[0], "%s is 0 here when the TEE refused (%s.ret): the caller takes the failure for success" % (r, a))

@script:python depends on report@
p << zero.p;
r << zero.R;
a << zero.A;
@@

coccilib.report.print_report(p[0], "%s is 0 here when the TEE refused (%s.ret): the caller takes the failure for success" % (r, a))
