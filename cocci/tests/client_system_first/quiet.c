// SPDX-License-Identifier: GPL-2.0-only
/* First the class, then the call. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_setup(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = { .session = session };
	int ret;

	ret = tee_client_system_session(ctx, session);
	if (ret)
		return ret;
	ret = tee_client_invoke_func(ctx, &arg, NULL);
	if (ret || arg.ret)
		return -EIO;
	return 0;
}
