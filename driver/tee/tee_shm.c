// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory objects: their life, their ids, and those that are allocated.
 *
 * The reference count is the life. An object that user space can name is in
 * tee_device.shms as well, from the moment when it is complete until its last
 * reference goes; both that and the lookup happen under tee_device.mutex, so
 * that a lookup finds only objects with references.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include "tee_compat.h"
#include "tee_private.h"

void tee_shm_init(struct tee_shm *shm, struct tee_context *ctx, u32 flags)
{
	refcount_set(&shm->refcount, 1);
	shm->flags = flags;
	shm->id = -1;
	shm->ctx = ctx;
	teedev_ctx_get(ctx);
}

struct tee_shm *tee_shm_new(struct tee_context *ctx, u32 flags)
{
	struct tee_shm *shm = kzalloc_obj(*shm);

	if (shm)
		tee_shm_init(shm, ctx, flags);

	return shm;
}

void tee_shm_delete(struct tee_shm *shm)
{
	struct tee_context *ctx = shm->ctx;

	kfree(shm);
	teedev_ctx_put(ctx);
}

int tee_shm_publish(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;
	u32 id;
	int rc;

	mutex_lock(&teedev->mutex);
	/* An id that user space kept too long names nothing, not the next one */
	rc = xa_alloc_cyclic(&teedev->shms, &id, shm, XA_LIMIT(1, INT_MAX),
			     &teedev->next_shm, GFP_KERNEL);
	if (rc >= 0)
		shm->id = id;
	mutex_unlock(&teedev->mutex);

	return rc < 0 ? rc : 0;
}

struct tee_shm *tee_shm_get_from_id(struct tee_context *ctx, int id)
{
	struct tee_device *teedev = ctx ? ctx->teedev : NULL;
	struct tee_shm *shm, *found = ERR_PTR(-EINVAL);

	if (!teedev)
		return found;

	mutex_lock(&teedev->mutex);
	shm = xa_load(&teedev->shms, id);
	if (shm && shm->ctx == ctx) {
		refcount_inc(&shm->refcount);
		found = shm;
	}
	mutex_unlock(&teedev->mutex);

	return found;
}
EXPORT_SYMBOL_GPL(tee_shm_get_from_id);

/*
 * Leaves memory to the worker, if there is other such memory or @must: then who
 * comes next would wait in vain as well.
 */
static bool tee_shm_release_late(struct tee_shm *shm, bool must)
{
	struct tee_device *teedev = shm->ctx->teedev;
	bool late;

	mutex_lock(&teedev->mutex);
	late = must || teedev->num_late;
	if (late) {
		teedev->num_late++;
		shm->flags |= TEE_SHM_LATE;
		list_add_tail(&shm->late, &teedev->late_shms);
		queue_work(system_dfl_wq, &teedev->late_work);
	}
	mutex_unlock(&teedev->mutex);

	return late;
}

static void tee_shm_release(struct tee_shm *shm)
{
	struct tee_device *teedev = shm->ctx->teedev;
	struct tee_shm_pool *pool = teedev->pool;
	bool late = shm->flags & TEE_SHM_LATE;

	if (!late && shm->ctx->user && tee_shm_release_late(shm, false))
		return;

	if (shm->flags & TEE_SHM_POOL)
		pool->ops->free(pool, shm);
	else if (shm->flags & (TEE_SHM_DMA_BUF | TEE_SHM_DMA_MEM))
		tee_shm_release_dma(shm);
	else
		tee_shm_unregister(shm);

	if (!late && (shm->flags & TEE_SHM_LATE))
		tee_shm_release_late(shm, true);
	else
		tee_shm_delete(shm);
}

void tee_shm_late_work(struct work_struct *work)
{
	struct tee_device *teedev = container_of(work, struct tee_device,
						 late_work);
	struct tee_shm *shm;

	/* Whoever unregisters the device waits for this, too */
	for (;;) {
		mutex_lock(&teedev->mutex);
		shm = list_first_entry_or_null(&teedev->late_shms,
					       struct tee_shm, late);
		if (shm)
			list_del(&shm->late);
		mutex_unlock(&teedev->mutex);
		if (!shm)
			break;

		tee_shm_release(shm);
		mutex_lock(&teedev->mutex);
		teedev->num_late--;
		mutex_unlock(&teedev->mutex);
	}
}

