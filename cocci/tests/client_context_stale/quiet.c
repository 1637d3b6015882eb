// SPDX-License-Identifier: GPL-2.0-only
/* NULL whenever there is no context; a file that never asks. */
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

static struct demo demo;

int demo_load(void)
{
	if (!demo.ctx)
		return -ENODEV;
	return tee_client_close_session(demo.ctx, demo.session);
}

int demo_probe(void)
{
	int rc;

	demo.ctx = tee_client_open_context(NULL, match, NULL, NULL);
	if (IS_ERR(demo.ctx)) {
		rc = PTR_ERR(demo.ctx);
		demo.ctx = NULL;
		return rc;
	}
	return 0;
}

void demo_remove(void)
{
	tee_client_close_context(demo.ctx);
	demo.ctx = NULL;
}
