// SPDX-License-Identifier: GPL-2.0-only
/* An invocation and a close that enter as a member of no session. */
#include <linux/err.h>
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

struct demo_abi {
	int (*call)(struct demo_abi *abi, struct tee_context *ctx, void *arg,
		    struct demo_member *member, unsigned int flags);
};

struct demo_session *demo_get(struct tee_context *ctx, u32 id);
int demo_provision(struct demo_member *member);
int do_call(struct tee_context *ctx, void *arg, struct demo_member *member,
	    u32 *ret);

int demo_system_session(struct tee_context *ctx, u32 session)
{
	struct demo_session *sess = demo_get(ctx, session);

	return sess ? demo_provision(&sess->member) : -EINVAL;
}

int demo_invoke_func(struct tee_context *ctx, u32 session, u32 *ret)
{
	struct demo_session *sess = demo_get(ctx, session);

	if (!sess)
		return -EINVAL;
	return do_call(ctx, NULL, NULL, ret); /* expect: system_serves */
}

int demo_close_session(struct demo_abi *abi, struct tee_context *ctx, u32 id)
{
	return abi->call(abi, ctx, NULL, NULL, 0); /* expect: system_serves */
}
