// SPDX-License-Identifier: GPL-2.0-only
/* Milliseconds converted; jiffies as they are. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

int demo_wait(struct completion *c, u32 timeout_ms)
{
	return wait_for_completion_timeout(c, msecs_to_jiffies(timeout_ms)) ? 0 : -ETIMEDOUT;
}

int demo_wait_jiffies(struct completion *c, unsigned long timeout)
{
	return wait_for_completion_timeout(c, timeout) ? 0 : -ETIMEDOUT;
}
