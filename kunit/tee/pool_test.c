// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools of shared memory: one of reserved memory, by tee_shm_pool_alloc_res_mem(),
 * and the helpers for one of ordinary pages.
 */
#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include "support/fake_driver.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

#define POOL_PAGES	8
#define POOL_SIZE	(POOL_PAGES * PAGE_SIZE)

/* Smallest piece: 1 << 6 bytes */
#define POOL_ORDER	6
#define PIECE_SIZE	BIT(POOL_ORDER)

struct tee_pool_priv {
	struct tee_fake *fake;
	struct tee_shm_pool *pool;
	struct tee_context *ctx;
	void *mem;
};

struct tee_res_mem_case {
	const char *what;
	unsigned long vaddr_offs;
	phys_addr_t paddr_offs;
	size_t size_less;
};

static const struct tee_res_mem_case res_mem_cases[] = {
	{ "virtual address", 8, 0, 0 },
	{ "physical address", 0, PAGE_SIZE / 2, 0 },
	{ "size", 0, 0, 1 },
	{ "all", 1, 1, 1 },
};

KUNIT_ARRAY_PARAM_DESC(tee_res_mem, res_mem_cases, what);

/*
 * Reserved memory must begin and end on page boundaries, virtual and physical.
 */
static void tee_test_pool_res_mem_unaligned(struct kunit *test)
{
	const struct tee_res_mem_case *c = test->param_value;
	struct tee_pool_priv *priv = test->priv;
	unsigned long vaddr = (unsigned long)priv->mem + c->vaddr_offs;
	phys_addr_t paddr = virt_to_phys(priv->mem) + c->paddr_offs;
	struct tee_shm_pool *pool;

	pool = tee_shm_pool_alloc_res_mem(vaddr, paddr,
					  POOL_SIZE - c->size_less, POOL_ORDER);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(pool), -EINVAL);
}

/*
 * A buffer from reserved memory lies in it, at the same offset virtually and
 * physically, is zeroed, and needs no registration.
 */
static void tee_test_pool_alloc(struct kunit *test)
{
	struct tee_pool_priv *priv = test->priv;
	struct tee_shm *shm;
	phys_addr_t pa;
	void *va;

	memset(priv->mem, 0xa5, POOL_SIZE);
	shm = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE + 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_FALSE(test, tee_shm_is_dynamic(shm));
	KUNIT_EXPECT_GE(test, tee_shm_get_size(shm), PAGE_SIZE + 1);
	va = tee_shm_get_va(shm, 0);
	KUNIT_EXPECT_TRUE(test, va >= priv->mem);
	KUNIT_EXPECT_TRUE(test, va + shm->size <= priv->mem + POOL_SIZE);
	KUNIT_EXPECT_EQ(test, tee_shm_get_pa(shm, 0, &pa), 0);
	KUNIT_EXPECT_EQ(test, pa, virt_to_phys(va));
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0, PAGE_SIZE + 1));
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SHM_REGISTER),
			0);
	tee_shm_free(shm);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake,
					     TEE_FAKE_SHM_UNREGISTER), 0);
}

/*
 * A buffer that was used before is zeroed for its next user.
 */
static void tee_test_pool_zeroes_again(struct kunit *test)
{
	struct tee_pool_priv *priv = test->priv;
	struct tee_shm *shm;
	int n;

	for (n = 0; n < 2; n++) {
		shm = tee_shm_alloc_kernel_buf(priv->ctx, POOL_SIZE);
		KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
		KUNIT_EXPECT_NULL(test, memchr_inv(tee_shm_get_va(shm, 0), 0,
						   POOL_SIZE));
		memset(tee_shm_get_va(shm, 0), 0x5a, POOL_SIZE);
		tee_shm_free(shm);
	}
}

/*
 * The pool gives out all of its memory, to distinct buffers, then -ENOMEM, and
 * gives out what comes back.
 */
static void tee_test_pool_exhausted(struct kunit *test)
{
	struct tee_pool_priv *priv = test->priv;
	struct tee_shm *shm[POOL_PAGES], *more;
	int n, m;

	for (n = 0; n < POOL_PAGES; n++) {
		shm[n] = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE);
		KUNIT_ASSERT_FALSE(test, IS_ERR(shm[n]));
		for (m = 0; m < n; m++)
			KUNIT_EXPECT_PTR_NE(test, shm[n]->kaddr, shm[m]->kaddr);
	}
	more = tee_shm_alloc_kernel_buf(priv->ctx, 1);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(more), -ENOMEM);
	more = tee_shm_alloc_priv_buf(priv->ctx, 1);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(more), -ENOMEM);

	tee_shm_free(shm[3]);
	shm[3] = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, IS_ERR(shm[3]));
	while (n--)
		if (!IS_ERR(shm[n]))
			tee_shm_free(shm[n]);
}

