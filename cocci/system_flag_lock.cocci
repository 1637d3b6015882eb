// SPDX-License-Identifier: GPL-2.0-only
/// The flag that makes a session a system session is read and written under
/// the lock of the session list: a second call and a close may race with it.
///
//# False positives: a function whose callers hold the lock and that does not
//# say so with lockdep_assert_held().
//
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@locked exists@
expression L, S;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
identifier lock =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|spin_lock|spin_lock_irq|spin_lock_irqsave|lockdep_assert_held)$";
identifier unlock =~ "^(mutex_unlock|spin_unlock|spin_unlock_irq|spin_unlock_irqrestore)$";
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
    when any
S->flag@p

// a session that nobody else can find: new, or taken off the list
@own exists@
identifier S;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
identifier node;
position p;
@@

(
S = kzalloc(...)
|
S = kmalloc(...)
|
list_del(&S->node)
|
list_del_init(&S->node)
)
... when any
S->flag@p

// a structure that belongs to one call, not to a session
@waiter@
struct optee_call_waiter *W;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
position p;
@@

W->flag@p

@unlocked@
expression S;
identifier flag =~ "^(use_)?sys(tem)?(_thread)?$|^is_sys(tem)?$";
position p != {locked.p, own.p, waiter.p};
@@

* S->flag@p

@script:python depends on org@
p << unlocked.p;
s << unlocked.S;
flag << unlocked.flag;
@@

coccilib.org.print_todo(p[0], "%s->%s is touched without the lock of the session list: close or system_session may run meanwhile" % (s, flag))

@script:python depends on report@
p << unlocked.p;
s << unlocked.S;
flag << unlocked.flag;
@@

coccilib.report.print_report(p[0], "%s->%s is touched without the lock of the session list: close or system_session may run meanwhile" % (s, flag))
