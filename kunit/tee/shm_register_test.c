// SPDX-License-Identifier: GPL-2.0-only
/*
 * User memory that is registered as shared memory with TEE_IOC_SHM_REGISTER:
 * which pages the driver gets, that they are pinned exactly as long as they are
 * registered, and which ranges are refused.
 */
#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>

#include "support/compat.h"
#include "support/fake_driver.h"
#include "support/user_space.h"
#include "support/leak_watch.h"

#define BUF_PAGES	4
#define BUF_SIZE	(BUF_PAGES * PAGE_SIZE)

/* Numbers from here on are for the kernel: ERESTARTSYS (linux/errno.h) */
#define FIRST_INTERNAL_ERRNO	512

struct tee_shm_register_priv {
	struct tee_fake *fake;
	struct tee_user *user;
	struct file *file;
	unsigned long buf;
};

static long shm_register(struct tee_shm_register_priv *priv, u64 addr,
			 u64 length, struct tee_ioctl_shm_register_data *data)
{
	struct tee_ioctl_shm_register_data unused;

	if (!data)
		data = &unused;
	*data = (struct tee_ioctl_shm_register_data){
		.addr = addr, .length = length,
	};
	return tee_user_struct(priv->user, priv->file, TEE_IOC_SHM_REGISTER,
			       data, sizeof(*data));
}

static int pins(struct tee_shm_register_priv *priv, int num_pages)
{
	int pinned = 0;
	int n;

	for (n = 0; n < num_pages; n++)
		pinned += tee_user_pinned(priv->user,
					  priv->buf + n * PAGE_SIZE);
	return pinned;
}

/* Nothing is left of a registration, in the first @num_pages of the buffer */
static void expect_nothing_left(struct tee_shm_register_priv *priv,
				int num_pages)
{
	struct kunit *test = priv->fake->test;

	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 0);
	KUNIT_EXPECT_EQ_MSG(test, pins(priv, num_pages), 0,
			    "user pages are still pinned");
	KUNIT_EXPECT_TRUE(test, compat_names_no_memory(priv->fake->teedev));
}

struct tee_range_case {
	const char *what;
	unsigned long offs;
	size_t length;
	size_t num_pages;
};

static const struct tee_range_case range_cases[] = {
	{ "a byte", 0, 1, 1 },
	{ "a page", 0, PAGE_SIZE, 1 },
	{ "last byte of a page", PAGE_SIZE - 1, 1, 1 },
	{ "two bytes over a border", PAGE_SIZE - 1, 2, 2 },
	{ "a page across a border", 8, PAGE_SIZE, 2 },
	{ "all but the ends", 1, BUF_SIZE - 2, BUF_PAGES },
	{ "all", 0, BUF_SIZE, BUF_PAGES },
};

KUNIT_ARRAY_PARAM_DESC(tee_range, range_cases, what);

/*
 * A registered range is described to the driver by its pages, pinned, and the
 * offset in the first one; closing the descriptor takes all of it back.
 */
