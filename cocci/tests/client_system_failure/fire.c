// SPDX-License-Identifier: GPL-2.0-only
/* Failures that nobody hears of. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_a(struct tee_context *ctx, u32 session)
{
	tee_client_system_session(ctx, session); /* expect: client_system_failure */
	return 0;
}

int demo_b(struct tee_context *ctx, u32 session, int (*next)(void))
{
	int ret;

	ret = tee_client_system_session(ctx, session); /* expect: client_system_failure */
	ret = next();
	return ret;
}
