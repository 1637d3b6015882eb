// SPDX-License-Identifier: GPL-2.0-only
/* A thread that gives up when a call fails, and is stopped by remove. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/tee_drv.h>

struct demo {
	struct tee_context *ctx;
	struct task_struct *task;
	u32 session;
};

static int demo_wait(struct demo *demo)
{
	struct tee_ioctl_invoke_arg arg = { .session = demo->session };
	int rc;

	rc = tee_client_invoke_func(demo->ctx, &arg, NULL);

	return rc ? rc : arg.ret ? -EPROTO : 0;
}

static int demo_thread(void *data)
{
	struct demo *demo = data;
	int rc;

	while (!kthread_should_stop()) {
		rc = demo_wait(demo);
		if (rc) {
			pr_err("no event: %d\n", rc);
			return rc; /* expect: client_thread_ends */
		}
	}

	return 0;
}

int demo_start(struct demo *demo);
int demo_start(struct demo *demo)
{
	demo->task = kthread_create(demo_thread, demo, "demo");
	if (IS_ERR(demo->task))
		return PTR_ERR(demo->task);
	wake_up_process(demo->task);

	return 0;
}

void demo_stop(struct demo *demo);
void demo_stop(struct demo *demo)
{
	kthread_stop(demo->task);
}
