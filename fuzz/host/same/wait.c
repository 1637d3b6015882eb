// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting: schedule() and its relatives, wait queues.
 *
 * The same: a wake-up between setting the state and sleeping is not lost, exclusive
 * wait queue entries, what signals end which wait, remaining jiffies of timeouts.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>
#include "host_kernel.h"
#include "same/timeout.h"

/* ---- schedule() ---- */

/*
 * A task that set its state and then sleeps must see a wake-up in between: the
 * waker sets the state back, as in the kernel.
 */
signed long schedule_timeout(signed long timeout)
{
	u64 deadline = host_deadline_of(timeout);
	unsigned int state = READ_ONCE(current->__state);

	host_may_sleep("schedule()");
	if (state != TASK_RUNNING)
		host_wait(host_current->kernel, HOST_AT_SLEEP, host_flags_of(state), deadline);
	else
		host_point(HOST_AT_RESCHED, NULL);
	WRITE_ONCE(current->__state, TASK_RUNNING);
	return host_jiffies_left(deadline);
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
	int woken;

	host_point(HOST_AT_WAKE, p);
	woken = wake_sleeper(p, TASK_NORMAL);
	host_point_after(HOST_AT_WAKE, p);
	return woken;
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
	/* the queue may be gone by now: it is not looked at again */
	host_point_after(HOST_AT_WAKE, q);
	return woken;
}

void __wake_up_locked(struct wait_queue_head *q, unsigned int mode, int nr)
{
	__wake_up(q, mode, nr, NULL);
}
