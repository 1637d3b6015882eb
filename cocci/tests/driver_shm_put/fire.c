// SPDX-License-Identifier: GPL-2.0-only
/* Error paths that keep the reference. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

int demo_use(struct tee_context *ctx, int id, size_t size)
{
	struct tee_shm *shm;

	shm = tee_shm_get_from_id(ctx, id);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	if (shm->size < size)
		return -EINVAL; /* expect: driver_shm_put */
	tee_shm_put(shm);
	return 0;
}

int demo_register(struct tee_context *ctx, void *list)
{
	struct optee_msg_arg *arg;
	struct tee_shm *shm_arg;
	int rc;

	shm_arg = tee_shm_alloc_priv_buf(ctx, 64);
	if (IS_ERR(shm_arg)) {
		rc = PTR_ERR(shm_arg);
		goto out;
	}
	arg = tee_shm_get_va(shm_arg, 0);
	if (IS_ERR(arg)) {
		rc = PTR_ERR(arg);
		goto out;
	}
	rc = do_call_with_arg(ctx, shm_arg, 0, false);
	tee_shm_free(shm_arg);
out:
	kfree(list);
	return rc; /* expect: driver_shm_put */
}
