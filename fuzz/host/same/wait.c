// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting: completions, wait queues, schedule() and its relatives.
 *
 * The same: complete() before wait, complete_all(), FIFO among waiters, a newcomer
 * may take what a woken waiter has not taken yet, exclusive wait queue entries,
 * what signals end which wait, remaining jiffies of timeouts.
 */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/swait.h>
#include <linux/wait.h>
#include "host_kernel.h"

static u64 deadline_of(long timeout)
{
	if (timeout == MAX_SCHEDULE_TIMEOUT)
		return HOST_FOREVER;
	return host_clock_ns + (u64)timeout * (NSEC_PER_SEC / HZ);
}

static long jiffies_left(u64 deadline)
{
	if (deadline == HOST_FOREVER)
		return MAX_SCHEDULE_TIMEOUT;
	if (deadline <= host_clock_ns)
		return 0;
	return div64_u64(deadline - host_clock_ns + NSEC_PER_SEC / HZ - 1, NSEC_PER_SEC / HZ);
}

static u32 flags_of(unsigned int state)
{
	return (state & TASK_INTERRUPTIBLE ? HOST_INTERRUPTIBLE : 0) |
	       (state & TASK_WAKEKILL ? HOST_KILLABLE : 0) |
	       (state & TASK_NOLOAD ? HOST_IDLE : 0);
}

/* ---- completions ---- */

void __init_swait_queue_head(struct swait_queue_head *q, const char *name,
			     struct lock_class_key *key)
{
	raw_spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->task_list);
}

static long wait_done(struct completion *x, long timeout, u32 flags)
{
	u64 deadline = deadline_of(timeout);

	host_may_sleep("wait_for_completion()");
	host_point(HOST_AT_WAIT, x);
	while (!x->done) {
		switch (host_wait(x, HOST_AT_WAIT, flags, deadline)) {
		case HOST_SIGNALLED:
			return -ERESTARTSYS;
		case HOST_TIMED_OUT:
			if (!x->done)
				return 0;
			break;
		case HOST_WOKEN:
			break;
		}
	}
	if (x->done != UINT_MAX)
		x->done--;
	return jiffies_left(deadline) ?: 1;
}

void wait_for_completion(struct completion *x)
{
	wait_done(x, MAX_SCHEDULE_TIMEOUT, 0);
}

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return wait_done(x, timeout, 0);
}

int wait_for_completion_interruptible(struct completion *x)
{
	long rc = wait_done(x, MAX_SCHEDULE_TIMEOUT, HOST_INTERRUPTIBLE);

	return rc < 0 ? rc : 0;
}

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	return wait_done(x, timeout, HOST_INTERRUPTIBLE);
}

int wait_for_completion_killable(struct completion *x)
{
	long rc = wait_done(x, MAX_SCHEDULE_TIMEOUT, HOST_KILLABLE);

	return rc < 0 ? rc : 0;
}

long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout)
{
	return wait_done(x, timeout, HOST_KILLABLE);
}

int wait_for_completion_state(struct completion *x, unsigned int state)
{
	long rc = wait_done(x, MAX_SCHEDULE_TIMEOUT, flags_of(state));

	return rc < 0 ? rc : 0;
}

bool try_wait_for_completion(struct completion *x)
{
	host_point(HOST_AT_WAIT, x);
	if (!x->done)
		return false;
	if (x->done != UINT_MAX)
		x->done--;
	return true;
}

bool completion_done(struct completion *x)
{
	host_point(HOST_AT_WAIT, x);
	return x->done != 0;
}

void complete(struct completion *x)
{
	host_point(HOST_AT_COMPLETE, x);
	if (x->done != UINT_MAX)
		x->done++;
	host_wake(x, 1);
}

void complete_all(struct completion *x)
{
	host_point(HOST_AT_COMPLETE, x);
	x->done = UINT_MAX;
	host_wake(x, HOST_MAX_TASKS);
}

/* ---- schedule() ---- */

/*
 * A task that set its state and then sleeps must see a wake-up in between: the
 * waker sets the state back, as in the kernel.
 */
