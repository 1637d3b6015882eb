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
	struct work_struct scan_work;
	struct work_struct notif_work;
	struct workqueue_struct *wq;
};

static void demo_scan(struct work_struct *work)
{
}

void demo_start(struct demo *demo)
{
	INIT_WORK(&demo->scan_work, demo_scan);
	INIT_WORK(&demo->notif_work, demo_scan);
	schedule_work(&demo->scan_work);
	queue_work(demo->wq, &demo->notif_work);
}

void demo_stop(struct demo *demo)
{
	cancel_work_sync(&demo->scan_work);
	destroy_workqueue(demo->wq);
	kfree(demo);
}
