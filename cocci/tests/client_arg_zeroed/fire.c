// SPDX-License-Identifier: GPL-2.0-only
/* Stack contents for the TEE. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_invoke(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg;
	int ret;

	arg.func = 1;
	arg.session = session;
	ret = tee_client_invoke_func(ctx, &arg, NULL); /* expect: client_arg_zeroed */
	if (ret < 0 || arg.ret)
		return -EIO;
	return 0;
}
