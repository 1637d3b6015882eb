// SPDX-License-Identifier: GPL-2.0-only
/* For devices, and for nobody else. */
#include "../protmem.h"

struct sg_table *demo_map(struct dma_buf_attachment *attachment, enum dma_data_direction direction);
struct sg_table *demo_map(struct dma_buf_attachment *attachment, enum dma_data_direction direction)
{
	struct sg_table *table = attachment->priv;

	if (dma_map_sgtable(attachment->dev, table, direction, DMA_ATTR_SKIP_CPU_SYNC))
		return ERR_PTR(-ENOMEM);

	return table;
}

static void demo_release(struct dma_buf *dmabuf)
{
	struct tee_protmem_pool *pool = dmabuf->priv;

	pool->ops->free(pool, NULL);
}

const struct dma_buf_ops demo_ops = {
	.map_dma_buf = demo_map,
	.release = demo_release,
};
