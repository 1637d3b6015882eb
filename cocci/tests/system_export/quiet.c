// SPDX-License-Identifier: GPL-2.0-only
/* Client API, and a helper that only this file calls. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

static int tee_client_get_nothing(struct tee_context *ctx)
{
	return ctx ? 0 : -EINVAL;
}

int tee_client_system_session(struct tee_context *ctx, u32 session)
{
	if (!ctx->teedev->desc->ops->system_session)
		return tee_client_get_nothing(ctx);
	return ctx->teedev->desc->ops->system_session(ctx, session);
}
EXPORT_SYMBOL_GPL(tee_client_system_session);
