// SPDX-License-Identifier: GPL-2.0-only
/// The last reference to what a look-up can find is dropped under the lock of
/// the look-up: else a look-up between the drop and the removal takes an
/// object whose count is 0.
///
//# False positives: a look-up that takes the reference with
//# refcount_inc_not_zero().
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@r@
expression C, L, I, X;
position p;
identifier dec =~ "^(refcount_dec_and_test|atomic_dec_and_test)$";
identifier lock =~ "^(mutex_lock|(raw_)?spin_lock|(raw_)?spin_lock_irq|(raw_)?spin_lock_irqsave|spin_lock_bh)$";
identifier del =~ "^(idr_remove|list_del|list_del_init|xa_erase|rhashtable_remove_fast|hash_del)$";
@@

* if (dec@p(C)) {
... when any
lock(L, ...);
<+...
del(...)
...+>
}

@script:python depends on org@
p << r.p;
dec << r.dec;
l << r.L;
@@

coccilib.org.print_todo(p[0], "%s() stands outside of %s, under which the object is removed: a look-up in between finds a dead object" % (dec, l))

@script:python depends on report@
p << r.p;
dec << r.dec;
l << r.L;
@@

coccilib.report.print_report(p[0], "%s() stands outside of %s, under which the object is removed: a look-up in between finds a dead object" % (dec, l))
