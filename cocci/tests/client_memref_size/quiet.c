// SPDX-License-Identifier: GPL-2.0-only
/* Compared with the buffer, by itself and in a variable; returned. */
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
	int ret;

	param[0].u.memref.size = size;
	ret = tee_client_invoke_func(demo->ctx, &arg, param);
	if (ret < 0 || arg.ret || param[0].u.memref.size > size)
		return 0;
	len = param[0].u.memref.size;
	return len;
}

size_t demo_variable(struct demo *demo, void *buf, size_t size)
{
	struct tee_ioctl_invoke_arg arg = { .session = demo->session, .num_params = 1 };
	struct tee_param param[1] = { };
	size_t len;
	int ret;

	ret = tee_client_invoke_func(demo->ctx, &arg, param);
	if (ret < 0 || arg.ret)
		return 0;
	len = param[0].u.memref.size;
	if (len > size)
		return 0;
	memset(buf, 0, len);
	return len;
}

int demo_random(struct demo *demo)
{
	struct tee_ioctl_invoke_arg arg = { .session = demo->session, .num_params = 1 };
	struct tee_param param[1] = { };
	int ret;

	ret = tee_client_invoke_func(demo->ctx, &arg, param);
	if (ret < 0 || arg.ret)
		ret = -EFAULT;
	else
		ret = param[0].u.memref.size;
	tee_shm_free(demo->shm);
	return ret;
}
