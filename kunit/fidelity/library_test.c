// SPDX-License-Identifier: GPL-2.0-only
/*
 * Library code that is the kernel's own in both worlds: that it works on what is
 * below it there (memory, locks), also when memory is short.
 */
#include <linux/bitmap.h>
#include <linux/genalloc.h>
#include <linux/idr.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uuid.h>
#include <linux/xarray.h>

#include "fidelity.h"

/* Ids: the lowest free one, from a range, and nothing beyond it */
static void fidelity_library_idr(struct kunit *test)
{
	struct idr idr;
	int values[4];

	idr_init(&idr);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &values[0], 1, 4, GFP_KERNEL), 1);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &values[1], 1, 4, GFP_KERNEL), 2);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &values[2], 1, 4, GFP_KERNEL), 3);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &values[3], 1, 4, GFP_KERNEL), -ENOSPC);
	KUNIT_EXPECT_PTR_EQ(test, idr_find(&idr, 2), (void *)&values[1]);
	KUNIT_EXPECT_PTR_EQ(test, idr_find(&idr, 9), NULL);
	KUNIT_EXPECT_PTR_EQ(test, idr_remove(&idr, 2), (void *)&values[1]);
	KUNIT_EXPECT_PTR_EQ(test, idr_remove(&idr, 2), NULL);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &values[3], 1, 0, GFP_KERNEL), 2);
	idr_destroy(&idr);
}

/* Ids in their order */
static int note_id(int id, void *p, void *data)
{
	fid_note(data, id);
	return id == 7 ? -EINTR : 0;
}

static void fidelity_library_idr_for_each(struct kunit *test)
{
	struct fid_log log = { };
	struct idr idr;
	static const int ids[] = { 9, 2, 7, 400 };

	idr_init(&idr);
	for (int i = 0; i < ARRAY_SIZE(ids); i++)
		KUNIT_ASSERT_EQ(test, idr_alloc(&idr, (void *)ids, ids[i], ids[i] + 1, GFP_KERNEL),
				ids[i]);
	KUNIT_EXPECT_EQ(test, idr_for_each(&idr, note_id, &log), -EINTR);
	fid_expect_log(test, &log, 2, 7);
	idr_destroy(&idr);
	KUNIT_EXPECT_TRUE(test, idr_is_empty(&idr));
}

/* An id that needs memory which there is not is an error, and the next try works */
static void fidelity_library_idr_no_memory(struct kunit *test)
{
	struct idr idr;
	int rc, value;

	idr_init(&idr);
	fid_fault(1);
	rc = idr_alloc(&idr, &value, 1, 0, GFP_KERNEL);
	fid_fault(0);
	KUNIT_EXPECT_EQ(test, rc, -ENOMEM);
	KUNIT_EXPECT_EQ(test, idr_alloc(&idr, &value, 1, 0, GFP_KERNEL), 1);
	idr_destroy(&idr);
}

struct adder {
	struct idr *idr;
	struct mutex *lock;
};

static int add_ids(void *data)
{
	struct adder *a = data;

	for (int i = 0; i < 20; i++) {
		int rc;

		mutex_lock(a->lock);
		rc = idr_alloc(a->idr, a, 0, 0, GFP_KERNEL);
		mutex_unlock(a->lock);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Threads that take ids under a lock never get one twice */
static void fidelity_library_idr_threads(struct kunit *test)
{
	struct tee_task *one, *two;
	struct mutex lock;
	struct idr idr;
	struct adder a = { &idr, &lock };
	unsigned int n = 0;
	void *entry;
	int id;

	idr_init(&idr);
	mutex_init(&lock);
	one = tee_task_start(test, add_ids, &a);
	two = tee_task_start(test, add_ids, &a);
	KUNIT_EXPECT_EQ(test, tee_task_join(one), 0);
	KUNIT_EXPECT_EQ(test, tee_task_join(two), 0);
	idr_for_each_entry(&idr, entry, id)
		KUNIT_EXPECT_EQ(test, id, n++);
	KUNIT_EXPECT_EQ(test, n, 40);
	idr_destroy(&idr);
}

/* Arrays: what was stored is found, what was erased is not */
static void fidelity_library_xarray(struct kunit *test)
{
	struct xarray xa;
	int value;

	xa_init(&xa);
	KUNIT_EXPECT_PTR_EQ(test, xa_store(&xa, 70000, &value, GFP_KERNEL), NULL);
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 70000), (void *)&value);
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 1), NULL);
	KUNIT_EXPECT_PTR_EQ(test, xa_erase(&xa, 70000), (void *)&value);
	KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
	xa_destroy(&xa);
}

