// SPDX-License-Identifier: GPL-2.0-only
/* Copies that nobody looks at, and a count that is taken for an errno. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

int demo_version(struct tee_ioctl_version_data __user *u, struct tee_ioctl_version_data *v)
{
	copy_to_user(u, v, sizeof(*v)); /* expect: driver_usercopy_checked */
	put_user(v->impl_id, &u->impl_id); /* expect: driver_usercopy_checked */
	return 0;
}

long demo_read(void *to, const void __user *from)
{
	return copy_from_user(to, from, 8); /* expect: driver_usercopy_checked */
}
