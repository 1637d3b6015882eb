// SPDX-License-Identifier: GPL-2.0-only
/* The error returned at once; an error as the default, overwritten on success only. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

void demo_free(struct optee_msg_arg *arg, struct tee_shm *shm, u64 type)
{
	switch (type) {
	case 1:
		tee_shm_free(shm);
		break;
	default:
		arg->ret = 0xFFFF0006;
		return;
	}
	arg->ret = 0;
}

void demo_default(struct optee_msg_arg *arg, struct tee_shm *shm)
{
	arg->ret = 0xFFFF0006;
	if (!shm)
		return;
	tee_shm_free(shm);
	arg->ret = 0;
}
