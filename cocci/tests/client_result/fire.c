// SPDX-License-Identifier: GPL-2.0-only
/* One answer looked at, the other one not. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_invoke(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = { .session = session };
	int ret;

	ret = tee_client_invoke_func(ctx, &arg, NULL); /* expect: client_result */
	if (ret < 0)
		return ret;
	return 0;
}

int demo_open(struct tee_context *ctx)
{
	struct tee_ioctl_open_session_arg arg = { };

	tee_client_open_session(ctx, &arg, NULL); /* expect: client_result */
	return arg.ret ? -EINVAL : arg.session;
}
