// SPDX-License-Identifier: GPL-2.0-only
/* A half-way success taken for a whole one. */
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

	rc = pin_user_pages_fast(start, num_pages, FOLL_WRITE, pages); /* expect: driver_pages_counted */
	if (rc <= 0)
		return rc ? rc : -ENOMEM;
	return 0;
}
