/* SPDX-License-Identifier: GPL-2.0-only */
/* Timeouts in jiffies and task states, as host_wait() takes them. */
#ifndef HOST_TIMEOUT_H
#define HOST_TIMEOUT_H

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include "host.h"

/** host_deadline_of() - the virtual time in ns at which a wait of @timeout jiffies from now ends */
static inline u64 host_deadline_of(long timeout)
{
	if (timeout == MAX_SCHEDULE_TIMEOUT)
		return HOST_FOREVER;
	/* 292 years, as long as ktime_t has room for */
	if (timeout > (long)(KTIME_MAX / (NSEC_PER_SEC / HZ)))
		return KTIME_MAX;
	return host_clock_ns + (u64)timeout * (NSEC_PER_SEC / HZ);
}

/** host_jiffies_left() - jiffies until @deadline, rounded up */
static inline long host_jiffies_left(u64 deadline)
{
	if (deadline == HOST_FOREVER)
		return MAX_SCHEDULE_TIMEOUT;
	if (deadline <= host_clock_ns)
		return 0;
	return div64_u64(deadline - host_clock_ns + NSEC_PER_SEC / HZ - 1, NSEC_PER_SEC / HZ);
}

/**
 * host_flags_of() - what ends a wait of a task in @state early, as flags of host_wait()
 * @state:	as for set_current_state(); TASK_NOLOAD changes nothing: who waits for ever is stuck
 */
static inline u32 host_flags_of(unsigned int state)
{
	return (state & TASK_INTERRUPTIBLE ? HOST_INTERRUPTIBLE : 0) |
	       (state & TASK_WAKEKILL ? HOST_KILLABLE : 0) |
	       (state & TASK_FREEZABLE ? HOST_FREEZABLE : 0);
}

#endif
