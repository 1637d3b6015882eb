// SPDX-License-Identifier: GPL-2.0-only
/* Heaps of protected memory that a device serves, and memory that a driver lends. */
#include <kunit/test.h>

#include "support/compat.h"

#ifdef HAVE_TEE_DMA_HEAP

#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/file.h>
#include <linux/limits.h>
#include <linux/mm.h>

#include "support/fake_driver.h"
#include "support/fake_heap.h"
#include "support/fault_injection.h"
#include "support/thread.h"
#include "support/user_space.h"

/*
 * A heap that doesn't exist is refused, and one that another device serves,
 * until that one gives it up. The pool is the heap's only with success.
 */
static void tee_test_heap_register(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_fake *other = tee_fake_new(test);
	struct tee_protmem_pool *pool = &priv->pool.pool;
	static const unsigned int bad_ids[] = { 0, 4, 77, INT_MAX };
	int n;

	for (n = 0; n < ARRAY_SIZE(bad_ids); n++)
		KUNIT_EXPECT_EQ(test,
				tee_device_register_dma_heap(other->teedev,
							     bad_ids[n], pool),
				-EINVAL);
	tee_heap_serve(priv);
	KUNIT_EXPECT_EQ(test, tee_device_register_dma_heap(other->teedev,
							   TEE_FAKE_HEAP_ID, pool),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, tee_device_register_dma_heap(priv->fake->teedev,
							   TEE_FAKE_HEAP_ID, pool),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 0);
	tee_device_put_all_dma_heaps(other->teedev);
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 0);
	tee_device_put_all_dma_heaps(priv->fake->teedev);
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 1);

	tee_fake_pool_init(test, &priv->pool, tee_fake_carve_out(test));
	KUNIT_ASSERT_EQ(test, tee_device_register_dma_heap(other->teedev,
							   TEE_FAKE_HEAP_ID, pool), 0);
	/* Without a word of the driver */
	tee_fake_unregister(other);
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 2);
}

/* A driver that allocates nevertheless must not hold the heap for ever */
static void expect_no_memory(struct tee_heap_priv *priv)
{
	int fd = tee_heap_alloc(priv, PAGE_SIZE);

	KUNIT_EXPECT_LT(priv->fake->test, fd, 0);
	tee_heap_close(fd);
}

/*
 * Nothing is allocated while the device is not registered, which could still
 * fail and would wait for user space then, and nothing when nobody serves the
 * heap any more.
 */
static void tee_test_heap_open_while_served(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_fake *fake = tee_fake_alloc(test);
	int fd;

	fake->teedev = tee_device_alloc(&fake->desc, fake->parent, fake->pool,
					fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(fake->teedev));
	KUNIT_ASSERT_EQ(test, tee_device_register_dma_heap(fake->teedev,
							   TEE_FAKE_HEAP_ID,
							   &priv->pool.pool), 0);
	tee_heap_open(priv);
	expect_no_memory(priv);

	KUNIT_ASSERT_EQ(test, tee_device_register(fake->teedev), 0);
	fd = tee_heap_alloc(priv, PAGE_SIZE);
	KUNIT_EXPECT_GE(test, fd, 0);
	tee_device_put_all_dma_heaps(fake->teedev);
	expect_no_memory(priv);
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 0);
	tee_heap_close(fd);
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 1);
}

/*
 * A static pool gives out each page once, until there is none, and has all of
 * them again when the dma-bufs are closed.
 */
static void tee_test_heap_alloc(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	int fd[TEE_FAKE_HEAP_PAGES];
	int round, n;

	tee_heap_serve(priv);
	KUNIT_EXPECT_EQ(test, tee_heap_alloc(priv, TEE_FAKE_HEAP_SIZE + 1), -ENOMEM);
	KUNIT_EXPECT_LT(test, tee_heap_alloc(priv, 1ULL << 32), 0);
	for (round = 0; round < 2; round++) {
		for (n = 0; n < TEE_FAKE_HEAP_PAGES; n++) {
			fd[n] = tee_heap_alloc(priv, n ? PAGE_SIZE : 1);
			KUNIT_EXPECT_GE(test, fd[n], 0);
		}
		KUNIT_EXPECT_EQ(test, priv->pool.used, TEE_FAKE_HEAP_PAGES);
		KUNIT_EXPECT_EQ(test, tee_heap_alloc(priv, 1), -ENOMEM);
		while (n--)
			tee_heap_close(fd[n]);
		KUNIT_EXPECT_EQ(test, priv->pool.used, 0);
	}
	n = tee_heap_alloc(priv, TEE_FAKE_HEAP_SIZE);
	KUNIT_EXPECT_GE(test, n, 0);
	tee_heap_close(n);
}

