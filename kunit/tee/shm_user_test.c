// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory that user space allocates with TEE_IOC_SHM_ALLOC: its file
 * descriptor, mappings of it, and how long it lives.
 */
#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include "support/compat.h"
#include "support/fake_driver.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

#define SHM_PAGES	3
#define SHM_SIZE	(SHM_PAGES * PAGE_SIZE)
#define MANY_SHMS	40

struct tee_shm_user_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
};

static long shm_alloc(struct tee_shm_user_priv *priv,
		      struct tee_ioctl_shm_alloc_data *data)
{
	return tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_ALLOC, data,
			       sizeof(*data));
}

/* A file descriptor of SHM_SIZE bytes of shared memory, which must come */
static int alloc_fd(struct tee_shm_user_priv *priv, int *id)
{
	struct tee_ioctl_shm_alloc_data data = { .size = SHM_SIZE };
	int fd = shm_alloc(priv, &data);

	KUNIT_ASSERT_GE(priv->fake->test, fd, 0);
	if (id)
		*id = data.id;
	return fd;
}

static int frees(struct tee_shm_user_priv *priv)
{
	return tee_fake_calls(priv->fake, TEE_FAKE_POOL_FREE);
}

/* The file descriptor that the next open would get */
static int next_fd(struct kunit *test)
{
	int fd = get_unused_fd_flags(0);

	KUNIT_ASSERT_GE(test, fd, 0);
	put_unused_fd(fd);
	return fd;
}

/*
 * Allocation returns a descriptor, the id and the true size; closing the
 * descriptor frees the memory at once.
 */
static void tee_test_shm_user_alloc(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	struct tee_ioctl_shm_alloc_data data = { .size = 100 };
	int fd = shm_alloc(priv, &data);

	KUNIT_ASSERT_GE(test, fd, 0);
	KUNIT_EXPECT_GT(test, data.id, 0);
	KUNIT_EXPECT_EQ(test, data.size, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, data.flags, 0);
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 1);
	KUNIT_EXPECT_EQ(test, frees(priv), 0);
	KUNIT_EXPECT_EQ(test, tee_user_close_fd(fd), 0);
	KUNIT_EXPECT_EQ(test, frees(priv), 1);
}

struct tee_alloc_case {
	const char *what;
	struct tee_ioctl_shm_alloc_data data;
};

static const struct tee_alloc_case alloc_cases[] = {
	{ "no size", { .size = 0 } },
	{ "a flag", { .size = PAGE_SIZE, .flags = 1 } },
	{ "the last flag", { .size = PAGE_SIZE, .flags = 1U << 31 } },
	{ "largest size", { .size = U64_MAX } },
	{ "rounds to 0", { .size = U64_MAX - 100 } },
	{ "1 TiB", { .size = 1ULL << 40 } },
};

KUNIT_ARRAY_PARAM_DESC(tee_alloc, alloc_cases, what);

/*
 * Sizes that can't be had and unknown flags are refused without a WARNING, and
 * no descriptor, id or memory is used up.
 */
static void tee_test_shm_user_alloc_refused(struct kunit *test)
{
	const struct tee_alloc_case *c = test->param_value;
	struct tee_shm_user_priv *priv = test->priv;
	struct tee_ioctl_shm_alloc_data data = c->data;
	int reports = tee_watch_reports();
	int fd = next_fd(test);
	long rc;

	tee_watch_begin(test);
	rc = shm_alloc(priv, &data);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	KUNIT_EXPECT_LT(test, rc, 0);
	if (c->data.flags)
		KUNIT_EXPECT_EQ(test, rc, -EINVAL);
	KUNIT_EXPECT_MEMEQ(test, &data, &c->data, sizeof(data));
	KUNIT_EXPECT_EQ(test, next_fd(test), fd);
	KUNIT_EXPECT_TRUE(test, compat_names_no_memory(priv->fake->teedev));
	KUNIT_EXPECT_EQ_MSG(test, tee_watch_reports(), reports,
			    "the kernel gave a warning");
}

/*
 * When the answer can't be copied to user space the memory is freed again and no
 * descriptor stays open.
 */
static void tee_test_shm_user_copy_back_fails(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	struct tee_ioctl_shm_alloc_data data = { .size = SHM_SIZE };
	int fd = next_fd(test);

	tee_user_write(priv->user, priv->user->rw, &data, sizeof(data));
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_SHM_ALLOC,
					     priv->user->ro), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_POOL_ALLOC),
			1);
	KUNIT_EXPECT_EQ(test, frees(priv), 1);
	KUNIT_EXPECT_EQ(test, next_fd(test), fd);
	KUNIT_EXPECT_TRUE(test, compat_names_no_memory(priv->fake->teedev));
}

/*
 * When the process has no descriptor left the memory is freed again.
 */
