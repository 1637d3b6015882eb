// SPDX-License-Identifier: GPL-2.0-only
/* The supplicant's table on the device that everybody may open. */
#include <linux/module.h>
#include <linux/tee_core.h>

static void version(struct tee_device *teedev, struct tee_ioctl_version_data *v)
{
}

static int open(struct tee_context *ctx)
{
	return 0;
}

static void release(struct tee_context *ctx)
{
}

static int supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		     struct tee_param *param)
{
	return 0;
}

static int supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
		     struct tee_param *param)
{
	return 0;
}

static const struct tee_driver_ops open_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.supp_recv = supp_recv,
	.supp_send = supp_send,
};

const struct tee_desc open_desc = { /* expect: ops_privileged */
	.name = "open",
	.ops = &open_ops,
	.owner = THIS_MODULE,
};
