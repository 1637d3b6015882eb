// SPDX-License-Identifier: GPL-2.0-only
/* A pointer that says 'open' when nothing is. */
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
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	demo.ctx = tee_client_open_context(NULL, match, NULL, NULL);
	if (IS_ERR(demo.ctx))
		return -ENODEV; /* expect: client_context_stale */
	rc = tee_client_open_session(demo.ctx, &arg, NULL);
	if (rc < 0 || arg.ret) {
		tee_client_close_context(demo.ctx); /* expect: client_context_stale */
		return -EINVAL;
	}
	demo.session = arg.session;
	return 0;
}
