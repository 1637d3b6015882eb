// SPDX-License-Identifier: GPL-2.0-only
/// A session that was opened is closed on every error path behind it: the TEE
/// has few, and keeps the trusted application loaded.
///
//# False positives: a session that a caller closes after an error. Closing
//# functions are recognised by their name (..._close_session, ..._deinit).
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// functions of this file that open a session for others
@opens@
identifier open;
@@

open(...)
{
<+...
tee_client_open_session(...)
...+>
}

@leak exists@
identifier R, A, l;
identifier close =~ "close_session$|_deinit$";
identifier action =~ "^devm_add_action";
position g, p;
@@

* R = tee_client_open_session@g(..., &A, ...);
... when != R
(
if (<+... A.ret ...+>) { ... when any
 return ...; }
|
if (<+... A.ret ...+>) { ... when any
 goto l; }
)
... when != close(...)
    when != action(...)
* return@p \(-EINVAL\|-ENOMEM\|-ENODEV\|-EIO\|-EPROTO\|-EFAULT\|-EPERM\|-EBUSY\|-EPROBE_DEFER\|-EOPNOTSUPP\|PTR_ERR(...)\);

@leak_rc exists@
identifier R, A, l, rc;
identifier close =~ "close_session$|_deinit$";
identifier action =~ "^devm_add_action";
position g, p;
@@

* R = tee_client_open_session@g(..., &A, ...);
... when != R
(
if (<+... A.ret ...+>) { ... when any
 return ...; }
|
if (<+... A.ret ...+>) { ... when any
 goto l; }
)
... when != close(...)
    when != action(...)
if (\(rc\|rc < 0\|IS_ERR(...)\)) {
... when != close(...)
* return@p rc;
}

@leak_wrapped exists@
identifier opens.open;
identifier R, l;
identifier close =~ "close_session$|_deinit$";
position g, p;
@@

* R = open@g(...);
... when != R
(
if (\(R\|R < 0\)) { ... when any
 return ...; }
|
if (\(R\|R < 0\)) { ... when any
 goto l; }
)
... when != close(...)
* return@p \(-EINVAL\|-ENOMEM\|-ENODEV\|-EIO\|-EPROTO\|-EFAULT\|-EPERM\|-EBUSY\|-EPROBE_DEFER\|-EOPNOTSUPP\|PTR_ERR(...)\);

@script:python depends on org@
p << leak.p;
g << leak.g;
@@

coccilib.org.print_todo(p[0], "the session opened on line %s is not closed on this error path" % g[0].line)

@script:python depends on report@
p << leak.p;
g << leak.g;
@@

coccilib.report.print_report(p[0], "the session opened on line %s is not closed on this error path" % g[0].line)

@script:python depends on org@
p << leak_rc.p;
g << leak_rc.g;
@@

coccilib.org.print_todo(p[0], "the session opened on line %s is not closed on this error path" % g[0].line)

@script:python depends on report@
p << leak_rc.p;
g << leak_rc.g;
@@

coccilib.report.print_report(p[0], "the session opened on line %s is not closed on this error path" % g[0].line)

@script:python depends on org@
p << leak_wrapped.p;
g << leak_wrapped.g;
@@

coccilib.org.print_todo(p[0], "the session opened on line %s is not closed on this error path" % g[0].line)

@script:python depends on report@
p << leak_wrapped.p;
g << leak_wrapped.g;
@@

coccilib.report.print_report(p[0], "the session opened on line %s is not closed on this error path" % g[0].line)
