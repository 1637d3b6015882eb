// SPDX-License-Identifier: GPL-2.0-only
/* Cleared in each of the usual ways. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

static void prepare(struct tee_ioctl_invoke_arg *arg, u32 session)
{
	memset(arg, 0, sizeof(*arg));
	arg->session = session;
}

int demo_a(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = { .session = session };

	return tee_client_invoke_func(ctx, &arg, NULL) ? -EIO : arg.ret;
}

int demo_b(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg;

	memset(&arg, 0, sizeof(arg));
	arg.session = session;
	return tee_client_invoke_func(ctx, &arg, NULL) ? -EIO : arg.ret;
}

int demo_c(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg;

	prepare(&arg, session);
	return tee_client_invoke_func(ctx, &arg, NULL) ? -EIO : arg.ret;
}
