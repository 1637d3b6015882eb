// SPDX-License-Identifier: GPL-2.0-only
/* A pointer that nobody tests, in memory that goes with the device. */
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

int demo_probe(struct demo *demo)
{
	demo->ctx = tee_client_open_context(NULL, match, NULL, NULL);
	if (IS_ERR(demo->ctx))
		return -ENODEV;
	return 0;
}

void demo_remove(struct demo *demo)
{
	tee_client_close_context(demo->ctx);
}
