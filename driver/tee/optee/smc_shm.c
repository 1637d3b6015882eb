// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory in the SMC ABI: a piece of memory reserved at boot, or any
 * memory, described to the secure world as a list of pages. Either way each
 * piece has a cookie (shm_registry.c) in its sec_world_id.
 *
 * Sources: OP-TEE message protocol (optee_msg.h), OPTEE_MSG_CMD_REGISTER_SHM;
 * OP-TEE SMC ABI (optee_smc.h), OPTEE_SMC_GET_SHM_CONFIG.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "../tee_compat.h"
#include "optee_smc.h"
#include "smc.h"

/* As 2^n bytes; a message takes less than that, memory of clients is larger. */
#define RESERVED_POOL_ORDER	9

/* Makes a call about @shm; any refusal of the secure world is -EINVAL. */
static int call_about_shm(struct tee_context *ctx, struct optee_arg *arg,
			  unsigned int flags)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	int rc;

	rc = optee->abi->call(optee, ctx, arg, NULL, flags);
	if (!rc && READ_ONCE(arg->msg->ret) != TEEC_SUCCESS)
		rc = 1;
	return rc > 0 ? -EINVAL : rc;
}

/* Tells the secure world about memory that has a cookie. */
static int call_register(struct tee_context *ctx, struct tee_shm *shm,
			 struct page **pages, size_t num_pages)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_msg_param *mp;
	struct optee_arg *arg;
	LIST_HEAD(list);
	u64 buf_ptr;
	int rc;

	buf_ptr = optee_smc_make_page_list(&list, shm, pages, num_pages);
	if (!buf_ptr)
		return -ENOMEM;

	/* Registers a place for messages, too, so it can't have one registered. */
	arg = optee_arg_get(optee, 1, false);
	if (IS_ERR(arg)) {
		rc = PTR_ERR(arg);
		goto out;
	}
	arg->msg->cmd = OPTEE_MSG_CMD_REGISTER_SHM;
	mp = arg->msg->params;
	mp->attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT | OPTEE_MSG_ATTR_NONCONTIG;
	mp->u.tmem.buf_ptr = buf_ptr;
	mp->u.tmem.size = tee_shm_get_size(shm);
	mp->u.tmem.shm_ref = shm->sec_world_id;
	rc = call_about_shm(ctx, arg, optee_call_flags(ctx));
	if (arg->lost) {
		optee_lose_memory(optee, shm);
		optee_smc_lose_page_list(&list);
	}
	optee_arg_put(optee, arg);
out:
	optee_smc_free_page_list(&list);
	return rc;
}

/* Can the secure world, and may it, be told of these pages? */
static int check_registration(struct tee_context *ctx, size_t num_pages,
			      unsigned long start)
{
	struct optee_smc *smc = to_optee_smc(tee_get_drvdata(ctx->teedev));

	if (!(smc->sec_caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM))
		return -EOPNOTSUPP;
	if (!num_pages)
		return -EINVAL;
	return optee_check_memory(start, num_pages);
}

/**
 * optee_smc_shm_register() - tee_driver_ops: registers memory
 * @ctx: context of the memory
 * @shm: the memory
 * @pages: its pages
 * @num_pages: how many
 * @start: address of the first, in user space or the kernel
 *
 * Context: process context, sleeps, makes a normal call.
 * Return: 0, -EOPNOTSUPP if the secure world takes reserved memory only, or
 *	another negative errno.
 */
int optee_smc_shm_register(struct tee_context *ctx, struct tee_shm *shm,
			   struct page **pages, size_t num_pages,
			   unsigned long start)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	int rc;

	rc = check_registration(ctx, num_pages, start);
	if (rc)
		return rc;
	rc = optee_shm_reserve(optee, shm);
	if (rc)
		return rc;
	rc = call_register(ctx, shm, pages, num_pages);
	if (rc)
		optee_shm_forget(optee, shm);
	else
		optee_shm_publish(optee, shm);
	return rc;
}

