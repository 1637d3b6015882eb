// SPDX-License-Identifier: GPL-2.0-only
/// The list of sessions, and every other list of the driver, is walked and
/// changed under its lock: open, close and release run at the same time.
///
//# False positives: a list that only one task can reach; set-up and tear-down
//# are recognised by the name of the function; a helper called by a helper.
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@locked exists@
expression L;
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|spin_lock|spin_lock_irq|spin_lock_irqsave|spin_lock_bh|lockdep_assert_held|down_write|down_read|xa_lock)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|up_write|up_read|xa_unlock)$";
identifier op =~ "^list_(add|add_tail|del|del_init|move|move_tail)$";
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
    when any
op@p(...)

// set-up and tear-down: nobody else can reach the list
@alone@
identifier f =~ "(init|release|destroy|remove|exit|probe)";
identifier op =~ "^list_(add|add_tail|del|del_init|move|move_tail)$";
position p;
@@

f(...)
{
<+...
op@p(...)
...+>
}

// a static function may leave the lock to its callers
@changer@
identifier f;
identifier op =~ "^list_(add|add_tail|del|del_init|move|move_tail)$";
position p != {locked.p, alone.p};
@@

static f(...)
{
<+...
op@p(...)
...+>
}

@open_coded@
identifier op =~ "^list_(add|add_tail|del|del_init|move|move_tail)$";
position p != {locked.p, alone.p, changer.p};
@@

* op@p(...)

@walker@
identifier f;
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|spin_lock|spin_lock_irq|spin_lock_irqsave|spin_lock_bh|lockdep_assert_held|down_write|down_read|xa_lock)$";
iterator name list_for_each_entry;
expression E, H;
identifier M;
statement S;
@@

static f(...)
{
... when != lock(...)
list_for_each_entry(E, H, M) S
... when != lock(...)
}

@changer_locked exists@
identifier changer.f;
expression L;
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|spin_lock|spin_lock_irq|spin_lock_irqsave|spin_lock_bh|lockdep_assert_held|down_write|down_read|xa_lock)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|up_write|up_read|xa_unlock)$";
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
    when any
f@p(...)

@walker_locked exists@
identifier walker.f;
expression L;
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|spin_lock|spin_lock_irq|spin_lock_irqsave|spin_lock_bh|lockdep_assert_held|down_write|down_read|xa_lock)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore|spin_unlock_bh|up_write|up_read|xa_unlock)$";
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
    when any
f@p(...)

// a helper of a helper, and set-up and tear-down again
@nested@
identifier g =~ "(init|release|destroy|remove|exit|probe)";
identifier changer.f;
position p;
@@

g(...)
{
<+...
f@p(...)
...+>
}

@changer_call@
identifier changer.f;
position p != {changer_locked.p, nested.p};
@@

* f@p(...)

@walker_call@
identifier walker.f;
position p != walker_locked.p;
@@

* f@p(...)

@script:python depends on org@
p << open_coded.p;
op << open_coded.op;
@@

coccilib.org.print_todo(p[0], "%s() outside of any lock: another task may be in this list" % op)

@script:python depends on report@
p << open_coded.p;
op << open_coded.op;
@@

coccilib.report.print_report(p[0], "%s() outside of any lock: another task may be in this list" % op)

@script:python depends on org@
p << changer_call.p;
f << changer.f;
@@

coccilib.org.print_todo(p[0], "%s() changes a list and is called without a lock: another task may be in it" % f)

@script:python depends on report@
p << changer_call.p;
f << changer.f;
@@

coccilib.report.print_report(p[0], "%s() changes a list and is called without a lock: another task may be in it" % f)

@script:python depends on org@
p << walker_call.p;
f << walker.f;
@@

coccilib.org.print_todo(p[0], "%s() walks a list and is called without a lock: what it finds may be freed at once" % f)

@script:python depends on report@
p << walker_call.p;
f << walker.f;
@@

coccilib.report.print_report(p[0], "%s() walks a list and is called without a lock: what it finds may be freed at once" % f)