static void tee_test_shm_register_range(struct kunit *test)
{
	const struct tee_range_case *c = test->param_value;
	struct tee_shm_register_priv *priv = test->priv;
	struct tee_ioctl_shm_register_data data;
	struct tee_shm *shm;
	int fd = shm_register(priv, priv->buf + c->offs, c->length, &data);

	KUNIT_ASSERT_GE(test, fd, 0);
	KUNIT_EXPECT_GT(test, data.id, 0);
	KUNIT_EXPECT_EQ(test, data.length, c->length);
	shm = priv->fake->shm[0];
	KUNIT_ASSERT_NOT_NULL(test, shm);
	KUNIT_EXPECT_EQ(test, shm->num_pages, c->num_pages);
	KUNIT_EXPECT_EQ(test, shm->size, c->length);
	KUNIT_EXPECT_EQ(test, shm->offset, c->offs % PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, priv->fake->rec.start,
			(priv->buf + c->offs) & PAGE_MASK);
	KUNIT_EXPECT_EQ(test, pins(priv, BUF_PAGES), c->num_pages);

	KUNIT_EXPECT_EQ(test, tee_user_close_fd(fd), 0);
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * What the secure world writes into a file that user space has mapped and
 * registered is not lost: no page table knows of it, so a page that is written
 * back meanwhile is dirty again when it is unpinned.
 */
static void tee_test_shm_register_dirty(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	int fd = shm_register(priv, priv->user->rw, PAGE_SIZE, NULL);
	struct folio *folio;

	KUNIT_ASSERT_GE(test, fd, 0);
	folio = page_folio(priv->fake->shm[0]->pages[0]);
	folio_get(folio);
	folio_lock(folio);
	folio_clear_dirty_for_io(folio);
	folio_unlock(folio);
	KUNIT_EXPECT_EQ(test, tee_user_close_fd(fd), 0);
	KUNIT_EXPECT_TRUE(test, folio_test_dirty(folio));
	folio_put(folio);
}

/*
 * RLIMIT_MEMLOCK does not limit what is registered (driver/tee/README.md).
 */
static void tee_test_shm_register_beyond_memlock(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	struct rlimit *limit = &current->signal->rlim[RLIMIT_MEMLOCK];
	struct rlimit saved = *limit;
	int fd;

	limit->rlim_cur = 0;
	fd = shm_register(priv, priv->buf, BUF_SIZE, NULL);
	*limit = saved;
	KUNIT_ASSERT_GE(test, fd, 0);
	KUNIT_EXPECT_EQ(test, pins(priv, BUF_PAGES), BUF_PAGES);
	KUNIT_EXPECT_EQ(test, tee_user_close_fd(fd), 0);
	KUNIT_EXPECT_EQ(test, pins(priv, BUF_PAGES), 0);
}

/*
 * An empty range can't be registered, and trying it leaves nothing behind.
 */
static void tee_test_shm_register_nothing(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	long rc;

	tee_watch_begin(test);
	rc = shm_register(priv, priv->buf, 0, NULL);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	KUNIT_EXPECT_LT(test, rc, 0);
	expect_nothing_left(priv, BUF_PAGES);
}

enum where {
	AT_BUFFER,	/* the address is relative to the buffer */
	AT_END,		/* to the end of user space */
	AT_KERNEL,	/* to the end of all addresses */
};

struct tee_address_case {
	const char *what;
	enum where where;
	s64 offs;
	u64 length;
};

static const struct tee_address_case address_cases[] = {
	{ "wraps around to itself", AT_BUFFER, 16, U64_MAX },
	{ "wraps around to its page", AT_BUFFER, 0, -PAGE_SIZE },
	{ "half of all addresses", AT_BUFFER, 0, 1ULL << 63 },
	{ "first byte behind user space", AT_END, 0, 1 },
	{ "over the end of user space", AT_END, -PAGE_SIZE, 2 * PAGE_SIZE },
	{ "last page of all", AT_KERNEL, -PAGE_SIZE, PAGE_SIZE },
	{ "last page of all and the first", AT_KERNEL, -PAGE_SIZE,
	  2 * PAGE_SIZE },
	{ "last byte of all and more", AT_KERNEL, -1, 100 },
};

KUNIT_ARRAY_PARAM_DESC(tee_address, address_cases, what);

/*
 * A range that wraps around or leaves user space gives -EFAULT before anything
 * of it is touched.
 */
static void tee_test_shm_register_outside_user_space(struct kunit *test)
{
	const struct tee_address_case *c = test->param_value;
	struct tee_shm_register_priv *priv = test->priv;
	u64 addr = c->offs;

	if (c->where == AT_BUFFER)
		addr += priv->buf;
	else if (c->where == AT_END)
		addr += TASK_SIZE_MAX;
	KUNIT_EXPECT_EQ(test, shm_register(priv, addr, c->length, NULL),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SHM_REGISTER),
			0);
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * Addresses at which user space has nothing mapped give an error, also where the
 * kernel has something.
 */
static void tee_test_shm_register_unmapped(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;

	KUNIT_EXPECT_LT(test, shm_register(priv, 0, PAGE_SIZE, NULL), 0);
	KUNIT_EXPECT_LT(test, shm_register(priv, (unsigned long)priv,
					   sizeof(*priv), NULL), 0);
	vm_munmap(priv->buf, BUF_SIZE);
	KUNIT_EXPECT_LT(test, shm_register(priv, priv->buf, BUF_SIZE, NULL), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SHM_REGISTER),
			0);
	expect_nothing_left(priv, 0);
}

