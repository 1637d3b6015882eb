/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fake that serves a heap of protected memory, and a process that allocates
 * from it. Only where <teeproof/features.h> has HAVE_TEE_DMA_HEAP.
 */
#ifndef TEE_FAKE_HEAP_H
#define TEE_FAKE_HEAP_H

#include <linux/tee_core.h>

struct file;
struct kunit;
struct tee_fake;
struct tee_user;

#define TEE_FAKE_HEAP_ID	TEE_DMA_HEAP_SECURE_VIDEO_PLAY
#define TEE_FAKE_HEAP_PAGES	16
#define TEE_FAKE_HEAP_SIZE	(TEE_FAKE_HEAP_PAGES * PAGE_SIZE)

/**
 * struct tee_fake_pool - a pool of protected memory that counts
 * @pool:	for tee_device_register_dma_heap()
 * @mem:	static pool behind it
 * @parent:	shared memory that it is a part of, NULL for none
 * @shift:	added to each offset that it tells
 * @update_result: what update_shm returns
 * @used:	how many pieces are allocated
 * @destroyed:	how often it was destroyed
 */
struct tee_fake_pool {
	struct tee_protmem_pool pool;
	struct tee_protmem_pool *mem;
	struct tee_shm *parent;
	size_t shift;
	int update_result;
	int used;
	int destroyed;
};

/**
 * struct tee_heap_priv - what a test of heaps begins with
 * @fake:	registered; doesn't serve the heap yet
 * @user:	process
 * @paddr:	where its memory is
 * @pool:	pool of TEE_FAKE_HEAP_SIZE bytes there
 * @file:	file of the fake's device
 * @heap:	file of the heap, once it is open
 * @fd:		descriptor of shared memory, -1 for none
 */
struct tee_heap_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	phys_addr_t paddr;
	struct tee_fake_pool pool;
	struct file *file;
	struct file *heap;
	int fd;
};

/* tee_heap_init() - .init of the suites: makes the struct tee_heap_priv of a test */
int tee_heap_init(struct kunit *test);

/* tee_fake_carve_out() - memory that nobody else uses; goes after the test's devices */
phys_addr_t tee_fake_carve_out(struct kunit *test);

/* tee_fake_pool_init() - Make a pool of TEE_FAKE_HEAP_SIZE bytes at @paddr */
void tee_fake_pool_init(struct kunit *test, struct tee_fake_pool *pool,
			phys_addr_t paddr);

/* tee_heap_open() - Open the heap, which can be from its first registration on */
void tee_heap_open(struct tee_heap_priv *priv);

/* tee_heap_serve() - Let the fake serve the heap, and open it */
void tee_heap_serve(struct tee_heap_priv *priv);

/* tee_heap_serve_lent() - The same with a part of memory that the fake lends */
void tee_heap_serve_lent(struct tee_heap_priv *priv);

/* tee_heap_alloc() - DMA_HEAP_IOCTL_ALLOC: descriptor of a dma-buf, or an errno */
int tee_heap_alloc(struct tee_heap_priv *priv, u64 len);

/* tee_heap_close() - Close a descriptor; what it held is free on return */
void tee_heap_close(int fd);

#endif /* TEE_FAKE_HEAP_H */
