// SPDX-License-Identifier: GPL-2.0-only
/// The argument of tee_client_open_session() and tee_client_invoke_func() is
/// cleared before it is filled in: what is not set goes to the TEE as it is.
///
//# False positives: an argument of which every field is set by hand.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@set exists@
identifier A;
identifier call =~ "^tee_client_(open_session|invoke_func)$";
position p;
expression E;
@@

(
memset(&A, 0, sizeof(...))
|
A = E
)
... when any
call@p(..., &A, ...)

@filled@
type T;
identifier A;
identifier call =~ "^tee_client_(open_session|invoke_func)$";
initializer I;
position p;
@@

T A = I;
... when any
call@p(..., &A, ...)

// a function that prepares it
@prepared exists@
identifier A, f;
identifier call =~ "^tee_client_(open_session|invoke_func)$";
position p;
@@

f(..., &A, ...)
... when any
call@p(..., &A, ...)

@dirty exists@
type T;
identifier A;
identifier call =~ "^tee_client_(open_session|invoke_func)$";
position p != {set.p, filled.p, prepared.p};
@@

T A;
... when any
* call@p(..., &A, ...)

@script:python depends on org@
p << dirty.p;
f << dirty.call;
a << dirty.A;
@@

coccilib.org.print_todo(p[0], "%s goes to %s() with fields that nobody set: clear it first" % (a, f))

@script:python depends on report@
p << dirty.p;
f << dirty.call;
a << dirty.A;
@@

coccilib.report.print_report(p[0], "%s goes to %s() with fields that nobody set: clear it first" % (a, f))
