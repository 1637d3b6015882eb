// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of pages, by which any memory can be described to the secure world.
 *
 * Source: OP-TEE message protocol (optee_msg.h), OPTEE_MSG_ATTR_NONCONTIG.
 */

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/math.h>
#include <linux/mm.h>

#include "smc.h"

#define LIST_PAGE_SIZE		OPTEE_MSG_NONCONTIG_PAGE_SIZE
/* Addresses in one page of a list, before the address of the next page */
#define LIST_PAGE_ENTRIES	(LIST_PAGE_SIZE / sizeof(u64) - 1)

/**
 * optee_smc_free_page_list() - frees a list of pages
 * @list: pages that hold the list, by page->lru
 *
 * Context: any, does not sleep.
 */
void optee_smc_free_page_list(struct list_head *list)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

/**
 * optee_smc_lose_page_list() - leaves a list of pages to the secure world for good
 * @list: pages that hold the list, which may be read at any time
 *
 * Context: any, does not sleep.
 */
void optee_smc_lose_page_list(struct list_head *list)
{
	list_del_init(list);
}

/* The 4 KiB behind @cur for the list to go on in, or NULL */
static u64 *next_list_page(struct list_head *list, u64 *cur)
{
	struct page *page;
	u64 *next = cur + LIST_PAGE_SIZE / sizeof(u64);

	BUILD_BUG_ON(PAGE_SIZE < LIST_PAGE_SIZE);
	if (!cur || offset_in_page(next) == 0) {
		page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!page)
			return NULL;
		list_add_tail(&page->lru, list);
		next = page_address(page);
	}
	if (cur)
		cur[LIST_PAGE_ENTRIES] = virt_to_phys(next);
	return next;
}

/**
 * optee_smc_make_page_list() - writes a list of pages for the secure world
 * @list: empty; where to put the pages that hold the list, for
 *	optee_smc_free_page_list()
 * @shm: the memory that is described
 * @pages: its pages
 * @num_pages: how many
 *
 * What the list itself links to is never read again: the secure world can
 * change it.
 *
 * Context: process context, may sleep.
 * Return: what describes the list in a parameter, its address with the offset
 *	into the first page in the low bits; 0 if there is no memory.
 */
u64 optee_smc_make_page_list(struct list_head *list, struct tee_shm *shm,
			     struct page **pages, size_t num_pages)
{
	size_t offset = tee_shm_get_page_offset(shm);
	size_t skip = round_down(offset, LIST_PAGE_SIZE);
	size_t used = LIST_PAGE_ENTRIES;
	phys_addr_t first = 0;
	u64 *cur = NULL;
	size_t n;

	for (n = 0; n < num_pages; n++) {
		for (; skip < PAGE_SIZE; skip += LIST_PAGE_SIZE) {
			if (used == LIST_PAGE_ENTRIES) {
				cur = next_list_page(list, cur);
				if (!cur)
					goto err;
				used = 0;
				if (!first)
					first = virt_to_phys(cur);
			}
			cur[used++] = page_to_phys(pages[n]) + skip;
		}
		skip = 0;
	}
	return first | (offset & (LIST_PAGE_SIZE - 1));
err:
	optee_smc_free_page_list(list);
	return 0;
}
