// SPDX-License-Identifier: GPL-2.0-only
/* A pool that is made and torn down by its users, who do not see each other. */
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

	if (!refcount_inc_not_zero(&demo->refcount)) {
		mutex_lock(&demo->mutex);
		if (demo->pool)
			refcount_inc(&demo->refcount); /* expect: driver_refcount_revived */
		else
			rc = demo_make(demo);
		mutex_unlock(&demo->mutex);
	}

	return rc;
}

void demo_put(struct demo *demo);
void demo_put(struct demo *demo)
{
	if (refcount_dec_and_test(&demo->refcount)) { /* expect: driver_refcount_revived */
		mutex_lock(&demo->mutex);
		if (demo->pool)
			demo_tear_down(demo);
		mutex_unlock(&demo->mutex);
	}
}
