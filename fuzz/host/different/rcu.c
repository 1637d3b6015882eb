// SPDX-License-Identifier: GPL-2.0-only
/*
 * RCU and SRCU.
 *
 * The same: an SRCU grace period waits for the readers in their sections.
 * Different: no scheduling point lies in an RCU reader's section, so RCU's grace
 * period is over at once, and synchronize_rcu() is a scheduling point only. Callbacks
 * run at once, or with host_machine.rcu_later in a worker, in their order.
 */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include "compat.h"
#include <linux/workqueue.h>
#include "host_kernel.h"

void synchronize_rcu(void)
{
	host_may_sleep("synchronize_rcu()");
	host_point(HOST_AT_WAIT, NULL);
}

static struct rcu_head *first, **last = &first;
static struct work_struct callbacks;

static void run_callbacks(struct work_struct *w)
{
	while (first) {
		struct rcu_head *head = first;

		first = head->next;
		if (!first)
			last = &first;
		head->func(head);
		host_point(HOST_AT_WORK, w);
	}
}

void host_rcu_reset(void)
{
	first = NULL;
	last = &first;
	INIT_WORK(&callbacks, run_callbacks);
}

/* No reader can be in its section here: all of them run to its end. */
void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	if (!host_machine.rcu_later) {
		func(head);
		return;
	}
	head->func = func;
	head->next = NULL;
	*last = head;
	last = &head->next;
	schedule_work(&callbacks);
}

void rcu_barrier(void)
{
	host_may_sleep("rcu_barrier()");
	if (host_machine.rcu_later)
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
