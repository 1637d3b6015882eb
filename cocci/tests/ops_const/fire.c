// SPDX-License-Identifier: GPL-2.0-only
/* Both tables in writable memory. */
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

static struct tee_driver_ops soft_ops = { /* expect: ops_const */
	.get_version = version,
	.open = open,
	.release = release,
};

struct tee_desc soft_desc = { /* expect: ops_const */
	.name = "soft",
	.ops = &soft_ops,
	.owner = THIS_MODULE,
};
