// SPDX-License-Identifier: GPL-2.0-only
/// A context that was opened is closed on every error path behind it: it pins
/// the TEE device, whose driver then cannot be removed.
///
//# False positives: a context that a caller closes after an error.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@leak exists@
expression C;
identifier l;
identifier close =~ "close_context$|_deinit$";
identifier action =~ "^devm_add_action";
position g, p;
@@

* C = tee_client_open_context@g(...);
... when != C
(
if (IS_ERR(C)) { ... when any
 return ...; }
|
if (IS_ERR(C)) { ... when any
 goto l; }
)
... when != close(...)
    when != action(...)
* return@p \(-EINVAL\|-ENOMEM\|-ENODEV\|-EIO\|-EPROTO\|-EFAULT\|-EPERM\|-EBUSY\|-EPROBE_DEFER\|-EOPNOTSUPP\|PTR_ERR(...)\);

@leak_rc exists@
expression C;
identifier l, rc;
identifier close =~ "close_context$|_deinit$";
identifier action =~ "^devm_add_action";
position g, p;
@@

* C = tee_client_open_context@g(...);
... when != C
(
if (IS_ERR(C)) { ... when any
 return ...; }
|
if (IS_ERR(C)) { ... when any
 goto l; }
)
... when != close(...)
    when != action(...)
if (\(rc\|rc < 0\|IS_ERR(...)\)) {
... when != close(...)
* return@p rc;
}

@script:python depends on org@
p << leak.p;
g << leak.g;
@@

coccilib.org.print_todo(p[0], "the context opened on line %s is not closed on this error path" % g[0].line)

@script:python depends on report@
p << leak.p;
g << leak.g;
@@

coccilib.report.print_report(p[0], "the context opened on line %s is not closed on this error path" % g[0].line)

@script:python depends on org@
p << leak_rc.p;
g << leak_rc.g;
@@

coccilib.org.print_todo(p[0], "the context opened on line %s is not closed on this error path" % g[0].line)

@script:python depends on report@
p << leak_rc.p;
g << leak_rc.g;
@@

coccilib.report.print_report(p[0], "the context opened on line %s is not closed on this error path" % g[0].line)
