// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory over FF-A: all of it is shared with OP-TEE's partition before it is
 * used, and named by the handle that FF-A gives it. Neither takes a thread context.
 *
 * It is taken back in two steps: OP-TEE is told to let go of it, which fails if
 * OP-TEE has never looked at it, or has let go of it already; then FF-A says
 * whether it has. Memory that it does not give back is lost, see ending.c. So is
 * what a call that was given up refers to: its message and parameters.
 *
 * A handle is out of the table (shm_registry.c) before the memory is taken back:
 * from then on FF-A may give it to other memory.
 *
 * Sources: Arm DEN 0077 (FF-A), FFA_MEM_SHARE and FFA_MEM_RECLAIM; OP-TEE over FF-A
 * (optee_ffa.h); OP-TEE message protocol (optee_msg.h).
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/wordpart.h>

#include "../tee_compat.h"
#include "ffa.h"
#include "optee_ffa.h"

/* Where in a page of FF-A's the memory begins; pages of the kernel may be larger. */
static size_t internal_offset(const struct tee_shm *shm)
{
	return shm->offset & (FFA_PAGE_SIZE - 1);
}

/* Shares all pages of FF-A's that the memory is in. */
static int share(struct optee_ffa *ffa, struct tee_shm *shm,
		 struct page **pages, size_t num_pages, u64 *handle)
{
	size_t skip = round_down(tee_shm_get_page_offset(shm), FFA_PAGE_SIZE);
	struct ffa_mem_region_attributes access = {
		.receiver = ffa->dev->vm_id,
		.attrs = FFA_MEM_RW,
	};
	struct ffa_mem_ops_args args = {
		.use_txbuf = true,
		.attrs = &access,
		.nattrs = 1,
	};
	struct sg_table table;
	int rc;

	rc = sg_alloc_table_from_pages(&table, pages, num_pages, skip,
				       num_pages * PAGE_SIZE - skip, GFP_KERNEL);
	if (rc)
		return rc;
	args.sg = table.sgl;
	rc = ffa->dev->ops->mem_ops->memory_share(&args);
	sg_free_table(&table);
	*handle = args.g_handle;
	return rc;
}

/*
 * Takes memory back that nobody names any more. Whatever FF-A says to that, it is not
 * asked again: the handle is gone, and -EINTR would have the TEE core try once more.
 */
static int reclaim(struct optee_ffa *ffa, struct tee_shm *shm, u64 handle)
{
	if (!ffa->dev->ops->mem_ops->memory_reclaim(handle, 0))
		return 0;
	optee_lose_memory(&ffa->optee, shm);
	return -EIO;
}

/**
 * optee_ffa_shm_register() - tee_driver_ops: shares memory
 * @ctx: context of the memory, of a client or the supplicant
 * @shm: the memory
 * @pages: its pages
 * @num_pages: how many
 * @start: address of the first, in user space or the kernel
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int optee_ffa_shm_register(struct tee_context *ctx, struct tee_shm *shm,
			   struct page **pages, size_t num_pages,
			   unsigned long start)
{
	struct optee_ffa *ffa = to_optee_ffa(tee_get_drvdata(ctx->teedev));
	u64 handle;
	int rc;

	if (!num_pages)
		return -EINVAL;
	rc = optee_check_memory(start, num_pages);
	if (rc)
		return rc;
	rc = share(ffa, shm, pages, num_pages, &handle);
	return rc ?: optee_ffa_shm_adopt(ffa, shm, handle);
}

/**
 * optee_ffa_shm_adopt() - memory has got a handle
 * @ffa: the OP-TEE
 * @shm: the memory, shared or lent
 * @handle: what FF-A gave it for a name
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno with the memory taken back, or lost.
 */
int optee_ffa_shm_adopt(struct optee_ffa *ffa, struct tee_shm *shm, u64 handle)
{
	int rc;

	rc = optee_shm_adopt(&ffa->optee, shm, handle);
	if (rc == -EBUSY) {
		/* Taking it back would take back what has that handle. */
		pr_warn_ratelimited("FF-A gives a handle twice\n");
		optee_lose_memory(&ffa->optee, shm);
	} else if (rc) {
		reclaim(ffa, shm, handle);
	}
	return rc;
}

/**
 * optee_ffa_take_back() - takes memory back
 * @ffa: the OP-TEE
 * @shm: the memory, known by its handle until now
 * @service: with which OP-TEE lets go of it, OPTEE_FFA_*
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno if FF-A keeps the memory. It is lost then, and has
 *	TEE_SHM_LOST. What has that already is not asked for.
 */
int optee_ffa_take_back(struct optee_ffa *ffa, struct tee_shm *shm, u32 service)
{
	u64 handle = shm->sec_world_id;
	struct ffa_send_direct_data data = {
		.data0 = service,
		.data1 = lower_32_bits(handle),
		.data2 = upper_32_bits(handle),
	};

	optee_shm_forget(&ffa->optee, shm);
	/* A call that was given up refers to it. */
	if (shm->flags & TEE_SHM_LOST)
		return 0;
	/* What OP-TEE says to this is in what FF-A says to the next. */
	optee_ffa_service(ffa->dev, &data);
	return reclaim(ffa, shm, handle);
}

