// SPDX-License-Identifier: GPL-2.0-only
/* Memory that is nobody's secret may be mapped. */
#include <linux/dma-buf.h>

int plain_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma);

const struct dma_buf_ops plain_ops = {
	.mmap = plain_mmap,
};
