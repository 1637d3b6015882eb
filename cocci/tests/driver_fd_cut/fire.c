// SPDX-License-Identifier: GPL-2.0-only
/* Half of a descriptor. */
#include "../protmem.h"

int demo_register_fd(struct tee_context *ctx, struct tee_ioctl_shm_register_fd_data __user *udata);
int demo_register_fd(struct tee_context *ctx, struct tee_ioctl_shm_register_fd_data __user *udata)
{
	struct tee_ioctl_shm_register_fd_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, udata, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;

	shm = tee_shm_register_fd(ctx, data.fd); /* expect: driver_fd_cut */

	return PTR_ERR_OR_ZERO(shm);
}
