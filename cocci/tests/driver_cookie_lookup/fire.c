// SPDX-License-Identifier: GPL-2.0-only
/* Numbers from the other side taken for pointers. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

void demo_free(struct optee_msg_arg *arg)
{
	struct tee_shm *shm;

	shm = (struct tee_shm *)(unsigned long)arg->params[0].u.tmem.shm_ref; /* expect: driver_cookie_lookup */
	tee_shm_free(shm);
}

void demo_free_regs(struct arm_smccc_res *res)
{
	struct tee_shm *shm;

	shm = reg_pair_to_ptr(res->a1, res->a2); /* expect: driver_cookie_lookup */
	tee_shm_free(shm);
}
