// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools of shared memory: one of memory that was set aside, and the helpers
 * from which drivers build one of ordinary pages.
 */
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/genalloc.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include "tee_compat.h"
#include "tee_private.h"

/* Memory that was set aside */

static int tee_res_mem_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
			     size_t size, size_t align)
{
	struct gen_pool *mem = pool->private_data;
	struct genpool_data_align data;
	unsigned long va;
	size_t bytes;

	align = max_t(size_t, align, BIT(mem->min_alloc_order));
	if (check_add_overflow(size, align - 1, &bytes))
		return -ENOMEM;
	bytes &= ~(align - 1);

	data.align = align;
	va = gen_pool_alloc_algo(mem, bytes, gen_pool_first_fit_align, &data);
	if (!va)
		return -ENOMEM;

	/* Who had it before is nobody's business */
	shm->kaddr = (void *)va;
	memset(shm->kaddr, 0, bytes);
	shm->paddr = gen_pool_virt_to_phys(mem, va);
	shm->size = bytes;
	shm->flags &= ~TEE_SHM_DYNAMIC;

	return 0;
}

static void tee_res_mem_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	gen_pool_free(pool->private_data, (unsigned long)shm->kaddr, shm->size);
	shm->kaddr = NULL;
}

static void tee_res_mem_destroy(struct tee_shm_pool *pool)
{
	gen_pool_destroy(pool->private_data);
	kfree(pool);
}

static const struct tee_shm_pool_ops tee_res_mem_ops = {
	.alloc = tee_res_mem_alloc,
	.free = tee_res_mem_free,
	.destroy_pool = tee_res_mem_destroy,
};

struct tee_shm_pool *tee_shm_pool_alloc_res_mem(unsigned long vaddr,
						phys_addr_t paddr, size_t size,
						int min_alloc_order)
{
	struct tee_shm_pool *pool;
	struct gen_pool *mem;
	int rc;

	if (!size || offset_in_page(vaddr | paddr | size))
		return ERR_PTR(-EINVAL);

	pool = kzalloc_obj(*pool);
	if (!pool)
		return ERR_PTR(-ENOMEM);

	mem = gen_pool_create(min_alloc_order, NUMA_NO_NODE);
	if (!mem) {
		rc = -ENOMEM;
		goto free_pool;
	}

	rc = gen_pool_add_virt(mem, vaddr, paddr, size, NUMA_NO_NODE);
	if (rc)
		goto destroy_mem;

	pool->private_data = mem;
	pool->ops = &tee_res_mem_ops;

	return pool;

destroy_mem:
	gen_pool_destroy(mem);
free_pool:
	kfree(pool);
	return ERR_PTR(rc);
}
EXPORT_SYMBOL_GPL(tee_shm_pool_alloc_res_mem);

/* Ordinary pages */

/* The list of pages of a buffer in the linear map, to be freed with kfree() */
static struct page **tee_list_pages(void *kaddr, size_t num_pages)
{
	struct page **pages = kcalloc(num_pages, sizeof(*pages), GFP_KERNEL);
	size_t n;

	if (!pages)
		return NULL;

	for (n = 0; n < num_pages; n++)
		pages[n] = virt_to_page(kaddr + n * PAGE_SIZE);

	return pages;
}

static void tee_dyn_free_pages(struct tee_shm *shm)
{
	kfree(shm->pages);
	shm->pages = NULL;
	shm->num_pages = 0;
	if (!(shm->flags & TEE_SHM_LOST))
		free_pages_exact(shm->kaddr, shm->size);
	shm->kaddr = NULL;
}

int tee_dyn_shm_alloc_helper(struct tee_shm *shm, size_t size, size_t align,
			     int (*shm_register)(struct tee_context *ctx, struct tee_shm *shm,
						 struct page **pages, size_t num_pages,
						 unsigned long start))
{
	size_t bytes;
	int rc;

	if (!size || check_add_overflow(size, PAGE_SIZE - 1, &bytes))
		return -EINVAL;
	bytes &= PAGE_MASK;

	/* User space may ask for more than there is, without a warning */
	if (get_order(bytes) > MAX_PAGE_ORDER)
		return -ENOMEM;
	shm->kaddr = alloc_pages_exact(bytes, GFP_KERNEL | __GFP_ZERO |
				       __GFP_NOWARN);
	if (!shm->kaddr)
		return -ENOMEM;
	shm->paddr = virt_to_phys(shm->kaddr);
	shm->size = bytes;

	shm->num_pages = bytes / PAGE_SIZE;
	shm->pages = tee_list_pages(shm->kaddr, shm->num_pages);
	if (!shm->pages) {
		rc = -ENOMEM;
		goto free_pages;
	}

	if (shm_register) {
		rc = shm_register(shm->ctx, shm, shm->pages, shm->num_pages,
				  (unsigned long)shm->kaddr);
		if (rc)
			goto free_pages;
	}

	return 0;

free_pages:
	tee_dyn_free_pages(shm);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_dyn_shm_alloc_helper);

void tee_dyn_shm_free_helper(struct tee_shm *shm,
			     int (*shm_unregister)(struct tee_context *ctx, struct tee_shm *shm))
{
	int rc;

	if (shm_unregister) {
		rc = shm_unregister(shm->ctx, shm);
		if (rc == -EINTR && !(shm->flags & TEE_SHM_LATE)) {
			shm->flags |= TEE_SHM_LATE;
			return;
		}
		if (rc)
			dev_err_ratelimited(&shm->ctx->teedev->dev,
					    "can't unregister shared memory: %pe\n",
					    ERR_PTR(rc));
	}

	tee_dyn_free_pages(shm);
}
EXPORT_SYMBOL_GPL(tee_dyn_shm_free_helper);
