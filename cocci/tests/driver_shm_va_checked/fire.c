// SPDX-License-Identifier: GPL-2.0-only
/* Error pointers that are taken for memory. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

void demo_clear(struct tee_shm *shm, size_t offs)
{
	void *va;

	va = tee_shm_get_va(shm, offs); /* expect: driver_shm_va_checked */
	memset(va, 0, 8);
}

int demo_null(struct tee_shm *shm, size_t offs)
{
	u32 *va;

	va = tee_shm_get_va(shm, offs); /* expect: driver_shm_va_checked */
	if (!va)
		return -EINVAL;
	return *va;
}

void demo_two(struct tee_shm *a, struct tee_shm *b)
{
	void *p0, *p1;

	p0 = tee_shm_get_va(a, 0); /* expect: driver_shm_va_checked */
	p1 = tee_shm_get_va(b, 0);
	if (IS_ERR(p1))
		return;
	memcpy(p0, p1, 8);
}
