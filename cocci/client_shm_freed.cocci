// SPDX-License-Identifier: GPL-2.0-only
/// Shared memory that was allocated or registered is freed on every error
/// path behind it: registered kernel memory stays mapped in the secure world.
///
//# False positives: memory that a caller frees after an error.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@leak exists@
expression S;
identifier l;
identifier free =~ "^tee_shm_(free|put)$|_deinit$";
identifier action =~ "^devm_add_action";
position g, p;
@@

* S = \(tee_shm_alloc_kernel_buf@g\|tee_shm_register_kernel_buf@g\)(...);
... when != S
(
if (IS_ERR(S)) { ... when any
 return ...; }
|
if (IS_ERR(S)) { ... when any
 goto l; }
)
... when != free(...)
    when != action(...)
* return@p \(-EINVAL\|-ENOMEM\|-ENODEV\|-EIO\|-EPROTO\|-EFAULT\|-EPERM\|-EBUSY\|-EPROBE_DEFER\|-EOPNOTSUPP\|PTR_ERR(...)\);

@leak_rc exists@
expression S;
identifier l, rc;
identifier free =~ "^tee_shm_(free|put)$|_deinit$";
identifier action =~ "^devm_add_action";
position g, p;
@@

* S = \(tee_shm_alloc_kernel_buf@g\|tee_shm_register_kernel_buf@g\)(...);
... when != S
(
if (IS_ERR(S)) { ... when any
 return ...; }
|
if (IS_ERR(S)) { ... when any
 goto l; }
)
... when != free(...)
    when != action(...)
if (\(rc\|rc < 0\|IS_ERR(...)\)) {
... when != free(...)
* return@p rc;
}

@script:python depends on org@
p << leak.p;
g << leak.g;
@@

coccilib.org.print_todo(p[0], "the shared memory of line %s is not freed on this error path" % g[0].line)

@script:python depends on report@
p << leak.p;
g << leak.g;
@@

coccilib.report.print_report(p[0], "the shared memory of line %s is not freed on this error path" % g[0].line)

@script:python depends on org@
p << leak_rc.p;
g << leak_rc.g;
@@

coccilib.org.print_todo(p[0], "the shared memory of line %s is not freed on this error path" % g[0].line)

@script:python depends on report@
p << leak_rc.p;
g << leak_rc.g;
@@

coccilib.report.print_report(p[0], "the shared memory of line %s is not freed on this error path" % g[0].line)
