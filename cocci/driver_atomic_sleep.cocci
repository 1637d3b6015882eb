// SPDX-License-Identifier: GPL-2.0-only
/// Nothing sleeps under a spinlock or in a hard interrupt handler: no mutex,
/// no wait, no user copy, no GFP_KERNEL, no call into the secure world.
///
//# False positives: a lock that is dropped in a called function.
//
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual context
virtual org
virtual report

@r exists@
expression L;
identifier lock =~ "^(spin_lock|spin_lock_irq|spin_lock_irqsave|spin_lock_bh|raw_spin_lock|raw_spin_lock_irqsave)$";
identifier unlock =~ "^(raw_)?spin_unlock";
identifier sleep =~ "^(mutex_lock|mutex_lock_killable|mutex_lock_interruptible|down|down_killable|down_interruptible|wait_for_completion|wait_for_completion_timeout|wait_for_completion_killable|wait_for_completion_interruptible|wait_event|wait_event_killable|wait_event_interruptible|msleep|msleep_interruptible|usleep_range|schedule|schedule_timeout|cond_resched|copy_from_user|copy_to_user|get_user|put_user|flush_work|cancel_work_sync|synchronize_rcu|tee_client_open_context|tee_client_close_context|tee_client_open_session|tee_client_close_session|tee_client_invoke_func|tee_client_system_session|tee_shm_alloc_kernel_buf|tee_shm_alloc_priv_buf|tee_shm_free|tee_shm_put|tee_device_put|tee_device_get|optee_do_bottom_half|alloc_pages_exact|kvfree|vfree|vmalloc)$";
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
* sleep@p(...)

@gfp exists@
expression L;
identifier lock =~ "^(spin_lock|spin_lock_irq|spin_lock_irqsave|spin_lock_bh|raw_spin_lock|raw_spin_lock_irqsave)$";
identifier unlock =~ "^(raw_)?spin_unlock";
identifier sleep;
position p;
@@

lock(L, ...)
... when != unlock(L, ...)
* sleep@p(..., GFP_KERNEL, ...)

// a hard interrupt handler
@irq@
identifier h, thread;
expression E;
@@

(
request_irq(E, h, ...)
|
request_threaded_irq(E, h, ...)
|
request_percpu_irq(E, h, ...)
)

@in_irq@
identifier irq.h;
identifier sleep =~ "^(mutex_lock|wait_for_completion|msleep|copy_from_user|copy_to_user|cond_resched|schedule|tee_client_[a-z_]+|tee_shm_(free|put|alloc_[a-z_]+)|optee_do_bottom_half|flush_work|cancel_work_sync)$";
position p;
@@

h(...)
{
<+...
* sleep@p(...)
...+>
}

@script:python depends on org@
p << r.p;
f << r.sleep;
l << r.L;
@@

coccilib.org.print_todo(p[0], "%s() may sleep and %s is held" % (f, l))

@script:python depends on report@
p << r.p;
f << r.sleep;
l << r.L;
@@

coccilib.report.print_report(p[0], "%s() may sleep and %s is held" % (f, l))

@script:python depends on org@
p << gfp.p;
f << gfp.sleep;
l << gfp.L;
@@

coccilib.org.print_todo(p[0], "%s(GFP_KERNEL) may sleep and %s is held" % (f, l))

@script:python depends on report@
p << gfp.p;
f << gfp.sleep;
l << gfp.L;
@@

coccilib.report.print_report(p[0], "%s(GFP_KERNEL) may sleep and %s is held" % (f, l))

@script:python depends on org@
p << in_irq.p;
f << in_irq.sleep;
h << irq.h;
@@

coccilib.org.print_todo(p[0], "%s() may sleep and %s() is an interrupt handler" % (f, h))

@script:python depends on report@
p << in_irq.p;
f << in_irq.sleep;
h << irq.h;
@@

coccilib.report.print_report(p[0], "%s() may sleep and %s() is an interrupt handler" % (f, h))
