// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pool of protected memory that was set aside: nothing of the kernel maps it,
 * and devices reach it by its physical addresses.
 */
#include <linux/err.h>
#include <linux/genalloc.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "tee_compat.h"
#include "tee_private.h"

/*
 * The allocator has offsets, since an unsigned long may not hold a physical
 * address, and not from 0 on, which is its word for no memory.
 */
#define TEE_PROTMEM_FIRST	PAGE_SIZE

struct tee_protmem_static {
	struct tee_protmem_pool pool;
	struct gen_pool *offsets;
	phys_addr_t paddr;
};

static int tee_protmem_alloc(struct tee_protmem_pool *pool,
			     struct sg_table *sgt, size_t size, size_t *offs)
{
	struct tee_protmem_static *mem;
	unsigned long addr;
	int rc;

	/* It is one piece, and an entry of a table has no room for more */
	if (size > UINT_MAX)
		return -ENOMEM;

	mem = container_of(pool, struct tee_protmem_static, pool);
	addr = gen_pool_alloc(mem->offsets, size);
	if (!addr)
		return -ENOMEM;

	rc = sg_alloc_table(sgt, 1, GFP_KERNEL);
	if (rc) {
		gen_pool_free(mem->offsets, addr, size);
		return rc;
	}

	*offs = addr - TEE_PROTMEM_FIRST;
	sg_set_page(sgt->sgl, pfn_to_page(PHYS_PFN(mem->paddr + *offs)), size,
		    0);

	return 0;
}

static void tee_protmem_free(struct tee_protmem_pool *pool,
			     struct sg_table *sgt)
{
	struct tee_protmem_static *mem;
	size_t offs;

	mem = container_of(pool, struct tee_protmem_static, pool);
	offs = sg_phys(sgt->sgl) - mem->paddr;
	gen_pool_free(mem->offsets, TEE_PROTMEM_FIRST + offs, sgt->sgl->length);
	sg_free_table(sgt);
}

static int tee_protmem_update_shm(struct tee_protmem_pool *pool,
				  struct sg_table *sgt, size_t offs,
				  struct tee_shm *shm,
				  struct tee_shm **parent_shm)
{
	shm->paddr = sg_phys(sgt->sgl);

	return 0;
}

static void tee_protmem_destroy(struct tee_protmem_pool *pool)
{
	struct tee_protmem_static *mem;

	mem = container_of(pool, struct tee_protmem_static, pool);
	gen_pool_destroy(mem->offsets);
	kfree(mem);
}

static const struct tee_protmem_pool_ops tee_protmem_ops = {
	.alloc = tee_protmem_alloc,
	.free = tee_protmem_free,
	.update_shm = tee_protmem_update_shm,
	.destroy_pool = tee_protmem_destroy,
};

struct tee_protmem_pool *tee_protmem_static_pool_alloc(phys_addr_t paddr,
						       size_t size)
{
	struct tee_protmem_static *mem;
	phys_addr_t last;
	int rc = -ENOMEM;

	if (!size || offset_in_page(paddr | size) ||
	    check_add_overflow(paddr, size - 1, &last) ||
	    !pfn_valid(PHYS_PFN(paddr)) || !pfn_valid(PHYS_PFN(last)))
		return ERR_PTR(-EINVAL);

	mem = kzalloc_obj(*mem);
	if (!mem)
		return ERR_PTR(-ENOMEM);

	mem->offsets = gen_pool_create(PAGE_SHIFT, NUMA_NO_NODE);
	if (!mem->offsets)
		goto free_mem;

	rc = gen_pool_add(mem->offsets, TEE_PROTMEM_FIRST, size, NUMA_NO_NODE);
	if (rc)
		goto destroy_offsets;

	mem->pool.ops = &tee_protmem_ops;
	mem->paddr = paddr;

	return &mem->pool;

destroy_offsets:
	gen_pool_destroy(mem->offsets);
free_mem:
	kfree(mem);
	return ERR_PTR(rc);
}
EXPORT_SYMBOL_GPL(tee_protmem_static_pool_alloc);
