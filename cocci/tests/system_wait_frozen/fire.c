// SPDX-License-Identifier: GPL-2.0-only
/* Waits of a client that keep the system awake. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/freezer.h>
#include <linux/wait.h>

void demo_wait_for_context(struct completion *c);
void demo_wait_for_context(struct completion *c)
{
	wait_for_completion(c); /* expect: system_wait_frozen */
}

int demo_wait_for_supplicant(struct completion *c, int again);
int demo_wait_for_supplicant(struct completion *c, int again)
{
	if (again)
		return wait_for_completion_state(c, TASK_KILLABLE); /* expect: system_wait_frozen */
	if (wait_for_completion_killable(c)) /* expect: system_wait_frozen */
		return -EINTR;

	return 0;
}

int demo_wait_for_notification(struct completion *c, wait_queue_head_t *wq, int *seen, u32 ms);
int demo_wait_for_notification(struct completion *c, wait_queue_head_t *wq, int *seen, u32 ms)
{
	wait_event(*wq, *seen); /* expect: system_wait_frozen */

	return wait_for_completion_timeout(c, msecs_to_jiffies(ms)) ? 0 : -ETIMEDOUT; /* expect: system_wait_frozen */
}

void demo_suspend(u32 ms);
void demo_suspend(u32 ms)
{
	msleep(ms); /* expect: system_wait_frozen */
}
