// SPDX-License-Identifier: GPL-2.0-only
/* A thread that waits to be stopped, whatever its calls return. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/tee_drv.h>

struct demo {
	struct tee_context *ctx;
	struct task_struct *task;
	u32 session;
};

static int demo_thread(void *data)
{
	struct tee_ioctl_invoke_arg arg = { };
	struct demo *demo = data;

	arg.session = demo->session;
	while (!kthread_should_stop()) {
		if (!tee_client_invoke_func(demo->ctx, &arg, NULL))
			continue;
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop()) {
			__set_current_state(TASK_RUNNING);
			return -EINTR;
		}
		schedule();
	}

	return 0;
}

int demo_start(struct demo *demo);
int demo_start(struct demo *demo)
{
	demo->task = kthread_run(demo_thread, demo, "demo");

	return PTR_ERR_OR_ZERO(demo->task);
}

void demo_stop(struct demo *demo);
void demo_stop(struct demo *demo)
{
	kthread_stop(demo->task);
}
