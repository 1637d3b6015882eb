// SPDX-License-Identifier: GPL-2.0-only
/// tee_client_system_session() comes before the first
/// tee_client_invoke_func(): an invocation made as a normal session may wait
/// for what the system session was meant to get past.
///
//# False positives: an invocation of another session of the same context.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@late exists@
expression C, X;
position p, q;
@@

* tee_client_invoke_func@q(C, ...)
... when any
    when != tee_client_open_session(...)
* tee_client_system_session@p(C, X)

@script:python depends on org@
p << late.p;
q << late.q;
@@

coccilib.org.print_todo(p[0], "the session was already invoked on line %s: make it a system session first" % q[0].line)

@script:python depends on report@
p << late.p;
q << late.q;
@@

coccilib.report.print_report(p[0], "the session was already invoked on line %s: make it a system session first" % q[0].line)
