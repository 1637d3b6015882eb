// SPDX-License-Identifier: GPL-2.0-only
/* Heaps that open last, and close first. */
#include "../protmem.h"

struct demo {
	struct tee_device *teedev;
	struct tee_context *ctx;
	struct tee_protmem_pool *pool;
};

static int demo_heap_init(struct demo *demo)
{
	int rc = tee_device_register_dma_heap(demo->teedev, 1, demo->pool);

	if (rc)
		demo->pool->ops->destroy_pool(demo->pool);

	return rc;
}

int demo_probe(struct demo *demo);
int demo_probe(struct demo *demo)
{
	int rc;

	rc = tee_device_register(demo->teedev);
	if (rc) {
		tee_device_unregister(demo->teedev);
		return rc;
	}
	demo_heap_init(demo);

	return 0;
}

void demo_remove(struct demo *demo);
void demo_remove(struct demo *demo)
{
	tee_device_put_all_dma_heaps(demo->teedev);
	teedev_close_context(demo->ctx);
	tee_device_unregister(demo->teedev);
}
