// SPDX-License-Identifier: GPL-2.0-only
/* A list that its pool takes with it. */
#include "../protmem.h"

struct demo_pool {
	struct tee_protmem_pool pool;
	struct mutex mutex;	/* protects attrs */
	u32 *attrs;
};

int demo_ask(u32 *attrs, size_t count);

struct demo_pool *demo_pool_alloc(size_t count);
struct demo_pool *demo_pool_alloc(size_t count)
{
	struct demo_pool *rp;

	rp = kzalloc(sizeof(*rp), GFP_KERNEL);
	if (!rp)
		return NULL;
	rp->attrs = kcalloc(count, sizeof(*rp->attrs), GFP_KERNEL);
	if (!rp->attrs)
		goto free_pool;
	if (demo_ask(rp->attrs, count))
		goto free_attrs;
	mutex_init(&rp->mutex);

	return rp;

free_attrs:
	kfree(rp->attrs);
free_pool:
	kfree(rp);
	return NULL;
}

void demo_pool_destroy(struct tee_protmem_pool *pool);
void demo_pool_destroy(struct tee_protmem_pool *pool)
{
	struct demo_pool *rp = container_of(pool, struct demo_pool, pool);

	mutex_destroy(&rp->mutex);
	kfree(rp); /* expect: driver_member_freed */
}
