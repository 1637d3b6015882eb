// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks that the suites of the TEE core rely on: each must see what it is
 * there to see, or the suites would pass for the wrong reason.
 */
#include <kunit/test.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "fake_driver.h"
#include "fault_injection.h"
#include "thread.h"
#include "user_space.h"
#include "leak_watch.h"

/* What ci/kernel/kunit-report takes for a report that a test made on purpose */
#define EXPECTED_BEGIN	"teeproof: expected-report begin\n"
#define EXPECTED_END	"teeproof: expected-report end\n"

#define NUM_BLOCKS	3

/*
 * The account of allocations has those that were not freed, and only those.
 */
static void tee_test_checks_watch_sees_leak(struct kunit *test)
{
	void *block[NUM_BLOCKS];
	int n;

	tee_watch_begin(test);
	for (n = 0; n < NUM_BLOCKS; n++)
		block[n] = kmalloc(100 << n, GFP_KERNEL);
	kfree(block[1]);
	KUNIT_EXPECT_EQ(test, tee_watch_stop(), NUM_BLOCKS - 1);
	kfree(block[0]);
	kfree(block[2]);

	tee_watch_begin(test);
	kfree(kmalloc(PAGE_SIZE * 4, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, tee_watch_stop(), 0);
}

/*
 * A WARNING of the kernel is seen, each time after WARN_ON_ONCE() was rearmed.
 */
static void tee_test_checks_watch_sees_warning(struct kunit *test)
{
	int reports = tee_watch_reports();
	int n;

	for (n = 0; n < 2; n++) {
		tee_watch_rearm();
		pr_info(EXPECTED_BEGIN);
		WARN_ON_ONCE(test);
		pr_info(EXPECTED_END);
	}
	KUNIT_EXPECT_EQ(test, tee_watch_reports(), reports + 2);
}

static int alloc_some(void *data)
{
	void *block[NUM_BLOCKS] = {};
	struct page *page;
	int rc = -ENOMEM;
	int n;

	for (n = 0; n < NUM_BLOCKS; n++) {
		block[n] = kmalloc(100, GFP_KERNEL);
		if (!block[n])
			goto out;
	}
	page = alloc_page(GFP_KERNEL);
	if (!page)
		goto out;
	__free_page(page);
	rc = 0;
out:
	for (n = 0; n < NUM_BLOCKS; n++)
		kfree(block[n]);
	return rc;
}

/*
 * Fault injection reaches each allocation of an operation, of objects and of
 * pages.
 */
static void tee_test_checks_fault_reaches_all(struct kunit *test)
{
	KUNIT_EXPECT_GT(test, tee_fault_each(test, alloc_some, NULL, NULL),
			NUM_BLOCKS);
}

/*
 * User memory of the suites is real: it can be read and written, the mapping
 * that can't be written refuses that, and a pinned page is seen to be.
 */
static void tee_test_checks_user_memory(struct kunit *test)
{
	struct tee_user *user = tee_user_new(test);
	unsigned long addr = tee_user_map(user, PAGE_SIZE);
	struct page *page;
	u32 value = 4711;

	tee_user_write(user, user->rw, &value, sizeof(value));
	value = 0;
	tee_user_read(user, &value, user->ro, sizeof(value));
	KUNIT_EXPECT_EQ(test, value, 4711);
	KUNIT_EXPECT_NE(test, copy_to_user((void __user *)user->ro, &value,
					   sizeof(value)), 0);

	KUNIT_EXPECT_FALSE(test, tee_user_pinned(user, addr));
	KUNIT_ASSERT_EQ(test, pin_user_pages_fast(addr, 1, FOLL_WRITE, &page),
			1);
	KUNIT_EXPECT_TRUE(test, tee_user_pinned(user, addr));
	unpin_user_page(page);
	KUNIT_EXPECT_FALSE(test, tee_user_pinned(user, addr));
}

static int invoke(void *ctx)
{
	struct tee_ioctl_invoke_arg arg = {};

	return tee_client_invoke_func(ctx, &arg, NULL);
}

/*
 * A thread that a test parks in the driver is there until it is let go.
 */
static void tee_test_checks_park(struct kunit *test)
{
	struct tee_fake *fake = tee_fake_new(test);
	struct tee_context *ctx = tee_fake_open(fake);
	struct tee_task *task;

	tee_fake_park(fake, TEE_FAKE_INVOKE);
	task = tee_task_start(test, invoke, ctx);
	KUNIT_EXPECT_TRUE(test, tee_fake_parked(fake, TEE_FAKE_INVOKE));
	KUNIT_EXPECT_TRUE(test, tee_task_settle(task));
	KUNIT_EXPECT_FALSE(test, tee_task_wait_ms(task, 50));
	tee_fake_unpark(fake, TEE_FAKE_INVOKE);
	KUNIT_EXPECT_EQ(test, tee_task_join(task), 0);
	KUNIT_EXPECT_EQ(test, tee_fake_calls(fake, TEE_FAKE_INVOKE), 1);
	tee_client_close_context(ctx);
}

static struct kunit_case tee_checks_cases[] = {
	KUNIT_CASE(tee_test_checks_watch_sees_leak),
	KUNIT_CASE(tee_test_checks_watch_sees_warning),
	KUNIT_CASE(tee_test_checks_fault_reaches_all),
	KUNIT_CASE(tee_test_checks_user_memory),
	KUNIT_CASE(tee_test_checks_park),
	{}
};

static struct kunit_suite tee_checks_suite = {
	.name = "tee_checks",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.test_cases = tee_checks_cases,
};

kunit_test_suite(tee_checks_suite);

MODULE_DESCRIPTION("KUnit suite for the checks of the TEE core suites");
MODULE_LICENSE("GPL");
