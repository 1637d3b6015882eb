// SPDX-License-Identifier: GPL-2.0-only
/// A reference count is never read to decide something: between the read and
/// what follows it may drop to 0; take the reference with ..._inc_not_zero()
/// or kref_get_unless_zero() and look at the answer.
///
//# False positives: a count that is only printed is left alone when the
//# printing function is known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@shown@
identifier f =~ "^(refcount_read|kref_read)$";
identifier log =~ "^(pr_|dev_|WARN|lockdep|trace_|seq_|sysfs_emit|scnprintf)";
position p;
@@

log(..., <+... f@p(...) ...+>, ...)

@bad@
identifier f =~ "^(refcount_read|kref_read)$";
position p != shown.p;
expression E;
@@

* f@p(E)

@script:python depends on org@
p << bad.p;
f << bad.f;
@@

coccilib.org.print_todo(p[0], "%s() decides on a count that may change at once: use refcount_inc_not_zero() or kref_get_unless_zero()" % f)

@script:python depends on report@
p << bad.p;
f << bad.f;
@@

coccilib.report.print_report(p[0], "%s() decides on a count that may change at once: use refcount_inc_not_zero() or kref_get_unless_zero()" % f)
