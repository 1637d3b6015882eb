// SPDX-License-Identifier: GPL-2.0-only
/*
 * Protected memory that this kernel lends: OP-TEE protects it, devices and
 * trusted applications use it, the kernel does not until it is given back.
 *
 * A pool is one piece of memory, as large as OP-TEE wants it at least, for each
 * use that OP-TEE knows. It is lent when the first dma-buf of it is allocated.
 * When the last one has gone a worker asks for it back: the task that closed
 * the dma-buf may be one that ends, and must not wait for a thread context.
 *
 * Memory that OP-TEE does not give back is lost: its pages stay allocated, and
 * the pool has nothing to give any more. So a pool is lost once at most.
 *
 * How memory is lent is the way in's to know: struct optee_protmem_abi.
 *
 * Source: OP-TEE message protocol (optee_msg.h).
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/container_of.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../tee_compat.h"
#include "optee_private.h"

/* A heap's number is that of the use in a message. */
static_assert((int)TEE_DMA_HEAP_SECURE_VIDEO_PLAY ==
	      OPTEE_MSG_PROTMEM_SECURE_VIDEO_PLAY);
static_assert((int)TEE_DMA_HEAP_TRUSTED_UI == OPTEE_MSG_PROTMEM_TRUSTED_UI);
static_assert((int)TEE_DMA_HEAP_SECURE_VIDEO_RECORD ==
	      OPTEE_MSG_PROTMEM_SECURE_VIDEO_RECORD);

/**
 * struct lent_pool - memory that is lent while somebody uses it
 * @pool: what the heap has
 * @next: the one that was found before it, see optee.lent_pools
 * @optee: the OP-TEE
 * @abi: how memory is lent
 * @use: for what
 * @size: how much, in bytes
 * @align: alignment of its start, in bytes
 * @turn: whose turn it is has @shm, @parts and @lost for themselves, in calls about
 *	them too, and may count @used up. No mutex, since who waits may be frozen
 * @shm: the memory, NULL while it is not lent
 * @parts: what @used counts, parts of @shm
 * @lost: OP-TEE has kept the memory
 * @used: dma-bufs that there are
 * @take_back_work: gets the memory back if nobody uses it
 * @settled: woken when it is back, or somebody uses it
 * @idle: completed when the heap does not use the pool any more
 */
struct lent_pool {
	struct tee_protmem_pool pool;
	struct lent_pool *next;
	struct optee *optee;
	const struct optee_protmem_abi *abi;
	struct optee_protmem_use use;
	size_t size, align;
	struct completion turn;
	struct tee_shm *shm;
	struct tee_protmem_pool *parts;
	bool lost;
	atomic_t used;
	struct work_struct take_back_work;
	wait_queue_head_t settled;
	struct completion idle;
};

static struct lent_pool *to_lent_pool(struct tee_protmem_pool *pool)
{
	return container_of(pool, struct lent_pool, pool);
}

/* OP-TEE has the memory no more, or for ever. */
static void drop_memory(struct lent_pool *lent)
{
	if (lent->shm->flags & TEE_SHM_LOST) {
		lent->lost = true;
		pr_warn("%zu bytes of protected memory are lost: the secure world keeps them\n",
			lent->size);
	}
	tee_shm_free(lent->shm);
	WRITE_ONCE(lent->shm, NULL);
}

static int lend_memory(struct lent_pool *lent, struct tee_shm *shm)
{
	int rc;

	if (!IS_ALIGNED(shm->paddr, lent->align))
		return -ENOMEM;
	rc = lent->abi->lend(lent->optee, shm, &lent->use);
	if (rc)
		return rc;
	/* From now on it has its cookie for a name. */
	shm->flags |= TEE_SHM_DYNAMIC;
	return 0;
}

static void take_back(struct lent_pool *lent)
{
	struct tee_shm *shm = lent->shm;

	shm->flags &= ~TEE_SHM_DYNAMIC;
	if (lent->abi->reclaim(lent->optee, shm))
		optee_lose_memory(lent->optee, shm);
	drop_memory(lent);
}

