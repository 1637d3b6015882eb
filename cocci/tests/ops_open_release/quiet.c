// SPDX-License-Identifier: GPL-2.0-only
/* The three that every driver has, in another order. */
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

const struct tee_driver_ops whole_ops = {
	.release = release,
	.get_version = version,
	.open = open,
};
