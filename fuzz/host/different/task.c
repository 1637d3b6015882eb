// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks as the kernel sees them: current, thread_info, credentials, signals,
 * preempt count, and the check for a sleep in atomic context.
 *
 * The same: signal_pending(), fatal_signal_pending(), in_atomic(), might_sleep().
 * Different: every task has its own CPU; no kernel thread is ever frozen.
 */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/user_namespace.h>
#include "compat.h"
#include "host_kernel.h"
#include "observer.h"

static struct task_struct tasks[HOST_MAX_TASKS];
static struct mm_struct mms[HOST_MAX_TASKS];
static struct cred creds[HOST_MAX_TASKS];

struct user_namespace init_user_ns;
int signals_enabled = 1;

static struct thread_info *info_of(struct host_task *t)
{
	return host_thread_info(t->kernel, t->stack);
}

void host_kernel_task_init(struct host_task *t)
{
	struct task_struct *k = &tasks[t->id];
	struct thread_info *ti = host_thread_info(k, t->stack);
	struct cred *cred = &creds[t->id];

	BUILD_BUG_ON(THREAD_SIZE != HOST_STACK_BYTES);
	/* behind that are a processor's registers, which nobody here writes */
	host_clear(k, offsetof(struct task_struct, thread));
	host_thread_info_init(ti, k);
	ti->preempt_count = t->kind == HOST_TASK_IRQ ? HARDIRQ_OFFSET : 0;
	k->stack = t->stack;
	k->pid = t->id + 100;
	k->tgid = k->pid;
	k->flags = t->kind == HOST_TASK_CLIENT ? 0 : PF_KTHREAD;
	strscpy(k->comm, t->name, sizeof(k->comm));
	host_clear(cred, sizeof(*cred));
	cred->user_ns = &init_user_ns;
	RCU_INIT_POINTER(k->cred, cred);
	RCU_INIT_POINTER(k->real_cred, cred);
	refcount_set(&k->usage, 1);
	k->mm = NULL;
	t->kernel = k;
}

void host_kernel_task_switch(struct host_task *t)
{
	signals_enabled = !t->irq_off;
	host_make_current(t->kernel);
}

/* As the waker does it: whoever wakes the task next finds that it is awake. */
void host_kernel_task_woken(struct host_task *t)
{
	WRITE_ONCE(((struct task_struct *)t->kernel)->__state, TASK_RUNNING);
}

/** host_irqs() - interrupts of the current task's processor on or off; whether they were on */
bool host_irqs(bool on)
{
	bool was = !host_current->irq_off;

	host_current->irq_off = !on;
	signals_enabled = on;
	return was;
}

void host_kernel_task_exit(struct host_task *t)
{
	host_tell(ends, preempt_count() - (t->kind == HOST_TASK_IRQ ? HARDIRQ_OFFSET : 0));
	if (((struct task_struct *)t->kernel)->vfork_done)	/* a kernel thread's own reference */
		put_task_struct(t->kernel);
}

/* The signal itself is queued in the task, as the inline tests expect it. */
void host_kernel_task_signal(struct host_task *t)
{
	struct task_struct *k = t->kernel;

	info_of(t)->flags |= _TIF_SIGPENDING;
	if (t->kill)
		sigaddset(&k->pending.signal, SIGKILL);
	else
		sigaddset(&k->pending.signal, SIGUSR1);
}

/** host_signals_clear() - the current task handled its signals (SIGKILL stays) */
void host_signals_clear(void)
{
	struct host_task *t = host_current;

	t->fake = false;
	if (t->kill)
		return;
	t->signal = false;
	info_of(t)->flags &= ~_TIF_SIGPENDING;
	sigemptyset(&current->pending.signal);
}

/** host_task_exits() - the current task ends, as in do_exit(): a signal that killed it is gone, and none comes */
void host_task_exits(void)
{
	current->flags |= PF_EXITING;
	host_current->exits = true;
	host_current->kill = false;
	host_signals_clear();
}

void host_process_enter(struct host_task *t, struct host_process *p)
{
	struct task_struct *k = t->kernel;
	struct cred *cred = &creds[t->id];

	t->user = p;
	k->flags &= ~PF_KTHREAD;
	k->mm = &mms[p->id % HOST_MAX_TASKS];
	cred->euid = p->uid;
	cred->uid = p->uid;
	cred->egid = p->gid;
	cred->gid = p->gid;
}

struct host_process *host_process_current(void)
{
	return host_current ? host_current->user : NULL;
}

bool host_in_atomic(void)
{
	return preempt_count() || host_current->irq_off;
}

/** host_rcu_readers() - is any other task in an RCU reader's section: one that may not be preempted? */
bool host_rcu_readers(void)
{
	for (u32 i = 0; i < host_tasks(); i++) {
		struct host_task *t = host_task(i);
		bool idle = t->flags & HOST_IDLE;	/* an interrupt that has not come */

		if (t != host_current && t->state != HOST_DONE && !idle && info_of(t)->preempt_count)
			return true;
	}
	return false;
}

void host_may_sleep(const char *where)
{
	if (host_in_atomic())
		host_broken("%s sleeps in atomic context (preempt count %x, irqs %s)", where,
			       preempt_count(), host_current->irq_off ? "off" : "on");
}

void __might_resched(const char *file, int line, unsigned int offsets)
{
	if (preempt_count() != (offsets & 0xff) || host_current->irq_off)
		host_broken("might_sleep() in atomic context at %s:%d", file, line);
}

void __might_sleep(const char *file, int line)
{
	__might_resched(file, line, 0);
}

void __might_fault(const char *file, int line)
{
	__might_resched(file, line, 0);
}

int __cond_resched(void)
{
	host_point(HOST_AT_RESCHED, NULL);
	return 0;
}

/* Groups: a process is in its own and in those with an even number below 100. */
int in_egroup_p(kgid_t grp)
{
	return gid_eq(grp, current_egid()) || (grp.val < 100 && !(grp.val & 1));
}

int um_set_signals(int enable)
{
	return host_irqs(enable);
}

/* Declared for all from 7.2 on */
int um_get_signals(void);
int um_get_signals(void)
{
	return !host_current->irq_off;
}

void block_signals(void)
{
	um_set_signals(0);
}

void unblock_signals(void)
{
	um_set_signals(1);
}

/* What instrumented.h calls for each atomic operation of the driver. */
#undef host_atomic
const volatile void *host_atomic(const volatile void *v, unsigned long size);
const volatile void *host_atomic(const volatile void *v, unsigned long size)
{
	host_check_access((const void *)v, size);
	host_point(HOST_AT_ATOMIC, (const void *)v);
	return v;
}

/* Only its address is told: who was before may have freed it by now. */
void host_atomic_after(const volatile void **v);
void host_atomic_after(const volatile void **v)
{
	host_point_after(HOST_AT_ATOMIC, (const void *)*v);
}
