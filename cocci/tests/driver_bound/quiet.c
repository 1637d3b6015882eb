// SPDX-License-Identifier: GPL-2.0-only
/* Each compared first. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

int demo_check(struct optee_msg_arg *arg)
{
	u32 num_params = arg->num_params;
	size_t n;

	if (num_params > 6)
		return -EINVAL;
	for (n = 0; n < num_params; n++)
		if (arg->params[n].attr)
			return -EINVAL;
	return 0;
}

u32 demo_index(const u32 *table, struct optee_msg_arg *arg)
{
	u64 a = arg->params[0].u.value.a;

	return a < 8 ? table[a] : 0;
}

int demo_send(unsigned long *bitmap, u32 key, u32 max_key)
{
	if (key > max_key)
		return -EINVAL;
	set_bit(key, bitmap);
	return 0;
}

unsigned long demo_shift(void)
{
	struct arm_smccc_res res = { };
	unsigned long shift = res.a1;

	return shift < 64 ? 1UL << shift : 0;
}
