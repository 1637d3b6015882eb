// SPDX-License-Identifier: GPL-2.0-only
/* An operation that takes for granted what user space chooses. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

static int invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		  struct tee_param *param)
{
	u32 id = lower_32_bits(param[0].u.value.a); /* expect: ops_param_count */

	arg->ret = id ? 0 : 1;
	return 0;
}

const struct tee_driver_ops trusting_ops = {
	.invoke_func = invoke,
};
