// SPDX-License-Identifier: GPL-2.0-only
/* Shared memory of kernel clients and drivers: allocated, or registered. */
#include <kunit/test.h>
#include <linux/io.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "support/fake_driver.h"
#include "support/leak_watch.h"

struct tee_shm_priv {
	struct tee_fake *fake;
	struct tee_context *ctx;
	struct page *page[8];
	size_t num_pages;
};

struct tee_size_case {
	const char *what;
	size_t size;
};

static const struct tee_size_case size_cases[] = {
	{ "1 byte", 1 },
	{ "a page less 1", PAGE_SIZE - 1 },
	{ "a page", PAGE_SIZE },
	{ "a page and 1", PAGE_SIZE + 1 },
	{ "5 pages", 5 * PAGE_SIZE },
};

KUNIT_ARRAY_PARAM_DESC(tee_size, size_cases, what);

/*
 * An allocated buffer is at least as large as asked for, zeroed, made of whole
 * pages, and known to the driver from allocation to release.
 */
static void tee_test_shm_alloc_kernel_buf(struct kunit *test)
{
	const struct tee_size_case *c = test->param_value;
	struct tee_shm_priv *priv = test->priv;
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(priv->ctx, c->size);
	struct page **pages;
	size_t num_pages, n;

	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_GE(test, tee_shm_get_size(shm), c->size);
	KUNIT_EXPECT_NULL(test, memchr_inv(tee_shm_get_va(shm, 0), 0, c->size));
	KUNIT_EXPECT_TRUE(test, tee_shm_is_dynamic(shm));
	KUNIT_EXPECT_EQ(test, tee_shm_get_page_offset(shm), 0);
	pages = tee_shm_get_pages(shm, &num_pages);
	KUNIT_EXPECT_EQ(test, num_pages, DIV_ROUND_UP(c->size, PAGE_SIZE));
	for (n = 0; n < num_pages; n++)
		KUNIT_EXPECT_PTR_EQ(test, page_address(pages[n]),
				    tee_shm_get_va(shm, n * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 1);
	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE), 1);
}

/*
 * Addresses are given for each byte of a buffer and for none behind it.
 */
static void tee_test_shm_address_bounds(struct kunit *test)
{
	static const size_t outside[] = { PAGE_SIZE, PAGE_SIZE + 1, SIZE_MAX };
	struct tee_shm_priv *priv = test->priv;
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE);
	phys_addr_t pa;
	void *va;
	int n;

	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	va = tee_shm_get_va(shm, PAGE_SIZE - 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(va));
	KUNIT_EXPECT_PTR_EQ(test, va, tee_shm_get_va(shm, 0) + PAGE_SIZE - 1);
	KUNIT_EXPECT_EQ(test, tee_shm_get_pa(shm, PAGE_SIZE - 1, &pa), 0);
	KUNIT_EXPECT_EQ(test, pa, virt_to_phys(va));
	KUNIT_EXPECT_EQ(test, tee_shm_get_pa(shm, 0, NULL), 0);

	for (n = 0; n < ARRAY_SIZE(outside); n++) {
		va = tee_shm_get_va(shm, outside[n]);
		KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(va), -EINVAL);
		KUNIT_EXPECT_EQ(test, tee_shm_get_pa(shm, outside[n], &pa),
				-EINVAL);
	}
	tee_shm_free(shm);
}

static const struct tee_size_case bad_size_cases[] = {
	{ "nothing", 0 },
	{ "largest", SIZE_MAX },
	{ "two pages less than all", SIZE_MAX - 2 * PAGE_SIZE + 1 },
	{ "half of all", SIZE_MAX / 2 },
	{ "a quarter of all", SIZE_MAX / 4 },
	{ "twice the largest block", PAGE_SIZE << (MAX_PAGE_ORDER + 1) },
};

KUNIT_ARRAY_PARAM_DESC(tee_bad_size, bad_size_cases, what);

/*
 * A size that can't be had, zero included, is an error and no more than that:
 * the kernel reports no WARNING, since user space can ask for such sizes too.
 */
