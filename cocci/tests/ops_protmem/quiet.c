// SPDX-License-Identifier: GPL-2.0-only
/* A pool with all that a heap calls. */
#include "../protmem.h"

int pool_alloc(struct tee_protmem_pool *pool, struct sg_table *sgt, size_t size, size_t *offs);
void pool_free(struct tee_protmem_pool *pool, struct sg_table *sgt);
int pool_update_shm(struct tee_protmem_pool *pool, struct sg_table *sgt, size_t offs,
		    struct tee_shm *shm, struct tee_shm **parent_shm);
void pool_destroy(struct tee_protmem_pool *pool);

const struct tee_protmem_pool_ops demo_ops = {
	.alloc = pool_alloc,
	.free = pool_free,
	.update_shm = pool_update_shm,
	.destroy_pool = pool_destroy,
};
