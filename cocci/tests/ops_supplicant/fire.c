// SPDX-License-Identifier: GPL-2.0-only
/* A supplicant that listens and cannot speak, and one that speaks to nobody. */
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

const struct tee_driver_ops deaf_ops = { /* expect: ops_supplicant */
	.get_version = version,
	.open = open,
	.release = release,
	.supp_send = supp_send,
};

const struct tee_driver_ops mute_ops = { /* expect: ops_supplicant */
	.get_version = version,
	.open = open,
	.release = release,
	.supp_recv = supp_recv,
};
