// SPDX-License-Identifier: GPL-2.0-only
/* Each call after a test of that very operation. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

int cancel(struct tee_context *ctx, struct tee_ioctl_cancel_arg *arg);
int cancel(struct tee_context *ctx, struct tee_ioctl_cancel_arg *arg)
{
	if (!ctx->teedev->desc->ops->cancel_req)
		return -EINVAL;
	return ctx->teedev->desc->ops->cancel_req(ctx, arg->cancel_id,
						  arg->session);
}

int make_system(struct tee_context *ctx, u32 session);
int make_system(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	return ops->system_session ? ops->system_session(ctx, session) : -EINVAL;
}

int undo(struct tee_context *ctx, u32 session, int rc);
int undo(struct tee_context *ctx, u32 session, int rc)
{
	if (rc && ctx->teedev->desc->ops->close_session)
		ctx->teedev->desc->ops->close_session(ctx, session);
	return rc;
}
