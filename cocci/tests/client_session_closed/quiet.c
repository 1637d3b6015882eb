// SPDX-License-Identifier: GPL-2.0-only
/* Closed on every error path, or by the device core. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

struct demo {
	struct tee_context *ctx;
	struct tee_shm *shm;
	u32 session;
};

static void demo_close(void *data)
{
	struct demo *demo = data;

	tee_client_close_session(demo->ctx, demo->session);
}

int demo_probe(struct device *dev, struct demo *demo)
{
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	rc = tee_client_open_session(demo->ctx, &arg, NULL);
	if (rc < 0 || arg.ret)
		return -EINVAL;
	demo->session = arg.session;
	demo->shm = tee_shm_alloc_kernel_buf(demo->ctx, 64);
	if (IS_ERR(demo->shm)) {
		rc = PTR_ERR(demo->shm);
		goto out_sess;
	}
	return 0;
out_sess:
	tee_client_close_session(demo->ctx, demo->session);
	return rc;
}

int demo_probe_managed(struct device *dev, struct demo *demo)
{
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	rc = tee_client_open_session(demo->ctx, &arg, NULL);
	if (rc < 0 || arg.ret)
		return -EINVAL;
	demo->session = arg.session;
	rc = devm_add_action_or_reset(dev, demo_close, demo);
	if (rc)
		return rc;
	demo->shm = tee_shm_alloc_kernel_buf(demo->ctx, 64);
	if (IS_ERR(demo->shm))
		return PTR_ERR(demo->shm);
	return 0;
}
