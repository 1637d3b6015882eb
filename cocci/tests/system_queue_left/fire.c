// SPDX-License-Identifier: GPL-2.0-only
/* An error path that stays in the queue. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

int demo_call(struct optee_call_queue *cq, unsigned long a0)
{
	struct optee_call_waiter w;

	optee_cq_wait_init(cq, &w, false);
	if (!a0)
		return -EINVAL; /* expect: system_queue_left */
	optee_cq_wait_final(cq, &w);
	return 0;
}

int demo_enter(struct optee_call_queue *cq, struct optee_call_waiter *w, bool fail)
{
	int rc;

	rc = optee_cq_enter(cq, w, false);
	if (rc)
		return rc;
	if (fail)
		return -EIO; /* expect: system_queue_left */
	optee_cq_leave(cq, w);
	return 0;
}
