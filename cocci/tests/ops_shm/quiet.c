// SPDX-License-Identifier: GPL-2.0-only
/* Both, and a driver whose pool needs no registration. */
#include <linux/module.h>
#include <linux/tee_core.h>

static void version(struct tee_device *teedev, struct tee_ioctl_version_data *v)
{
}

static int open(struct tee_context *ctx)
{
	return 0;
}

static void release(struct tee_context *ctx)
{
}

static int shm_register(struct tee_context *ctx, struct tee_shm *shm,
			struct page **pages, size_t num_pages,
			unsigned long start)
{
	return 0;
}

static int shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	return 0;
}

const struct tee_driver_ops dynamic_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.shm_register = shm_register,
	.shm_unregister = shm_unregister,
};

const struct tee_driver_ops static_ops = {
	.get_version = version,
	.open = open,
	.release = release,
};
