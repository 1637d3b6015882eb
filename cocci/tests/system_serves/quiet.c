// SPDX-License-Identifier: GPL-2.0-only
/* The class of the session for both; a cancel request has none. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

struct demo_member {
	bool system;
};

int do_call(struct tee_context *ctx, void *arg, struct demo_member *member,
	    u32 *ret);

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
	if (sess)
		system_thread = sess->use_sys_thread;
	mutex_unlock(&ctxdata->mutex);
	return do_call_with_arg(ctx, NULL, 0, system_thread);
}

int demo_close_session(struct tee_context *ctx, struct demo_member *member)
{
	u32 ret;

	return do_call(ctx, NULL, member, &ret);
}

int demo_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	return do_call_with_arg(ctx, NULL, 0, false);
}
