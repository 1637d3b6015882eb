// SPDX-License-Identifier: GPL-2.0-only
/* Count and look-up under one lock. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

void demo_put(struct tee_device *teedev, struct tee_shm *shm)
{
	bool last;

	mutex_lock(&teedev->mutex);
	last = refcount_dec_and_test(&shm->refcount);
	if (last)
		idr_remove(&teedev->idr, shm->id);
	mutex_unlock(&teedev->mutex);
	if (last)
		kfree(shm);
}

void demo_put_one(struct tee_device *teedev, struct tee_shm *shm)
{
	mutex_lock(&teedev->mutex);
	if (refcount_dec_and_test(&shm->refcount)) {
		idr_remove(&teedev->idr, shm->id);
		kfree(shm);
	}
	mutex_unlock(&teedev->mutex);
}
