// SPDX-License-Identifier: GPL-2.0-only
/* The lock is given back first, or the wait is not one to be frozen in. */
#include <linux/completion.h>
#include <linux/freezer.h>
#include <linux/mutex.h>

struct demo {
	struct mutex lock;
	struct completion done;
};

int demo_ask(struct demo *demo);
int demo_ask(struct demo *demo)
{
	mutex_lock(&demo->lock);
	reinit_completion(&demo->done);
	mutex_unlock(&demo->lock);

	return wait_for_completion_state(&demo->done, TASK_KILLABLE | TASK_FREEZABLE);
}

int demo_probe(struct demo *demo);
int demo_probe(struct demo *demo)
{
	int rc;

	if (mutex_lock_killable(&demo->lock))
		return -EINTR;
	rc = wait_for_completion_state(&demo->done, TASK_KILLABLE);
	mutex_unlock(&demo->lock);
	try_to_freeze();

	return rc;
}
