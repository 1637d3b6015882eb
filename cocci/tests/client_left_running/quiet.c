// SPDX-License-Identifier: GPL-2.0-only
/* All of it ends in remove. */
#include "../bus.h"
#include <linux/kthread.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	struct work_struct event_work;
	struct delayed_work poll_work;
	struct timer_list timer;
	struct task_struct *task;
};

void demo_event(struct work_struct *work);
void demo_poll(struct work_struct *work);
void demo_timeout(struct timer_list *timer);
int demo_thread(void *data);

static int demo_probe(struct tee_client_device *tcdev)
{
	struct demo *demo = devm_kzalloc(&tcdev->dev, sizeof(*demo), GFP_KERNEL);

	if (!demo)
		return -ENOMEM;
	INIT_WORK(&demo->event_work, demo_event);
	INIT_DELAYED_WORK(&demo->poll_work, demo_poll);
	timer_setup(&demo->timer, demo_timeout, 0);
	demo->task = kthread_run(demo_thread, demo, "demo");
	dev_set_drvdata(&tcdev->dev, demo);

	return PTR_ERR_OR_ZERO(demo->task);
}

static void demo_remove(struct tee_client_device *tcdev)
{
	struct demo *demo = dev_get_drvdata(&tcdev->dev);

	kthread_stop(demo->task);
	timer_shutdown_sync(&demo->timer);
	cancel_delayed_work_sync(&demo->poll_work);
	cancel_work_sync(&demo->event_work);
}

static struct tee_client_driver demo_driver = {
	.probe = demo_probe,
	.remove = demo_remove,
};
