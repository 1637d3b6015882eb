// SPDX-License-Identifier: GPL-2.0-only
/* The count reaches 0 with the lock held, and is set there when it starts again. */
#include <linux/mutex.h>
#include <linux/refcount.h>

struct demo {
	refcount_t refcount;
	struct mutex mutex;	/* protects pool */
	void *pool;
};

int demo_make(struct demo *demo);
void demo_tear_down(struct demo *demo);

int demo_get(struct demo *demo);
int demo_get(struct demo *demo)
{
	int rc = 0;

	mutex_lock(&demo->mutex);
	if (!refcount_inc_not_zero(&demo->refcount)) {
		rc = demo_make(demo);
		if (!rc)
			refcount_set(&demo->refcount, 1);
	}
	mutex_unlock(&demo->mutex);

	return rc;
}

void demo_put(struct demo *demo);
void demo_put(struct demo *demo)
{
	if (refcount_dec_and_mutex_lock(&demo->refcount, &demo->mutex)) {
		demo_tear_down(demo);
		mutex_unlock(&demo->mutex);
	}
}
