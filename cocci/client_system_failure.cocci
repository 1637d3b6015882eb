// SPDX-License-Identifier: GPL-2.0-only
/// A tee_client_system_session() that fails is not ignored silently: without
/// a held context the client can be starved, somebody has to know.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@ignored@
position p;
@@

* tee_client_system_session@p(...);

@voided@
position p;
@@

* (void)tee_client_system_session@p(...);

@unread exists@
identifier R;
expression E;
position p;
@@

* R = tee_client_system_session@p(...);
... when != R
R = E

@script:python depends on org@
p << ignored.p;
@@

coccilib.org.print_todo(p[0], "the result of tee_client_system_session() is ignored: say at least that the session may be starved")

@script:python depends on report@
p << ignored.p;
@@

coccilib.report.print_report(p[0], "the result of tee_client_system_session() is ignored: say at least that the session may be starved")

@script:python depends on org@
p << voided.p;
@@

coccilib.org.print_todo(p[0], "the result of tee_client_system_session() is ignored: say at least that the session may be starved")

@script:python depends on report@
p << voided.p;
@@

coccilib.report.print_report(p[0], "the result of tee_client_system_session() is ignored: say at least that the session may be starved")

@script:python depends on org@
p << unread.p;
@@

coccilib.org.print_todo(p[0], "the result of tee_client_system_session() is ignored: say at least that the session may be starved")

@script:python depends on report@
p << unread.p;
@@

coccilib.report.print_report(p[0], "the result of tee_client_system_session() is ignored: say at least that the session may be starved")
