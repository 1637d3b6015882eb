// SPDX-License-Identifier: GPL-2.0-only
/* A work item that outlives the structure it is in. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

struct demo {
	struct work_struct scan_work;
};

static void demo_scan(struct work_struct *work)
{
}

void demo_start(struct demo *demo)
{
	INIT_WORK(&demo->scan_work, demo_scan); /* expect: driver_work_cancelled */
	schedule_work(&demo->scan_work);
}

void demo_stop(struct demo *demo)
{
	kfree(demo);
}
