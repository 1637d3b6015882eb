// SPDX-License-Identifier: GPL-2.0-only
/* Users first, then the session, then the context. */
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
	hwrng_unregister(&demo->rng);
	cancel_work_sync(&demo->work);
	kthread_stop(demo->task);
	of_platform_depopulate(dev);
	tee_client_close_session(demo->ctx, demo->session);
	tee_client_close_context(demo->ctx);
}

/* A session of its own, for one question */
int demo_probe(struct demo *demo, struct tee_ioctl_open_session_arg *arg);
int demo_probe(struct demo *demo, struct tee_ioctl_open_session_arg *arg)
{
	int rc = tee_client_open_session(demo->ctx, arg, NULL);

	if (rc || arg->ret)
		return rc ?: -EPROTO;
	tee_client_close_session(demo->ctx, arg->session);

	rc = hwrng_register(&demo->rng);
	if (rc)
		goto close;

	return 0;

close:
	tee_client_close_context(demo->ctx);

	return rc;
}

static int demo_thread(void *data)
{
	return 0;
}

/* A thread that has never been woken ends without having run. */
int demo_create(struct demo *demo);
int demo_create(struct demo *demo)
{
	int rc;

	demo->task = kthread_create(demo_thread, demo, "demo");
	if (IS_ERR(demo->task))
		return PTR_ERR(demo->task);

	rc = hwrng_register(&demo->rng);
	if (rc) {
		tee_client_close_session(demo->ctx, demo->session);
		kthread_stop(demo->task);
		return rc;
	}
	wake_up_process(demo->task);

	return 0;
}
