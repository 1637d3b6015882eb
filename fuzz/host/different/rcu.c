// SPDX-License-Identifier: GPL-2.0-only
/*
 * RCU and SRCU.
 *
 * The same: a grace period waits for the readers in their sections. RCU's readers
 * are those who may not be preempted, as in a kernel without preemption.
 * Different: when nobody else is in such a section the grace period is over at once,
 * and callbacks run at once; else, or with host_machine.rcu_later, in a worker, in
 * their order.
 */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include "compat.h"
#include <linux/workqueue.h>
#include "host_kernel.h"

static struct rcu_head *first, **last = &first;
static u32 pending;		/* callbacks that have not run to their end */
static struct work_struct callbacks;

/* Readers wake nobody up: who waits for them looks again. */
static void grace_period(void)
{
	while (host_rcu_readers())
		host_wait(&callbacks, HOST_AT_WAIT, 0, host_clock_ns + NSEC_PER_MSEC);
}

void synchronize_rcu(void)
{
	host_may_sleep("synchronize_rcu()");
	host_point(HOST_AT_WAIT, NULL);
	grace_period();
}

static void run_first(void)
{
	struct rcu_head *head = first;

	first = head->next;
	if (!first)
		last = &first;
	head->func(head);
	pending--;
}

static void run_callbacks(struct work_struct *w)
{
	while (first) {
		grace_period();
		if (!first)
			break;
		run_first();
		host_point(HOST_AT_WORK, w);
	}
}

void host_rcu_reset(void)
{
	first = NULL;
	last = &first;
	pending = 0;
	INIT_WORK(&callbacks, run_callbacks);
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	head->func = func;
	head->next = NULL;
	*last = head;
	last = &head->next;
	pending++;
	if (host_machine.rcu_later || host_rcu_readers())
		schedule_work(&callbacks);
	else
		while (first)
			run_first();
}

/** host_rcu_pending() - callbacks that wait for readers: what they free is in use until then */
u32 host_rcu_pending(void)
{
	return pending;
}

void rcu_barrier(void)
{
	host_may_sleep("rcu_barrier()");
	if (pending)
		flush_work(&callbacks);
}

/*
 * SRCU: readers count in one number, the grace period waits for it to be zero.
 */
#ifdef CONFIG_TINY_SRCU
int host_srcu_init(struct srcu_struct *ssp)
{
	memset(ssp, 0, sizeof(*ssp));
	return 0;
}

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
}

void __srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	ssp->srcu_lock_nesting[idx]--;
	host_wake(ssp, HOST_MAX_TASKS);
}

void synchronize_srcu(struct srcu_struct *ssp)
{
	host_may_sleep("synchronize_srcu()");
	host_point(HOST_AT_WAIT, ssp);
	while (ssp->srcu_lock_nesting[0] || ssp->srcu_lock_nesting[1])
		host_wait(ssp, HOST_AT_WAIT, 0, HOST_FOREVER);
}
#endif