/**
 * optee_smc_shm_unregister() - tee_driver_ops: undoes the registration
 * @ctx: context of the memory
 * @shm: the memory
 *
 * Nothing that it needs can be missing, so that the secure world never keeps
 * memory that is about to be freed for want of a message.
 *
 * Context: process context, sleeps, makes a normal call.
 * Return: 0, or -EINVAL if the secure world refuses. -ETIMEDOUT if it could not
 *	be asked: the memory is lost. -EINTR if that took too long for user
 *	space: a worker is to try again. But for this, it is no longer known by
 *	its cookie.
 */
int optee_smc_shm_unregister(struct tee_context *ctx, struct tee_shm *shm)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_arg *arg;
	int rc;

	/* A call that was given up may refer to it, and does not let go of it. */
	if (atomic_read(&optee->calls_lost)) {
		optee_lose_memory(optee, shm);
		optee_shm_forget(optee, shm);
		return 0;
	}
	arg = optee_arg_get(optee, 1, false);
	if (IS_ERR(arg))
		arg = optee_arg_get_reserved(optee, 1, optee_freezable(ctx));
	arg->msg->cmd = OPTEE_MSG_CMD_UNREGISTER_SHM;
	arg->msg->params[0].attr = OPTEE_MSG_ATTR_TYPE_RMEM_INPUT;
	arg->msg->params[0].u.rmem.shm_ref = shm->sec_world_id;
	rc = call_about_shm(ctx, arg, shm->flags & TEE_SHM_LATE ?
			    OPTEE_CQ_ALWAYS : optee_close_flags(ctx));
	if (rc == -ETIMEDOUT)
		optee_lose_memory(optee, shm);
	optee_arg_put(optee, arg);
	if (rc == -EINTR)
		return rc;
	optee_shm_forget(optee, shm);
	return rc;
}

/* Gives memory a cookie of which the secure world does not know yet. */
static int track(struct tee_shm *shm)
{
	struct optee *optee = tee_get_drvdata(shm->ctx->teedev);
	int rc = optee_shm_reserve(optee, shm);

	if (!rc)
		optee_shm_publish(optee, shm);
	return rc;
}

/**
 * optee_smc_shm_register_supp() - tee_driver_ops: memory of the supplicant
 * @ctx: context of the supplicant
 * @shm: the memory
 * @pages: its pages
 * @num_pages: how many
 * @start: address of the first
 *
 * The secure world learns of it when it asks the supplicant for memory.
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int optee_smc_shm_register_supp(struct tee_context *ctx, struct tee_shm *shm,
				struct page **pages, size_t num_pages,
				unsigned long start)
{
	int rc = check_registration(ctx, num_pages, start);

	return rc ?: track(shm);
}

/**
 * optee_smc_shm_unregister_supp() - tee_driver_ops: undoes the above
 * @ctx: context of the supplicant
 * @shm: the memory
 *
 * Context: process context, does not sleep.
 * Return: 0.
 */
int optee_smc_shm_unregister_supp(struct tee_context *ctx,
				  struct tee_shm *shm)
{
	optee_shm_forget(tee_get_drvdata(ctx->teedev), shm);
	return 0;
}

/* Memory that the secure world need not know before it is used */
static bool is_private(const struct tee_shm *shm)
{
	struct optee *optee = tee_get_drvdata(shm->ctx->teedev);

	return shm->flags & TEE_SHM_PRIV ||
	       shm->ctx->teedev == optee->supp_teedev;
}

static int pages_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
		       size_t size, size_t align)
{
	int rc;

	/* The page allocator warns of more. */
	if (size > PAGE_SIZE << MAX_PAGE_ORDER)
		return -ENOMEM;
	if (!is_private(shm))
		return tee_dyn_shm_alloc_helper(shm, size, align,
						optee_smc_shm_register);

	rc = tee_dyn_shm_alloc_helper(shm, size, align, NULL);
	if (rc)
		return rc;
	rc = track(shm);
	if (rc)
		tee_dyn_shm_free_helper(shm, NULL);
	return rc;
}

static void pages_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	if (is_private(shm)) {
		optee_shm_forget(tee_get_drvdata(shm->ctx->teedev), shm);
		tee_dyn_shm_free_helper(shm, NULL);
	} else {
		tee_dyn_shm_free_helper(shm, optee_smc_shm_unregister);
	}
}

static void pages_destroy(struct tee_shm_pool *pool)
{
	kfree(pool);
}

