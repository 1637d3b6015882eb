// SPDX-License-Identifier: GPL-2.0-only
/// A descriptor with TEE_DESC_PRIVILEGED serves the supplicant (supp_recv,
/// supp_send) and no sessions; one without it serves sessions and no
/// supplicant.
///
//# False positives: an operations table that another file defines is not
//# looked at.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@recv@
identifier O;
expression F;
@@

struct tee_driver_ops O = { .supp_recv = F, };

@sess@
identifier O;
expression F;
@@

struct tee_driver_ops O = { .open_session = F, };

// a descriptor whose flags say that it is privileged
@privileged@
identifier D;
position at;
@@

struct tee_desc D@at = { .flags = <+... TEE_DESC_PRIVILEGED ...+>, };

@serves_supplicant@
identifier recv.O, D;
position p;
@@

struct tee_desc D@p = { .ops = &O, };

@serves_clients@
identifier sess.O, D;
position p;
@@

struct tee_desc D@p = { .ops = &O, };

@unprivileged_supplicant@
identifier recv.O, D;
position p != privileged.at;
@@

* struct tee_desc D@p = { .ops = &O, };

@privileged_client@
identifier sess.O, D;
position privileged.at, q;
@@

* struct tee_desc D@at@q = { .ops = &O, };

@defined@
identifier O;
@@

struct tee_driver_ops O = { ... };

@useless_privileged@
identifier defined.O, D;
position privileged.at;
position q != serves_supplicant.p;
@@

* struct tee_desc D@at@q = { .ops = &O, };

@useless_client@
identifier defined.O, D;
position p != {privileged.at, serves_clients.p, serves_supplicant.p};
@@

* struct tee_desc D@p = { .ops = &O, };

@script:python depends on org@
p << unprivileged_supplicant.p;
d << unprivileged_supplicant.D;
@@

coccilib.org.print_todo(p[0], "%s serves the supplicant without TEE_DESC_PRIVILEGED: any client of /dev/teeN can play the supplicant" % d)

@script:python depends on report@
p << unprivileged_supplicant.p;
d << unprivileged_supplicant.D;
@@

coccilib.report.print_report(p[0], "%s serves the supplicant without TEE_DESC_PRIVILEGED: any client of /dev/teeN can play the supplicant" % d)

@script:python depends on org@
q << privileged_client.q;
d << privileged_client.D;
@@

coccilib.org.print_todo(q[0], "%s has TEE_DESC_PRIVILEGED and opens sessions: sessions belong to the client device" % d)

@script:python depends on report@
q << privileged_client.q;
d << privileged_client.D;
@@

coccilib.report.print_report(q[0], "%s has TEE_DESC_PRIVILEGED and opens sessions: sessions belong to the client device" % d)

@script:python depends on org@
q << useless_privileged.q;
d << useless_privileged.D;
@@

coccilib.org.print_todo(q[0], "%s has TEE_DESC_PRIVILEGED and no supp_recv: nobody can serve the supplicant's requests" % d)

@script:python depends on report@
q << useless_privileged.q;
d << useless_privileged.D;
@@

coccilib.report.print_report(q[0], "%s has TEE_DESC_PRIVILEGED and no supp_recv: nobody can serve the supplicant's requests" % d)

@script:python depends on org@
p << useless_client.p;
d << useless_client.D;
@@

coccilib.org.print_todo(p[0], "%s has neither open_session nor supp_recv: the device can do nothing" % d)

@script:python depends on report@
p << useless_client.p;
d << useless_client.D;
@@

coccilib.report.print_report(p[0], "%s has neither open_session nor supp_recv: the device can do nothing" % d)
