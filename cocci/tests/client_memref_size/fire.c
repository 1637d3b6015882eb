// SPDX-License-Identifier: GPL-2.0-only
/* A copy as long as the TEE likes, and a loop that it steers. */
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

size_t demo_read(struct demo *demo, void *buf, size_t size)
{
	struct tee_ioctl_invoke_arg arg = { .session = demo->session, .num_params = 1 };
	struct tee_param param[1] = { };
	size_t len;
	void *va;
	int ret;

	param[0].u.memref.size = size;
	ret = tee_client_invoke_func(demo->ctx, &arg, param);
	if (ret < 0 || arg.ret)
		return 0;
	va = tee_shm_get_va(demo->shm, 0);
	if (IS_ERR(va))
		return 0;
	len = param[0].u.memref.size; /* expect: client_memref_size */
	memcpy(buf, va, len);
	return len;
}

int demo_len(struct demo *demo, u32 *len)
{
	struct tee_ioctl_invoke_arg arg = { .session = demo->session, .num_params = 1 };
	struct tee_param param[1] = { };
	int ret;

	ret = tee_client_invoke_func(demo->ctx, &arg, param);
	if (ret < 0 || arg.ret)
		return -EIO;
	*len = param[0].u.memref.size; /* expect: client_memref_size */
	return 0;
}
