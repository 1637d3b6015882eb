// SPDX-License-Identifier: GPL-2.0-only
/* A driver without system sessions: every call is a normal one. */
#include <linux/err.h>
#include <linux/tee_core.h>
#include "../optee.h"

int demo_invoke_func(struct tee_context *ctx, u32 session)
{
	return do_call_with_arg(ctx, NULL, 0, false);
}
