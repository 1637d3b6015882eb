// SPDX-License-Identifier: GPL-2.0-only
/* The count reaches 0, a look-up finds the object, then it is removed. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

void demo_put(struct tee_device *teedev, struct tee_shm *shm)
{
	if (refcount_dec_and_test(&shm->refcount)) { /* expect: driver_refcount_lookup */
		mutex_lock(&teedev->mutex);
		if (shm->id >= 0)
			idr_remove(&teedev->idr, shm->id);
		mutex_unlock(&teedev->mutex);
		kfree(shm);
	}
}
