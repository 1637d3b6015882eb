// SPDX-License-Identifier: GPL-2.0-only
/* An errno for a refusal, in four ways. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_a(struct tee_context *ctx, struct tee_ioctl_invoke_arg arg)
{
	int ret;

	ret = tee_client_invoke_func(ctx, &arg, NULL);
	if (ret < 0 || arg.ret != 0)
		return ret ? ret : -EPROTO;
	return 0;
}

int demo_b(struct tee_context *ctx, struct tee_ioctl_invoke_arg arg)
{
	int ret;

	ret = tee_client_invoke_func(ctx, &arg, NULL);
	if (ret < 0 || arg.ret != 0) {
		if (!ret)
			ret = -EIO;
	}
	return ret;
}

int demo_c(struct tee_context *ctx, struct tee_ioctl_invoke_arg arg)
{
	int ret;

	ret = tee_client_invoke_func(ctx, &arg, NULL);
	if (ret < 0 || arg.ret != 0)
		return -EIO;
	return ret;
}

int demo_d(struct tee_context *ctx, struct tee_ioctl_invoke_arg arg)
{
	int ret;

	ret = tee_client_invoke_func(ctx, &arg, NULL);
	if (ret)
		return ret;
	if (arg.ret)
		ret = -EACCES;
	return ret;
}
