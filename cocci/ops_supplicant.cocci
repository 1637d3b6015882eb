// SPDX-License-Identifier: GPL-2.0-only
/// A tee_driver_ops has supp_recv and supp_send together: a supplicant that
/// takes a request must be able to answer it.
///
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@has_recv@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .supp_recv = F, };

@has_send@
identifier O;
expression F;
position p;
@@

struct tee_driver_ops O@p = { .supp_send = F, };

@no_send@
identifier O;
expression F;
position p != has_send.p;
@@

* struct tee_driver_ops O@p = { .supp_recv = F, };

@no_recv@
identifier O;
expression F;
position p != has_recv.p;
@@

* struct tee_driver_ops O@p = { .supp_send = F, };

@script:python depends on org@
p << no_send.p;
ops << no_send.O;
@@

coccilib.org.print_todo(p[0], "%s has supp_recv without supp_send: a request taken is never answered" % ops)

@script:python depends on report@
p << no_send.p;
ops << no_send.O;
@@

coccilib.report.print_report(p[0], "%s has supp_recv without supp_send: a request taken is never answered" % ops)

@script:python depends on org@
p << no_recv.p;
ops << no_recv.O;
@@

coccilib.org.print_todo(p[0], "%s has supp_send without supp_recv: there is no request to answer" % ops)

@script:python depends on report@
p << no_recv.p;
ops << no_recv.O;
@@

coccilib.report.print_report(p[0], "%s has supp_send without supp_recv: there is no request to answer" % ops)
