// SPDX-License-Identifier: GPL-2.0-only
/* The number is compared first, or is what is counted by. */
#include "../object.h"

int demo_answer(struct demo_arg *u, struct tee_param *params, int num_params);
int demo_answer(struct demo_arg *u, struct tee_param *params, int num_params)
{
	int i, n = 0;

	demo_arg_for_each(i, u)
		n++;
	if (n != num_params)
		return -EINVAL;

	demo_arg_for_each(i, u)
		u[i].b.size = params[i].u.ubuf.size;

	return 0;
}

u64 demo_sum(struct tee_param *params, size_t num_params);
u64 demo_sum(struct tee_param *params, size_t num_params)
{
	u64 sum = 0;
	size_t n;

	for (n = 0; n < num_params; n++)
		sum += params[n].u.value.a;

	return sum;
}
