// SPDX-License-Identifier: GPL-2.0-only
/* Closed on the error path. */
#include <linux/device.h>
#include <linux/err.h>
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
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	demo->ctx = tee_client_open_context(NULL, match, NULL, NULL);
	if (IS_ERR(demo->ctx))
		return -ENODEV;
	rc = tee_client_open_session(demo->ctx, &arg, NULL);
	if (rc < 0 || arg.ret) {
		rc = -EINVAL;
		goto out_ctx;
	}
	demo->session = arg.session;
	return 0;
out_ctx:
	tee_client_close_context(demo->ctx);
	return rc;
}
