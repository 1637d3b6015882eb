// SPDX-License-Identifier: GPL-2.0-only
/* Calls that trust every driver to have every operation. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

int cancel(struct tee_context *ctx, struct tee_ioctl_cancel_arg *arg);
int cancel(struct tee_context *ctx, struct tee_ioctl_cancel_arg *arg)
{
	return ctx->teedev->desc->ops->cancel_req(ctx, arg->cancel_id, /* expect: ops_optional_tested */
						  arg->session);
}

int make_system(struct tee_context *ctx, u32 session);
int make_system(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (!ops->open_session)
		return -EINVAL;
	return ops->system_session(ctx, session); /* expect: ops_optional_tested */
}
