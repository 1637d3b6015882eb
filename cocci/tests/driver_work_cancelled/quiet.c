// SPDX-License-Identifier: GPL-2.0-only
/* One item cancelled; another on a queue that is destroyed. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

struct demo {
	struct work_struct look_work;
	struct work_struct tell_work;
	struct workqueue_struct *wq;
};

static void demo_scan(struct work_struct *work)
{
}

void demo_start(struct demo *demo)
{
	INIT_WORK(&demo->look_work, demo_scan);
	INIT_WORK(&demo->tell_work, demo_scan);
	schedule_work(&demo->look_work);
	queue_work(demo->wq, &demo->tell_work);
}

void demo_stop(struct demo *demo)
{
	cancel_work_sync(&demo->look_work);
	destroy_workqueue(demo->wq);
	kfree(demo);
}
