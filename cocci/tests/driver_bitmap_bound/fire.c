// SPDX-License-Identifier: GPL-2.0-only
/* The last key has no bit. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

unsigned long *demo_init(unsigned int max_key)
{
	return bitmap_zalloc(max_key, GFP_KERNEL); /* expect: driver_bitmap_bound */
}