static int lend(struct lent_pool *lent)
{
	struct tee_shm *shm;
	int rc;

	shm = tee_shm_alloc_dma_mem(lent->optee->ctx, lent->size / PAGE_SIZE);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	WRITE_ONCE(lent->shm, shm);
	rc = lend_memory(lent, shm);
	if (rc) {
		drop_memory(lent);
		return rc;
	}

	lent->parts = tee_protmem_static_pool_alloc(shm->paddr, lent->size);
	if (IS_ERR(lent->parts)) {
		rc = PTR_ERR(lent->parts);
		take_back(lent);
	}
	return rc;
}

static void take_back_unused(struct work_struct *work)
{
	struct lent_pool *lent;

	lent = container_of(work, struct lent_pool, take_back_work);
	/* Whose turn it is may be frozen for as long as the system sleeps. */
	wait_for_completion_state(&lent->turn, TASK_IDLE | TASK_FREEZABLE);
	/* After what lent_free() does before it counts down. */
	if (lent->shm && !atomic_read_acquire(&lent->used)) {
		lent->parts->ops->destroy_pool(lent->parts);
		take_back(lent);
	}
	complete(&lent->turn);
	wake_up(&lent->settled);
}

static int alloc_part(struct lent_pool *lent, struct sg_table *sgt, size_t size,
		      size_t *offs)
{
	int rc = 0;

	if (lent->lost)
		return -EIO;
	if (!lent->shm)
		rc = lend(lent);
	if (rc)
		return rc;
	rc = lent->parts->ops->alloc(lent->parts, sgt, size, offs);
	if (!rc)
		atomic_inc(&lent->used);
	else if (!atomic_read(&lent->used))
		queue_work(system_dfl_wq, &lent->take_back_work);
	return rc;
}

static int lent_alloc(struct tee_protmem_pool *pool, struct sg_table *sgt,
		      size_t size, size_t *offs)
{
	struct lent_pool *lent = to_lent_pool(pool);
	int rc;

	/* That it does not fit is no reason to lend. */
	if (size > lent->size)
		return -ENOMEM;
	/* For user space, which holds no lock: the call is freezable as well. */
	if (wait_for_completion_state(&lent->turn,
				      TASK_KILLABLE | TASK_FREEZABLE))
		return -EINTR;
	rc = alloc_part(lent, sgt, size, offs);
	complete(&lent->turn);
	wake_up(&lent->settled);
	return rc;
}

/* Who frees has a part, so that what it is a part of stays until it has not. */
static void lent_free(struct tee_protmem_pool *pool, struct sg_table *sgt)
{
	struct lent_pool *lent = to_lent_pool(pool);

	lent->parts->ops->free(lent->parts, sgt);
	if (atomic_dec_and_test(&lent->used))
		queue_work(system_dfl_wq, &lent->take_back_work);
}

static int lent_update_shm(struct tee_protmem_pool *pool, struct sg_table *sgt,
			   size_t offs, struct tee_shm *shm,
			   struct tee_shm **parent_shm)
{
	*parent_shm = to_lent_pool(pool)->shm;
	return 0;
}

/* In the task that closes the last dma-buf: optee_protmem_end() does the rest. */
static void lent_destroy(struct tee_protmem_pool *pool)
{
	complete(&to_lent_pool(pool)->idle);
}

static const struct tee_protmem_pool_ops lent_ops = {
	.alloc = lent_alloc,
	.free = lent_free,
	.update_shm = lent_update_shm,
	.destroy_pool = lent_destroy,
};

/* What OP-TEE wants memory to be like for a use, and the bytes that its attributes take */
struct config {
	u64 min_size, align, pa_width;
	size_t attrs_size;
};

static int read_config(struct optee_arg *arg, struct tee_param *p,
		       struct config *config)
{
	u32 ret = READ_ONCE(arg->msg->ret);

	/* Too short may be the list, for which there was no room. */
	if (ret != TEEC_SUCCESS &&
	    (p[1].u.memref.shm || ret != TEEC_ERROR_SHORT_BUFFER))
		return -EOPNOTSUPP;
	if (optee_params_from_msg(p, arg->msg->params, 2))
		return -EINVAL;
	config->min_size = p[0].u.value.a;
	config->align = p[0].u.value.b;
	config->pa_width = p[0].u.value.c;
	config->attrs_size = p[1].u.memref.size;
	return 0;
}

