// SPDX-License-Identifier: GPL-2.0-only
/// An optional operation of a tee_driver_ops is tested before it is called:
/// amdtee has no supplicant, a supplicant's device no sessions.
///
//# False positives: a test in another function of the same file counts only
//# for close_session and shm_unregister, which undo what was tested then.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@as_expression@
expression E, X;
struct tee_driver_ops *T;
identifier op =~ "^(open_session|close_session|system_session|invoke_func|cancel_req|supp_recv|supp_send|shm_register|shm_unregister)$";
position p;
@@

(
E->desc->ops->op ? E->desc->ops->op@p(...) : X
|
E->desc->ops->op && <+... E->desc->ops->op@p(...) ...+>
|
T->op ? T->op@p(...) : X
|
T->op && <+... T->op@p(...) ...+>
)

@tested exists@
expression E;
identifier op =~ "^(open_session|close_session|system_session|invoke_func|cancel_req|supp_recv|supp_send|shm_register|shm_unregister)$";
position p;
@@

E->desc->ops->op
... when any
E->desc->ops->op@p(...)

@tested_local exists@
struct tee_driver_ops *T;
identifier op =~ "^(open_session|close_session|system_session|invoke_func|cancel_req|supp_recv|supp_send|shm_register|shm_unregister)$";
position p;
@@

T->op
... when any
T->op@p(...)

// What undoes something is there when what it undoes was: the test may stand
// where the thing was made.
@guarded@
expression E;
struct tee_driver_ops *T;
identifier undo =~ "^(close_session|shm_unregister)$";
@@

\(!E->desc->ops->undo\|!T->undo\)

@undone@
expression E;
identifier guarded.undo;
position p;
@@

E->desc->ops->undo@p(...)

@untested@
expression E;
identifier op =~ "^(open_session|close_session|system_session|invoke_func|cancel_req|supp_recv|supp_send|shm_register|shm_unregister)$";
position p != {as_expression.p, tested.p, undone.p};
@@

* E->desc->ops->op@p(...)

@untested_local@
struct tee_driver_ops *T;
expression X;
identifier op =~ "^(open_session|close_session|system_session|invoke_func|cancel_req|supp_recv|supp_send|shm_register|shm_unregister)$";
position p != {as_expression.p, tested_local.p};
@@

* T->op@p(...)

@script:python depends on org@
p << untested.p;
op << untested.op;
@@

coccilib.org.print_todo(p[0], "%s is optional: test it before the call" % op)

@script:python depends on report@
p << untested.p;
op << untested.op;
@@

coccilib.report.print_report(p[0], "%s is optional: test it before the call" % op)

@script:python depends on org@
p << untested_local.p;
op << untested_local.op;
@@

coccilib.org.print_todo(p[0], "%s is optional: test it before the call" % op)

@script:python depends on report@
p << untested_local.p;
op << untested_local.op;
@@

coccilib.report.print_report(p[0], "%s is optional: test it before the call" % op)
