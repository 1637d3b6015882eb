// SPDX-License-Identifier: GPL-2.0-only
/* A warning, and an error. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_a(struct device *dev, struct tee_context *ctx, u32 session)
{
	int ret;

	ret = tee_client_system_session(ctx, session);
	if (ret)
		dev_warn(dev, "no system session, doing the best\n");
	return 0;
}

int demo_b(struct tee_context *ctx, u32 session)
{
	return tee_client_system_session(ctx, session);
}
