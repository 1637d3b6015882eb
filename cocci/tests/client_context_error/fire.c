// SPDX-License-Identifier: GPL-2.0-only
/* A test for NULL, and none at all. */
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
	demo->ctx = tee_client_open_context(NULL, match, NULL, NULL); /* expect: client_context_error */
	if (!demo->ctx)
		return -ENODEV;
	return 0;
}

void demo_b(struct demo *demo)
{
	demo->ctx = tee_client_open_context(NULL, match, NULL, NULL); /* expect: client_context_error */
	tee_client_close_context(demo->ctx);
}
