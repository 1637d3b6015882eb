/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the rules need of protected memory in Linux 6.18 and later,
 * under names of its own for the compiler, so that they compile with any kernel;
 * the rules see the kernel's names.
 */
#ifndef COCCI_TESTS_PROTMEM_H
#define COCCI_TESTS_PROTMEM_H

#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/genalloc.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>

struct demo_protmem_pool {
	const struct demo_protmem_pool_ops *ops;
};

struct demo_protmem_pool_ops {
	int (*alloc)(struct demo_protmem_pool *pool, struct sg_table *sgt,
		     size_t size, size_t *offs);
	void (*free)(struct demo_protmem_pool *pool, struct sg_table *sgt);
	int (*update_shm)(struct demo_protmem_pool *pool, struct sg_table *sgt,
			  size_t offs, struct tee_shm *shm,
			  struct tee_shm **parent_shm);
	void (*destroy_pool)(struct demo_protmem_pool *pool);
};

struct demo_shm_register_fd_data {
	__s64 fd;
	__u64 size;
	__u32 flags;
	__s32 id;
};

#define tee_protmem_pool demo_protmem_pool
#define tee_protmem_pool_ops demo_protmem_pool_ops
#define tee_ioctl_shm_register_fd_data demo_shm_register_fd_data
#define tee_device_register_dma_heap demo_register_dma_heap
#define tee_device_put_all_dma_heaps demo_put_all_dma_heaps
#define tee_shm_register_fd demo_shm_register_fd

int demo_register_dma_heap(struct tee_device *teedev, int id,
			   struct demo_protmem_pool *pool);
void demo_put_all_dma_heaps(struct tee_device *teedev);
struct tee_shm *demo_shm_register_fd(struct tee_context *ctx, int fd);

/* How a driver lends memory, and asks for it back */
struct demo_protmem_abi {
	int (*lend_protmem)(void *tee, struct tee_shm *shm);
	int (*reclaim_protmem)(void *tee, struct tee_shm *shm);
};

#endif /* COCCI_TESTS_PROTMEM_H */
