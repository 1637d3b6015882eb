// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel threads, and sending signals to them.
 *
 * The same: a thread starts when it is woken; kthread_stop() wakes it and waits, and
 * may not be called for a thread that has ended unless there is a reference to it;
 * a signal that the thread did not allow is ignored.
 * Different: no kthreadd between creator and thread; freezing and parking.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include "host_kernel.h"
#include "observer.h"

struct kthread {
	int (*fn)(void *data);
	void *data;
	struct completion exited;
	bool should_stop;
	long result;
	u64 allowed;		/* signals */
};

static struct kthread threads[HOST_MAX_TASKS];

void host_thread_reset(void)
{
	host_clear(threads, sizeof(threads));
}

/** host_threads_left() - kernel threads that have not ended */
u32 host_threads_left(void)
{
	struct host_task *t;
	u32 n = 0;

	for (u32 i = 0; (t = host_task(i)); i++)
		n += threads[i].fn && t->state != HOST_DONE;
	return n;
}

static struct host_task *task_of(struct task_struct *p)
{
	struct host_task *t;

	for (u32 i = 0; (t = host_task(i)); i++)
		if (t->kernel == p)
			return t;
	return NULL;
}

static struct kthread *thread_of(struct task_struct *p)
{
	return &threads[task_of(p)->id];
}

static void run(void *unused)
{
	struct kthread *k = thread_of(current);

	kthread_exit(k->should_stop ? -EINTR : k->fn(k->data));
}

struct task_struct *kthread_create_on_node(int (*fn)(void *data), void *data, int node,
					   const char fmt[], ...)
{
	char name[TASK_COMM_LEN];
	struct host_task *t;
	struct kthread *k;
	va_list args;

	host_may_sleep("kthread_create()");
	if (host_fault())
		return ERR_PTR(-ENOMEM);
	va_start(args, fmt);
	vsnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	t = host_spawn(name, HOST_TASK_KERNEL, run, NULL);
	if (!t)
		return ERR_PTR(-EAGAIN);
	k = &threads[t->id];
	memset(k, 0, sizeof(*k));
	k->fn = fn;
	k->data = data;
	init_completion(&k->exited);
	((struct task_struct *)t->kernel)->vfork_done = &k->exited;
	/* as if it slept: wake_up_process() starts it */
	WRITE_ONCE(((struct task_struct *)t->kernel)->__state, TASK_UNINTERRUPTIBLE);
	host_spawn_idle(t, t->kernel);
	host_point(HOST_AT_SPAWN, t);
	return t->kernel;
}

void kthread_exit(long result)
{
	struct kthread *k = thread_of(current);

	k->result = result;
	complete_all(&k->exited);
	host_exit();
}

bool kthread_should_stop(void)
{
	return READ_ONCE(thread_of(current)->should_stop);
}

int kthread_stop(struct task_struct *p)
{
	struct kthread *k = thread_of(p);

	host_may_sleep("kthread_stop()");
	/* its own reference went with it */
	if (k->exited.done && !refcount_read(&p->usage))
		host_broken("kthread_stop() of a thread that has ended: its task_struct may be gone");
	k->should_stop = true;
	wake_up_process(p);
	wait_for_completion(&k->exited);
	return k->result;
}

/* The last reference to a thread that has ended: its place is free for another. */
void __put_task_struct(struct task_struct *p)
{
	task_of(p)->forgotten = true;
}

void __put_task_struct_rcu_cb(struct rcu_head *head)
{
	__put_task_struct(container_of(head, struct task_struct, rcu));
}

/* ---- signals ---- */

void kernel_sigaction(int sig, __sighandler_t action)
{
	struct kthread *k = thread_of(current);

	if (action == SIG_IGN)
		k->allowed &= ~BIT_ULL(sig);
	else
		k->allowed |= BIT_ULL(sig);
}

int send_sig(int sig, struct task_struct *p, int priv)
{
	struct host_task *t = task_of(p);

	host_point(HOST_AT_SIGNAL, t);
	if ((p->flags & PF_KTHREAD) && !(thread_of(p)->allowed & BIT_ULL(sig)))
		return 0;
	host_signal(t, sig == SIGKILL);
	return 0;
}

void flush_signals(struct task_struct *p)
{
	struct host_task *t = task_of(p);

	t->kill = false;
	t->signal = false;
	clear_tsk_thread_flag(p, TIF_SIGPENDING);
	sigemptyset(&p->pending.signal);
}
