// SPDX-License-Identifier: GPL-2.0-only
/* Client API that a module cannot call. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

int tee_client_system_session(struct tee_context *ctx, u32 session) /* expect: system_export */
{
	if (!ctx->teedev->desc->ops->system_session)
		return -EINVAL;
	return ctx->teedev->desc->ops->system_session(ctx, session);
}

int tee_client_close_session(struct tee_context *ctx, u32 session) /* expect: system_export */
{
	return -EINVAL;
}
EXPORT_SYMBOL(tee_client_close_session);