static void tee_test_shm_user_no_descriptor(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	struct tee_ioctl_shm_alloc_data data = { .size = SHM_SIZE };
	struct rlimit *limit = &current->signal->rlim[RLIMIT_NOFILE];
	struct rlimit saved = *limit;

	limit->rlim_cur = 0;
	KUNIT_EXPECT_EQ(test, shm_alloc(priv, &data), -EMFILE);
	*limit = saved;
	KUNIT_EXPECT_EQ(test, frees(priv), 1);
	KUNIT_EXPECT_TRUE(test, compat_names_no_memory(priv->fake->teedev));
	KUNIT_EXPECT_EQ(test, tee_user_close_fd(alloc_fd(priv, NULL)), 0);
}

/*
 * A mapping shows the shared memory: what the kernel writes is read there, and
 * the other way round, in each page.
 */
static void tee_test_shm_user_map(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	int fd = alloc_fd(priv, NULL);
	struct tee_shm *shm = priv->fake->shm[0];
	unsigned long addr = tee_user_map_fd(fd, SHM_SIZE, 0);
	u32 n, seen;

	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	KUNIT_ASSERT_NOT_NULL(test, shm);
	for (n = 0; n < SHM_PAGES; n++) {
		u32 *va = tee_shm_get_va(shm, n * PAGE_SIZE);

		va[0] = 0x600d0000 + n;
		tee_user_read(priv->user, &seen, addr + n * PAGE_SIZE,
			      sizeof(seen));
		KUNIT_EXPECT_EQ(test, seen, va[0]);
		tee_user_write(priv->user, addr + n * PAGE_SIZE + sizeof(seen),
			       &n, sizeof(n));
		KUNIT_EXPECT_EQ(test, va[1], n);
	}
	vm_munmap(addr, SHM_SIZE);
	tee_user_close_fd(fd);
}

/*
 * A mapping at an offset shows the memory from there on, not from its start.
 */
static void tee_test_shm_user_map_offset(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	int fd = alloc_fd(priv, NULL);
	struct tee_shm *shm = priv->fake->shm[0];
	unsigned long addr = tee_user_map_fd(fd, PAGE_SIZE, 2 * PAGE_SIZE);
	u32 seen = 0;

	KUNIT_ASSERT_NOT_NULL(test, shm);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	*(u32 *)tee_shm_get_va(shm, 0) = 0xbad;
	*(u32 *)tee_shm_get_va(shm, 2 * PAGE_SIZE) = 0x600d;
	tee_user_read(priv->user, &seen, addr, sizeof(seen));
	KUNIT_EXPECT_EQ(test, seen, 0x600d);
	vm_munmap(addr, PAGE_SIZE);
	tee_user_close_fd(fd);
}

struct tee_map_case {
	const char *what;
	size_t pages;
	size_t offs_pages;
};

static const struct tee_map_case map_cases[] = {
	{ "too long", SHM_PAGES + 1, 0 },
	{ "behind the end", 1, SHM_PAGES },
	{ "over the end", 2, SHM_PAGES - 1 },
	{ "far away", 1, 1UL << (BITS_PER_LONG - 24) },
};

KUNIT_ARRAY_PARAM_DESC(tee_map, map_cases, what);

/*
 * Nothing can be mapped that lies outside of the shared memory.
 */
static void tee_test_shm_user_map_outside(struct kunit *test)
{
	const struct tee_map_case *c = test->param_value;
	struct tee_shm_user_priv *priv = test->priv;
	int fd = alloc_fd(priv, NULL);
	unsigned long addr = tee_user_map_fd(fd, c->pages * PAGE_SIZE,
					     c->offs_pages * PAGE_SIZE);

	KUNIT_EXPECT_TRUE(test, IS_ERR_VALUE(addr));
	tee_user_close_fd(fd);
	flush_delayed_fput();
	KUNIT_EXPECT_TRUE(test, tee_fake_wait_calls(priv->fake,
						    TEE_FAKE_POOL_FREE, 1));
}

/*
 * A mapping keeps the memory after its descriptor is closed; it is freed when
 * the mapping goes.
 */
static void tee_test_shm_user_mapping_outlives_descriptor(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	int fd = alloc_fd(priv, NULL);
	unsigned long addr = tee_user_map_fd(fd, SHM_SIZE, 0);
	u32 seen = 0x1234;

	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	tee_user_close_fd(fd);
	flush_delayed_fput();
	KUNIT_EXPECT_EQ(test, frees(priv), 0);
	tee_user_write(priv->user, addr, &seen, sizeof(seen));
	tee_user_read(priv->user, &seen, addr, sizeof(seen));
	KUNIT_EXPECT_EQ(test, seen, 0x1234);
	vm_munmap(addr, SHM_SIZE);
	flush_delayed_fput();
	KUNIT_EXPECT_TRUE(test, tee_fake_wait_calls(priv->fake,
						    TEE_FAKE_POOL_FREE, 1));
}

/*
 * A descriptor of shared memory outlives the descriptor of the device: the
 * memory can still be mapped, and its context is released after it.
 */
