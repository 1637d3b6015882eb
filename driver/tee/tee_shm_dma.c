// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory by way of DMA: dma-bufs of a heap that the device serves, and
 * memory that the driver allocates to lend it to the secure world.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include "tee_compat.h"
#include "tee_private.h"

struct tee_shm_dma_mem {
	struct tee_shm shm;
	struct page *page;
	dma_addr_t dma_addr;
};

/* tee_shm_delete() frees what is around the object with it */
static_assert(!offsetof(struct tee_shm_dmabuf, shm));
static_assert(!offsetof(struct tee_shm_dma_mem, shm));

struct tee_shm *tee_shm_register_fd(struct tee_context *ctx, int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);
	struct tee_shm_dmabuf *ref;
	int rc;

	if (IS_ERR(dmabuf))
		return ERR_CAST(dmabuf);

	ref = kzalloc_obj(*ref);
	if (!ref) {
		rc = -ENOMEM;
		goto put_dmabuf;
	}
	tee_shm_init(&ref->shm, ctx, TEE_SHM_DMA_BUF);
	ref->dmabuf = dmabuf;

	rc = tee_heap_describe(dmabuf, ref);
	if (rc)
		goto delete_shm;

	rc = tee_shm_publish(&ref->shm);
	if (rc)
		goto delete_shm;

	return &ref->shm;

delete_shm:
	tee_shm_delete(&ref->shm);
put_dmabuf:
	dma_buf_put(dmabuf);
	return ERR_PTR(rc);
}
EXPORT_SYMBOL_GPL(tee_shm_register_fd);

void tee_shm_resolve(struct tee_param_memref *memref)
{
	struct tee_shm_dmabuf *ref;

	if (!memref->shm || !(memref->shm->flags & TEE_SHM_DMA_BUF))
		return;

	ref = container_of(memref->shm, struct tee_shm_dmabuf, shm);
	if (!ref->parent)
		return;

	memref->shm = ref->parent;
	memref->shm_offs += ref->offset;
}

struct tee_shm *tee_shm_alloc_dma_mem(struct tee_context *ctx,
				      size_t page_count)
{
	struct device *dev = &ctx->teedev->dev;
	struct tee_shm_dma_mem *mem;
	size_t size;

	if (!page_count || check_mul_overflow(page_count, PAGE_SIZE, &size))
		return ERR_PTR(-EINVAL);

	mem = kzalloc_obj(*mem);
	if (!mem)
		return ERR_PTR(-ENOMEM);

	mem->page = dma_alloc_pages(dev, size, &mem->dma_addr,
				    DMA_BIDIRECTIONAL,
				    GFP_KERNEL | __GFP_NOWARN);
	if (!mem->page) {
		kfree(mem);
		return ERR_PTR(-ENOMEM);
	}

	tee_shm_init(&mem->shm, ctx, TEE_SHM_DMA_MEM);
	mem->shm.paddr = page_to_phys(mem->page);
	mem->shm.size = size;

	return &mem->shm;
}
EXPORT_SYMBOL_GPL(tee_shm_alloc_dma_mem);

void tee_shm_release_dma(struct tee_shm *shm)
{
	struct tee_shm_dma_mem *mem;

	if (shm->flags & TEE_SHM_DMA_BUF) {
		dma_buf_put(container_of(shm, struct tee_shm_dmabuf,
					 shm)->dmabuf);
		return;
	}

	/* What the secure world may still have is nobody else's */
	mem = container_of(shm, struct tee_shm_dma_mem, shm);
	if (!(shm->flags & TEE_SHM_LOST))
		dma_free_pages(&shm->ctx->teedev->dev, shm->size, mem->page,
			       mem->dma_addr, DMA_BIDIRECTIONAL);
}
