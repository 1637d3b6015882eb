// SPDX-License-Identifier: GPL-2.0-only
/* A failure behind the allocation that skips its free. */
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include "../optee.h"

struct tee_shm *demo_register(struct tee_context *ctx, size_t num_pages)
{
	struct tee_shm *shm;
	void *ret;

	shm = kzalloc(sizeof(*shm), GFP_KERNEL);
	if (!shm)
		return ERR_PTR(-ENOMEM);
	shm->ctx = ctx;
	if (!num_pages) {
		ret = ERR_PTR(-ENOMEM);
		goto err_put;
	}
	if (num_pages > 4) {
		ret = ERR_PTR(-EINVAL);
		goto err_free;
	}
	return shm;
err_free:
	kfree(shm);
err_put:
	return ret; /* expect: driver_alloc_freed */
}

int demo_check(size_t num)
{
	u32 *list;

	list = kcalloc(num, sizeof(*list), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	if (list[0])
		return -EINVAL; /* expect: driver_alloc_freed */
	kfree(list);
	return 0;
}