static void tee_test_shm_alloc_bad_size(struct kunit *test)
{
	const struct tee_size_case *c = test->param_value;
	struct tee_shm_priv *priv = test->priv;
	int reports = tee_watch_reports();
	struct tee_shm *shm;

	shm = tee_shm_alloc_kernel_buf(priv->ctx, c->size);
	KUNIT_EXPECT_TRUE(test, IS_ERR(shm));
	if (!IS_ERR(shm))
		tee_shm_free(shm);
	KUNIT_EXPECT_EQ_MSG(test, tee_watch_reports(), reports,
			    "the kernel gave a warning");
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 0);
}

/*
 * Without a pool there is nothing to allocate from; when the pool fails, its
 * error is passed on. In both cases nothing holds the context afterwards.
 */
static void tee_test_shm_pool_missing_or_failing(struct kunit *test)
{
	struct tee_shm_priv *priv = test->priv;
	struct tee_fake *poor = tee_fake_alloc(test);
	struct tee_context *ctx;
	struct tee_shm *shm;

	poor->pool = NULL;
	KUNIT_ASSERT_EQ(test, tee_fake_register(poor), 0);
	ctx = tee_fake_open(poor);
	shm = tee_shm_alloc_kernel_buf(ctx, 64);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EINVAL);
	shm = tee_shm_alloc_priv_buf(ctx, 64);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EINVAL);
	tee_client_close_context(ctx);
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(poor), 0);

	priv->fake->result[TEE_FAKE_POOL_ALLOC] = -EDQUOT;
	shm = tee_shm_alloc_kernel_buf(priv->ctx, 64);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EDQUOT);
	KUNIT_EXPECT_EQ(test, kref_read(&priv->ctx->refcount), 1);
}

static void hold_pages(struct tee_fake *fake, struct page **pages,
		       size_t num_pages)
{
	struct tee_shm_priv *priv = fake->test->priv;

	KUNIT_ASSERT_LE(fake->test, num_pages, ARRAY_SIZE(priv->page));
	priv->num_pages = num_pages;
	while (num_pages--) {
		priv->page[num_pages] = pages[num_pages];
		get_page(pages[num_pages]);
	}
}

/*
 * When the secure world refuses to register an allocated buffer, each of its
 * pages goes back to the kernel, and so does the list of them.
 */
static void tee_test_shm_alloc_register_fails(struct kunit *test)
{
	const struct tee_size_case *c = test->param_value;
	struct tee_shm_priv *priv = test->priv;
	struct tee_shm *shm;
	size_t n;

	priv->fake->page_hook = hold_pages;
	priv->fake->result[TEE_FAKE_SHM_REGISTER] = -EREMOTEIO;
	tee_watch_begin(test);
	shm = tee_shm_alloc_kernel_buf(priv->ctx, c->size);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(shm), -EREMOTEIO);
	KUNIT_EXPECT_EQ(test, priv->num_pages, DIV_ROUND_UP(c->size, PAGE_SIZE));
	for (n = 0; n < priv->num_pages; n++) {
		KUNIT_EXPECT_EQ_MSG(test, page_count(priv->page[n]), 1,
				    "page %zu of %zu", n, priv->num_pages);
		put_page(priv->page[n]);
	}
	KUNIT_EXPECT_EQ(test, kref_read(&priv->ctx->refcount), 1);
}

/*
 * When the secure world refuses to unregister an allocated buffer, its context
 * is released all the same: nobody could free the buffer later.
 */
static void tee_test_shm_free_unregister_fails(struct kunit *test)
{
	struct tee_shm_priv *priv = test->priv;
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE);

	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	priv->fake->result[TEE_FAKE_SHM_UNREGISTER] = -EBUSY;
	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake,
					     TEE_FAKE_SHM_UNREGISTER), 1);
	KUNIT_EXPECT_EQ(test, kref_read(&priv->ctx->refcount), 1);
}

/*
 * A driver's private buffer comes from the pool and is counted like any other.
 */
