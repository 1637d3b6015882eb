// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages: allocation, addresses, references, pins of user memory.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "fidelity.h"

#define QUIET		(GFP_KERNEL | __GFP_NOWARN)
#define MAX_PAGES	6

static const struct page_exact {
	const char *name;
	size_t size;
} page_exacts[] = {
	{ "a byte", 1 }, { "a page", PAGE_SIZE }, { "a page and a byte", PAGE_SIZE + 1 },
	{ "five pages", 5 * PAGE_SIZE },
};

KUNIT_ARRAY_PARAM_DESC(page_exacts, page_exacts, name);

/* Exact pages are aligned, zeroed when asked to, and each counts for itself */
static void fidelity_page_exact(struct kunit *test)
{
	const struct page_exact *p = test->param_value;
	size_t size = PAGE_ALIGN(p->size);
	u8 *mem = alloc_pages_exact(p->size, GFP_KERNEL | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(mem));
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(mem, 0, size), NULL);
	for (size_t at = 0; at < size; at += PAGE_SIZE)
		KUNIT_EXPECT_EQ(test, page_count(virt_to_page(mem + at)), 1);
	memset(mem, 1, size);
	free_pages_exact(mem, p->size);
}

static const struct page_order {
	const char *name;
	unsigned int order;
} page_orders[] = {
	{ "order 0", 0 }, { "order 1", 1 }, { "order 3", 3 },
};

KUNIT_ARRAY_PARAM_DESC(page_orders, page_orders, name);

/* Pages of an order: zeroed when asked to, address and page lead to each other */
static void fidelity_page_order(struct kunit *test)
{
	const struct page_order *p = test->param_value;
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_ZERO, p->order);
	u8 *mem;

	KUNIT_ASSERT_NOT_NULL(test, page);
	mem = page_address(page);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(mem, 0, PAGE_SIZE << p->order), NULL);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(mem + 5), page);
	KUNIT_EXPECT_EQ(test, page_to_phys(page), virt_to_phys(mem));
	KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(page_to_phys(page)), (void *)mem);
	KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(page_to_pfn(page)), page);
	KUNIT_EXPECT_TRUE(test, pfn_valid(page_to_pfn(page)));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	__free_pages(page, p->order);
}

/* By address */
static void fidelity_page_by_address(struct kunit *test)
{
	unsigned long addr = __get_free_pages(GFP_KERNEL, 1);

	KUNIT_ASSERT_NE(test, addr, 0);
	memset((void *)addr, 1, 2 * PAGE_SIZE);
	free_pages(addr, 1);
	addr = get_zeroed_page(GFP_KERNEL);
	KUNIT_ASSERT_NE(test, addr, 0);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv((void *)addr, 0, PAGE_SIZE), NULL);
	free_page(addr);
	free_pages(0, 1);
}

/* What is too large gives NULL */
static void fidelity_page_too_large(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, alloc_pages(QUIET, MAX_PAGE_ORDER + 1), NULL);
	KUNIT_EXPECT_PTR_EQ(test, alloc_pages_exact(PAGE_SIZE << (MAX_PAGE_ORDER + 1), QUIET),
			    NULL);
	KUNIT_EXPECT_EQ(test, __get_free_pages(QUIET, MAX_PAGE_ORDER + 1), 0);
}

/* A page lives until its last reference is put */
static void fidelity_page_references(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *mem;

	KUNIT_ASSERT_NOT_NULL(test, page);
	mem = page_address(page);
	get_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	memset(mem, 1, PAGE_SIZE);
	put_page(page);
}

static const struct page_pin {
	const char *name;
	unsigned long mapped;
	bool writable;
	unsigned long first, count;
	unsigned int flags;
	int rc;
} page_pins[] = {
	{ "all", 4, true, 0, 4, FOLL_WRITE, 4 },
	{ "one in the middle", 4, true, 2, 1, FOLL_WRITE, 1 },
	{ "up to a hole", 3, true, 1, 5, FOLL_WRITE, 2 },
	{ "from a hole", 2, true, 2, 1, FOLL_WRITE, -EFAULT },
	{ "none", 2, true, 0, 0, FOLL_WRITE, 0 },
	{ "read-only, to write", 2, false, 0, 2, FOLL_WRITE, -EFAULT },
	{ "read-only, to read", 2, false, 0, 2, 0, 2 },
};

KUNIT_ARRAY_PARAM_DESC(page_pins, page_pins, name);

/* How many pages are pinned, and that each has its pin until it is taken off */
static void fidelity_page_pin(struct kunit *test)
{
	const struct page_pin *p = test->param_value;
	struct page *page[MAX_PAGES];
	unsigned long addr;
	int rc;

	fid_user_new(test);
	addr = fid_user_map(test, p->mapped, p->writable);
	rc = pin_user_pages_fast(addr + p->first * PAGE_SIZE, p->count, p->flags, page);
	KUNIT_EXPECT_EQ(test, rc, p->rc);
	if (rc <= 0)
		return;
	/* what was never written may be the zero page, which has no pins */
	for (int i = 0; i < rc && p->writable; i++)
		KUNIT_EXPECT_TRUE(test, folio_maybe_dma_pinned(page_folio(page[i])));
	unpin_user_pages(page, rc);
	for (int i = 0; i < rc && p->writable; i++)
		KUNIT_EXPECT_FALSE(test, folio_maybe_dma_pinned(page_folio(page[i])));
	fid_user_unmap(addr, p->mapped);
}

