// SPDX-License-Identifier: GPL-2.0-only
/* Each result checked. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

int demo_version(struct tee_ioctl_version_data __user *u, struct tee_ioctl_version_data *v)
{
	if (copy_to_user(u, v, sizeof(*v)))
		return -EFAULT;
	if (put_user(v->impl_id, &u->impl_id) || put_user(v->gen_caps, &u->gen_caps))
		return -EFAULT;
	return copy_from_user(v, u, sizeof(*v)) ? -EFAULT : 0;
}