struct tee_hole_case {
	const char *what;
	unsigned long offs;
	size_t length;
	int hole;
};

static const struct tee_hole_case hole_cases[] = {
	{ "tail, from the start", 0, BUF_SIZE, 2 },
	{ "tail, from an offset", 100, BUF_SIZE - 100, 2 },
	{ "tail, from the last byte", PAGE_SIZE - 1, 2 * PAGE_SIZE, 2 },
	{ "tail, one page there", 4, PAGE_SIZE, 1 },
	{ "tail, offset in the second page", PAGE_SIZE + 64, 2 * PAGE_SIZE, 2 },
};

KUNIT_ARRAY_PARAM_DESC(tee_hole, hole_cases, what);

/*
 * A range of which only the first pages are mapped is refused as a whole: the
 * driver sees none of it and the pages that were there are unpinned.
 */
static void tee_test_shm_register_partly_mapped(struct kunit *test)
{
	const struct tee_hole_case *c = test->param_value;
	struct tee_shm_register_priv *priv = test->priv;
	int n;

	vm_munmap(priv->buf + c->hole * PAGE_SIZE,
		  BUF_SIZE - c->hole * PAGE_SIZE);
	tee_watch_begin(test);
	KUNIT_EXPECT_LT(test, shm_register(priv, priv->buf + c->offs, c->length,
					   NULL), 0);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SHM_REGISTER),
			0);
	expect_nothing_left(priv, c->hole);

	/* What was pinned and is no more may be mapped away */
	for (n = 0; n < c->hole; n++)
		KUNIT_EXPECT_EQ(test, put_user(2, (u8 __user *)
					       (priv->buf + n * PAGE_SIZE)), 0);
}

/*
 * Memory that user space can't write can't be registered, since the secure
 * world could.
 */
static void tee_test_shm_register_read_only(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;

	KUNIT_EXPECT_LT(test, shm_register(priv, priv->user->ro, PAGE_SIZE,
					   NULL), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SHM_REGISTER),
			0);
	KUNIT_EXPECT_FALSE(test, tee_user_pinned(priv->user, priv->user->ro));
}

struct tee_huge_case {
	const char *what;
	u64 length;
};

static const struct tee_huge_case huge_cases[] = {
	{ "1 GiB", 1ULL << 30 },
	{ "4 GiB", 1ULL << 32 },
	{ "1 TiB", 1ULL << 40 },
	{ "2 to the 31 pages", (u64)PAGE_SIZE << 31 },
	{ "2 to the 32 pages", (u64)PAGE_SIZE << 32 },
	{ "2 to the 32 pages and 1", ((u64)PAGE_SIZE << 32) + PAGE_SIZE },
	{ "2 to the 32 pages and 4", ((u64)PAGE_SIZE << 32) + BUF_SIZE },
};

KUNIT_ARRAY_PARAM_DESC(tee_huge, huge_cases, what);

/*
 * A range of which most isn't mapped is refused however long it is: no count of
 * pages overflows on the way, and the kernel reports no WARNING.
 */
static void tee_test_shm_register_huge(struct kunit *test)
{
	const struct tee_huge_case *c = test->param_value;
	struct tee_shm_register_priv *priv = test->priv;
	int reports = tee_watch_reports();
	long rc;

	rc = shm_register(priv, priv->buf, c->length, NULL);
	KUNIT_EXPECT_LT(test, rc, 0);
	KUNIT_EXPECT_EQ_MSG(test, tee_watch_reports(), reports,
			    "the kernel gave a warning");
	if (rc >= 0)
		tee_user_close_fd(rc);
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * Registered memory stays what it is when user space unmaps it: the driver has
 * the same pages until the descriptor is closed.
 */
static void tee_test_shm_register_then_unmap(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	int fd = shm_register(priv, priv->buf, BUF_SIZE, NULL);
	struct page *page = tee_user_page(priv->user, priv->buf);

	KUNIT_EXPECT_GE(test, fd, 0);
	vm_munmap(priv->buf, BUF_SIZE);
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 1);
	KUNIT_EXPECT_TRUE(test, folio_maybe_dma_pinned(page_folio(page)));
	tee_user_close_fd(fd);
	KUNIT_EXPECT_FALSE(test, folio_maybe_dma_pinned(page_folio(page)));
	put_page(page);
	expect_nothing_left(priv, 0);
}

