// SPDX-License-Identifier: GPL-2.0-only
/* Milliseconds that are waited for as jiffies. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

int demo_wait(struct completion *c, u32 timeout_ms)
{
	return wait_for_completion_timeout(c, timeout_ms) ? 0 : -ETIMEDOUT; /* expect: driver_timeout_unit */
}