/*
 * Free memory that isn't in one piece can't serve a larger buffer; once the piece
 * between is free, it can.
 */
static void tee_test_pool_fragmented(struct kunit *test)
{
	struct tee_pool_priv *priv = test->priv;
	struct tee_shm *shm[POOL_PAGES], *large;
	int n;

	for (n = 0; n < POOL_PAGES; n++) {
		shm[n] = tee_shm_alloc_kernel_buf(priv->ctx, PAGE_SIZE);
		KUNIT_ASSERT_FALSE(test, IS_ERR(shm[n]));
	}
	for (n = 0; n < POOL_PAGES; n += 2)
		tee_shm_free(shm[n]);
	large = tee_shm_alloc_kernel_buf(priv->ctx, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(large), -ENOMEM);

	tee_shm_free(shm[1]);
	large = tee_shm_alloc_kernel_buf(priv->ctx, 3 * PAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, IS_ERR(large));
	if (!IS_ERR(large))
		tee_shm_free(large);
	for (n = 3; n < POOL_PAGES; n += 2)
		tee_shm_free(shm[n]);
}

/*
 * Client buffers begin on a page; the small ones of the driver share a page, in
 * pieces of the pool's smallest size, without overlap.
 */
static void tee_test_pool_alignment(struct kunit *test)
{
	struct tee_pool_priv *priv = test->priv;
	struct tee_shm *small[3], *page;
	int n;

	for (n = 0; n < ARRAY_SIZE(small); n++) {
		small[n] = tee_shm_alloc_priv_buf(priv->ctx, 1);
		KUNIT_ASSERT_FALSE(test, IS_ERR(small[n]));
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)
						   small[n]->kaddr, PIECE_SIZE));
		KUNIT_EXPECT_EQ(test, tee_shm_get_size(small[n]), PIECE_SIZE);
	}
	KUNIT_EXPECT_EQ(test, abs(small[1]->kaddr - small[0]->kaddr), PIECE_SIZE);
	page = tee_shm_alloc_kernel_buf(priv->ctx, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(page));
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)page->kaddr,
					   PAGE_SIZE));
	tee_shm_free(page);
	while (n--)
		tee_shm_free(small[n]);
}

struct tee_bad_size_case {
	const char *what;
	size_t size;
};

static const struct tee_bad_size_case bad_sizes[] = {
	{ "nothing", 0 },
	{ "a byte more than the pool", POOL_SIZE + 1 },
	{ "2 GiB", 1UL << 31 },
	{ "a quarter of all", SIZE_MAX / 4 },
	{ "half of all", SIZE_MAX / 2 },
	{ "a page less than all", SIZE_MAX - PAGE_SIZE + 1 },
	{ "all", SIZE_MAX },
};

KUNIT_ARRAY_PARAM_DESC(tee_bad_size, bad_sizes, what);

/*
 * A size of zero, and one that the pool hasn't, is refused and leaves the pool as
 * it was.
 */
