// SPDX-License-Identifier: GPL-2.0-only
/* A cancel request as a normal call; an invocation with the session's class. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

int demo_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	struct optee_context_data *ctxdata = ctx->data;
	struct optee_session *sess;

	mutex_lock(&ctxdata->mutex);
	sess = find_session(ctxdata, session);
	mutex_unlock(&ctxdata->mutex);
	if (!sess)
		return -EINVAL;
	return do_call_with_arg(ctx, NULL, 0, false);
}

int demo_invoke_func(struct tee_context *ctx, u32 session)
{
	struct optee_context_data *ctxdata = ctx->data;
	struct optee_session *sess;
	bool system_thread = false;

	mutex_lock(&ctxdata->mutex);
	sess = find_session(ctxdata, session);
	if (sess)
		system_thread = sess->use_sys_thread;
	mutex_unlock(&ctxdata->mutex);
	return do_call_with_arg(ctx, NULL, 0, system_thread);
}
