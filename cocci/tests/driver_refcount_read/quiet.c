// SPDX-License-Identifier: GPL-2.0-only
/* Tested while taken; read only to be printed. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

bool demo_get(struct tee_shm *shm)
{
	return refcount_inc_not_zero(&shm->refcount);
}

void demo_show(struct tee_shm *shm)
{
	pr_debug("count %u\n", refcount_read(&shm->refcount));
}
