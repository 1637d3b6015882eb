// SPDX-License-Identifier: GPL-2.0-only
/* Sessions and contexts that are closed under their users. */
#include <linux/err.h>
#include <linux/hw_random.h>
#include <linux/kthread.h>
#include <linux/of_platform.h>
#include <linux/tee_drv.h>
#include <linux/workqueue.h>

struct demo {
	struct tee_context *ctx;
	struct task_struct *task;
	struct work_struct work;
	struct hwrng rng;
	u32 session;
};

void demo_remove(struct demo *demo, struct device *dev);
void demo_remove(struct demo *demo, struct device *dev)
{
	tee_client_close_context(demo->ctx);
	of_platform_depopulate(dev); /* expect: client_close_early */
}

void demo_shutdown(struct demo *demo);
void demo_shutdown(struct demo *demo)
{
	tee_client_close_session(demo->ctx, demo->session);
	cancel_work_sync(&demo->work); /* expect: client_close_early */
	tee_client_close_context(demo->ctx);
}

int demo_probe(struct demo *demo);
int demo_probe(struct demo *demo)
{
	int rc = hwrng_register(&demo->rng);

	if (!rc)
		return 0;

	tee_client_close_session(demo->ctx, demo->session);
	kthread_stop(demo->task); /* expect: client_close_early */

	return rc;
}