/*
 * The same memory can be registered twice: the objects are distinct, and the end
 * of one leaves the pages pinned for the other.
 */
static void tee_test_shm_register_twice(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	struct tee_ioctl_shm_register_data one, two;
	int fd1 = shm_register(priv, priv->buf, BUF_SIZE, &one);
	int fd2 = shm_register(priv, priv->buf + 8, PAGE_SIZE, &two);

	KUNIT_ASSERT_GE(test, fd1, 0);
	KUNIT_ASSERT_GE(test, fd2, 0);
	KUNIT_EXPECT_NE(test, one.id, two.id);
	KUNIT_EXPECT_EQ(test, tee_fake_shms(priv->fake), 2);
	tee_user_close_fd(fd1);
	KUNIT_EXPECT_EQ(test, pins(priv, BUF_PAGES), 2);
	tee_user_close_fd(fd2);
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * Flags, of which none is defined, are refused.
 */
static void tee_test_shm_register_flags(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	struct tee_ioctl_shm_register_data data = {
		.addr = priv->buf, .length = PAGE_SIZE,
	};
	int bit;

	for (bit = 0; bit < 32; bit++) {
		data.flags = BIT(bit);
		KUNIT_EXPECT_EQ(test, tee_user_struct(priv->user, priv->file,
						      TEE_IOC_SHM_REGISTER,
						      &data, sizeof(data)),
				-EINVAL);
	}
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * When the secure world refuses to register, its error is passed on and the
 * pages, the list of them and the id go back.
 */
static void tee_test_shm_register_refused(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;

	priv->fake->result[TEE_FAKE_SHM_REGISTER] = -ENOSPC;
	tee_watch_begin(test);
	KUNIT_EXPECT_EQ(test, shm_register(priv, priv->buf + 1, BUF_SIZE - 1,
					   NULL), -ENOSPC);
	KUNIT_EXPECT_EQ(test, tee_watch_end(test), 0);
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * When the secure world refuses to unregister, the pages are given back all the
 * same: nobody could do it later.
 */
static void tee_test_shm_unregister_refused(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	int fd = shm_register(priv, priv->buf, BUF_SIZE, NULL);

	KUNIT_ASSERT_GE(test, fd, 0);
	priv->fake->result[TEE_FAKE_SHM_UNREGISTER] = -EBUSY;
	tee_user_close_fd(fd);
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * A TEE that can't register memory says so, with an error that has a name in
 * user space.
 */
static void tee_test_shm_register_unsupported(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	long rc;

	priv->fake->ops.shm_register = NULL;
	rc = shm_register(priv, priv->buf, PAGE_SIZE, NULL);
	KUNIT_EXPECT_LT(test, rc, 0);
	KUNIT_EXPECT_GT_MSG(test, rc, -FIRST_INTERNAL_ERRNO,
			    "an errno that is the kernel's own");
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * When the answer can't be copied to user space, the memory is unregistered and
 * unpinned.
 */
static void tee_test_shm_register_copy_back_fails(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	struct tee_ioctl_shm_register_data data = {
		.addr = priv->buf, .length = BUF_SIZE,
	};

	tee_user_write(priv->user, priv->user->rw, &data, sizeof(data));
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_SHM_REGISTER,
					     priv->user->ro), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_user_ioctl(priv->file, TEE_IOC_SHM_REGISTER,
					     0), -EFAULT);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(priv->fake, TEE_FAKE_SHM_REGISTER),
			1);
	expect_nothing_left(priv, BUF_PAGES);
}

/*
 * The descriptor of registered memory can't be mapped: the memory is the
 * application's already.
 */
static void tee_test_shm_register_no_map(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	int fd = shm_register(priv, priv->buf, BUF_SIZE, NULL);
	unsigned long addr;
	struct file *file;

	KUNIT_ASSERT_GE(test, fd, 0);
	file = fget(fd);
	addr = vm_mmap(file, 0, PAGE_SIZE, PROT_READ, MAP_SHARED, 0);
	KUNIT_EXPECT_EQ(test, (long)addr, -EINVAL);
	fput(file);
	tee_user_close_fd(fd);
	flush_delayed_fput();
	KUNIT_EXPECT_TRUE(test, tee_fake_wait_calls(priv->fake,
						    TEE_FAKE_SHM_UNREGISTER,
						    1));
}

/*
 * Memory stays registered when the device file is closed before the descriptor:
 * the driver unregisters it in a context that still is there.
 */
static void tee_test_shm_register_outlives_device_file(struct kunit *test)
{
	struct tee_shm_register_priv *priv = test->priv;
	struct tee_fake *fake = priv->fake;
	int fd = shm_register(priv, priv->buf, BUF_SIZE, NULL);

	KUNIT_ASSERT_GE(test, fd, 0);
	tee_user_close(priv->file);
	priv->file = NULL;
	KUNIT_ASSERT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 0);
	KUNIT_EXPECT_EQ(test, pins(priv, BUF_PAGES), BUF_PAGES);
	tee_user_close_fd(fd);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_SHM_UNREGISTER), 1);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_RELEASE), 1);
	expect_nothing_left(priv, BUF_PAGES);
}

