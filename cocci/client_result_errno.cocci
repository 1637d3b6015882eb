// SPDX-License-Identifier: GPL-2.0-only
/// A result of the TEE (TEEC_ERROR_...) is not returned as an errno:
/// 0xFFFF0006 is no error number that a caller knows.
///
//# False positives: a function whose callers expect a GlobalPlatform result.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@raw exists@
identifier A;
expression X, Y;
position p;
@@

\(tee_client_invoke_func\|tee_client_open_session\)(..., &A, ...)
... when any
* return@p \(A.ret\|-A.ret\|X ? A.ret : Y\|X ? Y : A.ret\);

@script:python depends on org@
p << raw.p;
a << raw.A;
@@

coccilib.org.print_todo(p[0], "%s.ret is a GlobalPlatform result, no errno: translate it" % a)

@script:python depends on report@
p << raw.p;
a << raw.A;
@@

coccilib.report.print_report(p[0], "%s.ret is a GlobalPlatform result, no errno: translate it" % a)
