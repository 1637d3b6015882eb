// SPDX-License-Identifier: GPL-2.0-only
/* An error path that keeps the lock. */
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
	if (!sess)
		return -EINVAL; /* expect: driver_lock_balance */
	mutex_unlock(&ctxdata->mutex);
	return 0;
}
