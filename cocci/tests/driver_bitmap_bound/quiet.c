// SPDX-License-Identifier: GPL-2.0-only
/* A bit for each of 0 to max_key; a plain number of bits. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

unsigned long *demo_init(unsigned int max_key)
{
	return bitmap_zalloc(max_key + 1, GFP_KERNEL);
}

unsigned long *demo_bits(unsigned int nbits)
{
	return bitmap_zalloc(nbits, GFP_KERNEL);
}
