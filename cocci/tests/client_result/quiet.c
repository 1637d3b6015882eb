// SPDX-License-Identifier: GPL-2.0-only
/* Both answers looked at. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_invoke(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = { .session = session };
	int ret;

	ret = tee_client_invoke_func(ctx, &arg, NULL);
	if (ret < 0 || arg.ret)
		return ret ? ret : -EIO;
	return 0;
}

int demo_later(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = { .session = session };
	int ret;

	ret = tee_client_invoke_func(ctx, &arg, NULL);
	tee_client_close_session(ctx, session);
	if (ret)
		return ret;
	return arg.ret ? -EIO : 0;
}