signed long schedule_timeout(signed long timeout)
{
	u64 deadline = deadline_of(timeout);
	unsigned int state = READ_ONCE(current->__state);

	host_may_sleep("schedule()");
	if (state != TASK_RUNNING)
		host_wait(host_current->kernel, HOST_AT_SLEEP, flags_of(state), deadline);
	else
		host_point(HOST_AT_RESCHED, NULL);
	WRITE_ONCE(current->__state, TASK_RUNNING);
	return jiffies_left(deadline);
}

asmlinkage __visible void schedule(void)
{
	schedule_timeout(MAX_SCHEDULE_TIMEOUT);
}

signed long schedule_timeout_interruptible(signed long timeout)
{
	__set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}

signed long schedule_timeout_killable(signed long timeout)
{
	__set_current_state(TASK_KILLABLE);
	return schedule_timeout(timeout);
}

signed long schedule_timeout_uninterruptible(signed long timeout)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}

/* A task that runs but has set its state counts as asleep: its schedule() returns at once. */
static int wake_sleeper(struct task_struct *p, unsigned int mode)
{
	struct host_task *t;

	if (!(READ_ONCE(p->__state) & mode))
		return 0;
	WRITE_ONCE(p->__state, TASK_RUNNING);
	for (u32 i = 0; (t = host_task(i)); i++)
		if (t->kernel == p && t->state == HOST_WAITING && t->chan == p)
			host_wake_task(t);
	return 1;
}

int wake_up_process(struct task_struct *p)
{
	host_point(HOST_AT_WAKE, p);
	return wake_sleeper(p, TASK_NORMAL);
}

int default_wake_function(wait_queue_entry_t *entry, unsigned int mode, int flags, void *key)
{
	return wake_sleeper(entry->private, mode);
}

/* ---- wait queues ---- */

void __init_waitqueue_head(struct wait_queue_head *q, const char *name,
			   struct lock_class_key *key)
{
	spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->head);
}

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	int woken = default_wake_function(entry, mode, sync, key);

	if (woken)
		list_del_init_careful(&entry->entry);
	return woken;
}

void init_wait_entry(struct wait_queue_entry *entry, int flags)
{
	entry->flags = flags;
	entry->private = current;
	entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&entry->entry);
}

void add_wait_queue(struct wait_queue_head *q, struct wait_queue_entry *entry)
{
	host_point(HOST_AT_QUEUE, q);
	list_add(&entry->entry, &q->head);
}

void remove_wait_queue(struct wait_queue_head *q, struct wait_queue_entry *entry)
{
	host_point(HOST_AT_QUEUE, q);
	list_del(&entry->entry);
}

long prepare_to_wait_event(struct wait_queue_head *q, struct wait_queue_entry *entry, int state)
{
	host_point(HOST_AT_QUEUE, q);
	if (signal_pending_state(state, current)) {
		list_del_init(&entry->entry);
		return -ERESTARTSYS;
	}
	if (list_empty(&entry->entry)) {
		if (entry->flags & WQ_FLAG_EXCLUSIVE)
			list_add_tail(&entry->entry, &q->head);
		else
			list_add(&entry->entry, &q->head);
	}
	set_current_state(state);
	return 0;
}

void prepare_to_wait(struct wait_queue_head *q, struct wait_queue_entry *entry, int state)
{
	host_point(HOST_AT_QUEUE, q);
	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	if (list_empty(&entry->entry))
		list_add(&entry->entry, &q->head);
	set_current_state(state);
}

void finish_wait(struct wait_queue_head *q, struct wait_queue_entry *entry)
{
	__set_current_state(TASK_RUNNING);
	host_point(HOST_AT_QUEUE, q);
	list_del_init(&entry->entry);
}

int __wake_up(struct wait_queue_head *q, unsigned int mode, int nr_exclusive, void *key)
{
	struct wait_queue_entry *entry, *next;
	int woken = 0;

	host_point(HOST_AT_WAKE, q);
	list_for_each_entry_safe(entry, next, &q->head, entry) {
		unsigned int flags = entry->flags;

		if (!entry->func(entry, mode, 0, key))
			continue;
		woken++;
		if ((flags & WQ_FLAG_EXCLUSIVE) && !--nr_exclusive)
			break;
	}
	return woken;
}

void __wake_up_locked(struct wait_queue_head *q, unsigned int mode, int nr)
{
	__wake_up(q, mode, nr, NULL);
}