/* Ids in a circle, and one thing in the place of another */
static void fidelity_library_idr_cyclic(struct kunit *test)
{
	struct idr idr;
	int one, two;

	idr_init(&idr);
	KUNIT_EXPECT_EQ(test, idr_alloc_cyclic(&idr, &one, 1, 4, GFP_KERNEL), 1);
	KUNIT_EXPECT_EQ(test, idr_alloc_cyclic(&idr, &one, 1, 4, GFP_KERNEL), 2);
	idr_remove(&idr, 1);
	KUNIT_EXPECT_EQ(test, idr_alloc_cyclic(&idr, &one, 1, 4, GFP_KERNEL), 3);
	KUNIT_EXPECT_EQ(test, idr_alloc_cyclic(&idr, &one, 1, 4, GFP_KERNEL), 1);
	KUNIT_EXPECT_PTR_EQ(test, idr_replace(&idr, &two, 2), (void *)&one);
	KUNIT_EXPECT_PTR_EQ(test, idr_find(&idr, 2), (void *)&two);
	KUNIT_EXPECT_PTR_EQ(test, idr_replace(&idr, &two, 9), ERR_PTR(-ENOENT));
	idr_destroy(&idr);
}

/* Numbers without anything to them */
static void fidelity_library_ida(struct kunit *test)
{
	struct ida ida;

	ida_init(&ida);
	KUNIT_EXPECT_EQ(test, ida_alloc_range(&ida, 0, 1, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, ida_alloc_range(&ida, 0, 1, GFP_KERNEL), 1);
	KUNIT_EXPECT_EQ(test, ida_alloc_range(&ida, 0, 1, GFP_KERNEL), -ENOSPC);
	ida_free(&ida, 0);
	KUNIT_EXPECT_EQ(test, ida_alloc(&ida, GFP_KERNEL), 0);
	ida_destroy(&ida);
}

/* Entries with marks are found by them */
static void fidelity_library_xarray_marks(struct kunit *test)
{
	unsigned long index;
	struct xarray xa;
	int value;
	void *entry;

	xa_init(&xa);
	for (index = 10; index < 13; index++)
		KUNIT_EXPECT_PTR_EQ(test, xa_store(&xa, index, &value, GFP_KERNEL), NULL);
	xa_set_mark(&xa, 11, XA_MARK_1);
	KUNIT_EXPECT_TRUE(test, xa_get_mark(&xa, 11, XA_MARK_1));
	KUNIT_EXPECT_FALSE(test, xa_get_mark(&xa, 12, XA_MARK_1));
	index = 0;
	entry = xa_find(&xa, &index, ULONG_MAX, XA_MARK_1);
	KUNIT_EXPECT_PTR_EQ(test, entry, (void *)&value);
	KUNIT_EXPECT_EQ(test, index, 11);
	KUNIT_EXPECT_PTR_EQ(test, xa_find_after(&xa, &index, ULONG_MAX, XA_MARK_1), NULL);
	xa_clear_mark(&xa, 11, XA_MARK_1);
	index = 0;
	KUNIT_EXPECT_PTR_EQ(test, xa_find(&xa, &index, ULONG_MAX, XA_MARK_1), NULL);
	xa_destroy(&xa);
}

/* A pool of memory: aligned pieces, none left in the end, all back */
static void fidelity_library_genalloc(struct kunit *test)
{
	u8 *mem = alloc_pages_exact(4 * PAGE_SIZE, GFP_KERNEL);
	struct gen_pool *pool = gen_pool_create(PAGE_SHIFT, -1);
	unsigned long piece[4];

	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_ASSERT_EQ(test, gen_pool_add_virt(pool, (unsigned long)mem, virt_to_phys(mem),
						4 * PAGE_SIZE, -1), 0);
	for (int i = 0; i < 4; i++) {
		piece[i] = gen_pool_alloc(pool, 100);
		KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(piece[i]));
		KUNIT_EXPECT_EQ(test, gen_pool_virt_to_phys(pool, piece[i]),
				virt_to_phys((void *)piece[i]));
	}
	KUNIT_EXPECT_EQ(test, gen_pool_alloc(pool, 1), 0);
	for (int i = 0; i < 4; i++)
		gen_pool_free(pool, piece[i], 100);
	KUNIT_EXPECT_EQ(test, gen_pool_avail(pool), 4 * PAGE_SIZE);
	gen_pool_destroy(pool);
	free_pages_exact(mem, 4 * PAGE_SIZE);
}

struct notified {
	struct notifier_block nb;
	struct fid_log *log;
	int id;
	int rc;
};

static int notify(struct notifier_block *nb, unsigned long event, void *data)
{
	struct notified *n = container_of(nb, struct notified, nb);

	fid_note(n->log, n->id);
	return n->rc;
}

