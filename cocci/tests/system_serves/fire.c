// SPDX-License-Identifier: GPL-2.0-only
/* Invoking and closing that forget of which class the session is. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

int demo_system_session(struct tee_context *ctx, u32 session)
{
	struct optee_context_data *ctxdata = ctx->data;
	struct optee_session *sess;

	mutex_lock(&ctxdata->mutex);
	sess = find_session(ctxdata, session);
	if (sess)
		sess->use_sys_thread = true;
	mutex_unlock(&ctxdata->mutex);
	return sess ? 0 : -EINVAL;
}

int demo_invoke_func(struct tee_context *ctx, u32 session)
{
	struct optee_context_data *ctxdata = ctx->data;
	struct optee_session *sess;
	bool system_thread = false;

	mutex_lock(&ctxdata->mutex);
	sess = find_session(ctxdata, session);
	mutex_unlock(&ctxdata->mutex);
	if (!sess)
		return -EINVAL;
	return do_call_with_arg(ctx, NULL, 0, system_thread); /* expect: system_serves */
}

int demo_close_session(struct tee_context *ctx, u32 session)
{
	return do_call_with_arg(ctx, NULL, 0, false); /* expect: system_serves */
}
