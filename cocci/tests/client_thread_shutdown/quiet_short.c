// SPDX-License-Identifier: GPL-2.0-only
/* A thread that has nothing to do with the secure world. */
#include "../bus.h"
#include <linux/kthread.h>

static int demo_thread(void *data)
{
	while (!kthread_should_stop())
		schedule();

	return 0;
}

int demo_probe(struct tee_client_device *tcdev);
int demo_probe(struct tee_client_device *tcdev)
{
	return PTR_ERR_OR_ZERO(kthread_run(demo_thread, NULL, "demo"));
}

int demo_call(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg);
int demo_call(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg)
{
	return tee_client_invoke_func(ctx, arg, NULL);
}

static struct tee_client_driver demo_driver = {
	.probe = demo_probe,
	.driver = {
		.name = "demo",
	},
};
