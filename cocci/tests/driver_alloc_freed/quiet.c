// SPDX-License-Identifier: GPL-2.0-only
/* Freed, returned, stored, handed on. */
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
		goto err_free;
	}
	return shm;
err_free:
	kfree(shm);
	return ret;
}

int demo_keep(struct tee_context *ctx, int (*next)(void))
{
	void *data;

	data = kzalloc(8, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	ctx->data = data;
	if (next())
		return -EINVAL;
	return 0;
}
