// SPDX-License-Identifier: GPL-2.0-only
/* Freed on every path. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

struct demo {
	struct tee_context *ctx;
	struct tee_shm *shm;
	u32 session;
};

int demo_seal(struct demo *demo, void *key, size_t len)
{
	struct tee_ioctl_invoke_arg arg = { .session = demo->session };
	struct tee_shm *shm;
	int ret;

	shm = tee_shm_register_kernel_buf(demo->ctx, key, len);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	ret = tee_client_invoke_func(demo->ctx, &arg, NULL);
	tee_shm_free(shm);
	if (ret < 0 || arg.ret)
		return -EFAULT;
	return 0;
}
