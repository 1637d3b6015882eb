// SPDX-License-Identifier: GPL-2.0-only
/* As many parameters as the request has arguments, however many came. */
#include "../object.h"

int demo_answer(struct demo_arg *u, struct tee_param *params, int num_params);
int demo_answer(struct demo_arg *u, struct tee_param *params, int num_params) /* expect: driver_count_unused */
{
	int i;

	demo_arg_for_each(i, u) {
		if (params[i].attr != TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT)
			return -EINVAL;
		u[i].b.size = params[i].u.ubuf.size;
	}

	return 0;
}
