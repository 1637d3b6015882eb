// SPDX-License-Identifier: GPL-2.0-only
/* A heap of protected memory that a fake serves, for the suites of heaps. */
#include <kunit/test.h>

#include "support/compat.h"

#ifdef HAVE_TEE_DMA_HEAP

#include <linux/dma-heap.h>
#include <linux/dma-mapping.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <uapi/linux/dma-heap.h>

#include "fake_driver.h"
#include "fake_heap.h"
#include "kthread_user.h"
#include "user_space.h"

#define HEAP_FILE	"dma_heap/protected,secure-video"

static struct tee_fake_pool *to_fake_pool(struct tee_protmem_pool *pool)
{
	return container_of(pool, struct tee_fake_pool, pool);
}

static int pool_alloc(struct tee_protmem_pool *pool, struct sg_table *sgt,
		      size_t size, size_t *offs)
{
	struct tee_fake_pool *fake = to_fake_pool(pool);
	int rc = fake->mem->ops->alloc(fake->mem, sgt, size, offs);

	if (!rc)
		fake->used++;
	*offs += fake->shift;
	return rc;
}

static void pool_free(struct tee_protmem_pool *pool, struct sg_table *sgt)
{
	struct tee_fake_pool *fake = to_fake_pool(pool);

	fake->mem->ops->free(fake->mem, sgt);
	fake->used--;
}

static int pool_update_shm(struct tee_protmem_pool *pool, struct sg_table *sgt,
			   size_t offs, struct tee_shm *shm,
			   struct tee_shm **parent_shm)
{
	struct tee_fake_pool *fake = to_fake_pool(pool);

	if (fake->update_result)
		return fake->update_result;
	if (!fake->parent)
		return fake->mem->ops->update_shm(fake->mem, sgt, offs, shm,
						  parent_shm);
	*parent_shm = fake->parent;
	return 0;
}

static void pool_destroy(struct tee_protmem_pool *pool)
{
	struct tee_fake_pool *fake = to_fake_pool(pool);

	fake->mem->ops->destroy_pool(fake->mem);
	fake->destroyed++;
	tee_shm_free(fake->parent);
}

static const struct tee_protmem_pool_ops pool_ops = {
	.alloc = pool_alloc,
	.free = pool_free,
	.update_shm = pool_update_shm,
	.destroy_pool = pool_destroy,
};

void tee_fake_pool_init(struct kunit *test, struct tee_fake_pool *pool,
			phys_addr_t paddr)
{
	pool->pool.ops = &pool_ops;
	pool->mem = tee_protmem_static_pool_alloc(paddr, TEE_FAKE_HEAP_SIZE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(pool->mem));
}

static void free_carve_out(void *pages)
{
	__free_pages(pages, get_order(TEE_FAKE_HEAP_SIZE));
}

/* Memory that nobody else uses; it goes after the devices of the test */
phys_addr_t tee_fake_carve_out(struct kunit *test)
{
	struct page *pages = alloc_pages(GFP_KERNEL, get_order(TEE_FAKE_HEAP_SIZE));
	int rc;

	KUNIT_ASSERT_NOT_NULL(test, pages);
	rc = kunit_add_action_or_reset(test, free_carve_out, pages);
	KUNIT_ASSERT_EQ(test, rc, 0);
	return page_to_phys(pages);
}

/* A heap can be opened from its first registration on */
void tee_heap_open(struct tee_heap_priv *priv)
{
	priv->heap = kthread_user_open("devtmpfs", HEAP_FILE, O_RDWR);
	KUNIT_ASSERT_FALSE(priv->fake->test, IS_ERR(priv->heap));
}

/* As the tests begin: the device serves the heap, which is open */
void tee_heap_serve(struct tee_heap_priv *priv)
{
	struct kunit *test = priv->fake->test;

	KUNIT_ASSERT_EQ(test, tee_device_register_dma_heap(priv->fake->teedev,
							   TEE_FAKE_HEAP_ID,
							   &priv->pool.pool), 0);
	tee_heap_open(priv);
}

/* The same with a pool that is a part of memory which the driver lends */
void tee_heap_serve_lent(struct tee_heap_priv *priv)
{
	struct tee_device *teedev = priv->fake->teedev;
	struct kunit *test = priv->fake->test;
	struct tee_context *ctx = teedev_open(teedev);
	struct tee_shm *parent;

	KUNIT_ASSERT_FALSE(test, IS_ERR(ctx));
	priv->pool.mem->ops->destroy_pool(priv->pool.mem);
	dma_coerce_mask_and_coherent(&teedev->dev, DMA_BIT_MASK(64));
	parent = tee_shm_alloc_dma_mem(ctx, TEE_FAKE_HEAP_PAGES);
	teedev_close_context(ctx);
	KUNIT_ASSERT_FALSE(test, IS_ERR(parent));
	tee_fake_pool_init(test, &priv->pool, parent->paddr);
	priv->pool.parent = parent;
	priv->fake->driver_shm = parent;
	tee_heap_serve(priv);
}

/* DMA_HEAP_IOCTL_ALLOC: a descriptor of a dma-buf, or an errno */
int tee_heap_alloc(struct tee_heap_priv *priv, u64 len)
{
	struct dma_heap_allocation_data data = {
		.len = len, .fd_flags = O_RDWR | O_CLOEXEC,
	};
	long rc = tee_user_struct(priv->user, priv->heap, DMA_HEAP_IOCTL_ALLOC,
				  &data, sizeof(data));

	return rc < 0 ? rc : data.fd;
}

/* What a kernel thread closes is put a little later */
void tee_heap_close(int fd)
{
	tee_user_close_fd(fd);
	flush_delayed_fput();
}

static void drop_heap(void *data)
{
	struct tee_heap_priv *priv = data;

	/* The test's descriptors are closed by now */
	flush_delayed_fput();
	if (!IS_ERR_OR_NULL(priv->heap))
		tee_user_close(priv->heap);
	if (!priv->pool.destroyed && priv->fake->teedev)
		tee_device_put_all_dma_heaps(priv->fake->teedev);
	if (!priv->pool.destroyed && !priv->pool.used)
		priv->pool.mem->ops->destroy_pool(priv->pool.mem);
}

int tee_heap_init(struct kunit *test)
{
	struct tee_heap_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	test->priv = priv;
	priv->fd = -1;
	priv->paddr = tee_fake_carve_out(test);
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_new(test);
	tee_fake_pool_init(test, &priv->pool, priv->paddr);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, drop_heap, priv),
			0);
	tee_user_close_later(priv->user, &priv->file, &priv->fd);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	return 0;
}

#endif /* HAVE_TEE_DMA_HEAP */
