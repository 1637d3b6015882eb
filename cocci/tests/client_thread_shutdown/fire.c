// SPDX-License-Identifier: GPL-2.0-only
/* A thread that waits for events in the secure world, also while the system goes down. */
#include "../bus.h"
#include <linux/kthread.h>

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
	while (!kthread_should_stop())
		demo_wait(data);

	return 0;
}

int demo_start(struct demo *demo);
int demo_start(struct demo *demo)
{
	demo->task = kthread_run(demo_thread, demo, "demo");

	return PTR_ERR_OR_ZERO(demo->task);
}

int demo_probe(struct tee_client_device *tcdev);
void demo_remove(struct tee_client_device *tcdev);

static struct tee_client_driver demo_driver = { /* expect: client_thread_shutdown */
	.probe = demo_probe,
	.remove = demo_remove,
	.driver = {
		.name = "demo",
	},
};
