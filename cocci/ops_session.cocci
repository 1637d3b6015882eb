// SPDX-License-Identifier: GPL-2.0-only
/// A tee_driver_ops that has open_session has close_session and invoke_func
/// too: a session is opened to be invoked, and closed.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

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

* struct tee_driver_ops O@p = { .open_session = F, };

@has_invoke_func@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .invoke_func = F, };

@lacks_invoke_func@
identifier O;
expression F;
position p != has_invoke_func.p;
@@

* struct tee_driver_ops O@p = { .open_session = F, };

@script:python depends on org@
p << lacks_close_session.p;
ops << lacks_close_session.O;
@@

coccilib.org.print_todo(p[0], "%s has open_session without close_session: a session is opened to be invoked and closed" % ops)

@script:python depends on report@
p << lacks_close_session.p;
ops << lacks_close_session.O;
@@

coccilib.report.print_report(p[0], "%s has open_session without close_session: a session is opened to be invoked and closed" % ops)

@script:python depends on org@
p << lacks_invoke_func.p;
ops << lacks_invoke_func.O;
@@

coccilib.org.print_todo(p[0], "%s has open_session without invoke_func: a session is opened to be invoked and closed" % ops)

@script:python depends on report@
p << lacks_invoke_func.p;
ops << lacks_invoke_func.O;
@@

coccilib.report.print_report(p[0], "%s has open_session without invoke_func: a session is opened to be invoked and closed" % ops)
