// SPDX-License-Identifier: GPL-2.0-only
/* The count, or the pointer, first; a function that is no operation. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

static int invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		  struct tee_param *param)
{
	if (arg->num_params != 1)
		return -EINVAL;
	arg->ret = param[0].u.value.a ? 0 : 1;
	return 0;
}

static int open(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
		struct tee_param *param)
{
	if (!param)
		return -EINVAL;
	return param[0].u.value.a ? 0 : -EINVAL;
}

u64 first(struct tee_context *ctx, u32 *arg, struct tee_param *param);
u64 first(struct tee_context *ctx, u32 *arg, struct tee_param *param)
{
	return param[0].u.value.a;
}

const struct tee_driver_ops careful_ops = {
	.open_session = open,
	.invoke_func = invoke,
};
