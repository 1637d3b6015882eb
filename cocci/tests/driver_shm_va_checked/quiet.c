// SPDX-License-Identifier: GPL-2.0-only
/* Checked, and handed to a caller that checks. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

int demo_clear(struct tee_shm *shm, size_t offs)
{
	void *va;

	va = tee_shm_get_va(shm, offs);
	if (IS_ERR(va))
		return PTR_ERR(va);
	memset(va, 0, 8);
	return 0;
}

int demo_maybe(struct tee_shm *shm)
{
	void *va = shm ? tee_shm_get_va(shm, 0) : ERR_PTR(-EINVAL);

	if (IS_ERR(va))
		return PTR_ERR(va);
	memset(va, 0, 8);
	return 0;
}

int demo_ok(struct tee_shm *shm, size_t offs)
{
	void *va;

	va = tee_shm_get_va(shm, offs);
	if (!IS_ERR(va))
		memset(va, 0, 8);
	return 0;
}

void *demo_va(struct tee_shm *shm)
{
	return tee_shm_get_va(shm, 0);
}
