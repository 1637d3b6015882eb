// SPDX-License-Identifier: GPL-2.0-only
/* Protected memory that the processor is shown. */
#include "../protmem.h"

struct sg_table *demo_map(struct dma_buf_attachment *attachment, enum dma_data_direction direction);
struct sg_table *demo_map(struct dma_buf_attachment *attachment, enum dma_data_direction direction)
{
	struct sg_table *table = attachment->priv;

	if (dma_map_sgtable(attachment->dev, table, direction, 0)) /* expect: ops_protected_buf */
		return ERR_PTR(-ENOMEM);

	return table;
}

static void demo_release(struct dma_buf *dmabuf)
{
	struct tee_protmem_pool *pool = dmabuf->priv;

	pool->ops->free(pool, NULL);
}

int demo_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma);

const struct dma_buf_ops demo_ops = { /* expect: ops_protected_buf */
	.map_dma_buf = demo_map,
	.release = demo_release,
	.mmap = demo_mmap,
};
