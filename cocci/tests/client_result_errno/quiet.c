// SPDX-License-Identifier: GPL-2.0-only
/* Translated. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_invoke(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = { .session = session };
	int rc;

	rc = tee_client_invoke_func(ctx, &arg, NULL);
	if (rc < 0 || arg.ret != 0)
		return rc < 0 ? rc : -EIO;
	return 0;
}
