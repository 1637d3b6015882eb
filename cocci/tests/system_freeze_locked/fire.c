// SPDX-License-Identifier: GPL-2.0-only
/* Frozen with a lock that others need. */
#include <linux/completion.h>
#include <linux/freezer.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

struct demo {
	struct mutex lock;
	struct rw_semaphore sem;
	struct completion done;
};

int demo_ask(struct demo *demo);
int demo_ask(struct demo *demo)
{
	int rc;

	mutex_lock(&demo->lock);
	rc = wait_for_completion_state(&demo->done, TASK_KILLABLE | TASK_FREEZABLE); /* expect: system_freeze_locked */
	mutex_unlock(&demo->lock);

	return rc;
}

int demo_ask_killable(struct demo *demo);
int demo_ask_killable(struct demo *demo)
{
	if (mutex_lock_killable(&demo->lock))
		return -EINTR;
	try_to_freeze(); /* expect: system_freeze_locked */
	mutex_unlock(&demo->lock);

	return 0;
}

void demo_read(struct demo *demo);
void demo_read(struct demo *demo)
{
	down_read(&demo->sem);
	while (!completion_done(&demo->done))
		try_to_freeze(); /* expect: system_freeze_locked */
	up_read(&demo->sem);
}
