// SPDX-License-Identifier: GPL-2.0-only
/// Memory allocated in a function and handed to nobody is freed on every
/// error path behind it.
///
//# False positives: memory that a macro hands on.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@leak exists@
identifier S, l, rc;
identifier alloc =~ "^(k[mz]alloc|kcalloc|kmalloc_array|kvcalloc|kvzalloc|kvmalloc_array|kmemdup)$";
identifier use !~ "^(pr_.*|dev_.*|memset|mutex_init|init_completion|refcount_set|kref_init|INIT_LIST_HEAD|spin_lock_init|IS_ERR|PTR_ERR)$";
expression E;
type T;
position g, p;
@@

* S = alloc@g(...);
... when != S
(
if (!S) { ... when any
 return ...; }
|
if (!S) { ... when any
 goto l; }
)
... when != E = S
    when != E = (T)S
    when != use(..., <+... S ...+>, ...)
(
return S;
|
* return@p \(-EINVAL\|-ENOMEM\|-ENODEV\|-EIO\|-EFAULT\|-EBUSY\|-EPERM\|ERR_PTR(...)\|PTR_ERR(...)\);
|
* return@p rc;
)

@script:python depends on org@
p << leak.p;
g << leak.g;
s << leak.S;
@@

coccilib.org.print_todo(p[0], "%s, allocated on line %s, is not freed on this way out" % (s, g[0].line))

@script:python depends on report@
p << leak.p;
g << leak.g;
s << leak.S;
@@

coccilib.report.print_report(p[0], "%s, allocated on line %s, is not freed on this way out" % (s, g[0].line))