/* A pinned page holds what user space writes, and stays when it is unmapped */
static void fidelity_page_pinned_stays(struct kunit *test)
{
	struct page *page;
	unsigned long addr;
	u8 byte = 0x77;

	fid_user_new(test);
	addr = fid_user_map(test, 1, true);
	KUNIT_ASSERT_EQ(test, pin_user_pages_fast(addr, 1, FOLL_WRITE, &page), 1);
	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)addr, &byte, 1), 0);
	KUNIT_EXPECT_EQ(test, *(u8 *)page_address(page), byte);
	fid_user_unmap(addr, 1);
	*(u8 *)page_address(page) = 1;
	unpin_user_pages(&page, 1);
}

/* An address inside a page stands for the page */
static void fidelity_page_pin_unaligned(struct kunit *test)
{
	struct page *page[2];
	unsigned long addr;

	fid_user_new(test);
	addr = fid_user_map(test, 2, true);
	KUNIT_ASSERT_EQ(test, pin_user_pages_fast(addr + 100, 2, FOLL_WRITE, page), 2);
	KUNIT_EXPECT_PTR_NE(test, page[0], page[1]);
	unpin_user_pages(page, 2);
}

/* Addresses that are none of user space's */
static void fidelity_page_pin_wild(struct kunit *test)
{
	struct page *page[2];

	fid_user_new(test);
	KUNIT_EXPECT_EQ(test, pin_user_pages_fast(TASK_SIZE, 1, FOLL_WRITE, page), -EFAULT);
	KUNIT_EXPECT_EQ(test, pin_user_pages_fast(0, 1, FOLL_WRITE, page), -EFAULT);
}

/* The pages of a range of kernel memory, through an iterator */
static void fidelity_page_iterate_kernel(struct kunit *test)
{
	u8 *mem = alloc_pages_exact(2 * PAGE_SIZE, GFP_KERNEL);
	struct page *page[2] = { }, **pages = page;
	struct kvec kvec;
	struct iov_iter iter;
	size_t offs = 0;

	KUNIT_ASSERT_NOT_NULL(test, mem);
	kvec.iov_base = mem + 16;
	kvec.iov_len = PAGE_SIZE;
	iov_iter_kvec(&iter, ITER_DEST, &kvec, 1, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, iov_iter_npages(&iter, 10), 2);
	KUNIT_EXPECT_EQ(test, iov_iter_extract_pages(&iter, &pages, LONG_MAX, 2, 0, &offs),
			PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, offs, 16);
	KUNIT_EXPECT_PTR_EQ(test, page[0], virt_to_page(mem));
	KUNIT_EXPECT_PTR_EQ(test, page[1], virt_to_page(mem + PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, iov_iter_extract_will_pin(&iter));
	free_pages_exact(mem, 2 * PAGE_SIZE);
}

/* ... and of user memory, up to a hole */
static void fidelity_page_iterate_user(struct kunit *test)
{
	struct page *page[3] = { }, **pages = page;
	struct iov_iter iter;
	unsigned long addr;
	size_t offs = 0;
	ssize_t rc;

	fid_user_new(test);
	addr = fid_user_map(test, 2, true);
	iov_iter_ubuf(&iter, ITER_DEST, (void __user *)(addr + 16), 2 * PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, iov_iter_extract_will_pin(&iter));
	rc = iov_iter_extract_pages(&iter, &pages, LONG_MAX, 3, 0, &offs);
	KUNIT_EXPECT_EQ(test, rc, 2 * PAGE_SIZE - 16);
	KUNIT_EXPECT_EQ(test, offs, 16);
	unpin_user_pages(page, 2);
}

static struct kunit_case fidelity_page_cases[] = {
	KUNIT_CASE_PARAM(fidelity_page_exact, page_exacts_gen_params),
	KUNIT_CASE_PARAM(fidelity_page_order, page_orders_gen_params),
	KUNIT_CASE(fidelity_page_by_address),
	KUNIT_CASE(fidelity_page_too_large),
	KUNIT_CASE(fidelity_page_references),
	KUNIT_CASE_PARAM(fidelity_page_pin, page_pins_gen_params),
	KUNIT_CASE(fidelity_page_pinned_stays),
	KUNIT_CASE(fidelity_page_pin_unaligned),
	KUNIT_CASE(fidelity_page_pin_wild),
	KUNIT_CASE(fidelity_page_iterate_kernel),
	KUNIT_CASE(fidelity_page_iterate_user),
	{}
};

static struct kunit_suite fidelity_page_suite = {
	.name = "fidelity_page",
	.test_cases = fidelity_page_cases,
};
kunit_test_suite(fidelity_page_suite);

MODULE_DESCRIPTION("Fidelity of pages");
MODULE_LICENSE("GPL");