static const struct tee_shm_pool_ops pages_ops = {
	.alloc = pages_alloc,
	.free = pages_free,
	.destroy_pool = pages_destroy,
};

/* The TEE core's pool of reserved memory, and a cookie for each piece */
static int reserved_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
			  size_t size, size_t align)
{
	struct tee_shm_pool *core = pool->private_data;
	int rc = core->ops->alloc(core, shm, size, align);

	if (rc)
		return rc;
	rc = track(shm);
	if (rc)
		core->ops->free(core, shm);
	return rc;
}

static void reserved_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	struct tee_shm_pool *core = pool->private_data;

	optee_shm_forget(tee_get_drvdata(shm->ctx->teedev), shm);
	core->ops->free(core, shm);
}

static void reserved_destroy(struct tee_shm_pool *pool)
{
	tee_shm_pool_free(pool->private_data);
	kfree(pool);
}

static const struct tee_shm_pool_ops reserved_ops = {
	.alloc = reserved_alloc,
	.free = reserved_free,
	.destroy_pool = reserved_destroy,
};

/* Where the whole pages of the reserved memory are, if that can be true */
static int get_reserved(struct optee_smc *smc, phys_addr_t *start, size_t *size)
{
	struct arm_smccc_res res;
	u64 first, end;

	optee_smc_fast(smc->conduit, OPTEE_SMC_GET_SHM_CONFIG, 0, &res);
	if (res.a0 != OPTEE_SMC_RETURN_OK) {
		pr_err("static shm service not available\n");
		return -ENOENT;
	}
	if (res.a3 != OPTEE_SMC_SHM_CACHED) {
		pr_err("only normal cached shared memory supported\n");
		return -EINVAL;
	}
	if (check_add_overflow((u64)res.a1, (u64)res.a2, &end) ||
	    check_add_overflow((u64)res.a1, (u64)PAGE_SIZE - 1, &first) ||
	    end > PHYS_ADDR_MAX)
		goto bad;
	first = round_down(first, PAGE_SIZE);
	end = round_down(end, PAGE_SIZE);
	if (first >= end || end - first > SIZE_MAX)
		goto bad;
	*start = first;
	*size = end - first;
	return 0;
bad:
	pr_err("no usable shared memory at %#lx, %#lx bytes\n", res.a1, res.a2);
	return -EINVAL;
}

static int map_reserved(struct optee_smc *smc, struct tee_shm_pool *pool)
{
	struct tee_shm_pool *core;
	phys_addr_t start;
	size_t size;
	void *va;
	int rc;

	rc = get_reserved(smc, &start, &size);
	if (rc)
		return rc;
	va = memremap(start, size, MEMREMAP_WB);
	if (!va) {
		pr_err("shared memory ioremap failed\n");
		return -EINVAL;
	}
	core = tee_shm_pool_alloc_res_mem((unsigned long)va, start, size,
					  RESERVED_POOL_ORDER);
	if (IS_ERR(core)) {
		memunmap(va);
		return PTR_ERR(core);
	}
	smc->reserved_shm = va;
	pool->ops = &reserved_ops;
	pool->private_data = core;
	return 0;
}

/**
 * optee_smc_pool_init() - sets up the pool of shared memory
 * @smc: the OP-TEE, with its capabilities known
 *
 * Any memory if the secure world can take that, else what is reserved.
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int optee_smc_pool_init(struct optee_smc *smc)
{
	struct tee_shm_pool *pool;
	int rc = -EINVAL;

	pool = kzalloc_obj(*pool);
	if (!pool)
		return -ENOMEM;

	if (smc->sec_caps & OPTEE_SMC_SEC_CAP_DYNAMIC_SHM) {
		pool->ops = &pages_ops;
		rc = 0;
	} else if (smc->sec_caps & OPTEE_SMC_SEC_CAP_HAVE_RESERVED_SHM) {
		rc = map_reserved(smc, pool);
	}
	if (rc) {
		kfree(pool);
		return rc;
	}
	smc->optee.pool = pool;
	return 0;
}

/**
 * optee_smc_pool_uninit() - undoes optee_smc_pool_init()
 * @smc: the OP-TEE, with none of its shared memory left
 *
 * Context: process context, may sleep.
 */
