// SPDX-License-Identifier: GPL-2.0-only
/* A refusal that the caller takes for success. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

int demo_invoke(struct tee_context *ctx, u32 session)
{
	struct tee_ioctl_invoke_arg arg = { .session = session };
	int ret;

	ret = tee_client_invoke_func(ctx, &arg, NULL);
	if (ret < 0 || arg.ret != 0) {
		pr_err("refused: %x\n", arg.ret);
		return ret; /* expect: client_error_zero */
	}
	return 0;
}