/*
 * Drop a reference to an object that has an id; true if it was the last one. If a
 * lookup has brought a new one meanwhile, nothing keeps the device from here on,
 * while mutex_unlock() may still look at the mutex: so the device is held.
 */
static bool tee_shm_put_published(struct tee_shm *shm)
{
	struct tee_device *teedev;
	bool last;

	if (refcount_dec_not_one(&shm->refcount))
		return false;

	teedev = shm->ctx->teedev;
	get_device(&teedev->dev);
	mutex_lock(&teedev->mutex);
	last = refcount_dec_and_test(&shm->refcount);
	if (last)
		xa_erase(&teedev->shms, shm->id);
	mutex_unlock(&teedev->mutex);
	put_device(&teedev->dev);

	return last;
}

void tee_shm_put(struct tee_shm *shm)
{
	bool last;

	if (!shm)
		return;

	if (shm->id < 0)
		last = refcount_dec_and_test(&shm->refcount);
	else
		last = tee_shm_put_published(shm);

	if (last)
		tee_shm_release(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_put);

void tee_shm_free(struct tee_shm *shm)
{
	tee_shm_put(shm);
}
EXPORT_SYMBOL_GPL(tee_shm_free);

static struct tee_shm *tee_shm_alloc(struct tee_context *ctx, size_t size,
				     size_t align, u32 flags)
{
	struct tee_shm_pool *pool = ctx->teedev->pool;
	struct tee_shm *shm;
	int rc;

	/* Not every pool can tell that 0 is no size */
	if (!pool || !size)
		return ERR_PTR(-EINVAL);

	shm = tee_shm_new(ctx, flags | TEE_SHM_POOL);
	if (!shm)
		return ERR_PTR(-ENOMEM);

	rc = pool->ops->alloc(pool, shm, size, align);
	if (rc) {
		tee_shm_delete(shm);
		return ERR_PTR(rc);
	}

	return shm;
}

struct tee_shm *tee_shm_alloc_kernel_buf(struct tee_context *ctx, size_t size)
{
	return tee_shm_alloc(ctx, size, PAGE_SIZE, TEE_SHM_DYNAMIC);
}
EXPORT_SYMBOL_GPL(tee_shm_alloc_kernel_buf);

struct tee_shm *tee_shm_alloc_priv_buf(struct tee_context *ctx, size_t size)
{
	return tee_shm_alloc(ctx, size, 2 * sizeof(long), TEE_SHM_PRIV);
}
EXPORT_SYMBOL_GPL(tee_shm_alloc_priv_buf);

struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size)
{
	struct tee_shm *shm;
	int rc;

	/* User space maps it, so it has whole pages of its own */
	shm = tee_shm_alloc(ctx, size, PAGE_SIZE, TEE_SHM_DYNAMIC);
	if (IS_ERR(shm))
		return shm;

	rc = tee_shm_publish(shm);
	if (rc) {
		tee_shm_put(shm);
		return ERR_PTR(rc);
	}

	return shm;
}

/* Registered memory is scattered, and a dma-buf may be a part of other memory */
static bool tee_shm_has_pa(struct tee_shm *shm)
{
	if (shm->flags & TEE_SHM_DMA_BUF)
		return shm->paddr;

	return shm->flags & (TEE_SHM_POOL | TEE_SHM_DMA_MEM);
}

int tee_shm_get_pa(struct tee_shm *shm, size_t offs, phys_addr_t *pa)
{
	if (!tee_shm_has_pa(shm) || offs >= shm->size)
		return -EINVAL;

	if (pa)
		*pa = shm->paddr + offs;

	return 0;
}
EXPORT_SYMBOL_GPL(tee_shm_get_pa);

void *tee_shm_get_va(struct tee_shm *shm, size_t offs)
{
	if (!shm->kaddr || offs >= shm->size)
		return ERR_PTR(-EINVAL);

	return (u8 *)shm->kaddr + offs;
}
EXPORT_SYMBOL_GPL(tee_shm_get_va);
