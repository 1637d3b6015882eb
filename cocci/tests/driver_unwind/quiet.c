// SPDX-License-Identifier: GPL-2.0-only
/* Destroyed on the way back. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

struct demo {
	struct workqueue_struct *wq;
};

int demo_probe(struct demo *demo, int (*reg)(void))
{
	int rc;

	demo->wq = alloc_workqueue("demo", 0, 0);
	if (!demo->wq)
		return -ENOMEM;
	rc = reg();
	if (rc)
		goto err;
	return 0;
err:
	destroy_workqueue(demo->wq);
	return rc;
}
