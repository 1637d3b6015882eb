// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the hosted world knowingly differs from a kernel (the list in
 * fuzz/host/host.h): each with a test that shows it, built for that world only.
 */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "fidelity.h"

/* An object is exactly as large as was asked for */
static void differs_exact_size(struct kunit *test)
{
	void *mem = kmalloc(33, GFP_KERNEL);

	KUNIT_EXPECT_EQ(test, ksize(mem), 33);
	kfree(mem);
}

/* Memory that was freed is not given again in the same run */
static void differs_no_reuse(struct kunit *test)
{
	void *first = kmalloc(64, GFP_KERNEL);

	kfree(first);
	for (int i = 0; i < 100; i++) {
		void *mem = kmalloc(64, GFP_KERNEL);

		KUNIT_EXPECT_PTR_NE(test, mem, first);
		kfree(mem);
	}
}

/* Two allocations of pages are never neighbours */
static void differs_no_neighbours(struct kunit *test)
{
	struct page *one = alloc_page(GFP_KERNEL), *two = alloc_page(GFP_KERNEL);

	KUNIT_EXPECT_GT(test, page_to_pfn(two), page_to_pfn(one) + 1);
	__free_page(one);
	__free_page(two);
}

/* vmalloc() gives memory like any other */
static void differs_vmalloc(struct kunit *test)
{
	void *mem = vmalloc(3 * PAGE_SIZE);

	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(mem));
	vfree(mem);
}

/* Time does not pass while a task runs */
static void differs_frozen_clock(struct kunit *test)
{
	unsigned long start = jiffies;

	for (int i = 0; i < 100000; i++)
		cond_resched();
	KUNIT_EXPECT_EQ(test, jiffies, start);
}

struct rcu_user {
	struct rcu_head head;
	bool called;
};

static void on_rcu(struct rcu_head *head)
{
	container_of(head, struct rcu_user, head)->called = true;
}

/* What waits for RCU's readers runs at once: no task is interrupted inside such a section */
static void differs_rcu(struct kunit *test)
{
	struct rcu_user user = { };

	call_rcu(&user.head, on_rcu);
	KUNIT_EXPECT_TRUE(test, user.called);
}

static int probes;

static int defers(struct device *dev)
{
	probes++;
	return -EPROBE_DEFER;
}

static void no_release(struct device *dev)
{
}

static const struct bus_type bus = { .name = "differs", .probe = defers };

/* A probe that is deferred is not tried again when another device has been bound */
static void differs_deferred_probe(struct kunit *test)
{
	struct device_driver driver = { .name = "differs", .bus = &bus };
	static struct device dev[2];	/* too large for the stack */

	KUNIT_ASSERT_EQ(test, bus_register(&bus), 0);
	KUNIT_ASSERT_EQ(test, driver_register(&driver), 0);
	for (int i = 0; i < 2; i++) {
		device_initialize(&dev[i]);
		dev[i].bus = &bus;
		dev[i].release = no_release;
		KUNIT_EXPECT_EQ(test, dev_set_name(&dev[i], "differs-%d", i), 0);
		KUNIT_EXPECT_EQ(test, device_add(&dev[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, probes, 2);
	device_unregister(&dev[0]);
	device_unregister(&dev[1]);
	driver_unregister(&driver);
	bus_unregister(&bus);
}

/* Two devices of one name: the second is refused, without a stack in the log */
static void differs_device_twice(struct kunit *test)
{
	static struct device dev[2];	/* too large for the stack */

	KUNIT_ASSERT_EQ(test, bus_register(&bus), 0);
	for (int i = 0; i < 2; i++) {
		device_initialize(&dev[i]);
		dev[i].bus = &bus;
		dev[i].release = no_release;
		KUNIT_EXPECT_EQ(test, dev_set_name(&dev[i], "differs"), 0);
		KUNIT_EXPECT_EQ(test, device_add(&dev[i]), i ? -EEXIST : 0);
	}
	put_device(&dev[1]);
	device_unregister(&dev[0]);
	bus_unregister(&bus);
}

static struct kunit_case differs_cases[] = {
	KUNIT_CASE(differs_exact_size),
	KUNIT_CASE(differs_no_reuse),
	KUNIT_CASE(differs_no_neighbours),
	KUNIT_CASE(differs_vmalloc),
	KUNIT_CASE(differs_frozen_clock),
	KUNIT_CASE(differs_rcu),
	KUNIT_CASE(differs_deferred_probe),
	KUNIT_CASE(differs_device_twice),
	{}
};

static struct kunit_suite differs_suite = {
	.name = "differs",
	.test_cases = differs_cases,
};
kunit_test_suite(differs_suite);

MODULE_DESCRIPTION("Where the hosted world differs from a kernel");
MODULE_LICENSE("GPL");
