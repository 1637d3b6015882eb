// SPDX-License-Identifier: GPL-2.0-only
/* The range checked first. */
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

ssize_t demo_iter(struct iov_iter *iter, unsigned long addr, size_t length)
{
	if (!access_ok((void __user *)addr, length))
		return -EFAULT;
	iov_iter_ubuf(iter, ITER_DEST, (void __user *)addr, length);
	return iov_iter_count(iter);
}
