// SPDX-License-Identifier: GPL-2.0-only
/* A pointer without a reference. */
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

struct tee_shm *demo_new(struct tee_context *ctx)
{
	struct tee_shm *shm;

	shm = kzalloc(sizeof(*shm), GFP_KERNEL);
	if (shm)
		shm->ctx = ctx; /* expect: driver_ctx_ref */
	return shm;
}
