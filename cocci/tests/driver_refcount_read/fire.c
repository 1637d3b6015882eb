// SPDX-License-Identifier: GPL-2.0-only
/* A count that is read first and taken later. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

bool demo_get(struct tee_shm *shm)
{
	if (!refcount_read(&shm->refcount)) /* expect: driver_refcount_read */
		return false;
	refcount_inc(&shm->refcount);
	return true;
}

bool demo_get_ctx(struct tee_context *ctx)
{
	if (kref_read(&ctx->refcount) == 0) /* expect: driver_refcount_read */
		return false;
	kref_get(&ctx->refcount);
	return true;
}
