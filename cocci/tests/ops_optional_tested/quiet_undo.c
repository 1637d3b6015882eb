// SPDX-License-Identifier: GPL-2.0-only
/* What registers tests both operations, what unregisters need not. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

int reg(struct tee_shm *shm);
int reg(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;

	if (!teedev->desc->ops->shm_register ||
	    !teedev->desc->ops->shm_unregister)
		return -EOPNOTSUPP;
	return teedev->desc->ops->shm_register(shm->ctx, shm, shm->pages,
					       shm->num_pages, 0);
}

void unreg(struct tee_shm *shm);
void unreg(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;

	WARN_ON(teedev->desc->ops->shm_unregister(shm->ctx, shm));
}
