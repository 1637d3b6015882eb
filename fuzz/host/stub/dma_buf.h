/* SPDX-License-Identifier: GPL-2.0-only */
/* What the executor uses of dma-buf heaps, as a user program would. */
#ifndef HOST_DMA_BUF_H
#define HOST_DMA_BUF_H

#include <linux/types.h>

/** host_sys_heap_alloc() - a descriptor of a new dma-buf of heap @name, -ENOENT: there is no such heap */
int host_sys_heap_alloc(const char *name, u64 size);
/** host_dma_heaps() - heaps that drivers have added, which stay for good */
u32 host_dma_heaps(void);
void host_dma_reset(void);

#endif
