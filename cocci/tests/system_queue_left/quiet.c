// SPDX-License-Identifier: GPL-2.0-only
/* Every path leaves; a failed entry has nothing to leave. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

int demo_call(struct optee_call_queue *cq, unsigned long a0)
{
	struct optee_call_waiter w;
	int rc = 0;

	if (!a0)
		return -EINVAL;
	optee_cq_wait_init(cq, &w, false);
	while (a0--) {
		if (a0 == 3) {
			rc = -EIO;
			break;
		}
		optee_cq_wait_for_completion(cq, &w);
	}
	optee_cq_wait_final(cq, &w);
	return rc;
}

int demo_enter(struct optee_call_queue *cq, struct optee_call_waiter *w)
{
	int rc;

	rc = optee_cq_enter(cq, w, false);
	if (rc)
		return rc;
	optee_cq_leave(cq, w);
	return 0;
}