/* Has the attributes written to @list, which may be NULL. */
static int ask_config(struct optee *optee, u32 use_case, struct config *config,
		      struct tee_shm *list)
{
	struct tee_param p[2] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		  .u.value.a = use_case },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
		  .u.memref.shm = list,
		  .u.memref.size = list ? tee_shm_get_size(list) : 0 },
	};
	struct optee_arg *arg;
	int rc;

	arg = optee_arg_get(optee, 2, true);
	if (IS_ERR(arg))
		return PTR_ERR(arg);
	arg->msg->cmd = OPTEE_MSG_CMD_GET_PROTMEM_CONFIG;
	rc = optee_params_to_msg(optee, arg->msg->params, p, 2);
	if (!rc)
		rc = optee->abi->call(optee, optee->ctx, arg, NULL, 0);
	if (rc > 0)
		rc = -EOPNOTSUPP;
	if (!rc)
		rc = read_config(arg, p, config);
	if (arg->lost && list)
		optee_lose_memory(optee, list);
	optee_arg_put(optee, arg);
	return rc;
}

/* Asks again, with room for as many attributes as there are. */
static int ask_attrs(struct lent_pool *lent, struct config *config)
{
	struct optee_protmem_use *use = &lent->use;
	size_t size = config->attrs_size;
	struct tee_shm *list;
	int rc;

	/* In bytes: any number of them can come from OP-TEE. */
	if (!size || size % sizeof(*use->attrs) ||
	    size > lent->abi->max_attrs * sizeof(*use->attrs))
		return -EINVAL;
	use->num_attrs = size / sizeof(*use->attrs);
	use->attrs = kzalloc(size, GFP_KERNEL);
	if (!use->attrs)
		return -ENOMEM;
	list = tee_shm_alloc_priv_buf(lent->optee->ctx, size);
	if (IS_ERR(list))
		return PTR_ERR(list);
	rc = ask_config(lent->optee, use->id, config, list);
	if (!rc && config->attrs_size != size)
		rc = -EINVAL;
	if (!rc)
		memcpy(use->attrs, list->kaddr, size);
	tee_shm_free(list);
	return rc;
}

/* Makes whole pages of it, and as many as the alignment wants. */
static int set_size(struct lent_pool *lent, const struct config *config)
{
	u64 align = max_t(u64, config->align, PAGE_SIZE), size;

	/* A table of memory has no room for more than UINT_MAX in an entry. */
	if (align > UINT_MAX || !is_power_of_2(align) ||
	    check_add_overflow(max(config->min_size, 1ULL), align - 1, &size))
		return -EINVAL;
	size &= ~(align - 1);
	if (size > UINT_MAX)
		return -EINVAL;
	lent->align = align;
	lent->size = size;
	return 0;
}

/**
 * optee_protmem_set_width() - bounds the addresses of protected memory
 * @optee: the OP-TEE
 * @pa_width: bits that an address has at most
 *
 * Memory for all uses has to keep to the narrowest bound.
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno if this kernel can't do so.
 */
int optee_protmem_set_width(struct optee *optee, u64 pa_width)
{
	struct device *dev = &optee->teedev->dev;
	u64 mask;

	if (pa_width <= PAGE_SHIFT)
		return -EINVAL;
	mask = DMA_BIT_MASK(min(pa_width, 64ULL));
	if (dev->dma_mask)
		mask = min(mask, *dev->dma_mask);
	return dma_coerce_mask_and_coherent(dev, mask);
}

static int configure(struct lent_pool *lent)
{
	struct config config;
	int rc;

	rc = ask_config(lent->optee, lent->use.id, &config, NULL);
	if (!rc && lent->abi->max_attrs)
		rc = ask_attrs(lent, &config);
	if (!rc)
		rc = set_size(lent, &config);
	if (!rc)
		rc = optee_protmem_set_width(lent->optee, config.pa_width);
	return rc;
}

static void free_lent(struct lent_pool *lent)
{
	kfree(lent->use.attrs);
	kfree(lent);
}

/**
 * optee_protmem_find_lent() - makes a pool of memory to be lent
 * @optee: the OP-TEE, ready for calls
 * @use_case: for what, OPTEE_MSG_PROTMEM_*
 * @abi: how memory is lent
 *
 * Context: process context, sleeps, makes normal calls: two where the memory has
 *	attributes, and others for their messages.
 * Return: the pool, which ends with optee_protmem_end(), or an ERR_PTR():
 *	-EOPNOTSUPP if OP-TEE does not know the use or refuses otherwise, -EINVAL
 *	for what can't be, or another negative errno.
 */
