// SPDX-License-Identifier: GPL-2.0-only
/*
 * Completions.
 *
 * The same: complete() before the wait, complete_all(), FIFO among waiters, a
 * newcomer may take what a woken waiter has not taken yet, what signals end which
 * wait, remaining jiffies of timeouts.
 */
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/swait.h>
#include "host_kernel.h"
#include "observer.h"
#include "same/timeout.h"

void __init_swait_queue_head(struct swait_queue_head *q, const char *name,
			     struct lock_class_key *key)
{
	raw_spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->task_list);
}

static long wait_done(struct completion *x, long timeout, u32 flags)
{
	u64 deadline = host_deadline_of(timeout);

	host_may_sleep("wait_for_completion()");
	host_tell(looks);
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
	return host_jiffies_left(deadline) ?: 1;
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
	long rc = wait_done(x, MAX_SCHEDULE_TIMEOUT, host_flags_of(state));

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
	host_point_after(HOST_AT_COMPLETE, x);
}

void complete_all(struct completion *x)
{
	host_point(HOST_AT_COMPLETE, x);
	x->done = UINT_MAX;
	host_wake(x, HOST_MAX_TASKS);
	host_point_after(HOST_AT_COMPLETE, x);
}
