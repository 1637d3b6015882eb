// SPDX-License-Identifier: GPL-2.0-only
/* One thread that can't be frozen and says it can, and one the other way round. */
#include <linux/freezer.h>
#include <linux/kthread.h>
#include <linux/tee_drv.h>

void demo_poll(struct tee_context *ctx);

static int stiff_thread(void *data)
{
	set_freezable(); /* expect: client_thread_freezes */
	while (!kthread_should_stop())
		demo_poll(data);

	return 0;
}

static int deaf_thread(void *data)
{
	while (!kthread_should_stop()) {
		demo_poll(data);
		try_to_freeze(); /* expect: client_thread_freezes */
	}

	return 0;
}

void demo_start(struct tee_context *ctx);
void demo_start(struct tee_context *ctx)
{
	kthread_run(stiff_thread, ctx, "stiff");
	kthread_run(deaf_thread, ctx, "deaf");
}