static void tee_test_pool_bad_size(struct kunit *test)
{
	const struct tee_bad_size_case *c = test->param_value;
	struct tee_pool_priv *priv = test->priv;
	struct tee_shm *shm;

	tee_watch_begin(test);
	shm = tee_shm_alloc_kernel_buf(priv->ctx, c->size);
	KUNIT_EXPECT_TRUE(test, IS_ERR(shm));
	shm = tee_shm_alloc_priv_buf(priv->ctx, c->size);
	KUNIT_EXPECT_TRUE(test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	shm = tee_shm_alloc_kernel_buf(priv->ctx, POOL_SIZE);
	KUNIT_EXPECT_FALSE(test, IS_ERR(shm));
	if (!IS_ERR(shm))
		tee_shm_free(shm);
}

/*
 * User space maps a buffer from reserved memory as it does any other.
 */
static void tee_test_pool_user_maps(struct kunit *test)
{
	struct tee_pool_priv *priv = test->priv;
	struct tee_user *user = tee_user_new(test);
	struct file *file = tee_user_open(user, priv->fake);
	struct tee_ioctl_shm_alloc_data data = { .size = 2 * PAGE_SIZE };
	unsigned long addr;
	u32 seen = 0;
	int fd;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	fd = tee_user_struct(user, file, TEE_IOC_SHM_ALLOC, &data, sizeof(data));
	KUNIT_ASSERT_GE(test, fd, 0);
	addr = tee_user_map_fd(fd, data.size, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	seen = 0xfeedf00d;
	tee_user_write(user, addr + PAGE_SIZE, &seen, sizeof(seen));
	/* It is the only buffer, so the pool has it at its start or its end */
	KUNIT_EXPECT_TRUE(test, *(u32 *)(priv->mem + PAGE_SIZE) == seen ||
			  *(u32 *)(priv->mem + POOL_SIZE - PAGE_SIZE) == seen);
	vm_munmap(addr, data.size);
	flush_delayed_fput();
	tee_user_close_fd(fd);
	tee_user_close(file);
}

/*
 * The helper for pools of ordinary pages works without an operation that
 * registers: it gives zeroed pages and their list, and takes both back.
 */
static void tee_test_pool_dyn_helper_alone(struct kunit *test)
{
	struct tee_shm shm = {};
	size_t n;

	tee_watch_begin(test);
	KUNIT_ASSERT_EQ(test, tee_dyn_shm_alloc_helper(&shm, PAGE_SIZE + 1, 64,
						       NULL), 0);
	KUNIT_EXPECT_EQ(test, shm.size, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, shm.num_pages, 2);
	KUNIT_EXPECT_EQ(test, shm.paddr, virt_to_phys(shm.kaddr));
	KUNIT_EXPECT_NULL(test, memchr_inv(shm.kaddr, 0, shm.size));
	for (n = 0; n < shm.num_pages; n++)
		KUNIT_EXPECT_PTR_EQ(test, page_address(shm.pages[n]),
				    shm.kaddr + n * PAGE_SIZE);
	tee_dyn_shm_free_helper(&shm, NULL);
	KUNIT_EXPECT_NULL(test, shm.kaddr);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	KUNIT_EXPECT_EQ(test, tee_dyn_shm_alloc_helper(&shm, 0, 1, NULL),
			-EINVAL);
}

static void free_mem(void *mem)
{
	free_pages_exact(mem, POOL_SIZE);
}

static void free_pool(void *pool)
{
	tee_shm_pool_free(pool);
}

static void close_context(void *ctx)
{
	tee_client_close_context(ctx);
}

static int tee_pool_init(struct kunit *test)
{
	struct tee_pool_priv *priv;
	int rc;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	test->priv = priv;
	priv->mem = alloc_pages_exact(POOL_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv->mem);
	rc = kunit_add_action_or_reset(test, free_mem, priv->mem);
	KUNIT_ASSERT_EQ(test, rc, 0);
	priv->pool = tee_shm_pool_alloc_res_mem((unsigned long)priv->mem,
						virt_to_phys(priv->mem),
						POOL_SIZE, POOL_ORDER);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->pool));
	rc = kunit_add_action_or_reset(test, free_pool, priv->pool);
	KUNIT_ASSERT_EQ(test, rc, 0);
	priv->fake = tee_fake_alloc(test);
	priv->fake->pool = priv->pool;
	KUNIT_ASSERT_EQ(test, tee_fake_register(priv->fake), 0);
	priv->ctx = tee_fake_open(priv->fake);
	return kunit_add_action_or_reset(test, close_context, priv->ctx);
}

static struct kunit_case tee_pool_cases[] = {
	KUNIT_CASE_PARAM(tee_test_pool_res_mem_unaligned,
			 tee_res_mem_gen_params),
	KUNIT_CASE(tee_test_pool_alloc),
	KUNIT_CASE(tee_test_pool_zeroes_again),
	KUNIT_CASE(tee_test_pool_exhausted),
	KUNIT_CASE(tee_test_pool_fragmented),
	KUNIT_CASE(tee_test_pool_alignment),
	KUNIT_CASE_PARAM(tee_test_pool_bad_size, tee_bad_size_gen_params),
	KUNIT_CASE(tee_test_pool_user_maps),
	KUNIT_CASE(tee_test_pool_dyn_helper_alone),
	{}
};

static struct kunit_suite tee_pool_suite = {
	.name = "tee_pool",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_pool_init,
	.test_cases = tee_pool_cases,
};

kunit_test_suite(tee_pool_suite);

MODULE_DESCRIPTION("KUnit suite for pools of shared memory");
MODULE_LICENSE("GPL");