/*
 * A static pool needs whole pages that have struct pages.
 */
static void tee_test_heap_static_pool_refused(struct kunit *test)
{
	static const struct {
		phys_addr_t offs;
		size_t size;
	} bad[] = {
		{ 1, PAGE_SIZE }, { 0, PAGE_SIZE + 1 }, { 0, PAGE_SIZE / 2 },
		{ PAGE_SIZE / 2, PAGE_SIZE / 2 },
	};
	phys_addr_t paddr = tee_fake_carve_out(test);
	struct tee_protmem_pool *pool;
	int n;

	for (n = 0; n < ARRAY_SIZE(bad); n++) {
		pool = tee_protmem_static_pool_alloc(paddr + bad[n].offs,
						     bad[n].size);
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(pool), -EINVAL, "%d",
				    n);
	}
	pool = tee_protmem_static_pool_alloc(~(phys_addr_t)0 << PAGE_SHIFT,
					     PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(pool), -EINVAL);
}

/*
 * A static pool of nothing is refused, and one whose end is beyond memory.
 */
static void tee_test_heap_static_pool_size(struct kunit *test)
{
	static const size_t sizes[] = { 0, 1UL << 31 };
	phys_addr_t paddr = tee_fake_carve_out(test);
	struct tee_protmem_pool *pool;
	int n;

	for (n = 0; n < ARRAY_SIZE(sizes); n++) {
		pool = tee_protmem_static_pool_alloc(paddr, sizes[n]);
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(pool), -EINVAL,
				    "%#zx", sizes[n]);
		if (!IS_ERR(pool))
			pool->ops->destroy_pool(pool);
	}
}

/*
 * Unbinding waits for a dma-buf as it does for an open file; meanwhile nothing
 * is allocated, and what is there can be closed. The pool goes once.
 */
static void tee_test_heap_held_over_unbind(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_task *task;
	int fd;

	tee_heap_serve(priv);
	fd = tee_heap_alloc(priv, PAGE_SIZE);
	KUNIT_ASSERT_GE(test, fd, 0);
	tee_user_close(priv->file);
	priv->file = NULL;

	task = tee_task_start_asleep(test, tee_fake_remove, priv->fake);
	expect_no_memory(priv);
	KUNIT_EXPECT_FALSE(test, tee_task_done(task));
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 0);
	tee_heap_close(fd);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_EQ(test, priv->pool.used, 0);
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 1);
	expect_no_memory(priv);
}

/*
 * A device that is being removed doesn't begin to serve a heap, which another one
 * can serve.
 */
static void tee_test_heap_register_during_removal(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_fake *other = tee_fake_new(test);
	struct tee_task *task = tee_task_start_asleep(test, tee_fake_remove, priv->fake);
	int rc;

	rc = tee_device_register_dma_heap(priv->fake->teedev, TEE_FAKE_HEAP_ID,
					  &priv->pool.pool);
	KUNIT_EXPECT_EQ(test, rc, -EINVAL);
	/* One that serves it nevertheless could not go */
	tee_device_put_all_dma_heaps(priv->fake->teedev);
	KUNIT_EXPECT_EQ(test, priv->pool.destroyed, 0);
	tee_user_close(priv->file);
	priv->file = NULL;
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	/* A pool that has been destroyed is of no use to the other */
	if (!rc)
		return;
	KUNIT_EXPECT_EQ(test, tee_device_register_dma_heap(other->teedev,
							   TEE_FAKE_HEAP_ID,
							   &priv->pool.pool), 0);
}

/*
 * Devices see the memory of a dma-buf, each in a table of its own, by way of
 * their own DMA addresses.
 */
static void tee_test_heap_devices_map(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_fake *other = tee_fake_new(test);
	struct device *dev[] = { priv->fake->parent, other->parent };
	struct dma_buf_attachment *at[2];
	struct sg_table *table[2];
	struct dma_buf *dmabuf;
	int fd, n;

	tee_heap_serve(priv);
	fd = tee_heap_alloc(priv, 3 * PAGE_SIZE);
	dmabuf = dma_buf_get(fd);
	KUNIT_ASSERT_FALSE(test, IS_ERR(dmabuf));
	tee_heap_close(fd);
	for (n = 0; n < 2; n++) {
		dma_coerce_mask_and_coherent(dev[n], DMA_BIT_MASK(64));
		at[n] = dma_buf_attach(dmabuf, dev[n]);
		KUNIT_ASSERT_FALSE(test, IS_ERR(at[n]));
		table[n] = dma_buf_map_attachment_unlocked(at[n],
							   DMA_BIDIRECTIONAL);
		KUNIT_ASSERT_FALSE(test, IS_ERR(table[n]));
		KUNIT_EXPECT_EQ(test, sg_dma_len(table[n]->sgl), 3 * PAGE_SIZE);
	}
	KUNIT_EXPECT_PTR_NE(test, table[0], table[1]);
	KUNIT_EXPECT_EQ(test, sg_phys(table[0]->sgl), sg_phys(table[1]->sgl));
	for (n = 0; n < 2; n++) {
		dma_buf_unmap_attachment_unlocked(at[n], table[n],
						  DMA_BIDIRECTIONAL);
		dma_buf_detach(dmabuf, at[n]);
	}
	dma_buf_put(dmabuf);
	flush_delayed_fput();
	KUNIT_EXPECT_EQ(test, priv->pool.used, 0);
}