static void tee_test_shm_alloc_priv_buf(struct kunit *test)
{
	struct tee_shm_priv *priv = test->priv;
	struct tee_shm *shm = tee_shm_alloc_priv_buf(priv->ctx, 100);

	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_GE(test, tee_shm_get_size(shm), 100);
	KUNIT_EXPECT_TRUE(test, shm->flags & TEE_SHM_PRIV);
	KUNIT_EXPECT_NULL(test, memchr_inv(tee_shm_get_va(shm, 0), 0, 100));
	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE), 1);
}

/*
 * Giving back no shared memory at all is allowed, as with kfree(): callers do
 * so on their way out.
 */
static void tee_test_shm_put_null(struct kunit *test)
{
	struct tee_shm_priv *priv = test->priv;

	tee_shm_put(NULL);
	tee_shm_free(NULL);
	KUNIT_EXPECT_FALSE(test, tee_shm_is_dynamic(NULL));
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE), 0);
}

/*
 * Buffers of the kernel have no id by which they could be found, and no context
 * finds nothing.
 */
static void tee_test_shm_kernel_buf_has_no_id(struct kunit *test)
{
	struct tee_shm_priv *priv = test->priv;
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE);
	int id;

	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_LT(test, tee_shm_get_id(shm), 0);
	for (id = -2; id < 4; id++)
		KUNIT_EXPECT_TRUE(test,
				  IS_ERR(tee_shm_get_from_id(priv->ctx, id)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(tee_shm_get_from_id(NULL, 1)));
	tee_shm_free(shm);
}

struct tee_kernel_case {
	const char *what;
	size_t offs;
	size_t length;
	bool vmalloc;
};

static const struct tee_kernel_case kernel_cases[] = {
	{ "a byte", 0, 1 },
	{ "a page", 0, PAGE_SIZE },
	{ "two bytes over a border", PAGE_SIZE - 1, 2 },
	{ "to the end", 100, 4 * PAGE_SIZE - 100 },
	{ "all, vmalloc", 0, 4 * PAGE_SIZE, true },
	{ "middle, vmalloc", 3000, 2 * PAGE_SIZE, true },
};

KUNIT_ARRAY_PARAM_DESC(tee_kernel, kernel_cases, what);

static struct page *buffer_page(const struct tee_kernel_case *c, void *addr)
{
	return c->vmalloc ? vmalloc_to_page(addr) : virt_to_page(addr);
}

/*
 * A registered kernel buffer is described to the driver by exactly its pages,
 * which are held until it is released.
 */
static void tee_test_shm_register_kernel_buf(struct kunit *test)
{
	const struct tee_kernel_case *c = test->param_value;
	struct tee_shm_priv *priv = test->priv;
	void *buf = c->vmalloc ? vmalloc(4 * PAGE_SIZE) :
		    alloc_pages_exact(4 * PAGE_SIZE, GFP_KERNEL);
	struct page **pages;
	struct tee_shm *shm;
	size_t num, n;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	shm = tee_shm_register_kernel_buf(priv->ctx, buf + c->offs, c->length);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(test, tee_shm_get_size(shm), c->length);
	KUNIT_EXPECT_EQ(test, tee_shm_get_page_offset(shm),
			c->offs % PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.start,
			(unsigned long)(buf + c->offs) & PAGE_MASK);
	pages = tee_shm_get_pages(shm, &num);
	for (n = 0; n < num; n++)
		KUNIT_EXPECT_PTR_EQ(test, pages[n],
				    buffer_page(c, buf + n * PAGE_SIZE +
						round_down(c->offs, PAGE_SIZE)));
	/* the client's pages, whether the core holds them beside it or not */
	KUNIT_EXPECT_GE(test, page_count(buffer_page(c, buf + c->offs)), 1);

	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 0);
	for (n = 0; n < 4; n++)
		KUNIT_EXPECT_EQ(test, page_count(buffer_page(c, buf + n *
							     PAGE_SIZE)), 1);
	if (c->vmalloc)
		vfree(buf);
	else
		free_pages_exact(buf, 4 * PAGE_SIZE);
}

