// SPDX-License-Identifier: GPL-2.0-only
/// A lock taken in a function is released on every path out of it.
///
//# False positives: a function that returns with the lock held on purpose, as
//# its sparse annotation then says.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

// the lock stays held on success on purpose: released where something failed
@handed_on exists@
expression L;
identifier rc;
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|mmap_read_unlock|up_read|up_write)$";
position p;
@@

if (rc)
	unlock(L, ...);
return@p rc;

@held exists@
expression L;
identifier lock =~ "^(mutex_lock|spin_lock|spin_lock_irq|spin_lock_irqsave|spin_lock_bh|mmap_read_lock|down_read|down_write)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|mmap_read_unlock|up_read|up_write)$";
identifier other =~ "^(mutex_unlock|spin_unlock|kref_put_mutex)";
position k;
position p != handed_on.p;
@@

* lock@k(L, ...);
... when != unlock(L, ...)
    when != other(L, ...)
* return@p ...;

@script:python depends on org@
p << held.p;
k << held.k;
l << held.L;
f << held.lock;
@@

coccilib.org.print_todo(p[0], "%s(%s) on line %s is not undone on this way out" % (f, l, k[0].line))

@script:python depends on report@
p << held.p;
k << held.k;
l << held.L;
f << held.lock;
@@

coccilib.report.print_report(p[0], "%s(%s) on line %s is not undone on this way out" % (f, l, k[0].line))