static int tee_shm_register_init(struct kunit *test)
{
	struct tee_shm_register_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	priv->user = tee_user_new(test);
	priv->buf = tee_user_map(priv->user, BUF_SIZE);
	priv->fake = tee_fake_new(test);
	priv->file = tee_user_open(priv->user, priv->fake);
	KUNIT_ASSERT_FALSE(test, IS_ERR(priv->file));
	test->priv = priv;
	tee_watch_rearm();
	tee_user_close_later(priv->user, &priv->file, NULL);
	return 0;
}

static struct kunit_case tee_shm_register_cases[] = {
	KUNIT_CASE_PARAM(tee_test_shm_register_range, tee_range_gen_params),
	KUNIT_CASE(tee_test_shm_register_dirty),
	KUNIT_CASE(tee_test_shm_register_beyond_memlock),
	KUNIT_CASE(tee_test_shm_register_nothing),
	KUNIT_CASE_PARAM(tee_test_shm_register_outside_user_space,
			 tee_address_gen_params),
	KUNIT_CASE(tee_test_shm_register_unmapped),
	KUNIT_CASE_PARAM(tee_test_shm_register_partly_mapped,
			 tee_hole_gen_params),
	KUNIT_CASE(tee_test_shm_register_read_only),
	KUNIT_CASE_PARAM(tee_test_shm_register_huge, tee_huge_gen_params),
	KUNIT_CASE(tee_test_shm_register_then_unmap),
	KUNIT_CASE(tee_test_shm_register_twice),
	KUNIT_CASE(tee_test_shm_register_flags),
	KUNIT_CASE(tee_test_shm_register_refused),
	KUNIT_CASE(tee_test_shm_unregister_refused),
	KUNIT_CASE(tee_test_shm_register_unsupported),
	KUNIT_CASE(tee_test_shm_register_copy_back_fails),
	KUNIT_CASE(tee_test_shm_register_no_map),
	KUNIT_CASE(tee_test_shm_register_outlives_device_file),
	{}
};

static struct kunit_suite tee_shm_register_suite = {
	.name = "tee_shm_register",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_shm_register_init,
	.test_cases = tee_shm_register_cases,
};

kunit_test_suite(tee_shm_register_suite);

MODULE_DESCRIPTION("KUnit suite for user memory registered as shared memory");
MODULE_LICENSE("GPL");