void optee_smc_pool_uninit(struct optee_smc *smc)
{
	tee_shm_pool_free(smc->optee.pool);
	if (smc->reserved_shm)
		memunmap(smc->reserved_shm);
}

/**
 * optee_smc_memref_to_msg() - struct optee_abi: describes a memory reference
 * @mp: parameter of a message, zeroed
 * @p: a memory reference, checked
 *
 * Context: any, does not sleep.
 */
void optee_smc_memref_to_msg(struct optee_msg_param *mp,
			     const struct tee_param *p)
{
	struct tee_shm *shm = p->u.memref.shm;
	u64 kind = p->attr - TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT;

	if (tee_shm_is_dynamic(shm)) {
		mp->attr = OPTEE_MSG_ATTR_TYPE_RMEM_INPUT + kind;
		mp->u.rmem.offs = p->u.memref.shm_offs;
		mp->u.rmem.size = p->u.memref.size;
		mp->u.rmem.shm_ref = shm->sec_world_id;
		return;
	}
	mp->attr = OPTEE_MSG_ATTR_TYPE_TMEM_INPUT + kind;
	mp->u.tmem.size = p->u.memref.size;
	if (shm) {
		mp->u.tmem.buf_ptr = shm->paddr + p->u.memref.shm_offs;
		mp->u.tmem.shm_ref = shm->sec_world_id;
	}
}

/**
 * optee_smc_memref_from_msg() - struct optee_abi: memory that a request names
 * @optee: the OP-TEE
 * @p: where to put it, with its attribute set and the rest zeroed; offset and
 *	size are as the request has them
 * @mp: parameter of the request, a copy
 *
 * Context: process context, does not sleep.
 * Return: 0 with a reference to the memory, if it names any, or -EINVAL.
 */
int optee_smc_memref_from_msg(struct optee *optee, struct tee_param *p,
			      const struct optee_msg_param *mp)
{
	u64 type = mp->attr & OPTEE_MSG_ATTR_TYPE_MASK;
	/* Cookie and size stand in the same place in both kinds. */
	u64 cookie = mp->u.rmem.shm_ref;
	u64 size = mp->u.rmem.size;
	u64 offs = mp->u.rmem.offs;
	struct tee_shm *shm;

	if (size > SIZE_MAX)
		return -EINVAL;
	p->u.memref.size = size;
	if (!cookie)
		return 0;

	shm = optee_shm_get(optee, cookie);
	if (!shm)
		return -EINVAL;
	if (type >= OPTEE_MSG_ATTR_TYPE_TMEM_INPUT)
		offs = mp->u.tmem.buf_ptr - shm->paddr;
	/* Memory of users has no one address; what is too far is caught here. */
	if ((type >= OPTEE_MSG_ATTR_TYPE_TMEM_INPUT && !shm->paddr) ||
	    offs > shm->size) {
		tee_shm_put(shm);
		return -EINVAL;
	}
	p->u.memref.shm = shm;
	p->u.memref.shm_offs = offs;
	return 0;
}

/**
 * optee_smc_shm_to_msg() - struct optee_abi: answers a request for memory
 * @rpc: the call that the request came in
 * @mp: parameter to describe the memory in
 * @shm: the memory
 *
 * A list of pages stays until the call ends or asks for more memory, as the
 * secure world reads it after it has been resumed.
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int optee_smc_shm_to_msg(struct optee_rpc *rpc, struct optee_msg_param *mp,
			 struct tee_shm *shm)
{
	u64 attr = OPTEE_MSG_ATTR_TYPE_TMEM_OUTPUT;
	u64 buf_ptr = shm->paddr;
	struct page **pages;
	size_t num_pages;

	optee_smc_free_page_list(&rpc->page_list);
	pages = tee_shm_get_pages(shm, &num_pages);
	if (pages) {
		buf_ptr = optee_smc_make_page_list(&rpc->page_list, shm, pages,
						   num_pages);
		if (!buf_ptr)
			return -ENOMEM;
		attr |= OPTEE_MSG_ATTR_NONCONTIG;
	}

	mp->attr = attr;
	mp->u.tmem.buf_ptr = buf_ptr;
	mp->u.tmem.size = tee_shm_get_size(shm);
	mp->u.tmem.shm_ref = shm->sec_world_id;
	return 0;
}
