// SPDX-License-Identifier: GPL-2.0-only
/// An operation that the driver does not have is answered with the documented
/// errno: -EINVAL for sessions, requests and the supplicant, -ENOTSUPP or
/// -EOPNOTSUPP for registering memory.
///
//# False positives: a test whose answer is set in a variable and returned
//# later is not looked at.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@session_op@
expression E, R;
identifier op =~ "^(open_session|close_session|system_session|invoke_func|cancel_req|supp_recv|supp_send)$";
position p;
@@

(
if (!E->op) return -EINVAL;
|
if (!E->op) { ... return -EINVAL; }
|
if (!E->op)
* return@p R;
|
if (!E->op) {
...
* return@p R;
}
)

@shm_op@
expression E, R;
identifier op =~ "^(shm_register|shm_unregister)$";
position p;
@@

(
if (<+... !E->op ...+>) return \(-EOPNOTSUPP\|-ENOTSUPP\|ERR_PTR(-EOPNOTSUPP)\|ERR_PTR(-ENOTSUPP)\);
|
if (<+... !E->op ...+>)
* return@p R;
)

@script:python depends on org@
p << session_op.p;
op << session_op.op;
r << session_op.R;
@@

coccilib.org.print_todo(p[0], "a missing %s returns -EINVAL (linux/tee_drv.h), not %s" % (op, r))

@script:python depends on report@
p << session_op.p;
op << session_op.op;
r << session_op.R;
@@

coccilib.report.print_report(p[0], "a missing %s returns -EINVAL (linux/tee_drv.h), not %s" % (op, r))

@script:python depends on org@
p << shm_op.p;
op << shm_op.op;
r << shm_op.R;
@@

coccilib.org.print_todo(p[0], "a missing %s returns -EOPNOTSUPP, not %s" % (op, r))

@script:python depends on report@
p << shm_op.p;
op << shm_op.op;
r << shm_op.R;
@@

coccilib.report.print_report(p[0], "a missing %s returns -EOPNOTSUPP, not %s" % (op, r))