static void tee_test_shm_user_descriptor_outlives_device_file(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	int fd = alloc_fd(priv, NULL);
	unsigned long addr;

	tee_user_close(priv->file);
	priv->file = NULL;
	KUNIT_ASSERT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);
	addr = tee_user_map_fd(fd, SHM_SIZE, 0);
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(addr));
	vm_munmap(addr, SHM_SIZE);
	flush_delayed_fput();

	KUNIT_EXPECT_EQ(test, frees(priv), 0);
	tee_user_close_fd(fd);
	KUNIT_EXPECT_TRUE(test, tee_fake_wait_calls(fake, TEE_FAKE_POOL_FREE,
						    1));
	KUNIT_EXPECT_TRUE(test, tee_fake_wait_calls(fake, TEE_FAKE_RELEASE, 1));
	KUNIT_EXPECT_EQ(test, tee_fake_contexts(fake), 0);
}

/*
 * Objects that are alive have different ids, also in different contexts, and
 * all ids come back.
 */
static void tee_test_shm_user_ids(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	int fd[MANY_SHMS], id[MANY_SHMS];
	struct file *other = tee_user_open(priv->user, priv->fake);
	int n, m;

	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	for (n = 0; n < MANY_SHMS; n++) {
		fd[n] = alloc_fd(priv, &id[n]);
		swap(priv->file, other);
		for (m = 0; m < n; m++)
			KUNIT_EXPECT_NE(test, id[n], id[m]);
	}
	for (n = 0; n < MANY_SHMS; n++)
		tee_user_close_fd(fd[n]);
	KUNIT_EXPECT_EQ(test, frees(priv), MANY_SHMS);
	KUNIT_EXPECT_TRUE(test, compat_names_no_memory(priv->fake->teedev));
	tee_user_close(other);
}

/*
 * A driver that found an object by its id holds it: it is freed when the last of
 * descriptor and driver lets go, and the id is known to its context only.
 */
static void tee_test_shm_user_found_by_id(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	struct tee_context *stranger = tee_fake_open(priv->fake);
	struct tee_shm *shm, *none;
	struct tee_context *ctx;
	int id, fd = alloc_fd(priv, &id);

	ctx = priv->fake->shm[0]->ctx;
	none = tee_shm_get_from_id(stranger, id);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(none), -EINVAL);
	shm = tee_shm_get_from_id(ctx, id);
	KUNIT_ASSERT_FALSE(test, IS_ERR(shm));
	KUNIT_EXPECT_EQ(test, tee_shm_get_id(shm), id);

	tee_user_close_fd(fd);
	KUNIT_EXPECT_EQ(test, frees(priv), 0);
	tee_shm_put(shm);
	KUNIT_EXPECT_EQ(test, frees(priv), 1);
	none = tee_shm_get_from_id(ctx, id);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(none), -EINVAL);
	tee_client_close_context(stranger);
}

/*
 * Allocating, mapping and closing leaves no memory behind.
 */
static void tee_test_shm_user_leaves_nothing(struct kunit *test)
{
	struct tee_shm_user_priv *priv = test->priv;
	unsigned long addr;
	int fd;

	tee_user_close_fd(alloc_fd(priv, NULL));
	tee_watch_begin(test);
	fd = alloc_fd(priv, NULL);
	addr = tee_user_map_fd(fd, SHM_SIZE, 0);
	tee_user_close_fd(fd);
	vm_munmap(addr, SHM_SIZE);
	KUNIT_EXPECT_TRUE(test, tee_fake_wait_calls(priv->fake,
						    TEE_FAKE_POOL_FREE, 2));
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
}

static int tee_shm_user_init(struct kunit *test)
{
	struct tee_shm_user_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->user = tee_user_new(test);
	priv->fake = tee_fake_new(test);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	test->priv = priv;
	tee_watch_rearm();
	tee_user_close_later(priv->user, &priv->file, NULL);
	return 0;
}

static struct kunit_case tee_shm_user_cases[] = {
	KUNIT_CASE(tee_test_shm_user_alloc),
	KUNIT_CASE_PARAM(tee_test_shm_user_alloc_refused, tee_alloc_gen_params),
	KUNIT_CASE(tee_test_shm_user_copy_back_fails),
	KUNIT_CASE(tee_test_shm_user_no_descriptor),
	KUNIT_CASE(tee_test_shm_user_map),
	KUNIT_CASE(tee_test_shm_user_map_offset),
	KUNIT_CASE_PARAM(tee_test_shm_user_map_outside, tee_map_gen_params),
	KUNIT_CASE(tee_test_shm_user_mapping_outlives_descriptor),
	KUNIT_CASE(tee_test_shm_user_descriptor_outlives_device_file),
	KUNIT_CASE(tee_test_shm_user_ids),
	KUNIT_CASE(tee_test_shm_user_found_by_id),
	KUNIT_CASE(tee_test_shm_user_leaves_nothing),
	{}
};

static struct kunit_suite tee_shm_user_suite = {
	.name = "tee_shm_user",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_shm_user_init,
	.test_cases = tee_shm_user_cases,
};

kunit_test_suite(tee_shm_user_suite);

MODULE_DESCRIPTION("KUnit suite for shared memory allocated by user space");
MODULE_LICENSE("GPL");
