// SPDX-License-Identifier: GPL-2.0-only
/* References dropped, returned, stored, and handed to the secure world. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

int demo_use(struct tee_context *ctx, int id, size_t size)
{
	struct tee_shm *shm;
	int rc = 0;

	shm = tee_shm_get_from_id(ctx, id);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	if (shm->size < size)
		rc = -EINVAL;
	tee_shm_put(shm);
	return rc;
}

struct tee_shm *demo_alloc(struct tee_context *ctx, void **va)
{
	struct tee_shm *shm;

	shm = tee_shm_alloc_kernel_buf(ctx, 64);
	if (IS_ERR(shm))
		return shm;
	*va = tee_shm_get_va(shm, 0);
	return shm;
}

void demo_rpc_alloc(struct tee_context *ctx, struct optee_msg_arg *arg)
{
	struct tee_shm *shm;

	shm = tee_shm_alloc_priv_buf(ctx, 64);
	if (IS_ERR(shm)) {
		arg->ret = 1;
		return;
	}
	arg->params[0].u.tmem.shm_ref = (unsigned long)shm;
}