/* A chain is called by priority, until somebody stops it */
static void fidelity_library_notifier(struct kunit *test)
{
	struct fid_log log = { };
	struct notified n[] = {
		{ { notify, .priority = 1 }, &log, 1, NOTIFY_STOP },
		{ { notify, .priority = 2 }, &log, 2, NOTIFY_OK },
		{ { notify, .priority = 0 }, &log, 3, NOTIFY_OK },
	};
	static BLOCKING_NOTIFIER_HEAD(head);

	for (int i = 0; i < ARRAY_SIZE(n); i++)
		KUNIT_EXPECT_EQ(test, blocking_notifier_chain_register(&head, &n[i].nb), 0);
	KUNIT_EXPECT_EQ(test, blocking_notifier_call_chain(&head, 5, NULL), NOTIFY_STOP);
	fid_expect_log(test, &log, 2, 1);
	KUNIT_EXPECT_EQ(test, blocking_notifier_chain_unregister(&head, &n[0].nb), 0);
	KUNIT_EXPECT_EQ(test, blocking_notifier_chain_unregister(&head, &n[0].nb), -ENOENT);
	log.num = 0;
	KUNIT_EXPECT_EQ(test, blocking_notifier_call_chain(&head, 5, NULL), NOTIFY_OK);
	fid_expect_log(test, &log, 2, 3);
	for (int i = 1; i < ARRAY_SIZE(n); i++)
		KUNIT_EXPECT_EQ(test, blocking_notifier_chain_unregister(&head, &n[i].nb), 0);
}

static const struct library_format {
	const char *name;
	const char *want;
	const char *fmt;
	unsigned long a, b;
} library_formats[] = {
	{ "decimal", "5-6", "%lu-%lu", 5, 6 },
	{ "hexadecimal", "0x1f 0020", "%#lx %04lx", 0x1f, 0x20 },
};

KUNIT_ARRAY_PARAM_DESC(library_formats, library_formats, name);

/* Formats */
static void fidelity_library_format(struct kunit *test)
{
	const struct library_format *p = test->param_value;
	char buf[32];

	snprintf(buf, sizeof(buf), p->fmt, p->a, p->b);
	KUNIT_EXPECT_STREQ(test, buf, p->want);
	KUNIT_EXPECT_EQ(test, snprintf(buf, 3, p->fmt, p->a, p->b), strlen(p->want));
	KUNIT_EXPECT_EQ(test, strlen(buf), 2);
}

/* Bits and UUIDs */
static void fidelity_library_bits(struct kunit *test)
{
	DECLARE_BITMAP(map, 100) = { };
	uuid_t a, b;
	char text[UUID_STRING_LEN + 1];

	set_bit(70, map);
	KUNIT_EXPECT_EQ(test, find_first_bit(map, 100), 70);
	KUNIT_EXPECT_EQ(test, find_first_zero_bit(map, 100), 0);
	KUNIT_EXPECT_EQ(test, find_next_bit(map, 100, 71), 100);
	KUNIT_EXPECT_TRUE(test, test_and_clear_bit(70, map));
	KUNIT_EXPECT_FALSE(test, test_and_clear_bit(70, map));
	KUNIT_EXPECT_EQ(test, uuid_parse("12345678-1234-5678-90ab-cdef01234567", &a), 0);
	export_uuid((u8 *)&b, &a);
	KUNIT_EXPECT_TRUE(test, uuid_equal(&a, &b));
	snprintf(text, sizeof(text), "%pUb", &a);
	KUNIT_EXPECT_STREQ(test, text, "12345678-1234-5678-90ab-cdef01234567");
}

static struct kunit_case fidelity_library_cases[] = {
	KUNIT_CASE(fidelity_library_idr),
	KUNIT_CASE(fidelity_library_idr_for_each),
	KUNIT_CASE(fidelity_library_idr_no_memory),
	KUNIT_CASE(fidelity_library_idr_threads),
	KUNIT_CASE(fidelity_library_xarray),
	KUNIT_CASE(fidelity_library_idr_cyclic),
	KUNIT_CASE(fidelity_library_ida),
	KUNIT_CASE(fidelity_library_xarray_marks),
	KUNIT_CASE(fidelity_library_genalloc),
	KUNIT_CASE(fidelity_library_notifier),
	KUNIT_CASE_PARAM(fidelity_library_format, library_formats_gen_params),
	KUNIT_CASE(fidelity_library_bits),
	{}
};

static struct kunit_suite fidelity_library_suite = {
	.name = "fidelity_library",
	.test_cases = fidelity_library_cases,
};
kunit_test_suite(fidelity_library_suite);

MODULE_DESCRIPTION("Fidelity of library code");
MODULE_LICENSE("GPL");
