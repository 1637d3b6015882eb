// SPDX-License-Identifier: GPL-2.0-only
/* A pool that can't be destroyed. */
#include "../protmem.h"

int pool_alloc(struct tee_protmem_pool *pool, struct sg_table *sgt, size_t size, size_t *offs);
void pool_free(struct tee_protmem_pool *pool, struct sg_table *sgt);
int pool_update_shm(struct tee_protmem_pool *pool, struct sg_table *sgt, size_t offs,
		    struct tee_shm *shm, struct tee_shm **parent_shm);

const struct tee_protmem_pool_ops demo_ops = { /* expect: ops_protmem */
	.alloc = pool_alloc,
	.free = pool_free,
	.update_shm = pool_update_shm,
};
