// SPDX-License-Identifier: GPL-2.0-only
/* Unlocked on both ways, in a loop as well. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

int demo_count(struct optee_context_data *ctxdata, u32 id)
{
	struct optee_session *sess;

	mutex_lock(&ctxdata->mutex);
	sess = find_session(ctxdata, id);
	if (!sess) {
		mutex_unlock(&ctxdata->mutex);
		return -EINVAL;
	}
	mutex_unlock(&ctxdata->mutex);
	return 0;
}

int demo_begin(struct optee_context_data *ctxdata, int (*send)(void))
{
	int rc;

	mutex_lock(&ctxdata->mutex);
	rc = send();
	if (rc)
		mutex_unlock(&ctxdata->mutex);
	return rc;
}

void demo_wait(struct optee_call_queue *cq)
{
	while (true) {
		mutex_lock(&cq->mutex);
		if (cq->free_thread_count)
			break;
		mutex_unlock(&cq->mutex);
	}
	mutex_unlock(&cq->mutex);
}