/*
 * A kernel buffer that isn't registered, because it is empty or the secure world
 * refuses, is not held, nor is its context, and no memory is lost.
 */
static void tee_test_shm_register_kernel_buf_fails(struct kunit *test)
{
	struct tee_shm_priv *priv = test->priv;
	void *buf = alloc_pages_exact(2 * PAGE_SIZE, GFP_KERNEL);
	struct tee_shm *empty, *refused;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	tee_watch_begin(test);
	empty = tee_shm_register_kernel_buf(priv->ctx, buf, 0);
	priv->fake->result[TEE_FAKE_SHM_REGISTER] = -EACCES;
	refused = tee_shm_register_kernel_buf(priv->ctx, buf, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	KUNIT_EXPECT_TRUE(test, IS_ERR(empty));
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(refused), -EACCES);
	KUNIT_EXPECT_EQ(test, page_count(virt_to_page(buf)), 1);
	KUNIT_EXPECT_EQ(test, page_count(virt_to_page(buf + PAGE_SIZE)), 1);
	KUNIT_EXPECT_EQ(test, kref_read(&priv->ctx->refcount), 1);
	free_pages_exact(buf, 2 * PAGE_SIZE);
}

/*
 * A registered buffer lies where its pages are: asking for its address gives
 * the right one or an error, never another.
 */
static void tee_test_shm_registered_address(struct kunit *test)
{
	struct tee_shm_priv *priv = test->priv;
	void *buf = alloc_pages_exact(PAGE_SIZE, GFP_KERNEL);
	phys_addr_t pa = 0;
	struct tee_shm *shm;
	void *va;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	shm = tee_shm_register_kernel_buf(priv->ctx, buf, PAGE_SIZE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	va = tee_shm_get_va(shm, 8);
	KUNIT_EXPECT_TRUE(test, IS_ERR(va) || va == buf + 8);
	if (!tee_shm_get_pa(shm, 8, &pa))
		KUNIT_EXPECT_EQ(test, pa, virt_to_phys(buf + 8));
	tee_shm_free(shm);
	free_pages_exact(buf, PAGE_SIZE);
}

static void close_context(void *data)
{
	tee_client_close_context(data);
}

static int tee_shm_init(struct kunit *test)
{
	struct tee_shm_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->fake = tee_fake_new(test);
	priv->ctx = tee_fake_open(priv->fake);
	test->priv = priv;
	tee_watch_rearm();
	return kunit_add_action_or_reset(test, close_context, priv->ctx);
}

static struct kunit_case tee_shm_cases[] = {
	KUNIT_CASE_PARAM(tee_test_shm_alloc_kernel_buf, tee_size_gen_params),
	KUNIT_CASE(tee_test_shm_address_bounds),
	KUNIT_CASE_PARAM(tee_test_shm_alloc_bad_size, tee_bad_size_gen_params),
	KUNIT_CASE(tee_test_shm_pool_missing_or_failing),
	KUNIT_CASE_PARAM(tee_test_shm_alloc_register_fails, tee_size_gen_params),
	KUNIT_CASE(tee_test_shm_free_unregister_fails),
	KUNIT_CASE(tee_test_shm_alloc_priv_buf),
	KUNIT_CASE(tee_test_shm_put_null),
	KUNIT_CASE(tee_test_shm_kernel_buf_has_no_id),
	KUNIT_CASE_PARAM(tee_test_shm_register_kernel_buf, tee_kernel_gen_params),
	KUNIT_CASE(tee_test_shm_register_kernel_buf_fails),
	KUNIT_CASE(tee_test_shm_registered_address),
	{}
};

static struct kunit_suite tee_shm_suite = {
	.name = "tee_shm",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_shm_init,
	.test_cases = tee_shm_cases,
};

kunit_test_suite(tee_shm_suite);

MODULE_DESCRIPTION("KUnit suite for shared memory of the kernel");
MODULE_LICENSE("GPL");
