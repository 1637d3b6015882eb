// SPDX-License-Identifier: GPL-2.0-only
/* Error paths that leave a session open, its own and a helper's. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

struct demo {
	struct tee_context *ctx;
	struct tee_shm *shm;
	u32 session;
};

int demo_probe(struct demo *demo)
{
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	rc = tee_client_open_session(demo->ctx, &arg, NULL);
	if (rc < 0 || arg.ret)
		return -EINVAL;
	demo->session = arg.session;
	demo->shm = tee_shm_alloc_kernel_buf(demo->ctx, 64);
	if (IS_ERR(demo->shm))
		return PTR_ERR(demo->shm); /* expect: client_session_closed */
	return 0;
}

static int demo_open(struct demo *demo)
{
	struct tee_ioctl_open_session_arg arg = { };
	int rc;

	rc = tee_client_open_session(demo->ctx, &arg, NULL);
	if (rc < 0 || arg.ret)
		return -EINVAL;
	demo->session = arg.session;
	return 0;
}

int demo_write(struct demo *demo, size_t bytes)
{
	int ret;

	ret = demo_open(demo);
	if (ret)
		return ret;
	if (bytes % 4)
		return -EINVAL; /* expect: client_session_closed */
	tee_client_close_session(demo->ctx, demo->session);
	return 0;
}
