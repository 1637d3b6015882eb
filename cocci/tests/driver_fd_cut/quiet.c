// SPDX-License-Identifier: GPL-2.0-only
/* A descriptor that fits. */
#include "../protmem.h"
#include <linux/overflow.h>

int demo_register_fd(struct tee_context *ctx, struct tee_ioctl_shm_register_fd_data __user *udata);
int demo_register_fd(struct tee_context *ctx, struct tee_ioctl_shm_register_fd_data __user *udata)
{
	struct tee_ioctl_shm_register_fd_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, udata, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;
	if (data.fd < 0 || data.fd > INT_MAX)
		return -EBADF;

	shm = tee_shm_register_fd(ctx, data.fd);

	return PTR_ERR_OR_ZERO(shm);
}

int demo_register_checked(struct tee_context *ctx, struct tee_ioctl_shm_register_fd_data __user *udata);
int demo_register_checked(struct tee_context *ctx, struct tee_ioctl_shm_register_fd_data __user *udata)
{
	struct tee_ioctl_shm_register_fd_data data;

	if (copy_from_user(&data, udata, sizeof(data)))
		return -EFAULT;
	if (overflows_type(data.fd, int))
		return -EBADF;

	return PTR_ERR_OR_ZERO(tee_shm_register_fd(ctx, data.fd));
}