struct tee_protmem_pool *
optee_protmem_find_lent(struct optee *optee, u32 use_case,
			const struct optee_protmem_abi *abi)
{
	struct lent_pool *lent;
	int rc;

	lent = kzalloc_obj(*lent);
	if (!lent)
		return ERR_PTR(-ENOMEM);
	lent->pool.ops = &lent_ops;
	lent->optee = optee;
	lent->abi = abi;
	lent->use.id = use_case;
	rc = configure(lent);
	if (rc) {
		free_lent(lent);
		return ERR_PTR(rc);
	}

	init_completion(&lent->turn);
	complete(&lent->turn);
	INIT_WORK(&lent->take_back_work, take_back_unused);
	init_waitqueue_head(&lent->settled);
	init_completion(&lent->idle);
	lent->next = optee->lent_pools;
	optee->lent_pools = lent;
	return &lent->pool;
}

/**
 * optee_protmem_find() - finds out what protected memory there can be
 * @optee: the OP-TEE, ready for calls
 * @find: makes a pool for a use, or returns an ERR_PTR(), -EOPNOTSUPP if there is none
 *
 * Goes to optee.protmem. That there is none is no error.
 *
 * Context: process context, sleeps, makes normal calls.
 */
void optee_protmem_find(struct optee *optee,
			struct tee_protmem_pool *(*find)(struct optee *optee,
							 u32 use_case))
{
	struct tee_protmem_pool *pool;
	unsigned int id;

	for (id = 1; id <= OPTEE_PROTMEM_USES; id++) {
		pool = find(optee, id);
		if (!IS_ERR(pool))
			optee->protmem[id] = pool;
		else if (PTR_ERR(pool) != -EOPNOTSUPP)
			pr_warn("no protected memory for use %u: %pe\n", id,
				pool);
	}
}

/**
 * optee_protmem_serve() - lets users have protected memory
 * @optee: the OP-TEE, whose probe can't fail any more
 *
 * Context: process context, may sleep.
 */
void optee_protmem_serve(struct optee *optee)
{
	struct tee_protmem_pool *pool;
	unsigned int id;

	for (id = 1; id <= OPTEE_PROTMEM_USES; id++) {
		pool = optee->protmem[id];
		optee->protmem[id] = NULL;
		/* What went wrong is in the kernel log. */
		if (pool && tee_device_register_dma_heap(optee->teedev, id,
							 pool))
			pool->ops->destroy_pool(pool);
	}
}

/* The last dma-buf has been closed, and the worker not been there. */
static bool is_to_come_back(const struct lent_pool *lent)
{
	return READ_ONCE(lent->shm) && !atomic_read(&lent->used);
}

/**
 * optee_protmem_shutdown() - the secure world has no memory that nobody uses
 * @optee: the OP-TEE, neither being probed nor removed
 * @until: when that has to be, in jiffies
 *
 * Waits for memory to be taken back whose last dma-buf has been closed.
 *
 * Context: process context, sleeps.
 */
void optee_protmem_shutdown(struct optee *optee, unsigned long until)
{
	struct lent_pool *lent;

	for (lent = optee->lent_pools; lent; lent = lent->next)
		wait_event_timeout(lent->settled, !is_to_come_back(lent),
				   max_t(long, until - jiffies, 0));
}

/**
 * optee_protmem_end() - takes protected memory away from users, and back
 * @optee: the OP-TEE, being removed, served or not
 *
 * Waits until user space has closed all of its dma-bufs.
 *
 * Context: process context, sleeps, makes calls.
 */
void optee_protmem_end(struct optee *optee)
{
	struct lent_pool *lent;
	unsigned int id;

	tee_device_put_all_dma_heaps(optee->teedev);
	for (id = 1; id <= OPTEE_PROTMEM_USES; id++)
		if (optee->protmem[id])
			optee->protmem[id]->ops->destroy_pool(optee->protmem[id]);

	while ((lent = optee->lent_pools)) {
		wait_for_completion(&lent->idle);
		flush_work(&lent->take_back_work);
		optee->lent_pools = lent->next;
		free_lent(lent);
	}
}
