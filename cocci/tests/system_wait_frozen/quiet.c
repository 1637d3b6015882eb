// SPDX-License-Identifier: GPL-2.0-only
/* Waits in which a task may be frozen, and waits that are short. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/freezer.h>
#include <linux/wait.h>

#define DEMO_EXIT_WAIT	(2 * HZ)

void demo_wait_for_context(struct completion *c, unsigned int freezable);
void demo_wait_for_context(struct completion *c, unsigned int freezable)
{
	wait_for_completion_state(c, TASK_UNINTERRUPTIBLE | freezable);
}

int demo_wait_for_supplicant(struct completion *c, int exiting);
int demo_wait_for_supplicant(struct completion *c, int exiting)
{
	if (exiting)
		return wait_for_completion_killable_timeout(c, DEMO_EXIT_WAIT);

	return wait_for_completion_state(c, TASK_KILLABLE | TASK_FREEZABLE);
}

/* Tasks of user space are woken by the freezer's signal. */
int demo_receive(struct completion *c);
int demo_receive(struct completion *c)
{
	msleep(20);

	return wait_for_completion_interruptible(c);
}

/* A token, as a lock is */
void demo_take_place(struct completion *free);
void demo_take_place(struct completion *free)
{
	if (!try_wait_for_completion(free))
		wait_for_completion(free);
}

void demo_remove(struct completion *idle);
void demo_remove(struct completion *idle)
{
	wait_for_completion(idle);
}
