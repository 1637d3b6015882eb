// SPDX-License-Identifier: GPL-2.0-only
/* A remove that forgets the session and the memory. */
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

static int demo_probe(struct device *dev)
{
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	demo.ctx = tee_client_open_context(NULL, match, NULL, NULL);
	if (IS_ERR(demo.ctx))
		return -ENODEV;
	rc = tee_client_open_session(demo.ctx, &arg, NULL);
	if (rc < 0 || arg.ret) {
		tee_client_close_context(demo.ctx);
		return -EINVAL;
	}
	demo.session = arg.session;
	demo.shm = tee_shm_alloc_kernel_buf(demo.ctx, 64);
	return 0;
}

static int demo_remove(struct device *dev) /* expect: client_probe_remove */
{
	tee_client_close_context(demo.ctx);
	return 0;
}

struct tee_client_driver demo_driver = {
	.driver = {
		.name = "demo",
		.bus = &tee_bus_type,
		.probe = demo_probe,
		.remove = demo_remove,
	},
};
