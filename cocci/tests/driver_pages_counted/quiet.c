// SPDX-License-Identifier: GPL-2.0-only
/* Compared with what was asked for. */
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

int demo_pin(unsigned long start, int num_pages, struct page **pages)
{
	int rc;

	rc = pin_user_pages_fast(start, num_pages, FOLL_WRITE, pages);
	if (rc < 0)
		return rc;
	if (rc != num_pages) {
		unpin_user_pages(pages, rc);
		return -ENOMEM;
	}
	return 0;
}
