// SPDX-License-Identifier: GPL-2.0-only
/* Error paths that leave memory shared. */
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
	if (ret < 0 || arg.ret)
		return -EFAULT; /* expect: client_shm_freed */
	tee_shm_free(shm);
	return 0;
}

int demo_read(struct demo *demo)
{
	struct tee_shm *shm;
	void *va;

	shm = tee_shm_alloc_kernel_buf(demo->ctx, 64);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	va = tee_shm_get_va(shm, 0);
	if (IS_ERR(va))
		return PTR_ERR(va); /* expect: client_shm_freed */
	tee_shm_free(shm);
	return 0;
}
