// SPDX-License-Identifier: GPL-2.0-only
/* Heaps that open too early, and close too late. */
#include "../protmem.h"

struct demo {
	struct tee_device *teedev;
	struct tee_context *ctx;
	struct tee_protmem_pool *pool;
};

static int demo_heap_init(struct demo *demo)
{
	return tee_device_register_dma_heap(demo->teedev, 1, demo->pool); /* expect: system_heap_order */
}

int demo_probe(struct demo *demo);
int demo_probe(struct demo *demo)
{
	int rc;

	if (demo_heap_init(demo)) /* expect: system_heap_order */
		pr_info("no protected memory\n");

	rc = tee_device_register(demo->teedev);
	if (rc)
		tee_device_unregister(demo->teedev);

	return rc;
}

void demo_remove(struct demo *demo);
void demo_remove(struct demo *demo)
{
	teedev_close_context(demo->ctx); /* expect: system_heap_order */
	tee_device_unregister(demo->teedev);
}
