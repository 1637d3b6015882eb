// SPDX-License-Identifier: GPL-2.0-only
/* An iterator over whatever the user named. */
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include "../optee.h"

size_t demo_iter(struct iov_iter *iter, unsigned long addr, size_t length)
{
	iov_iter_ubuf(iter, ITER_DEST, (void __user *)addr, length); /* expect: driver_user_range */
	return iov_iter_count(iter);
}