/**
 * optee_ffa_shm_unregister() - tee_driver_ops: takes memory back
 * @ctx: context of the memory
 * @shm: the memory
 *
 * Context: process context, may sleep.
 * Return: 0, or -EIO if the memory is lost. It is no longer known by its handle.
 */
int optee_ffa_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	struct optee_ffa *ffa = to_optee_ffa(tee_get_drvdata(ctx->teedev));

	return optee_ffa_take_back(ffa, shm, OPTEE_FFA_UNREGISTER_SHM);
}

static int pool_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
		      size_t size, size_t align)
{
	return tee_dyn_shm_alloc_helper(shm, size, align,
					optee_ffa_shm_register);
}

static void pool_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	tee_dyn_shm_free_helper(shm, optee_ffa_shm_unregister);
}

static void pool_destroy(struct tee_shm_pool *pool)
{
	kfree(pool);
}

static const struct tee_shm_pool_ops pool_ops = {
	.alloc = pool_alloc,
	.free = pool_free,
	.destroy_pool = pool_destroy,
};

/**
 * optee_ffa_pool_init() - sets up the pool of shared memory
 * @ffa: the OP-TEE
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int optee_ffa_pool_init(struct optee_ffa *ffa)
{
	struct tee_shm_pool *pool;

	pool = kzalloc_obj(*pool);
	if (!pool)
		return -ENOMEM;
	pool->ops = &pool_ops;
	ffa->optee.pool = pool;
	return 0;
}

/**
 * optee_ffa_pool_uninit() - undoes optee_ffa_pool_init()
 * @ffa: the OP-TEE, with none of its shared memory left
 *
 * Context: process context, may sleep.
 */
void optee_ffa_pool_uninit(struct optee_ffa *ffa)
{
	tee_shm_pool_free(ffa->optee.pool);
}

/* Describes memory from its byte @offs on, or none. */
static void describe(struct optee_msg_param *mp, const struct tee_shm *shm,
		     u64 offs)
{
	mp->u.fmem.global_id = OPTEE_MSG_FMEM_INVALID_GLOBAL_ID;
	if (!shm)
		return;
	mp->u.fmem.global_id = shm->sec_world_id;
	mp->u.fmem.internal_offs = internal_offset(shm);
	/* No piece of memory has more than 48 bits of bytes. */
	mp->u.fmem.offs_low = lower_32_bits(offs);
	mp->u.fmem.offs_high = upper_32_bits(offs);
}

/**
 * optee_ffa_memref_to_msg() - struct optee_abi: describes a memory reference
 * @mp: parameter of a message, zeroed
 * @p: a memory reference, checked
 *
 * Context: any, does not sleep.
 */
void optee_ffa_memref_to_msg(struct optee_msg_param *mp,
			     const struct tee_param *p)
{
	mp->attr = OPTEE_MSG_ATTR_TYPE_RMEM_INPUT + p->attr -
		   TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT;
	mp->u.fmem.size = p->u.memref.size;
	describe(mp, p->u.memref.shm, p->u.memref.shm_offs);
}

/**
 * optee_ffa_memref_from_msg() - struct optee_abi: memory that a request names
 * @optee: the OP-TEE
 * @p: where to put it, with its attribute set and the rest zeroed; offset and
 *	size are as the request has them
 * @mp: parameter of the request, a copy
 *
 * Context: process context, does not sleep.
 * Return: 0 with a reference to the memory, if it names any, or -EINVAL.
 */
int optee_ffa_memref_from_msg(struct optee *optee, struct tee_param *p,
			      const struct optee_msg_param *mp)
{
	u64 offs = (u64)mp->u.fmem.offs_high << 32 | mp->u.fmem.offs_low;
	struct tee_shm *shm;

	if ((mp->attr & OPTEE_MSG_ATTR_TYPE_MASK) >=
	    OPTEE_MSG_ATTR_TYPE_TMEM_INPUT || mp->u.fmem.size > SIZE_MAX)
		return -EINVAL;
	p->u.memref.size = mp->u.fmem.size;
	if (mp->u.fmem.global_id == OPTEE_MSG_FMEM_INVALID_GLOBAL_ID)
		return 0;

	shm = optee_shm_get(optee, mp->u.fmem.global_id);
	if (!shm)
		return -EINVAL;
	if (offs > shm->size) {
		tee_shm_put(shm);
		return -EINVAL;
	}
	p->u.memref.shm = shm;
	p->u.memref.shm_offs = offs;
	return 0;
}

/**
 * optee_ffa_shm_to_msg() - struct optee_abi: answers a request for memory
 * @rpc: the call that the request came in
 * @mp: parameter to describe the memory in
 * @shm: the memory
 *
 * Context: any, does not sleep.
 * Return: 0.
 */
int optee_ffa_shm_to_msg(struct optee_rpc *rpc, struct optee_msg_param *mp,
			 struct tee_shm *shm)
{
	mp->attr = OPTEE_MSG_ATTR_TYPE_RMEM_OUTPUT;
	mp->u.fmem.size = tee_shm_get_size(shm);
	describe(mp, shm, 0);
	return 0;
}
