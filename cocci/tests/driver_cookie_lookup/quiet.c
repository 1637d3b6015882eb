// SPDX-License-Identifier: GPL-2.0-only
/* The cookie looked up; the pointer sent out as a cookie. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

int demo_free(struct tee_context *ctx, struct optee_msg_arg *arg)
{
	struct tee_shm *shm;

	shm = tee_shm_get_from_id(ctx, arg->params[0].u.tmem.shm_ref);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	tee_shm_put(shm);
	return 0;
}

void demo_send(struct optee_msg_arg *arg, struct tee_shm *shm)
{
	arg->params[0].u.tmem.shm_ref = (unsigned long)shm;
}
