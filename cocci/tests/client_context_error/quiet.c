// SPDX-License-Identifier: GPL-2.0-only
/* IS_ERR(), here and in the caller. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

struct demo {
	struct tee_context *ctx;
	struct tee_shm *shm;
	u32 session;
};

static int match(struct tee_ioctl_version_data *ver, const void *data)
{
	return 1;
}

int demo_a(struct demo *demo)
{
	demo->ctx = tee_client_open_context(NULL, match, NULL, NULL);
	if (IS_ERR(demo->ctx))
		return -ENODEV;
	return 0;
}

struct tee_context *demo_b(struct tee_context *start)
{
	return tee_client_open_context(start, match, NULL, NULL);
}
