// SPDX-License-Identifier: GPL-2.0-only
/* A cancel request that enters as a member of the session's class. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include "../optee.h"

struct demo_member {
	bool system;
};

struct demo_session {
	u32 id;
	struct demo_member member;
};

struct demo_session *demo_get(struct tee_context *ctx, u32 id);
int demo_call(struct tee_context *ctx, struct demo_member *member);

int demo_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	struct demo_session *sess = demo_get(ctx, session);

	if (!sess)
		return -EINVAL;
	return demo_call(ctx, &sess->member); /* expect: system_cancel */
}