struct tee_count_case {
	const char *what;
	size_t pages;
};

static const struct tee_count_case count_cases[] = {
	{ "none", 0 },
	{ "1 GiB", 1UL << 18 },
	{ "one page when it wraps", SIZE_MAX / PAGE_SIZE + 2 },
	{ "all", SIZE_MAX },
};

KUNIT_ARRAY_PARAM_DESC(tee_count, count_cases, what);

/*
 * Memory to be lent can't be of no size, of more than there is in one piece, or
 * of one that wraps.
 */
static void tee_test_heap_dma_mem_size(struct kunit *test)
{
	const struct tee_count_case *c = test->param_value;
	struct tee_heap_priv *priv = test->priv;
	struct tee_context *ctx = tee_fake_open(priv->fake);
	struct tee_shm *shm;

	dma_coerce_mask_and_coherent(&priv->fake->teedev->dev,
				     DMA_BIT_MASK(64));
	shm = tee_shm_alloc_dma_mem(ctx, c->pages);
	KUNIT_EXPECT_TRUE(test, IS_ERR(shm));
	if (!IS_ERR(shm))
		tee_shm_free(shm);
	tee_client_close_context(ctx);
}

/*
 * Memory that a driver lends is contiguous, has whole pages and a physical
 * address, none in the kernel, and holds its context.
 */
static void tee_test_heap_dma_mem(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct tee_device *teedev = priv->fake->teedev;
	struct tee_context *ctx = tee_fake_open(priv->fake);
	struct tee_shm *shm;
	phys_addr_t pa;

	dma_coerce_mask_and_coherent(&teedev->dev, DMA_BIT_MASK(64));
	shm = tee_shm_alloc_dma_mem(ctx, 3);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(test, tee_shm_get_size(shm), 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, tee_shm_get_pa(shm, 3 * PAGE_SIZE - 1, &pa), 0);
	KUNIT_EXPECT_EQ(test, pa, shm->paddr + 3 * PAGE_SIZE - 1);
	KUNIT_EXPECT_EQ(test, tee_shm_get_pa(shm, 3 * PAGE_SIZE, &pa), -EINVAL);
	KUNIT_EXPECT_TRUE(test, IS_ERR(tee_shm_get_va(shm, 0)));
	KUNIT_EXPECT_FALSE(test, tee_shm_is_dynamic(shm));

	tee_client_close_context(ctx);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_RELEASE), 0);
	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_RELEASE), 1);
}

static void check_unused(void *data)
{
	struct tee_heap_priv *priv = data;

	flush_delayed_fput();
	KUNIT_EXPECT_EQ(priv->fake->test, priv->pool.used, 0);
}

static int share_buffer(void *data)
{
	struct tee_heap_priv *priv = data;
	int fd = tee_heap_alloc(priv, PAGE_SIZE);
	struct tee_shm *shm;

	if (fd < 0)
		return fd;
	shm = tee_shm_register_fd(priv->fake->ctx[0], fd);
	tee_heap_close(fd);
	if (IS_ERR(shm))
		return PTR_ERR(shm);
	tee_shm_free(shm);
	flush_delayed_fput();
	return 0;
}

/*
 * Short of memory, a dma-buf is not allocated, or doesn't become shared memory,
 * and its part of the pool is free again.
 */
static void tee_test_heap_no_memory_to_share(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;

	tee_heap_serve(priv);
	KUNIT_EXPECT_GT(test, tee_fault_each(test, share_buffer, check_unused,
					     priv), 0);
	KUNIT_EXPECT_GT(test, tee_fault_ending(test, share_buffer, check_unused,
					       priv), 0);
}

