// SPDX-License-Identifier: GPL-2.0-only
/* Counts and indices that the other side chooses. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

int demo_check(struct optee_msg_arg *arg)
{
	size_t n;

	for (n = 0; n < arg->num_params; n++) /* expect: driver_bound */
		if (arg->params[n].attr)
			return -EINVAL;
	return 0;
}

void *demo_params(struct optee_msg_arg *arg)
{
	return kcalloc(arg->num_params, 8, GFP_KERNEL); /* expect: driver_bound */
}

/* A form of newer kernels */
#ifndef kzalloc_objs
#define kzalloc_objs(p, n) kcalloc(n, sizeof(p), GFP_KERNEL)
#endif

void *demo_objects(struct optee_msg_arg *arg)
{
	return kzalloc_objs(struct tee_param, arg->num_params); /* expect: driver_bound */
}

u32 demo_index(const u32 *table, struct optee_msg_arg *arg)
{
	return table[arg->params[0].u.value.a]; /* expect: driver_bound */
}

void demo_send(unsigned long *bitmap, u32 key)
{
	set_bit(key, bitmap); /* expect: driver_bound */
}

unsigned long demo_shift(void)
{
	struct arm_smccc_res res = { };

	return 1UL << res.a1; /* expect: driver_bound */
}
