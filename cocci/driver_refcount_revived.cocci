// SPDX-License-Identifier: GPL-2.0-only
/// A count that reaches 0 has its lock by then, where others start it again
/// under that lock; and a count that was found to be 0 is not counted up.
///
//# Source: include/linux/refcount.h, refcount_inc(): "Will WARN if the refcount
//# is 0, as this represents a possible use-after-free condition";
//# lib/refcount.c, refcount_dec_and_mutex_lock().
//# False positives: none known.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@up exists@
expression X;
identifier r;
position p;
@@

if (!refcount_inc_not_zero(&X->r)) {
... when != refcount_set(&X->r, ...)
* refcount_inc@p(&X->r)
... when any
}

// started again
@starts@
expression X;
identifier r;
@@

\(refcount_set(&X->r, ...)\|refcount_inc_not_zero(&X->r)\)

@down exists@
expression X;
identifier starts.r;
identifier lock =~ "^(mutex_lock|spin_lock|spin_lock_irqsave|spin_lock_irq|spin_lock_bh|down_write)$";
position p;
@@

* if (refcount_dec_and_test@p(&X->r)) {
... when any
* lock(...);
... when any
}

@script:python depends on org@
p << up.p;
r << up.r;
@@

coccilib.org.print_todo(p[0], "%s is 0 here: refcount_inc() warns, saturates, and never comes down again" % r)

@script:python depends on report@
p << up.p;
r << up.r;
@@

coccilib.report.print_report(p[0], "%s is 0 here: refcount_inc() warns, saturates, and never comes down again" % r)

@script:python depends on org@
p << down.p;
r << starts.r;
lock << down.lock;
@@

coccilib.org.print_todo(p[0], "%s is 0 before %s() is called: who has the lock may take it for used, or start it again" % (r, lock))

@script:python depends on report@
p << down.p;
r << starts.r;
lock << down.lock;
@@

coccilib.report.print_report(p[0], "%s is 0 before %s() is called: who has the lock may take it for used, or start it again" % (r, lock))