static int serve_other_heap(void *data)
{
	struct tee_heap_priv *priv = data;
	struct tee_protmem_pool *pool;
	int rc;

	pool = tee_protmem_static_pool_alloc(priv->paddr, TEE_FAKE_HEAP_SIZE);
	if (IS_ERR(pool))
		return PTR_ERR(pool);
	rc = tee_device_register_dma_heap(priv->fake->teedev,
					  TEE_DMA_HEAP_TRUSTED_UI, pool);
	if (rc)
		pool->ops->destroy_pool(pool);
	else
		tee_device_put_all_dma_heaps(priv->fake->teedev);
	return rc;
}

/*
 * Short of memory, a device doesn't serve a heap, and its pool remains its own.
 */
static void tee_test_heap_no_memory_to_serve(struct kunit *test)
{
	/* The heap itself stays once it is there */
	KUNIT_ASSERT_EQ(test, serve_other_heap(test->priv), 0);
	KUNIT_EXPECT_GT(test, tee_fault_each(test, serve_other_heap,
					     check_unused, test->priv), 0);
}

static int lend_memory(void *data)
{
	struct tee_heap_priv *priv = data;
	struct tee_shm *shm = tee_shm_alloc_dma_mem(priv->fake->ctx[0], 2);

	if (IS_ERR(shm))
		return PTR_ERR(shm);
	tee_shm_free(shm);
	return 0;
}

/*
 * Short of memory, there is none to be lent.
 */
static void tee_test_heap_no_memory_to_lend(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;

	dma_coerce_mask_and_coherent(&priv->fake->teedev->dev,
				     DMA_BIT_MASK(64));
	KUNIT_EXPECT_GT(test, tee_fault_each(test, lend_memory, check_unused,
					     priv), 0);
}

struct map_args {
	struct dma_buf *dmabuf;
	struct device *dev;
};

static int map_buffer(void *data)
{
	struct map_args *args = data;
	struct dma_buf_attachment *at;
	struct sg_table *table;

	at = dma_buf_attach(args->dmabuf, args->dev);
	if (IS_ERR(at))
		return PTR_ERR(at);
	table = dma_buf_map_attachment_unlocked(at, DMA_BIDIRECTIONAL);
	if (!IS_ERR(table))
		dma_buf_unmap_attachment_unlocked(at, table, DMA_BIDIRECTIONAL);
	dma_buf_detach(args->dmabuf, at);
	return PTR_ERR_OR_ZERO(table);
}

/*
 * Short of memory, a dma-buf is not mapped for a device.
 */
static void tee_test_heap_no_memory_to_map(struct kunit *test)
{
	struct tee_heap_priv *priv = test->priv;
	struct map_args args = { .dev = priv->fake->parent };
	int fd;

	tee_heap_serve(priv);
	dma_coerce_mask_and_coherent(args.dev, DMA_BIT_MASK(64));
	fd = tee_heap_alloc(priv, PAGE_SIZE);
	args.dmabuf = dma_buf_get(fd);
	tee_heap_close(fd);
	KUNIT_ASSERT_FALSE(test, IS_ERR(args.dmabuf));
	KUNIT_EXPECT_GT(test, tee_fault_each(test, map_buffer, NULL, &args), 0);
	dma_buf_put(args.dmabuf);
	flush_delayed_fput();
}

static struct kunit_case tee_heap_cases[] = {
	KUNIT_CASE(tee_test_heap_register),
	KUNIT_CASE(tee_test_heap_open_while_served),
	KUNIT_CASE(tee_test_heap_alloc),
	KUNIT_CASE(tee_test_heap_static_pool_refused),
	KUNIT_CASE(tee_test_heap_static_pool_size),
	KUNIT_CASE(tee_test_heap_held_over_unbind),
	KUNIT_CASE(tee_test_heap_register_during_removal),
	KUNIT_CASE(tee_test_heap_devices_map),
	KUNIT_CASE_PARAM(tee_test_heap_dma_mem_size, tee_count_gen_params),
	KUNIT_CASE(tee_test_heap_dma_mem),
	KUNIT_CASE(tee_test_heap_no_memory_to_share),
	KUNIT_CASE(tee_test_heap_no_memory_to_serve),
	KUNIT_CASE(tee_test_heap_no_memory_to_lend),
	KUNIT_CASE(tee_test_heap_no_memory_to_map),
	{}
};

static struct kunit_suite tee_heap_suite = {
	.name = "tee_heap",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.init = tee_heap_init,
	.test_cases = tee_heap_cases,
};

kunit_test_suite(tee_heap_suite);

#endif /* HAVE_TEE_DMA_HEAP */

MODULE_DESCRIPTION("KUnit suite for heaps of protected memory");
MODULE_LICENSE("GPL");
