// SPDX-License-Identifier: GPL-2.0-only
/// A tee_driver_ops that has system_session has open_session and
/// close_session: what a system session holds goes back when it is closed.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@has_open_session@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .open_session = F, };

@lacks_open_session@
identifier O;
expression F;
position p != has_open_session.p;
@@

* struct tee_driver_ops O@p = { .system_session = F, };

@has_close_session@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .close_session = F, };

@lacks_close_session@
identifier O;
expression F;
position p != has_close_session.p;
@@

* struct tee_driver_ops O@p = { .system_session = F, };

@script:python depends on org@
p << lacks_open_session.p;
ops << lacks_open_session.O;
@@

coccilib.org.print_todo(p[0], "%s has system_session without open_session: the context held for a system session goes back when it is closed" % ops)

@script:python depends on report@
p << lacks_open_session.p;
ops << lacks_open_session.O;
@@

coccilib.report.print_report(p[0], "%s has system_session without open_session: the context held for a system session goes back when it is closed" % ops)

@script:python depends on org@
p << lacks_close_session.p;
ops << lacks_close_session.O;
@@

coccilib.org.print_todo(p[0], "%s has system_session without close_session: the context held for a system session goes back when it is closed" % ops)

@script:python depends on report@
p << lacks_close_session.p;
ops << lacks_close_session.O;
@@

coccilib.report.print_report(p[0], "%s has system_session without close_session: the context held for a system session goes back when it is closed" % ops)
