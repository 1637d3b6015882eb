// SPDX-License-Identifier: GPL-2.0-only
/* Threads that freeze, and one that is not meant to. */
#include <linux/completion.h>
#include <linux/freezer.h>
#include <linux/kthread.h>
#include <linux/tee_drv.h>

void demo_poll(struct tee_context *ctx);
static DECLARE_COMPLETION(event);

static int polling_thread(void *data)
{
	set_freezable();
	while (!kthread_should_stop()) {
		try_to_freeze();
		demo_poll(data);
	}

	return 0;
}

static int waiting_thread(void *data)
{
	set_freezable();
	while (!kthread_should_stop()) {
		wait_for_completion_state(&event, TASK_INTERRUPTIBLE | TASK_FREEZABLE);
		demo_poll(data);
	}

	return 0;
}

static int waking_thread(void *data)
{
	while (!kthread_should_stop())
		demo_poll(data);

	return 0;
}

void demo_start(struct tee_context *ctx);
void demo_start(struct tee_context *ctx)
{
	kthread_run(polling_thread, ctx, "polling");
	kthread_run(waiting_thread, ctx, "waiting");
	kthread_run(waking_thread, ctx, "waking");
}
