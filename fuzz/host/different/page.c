// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages: alloc_pages() and its relatives over the arena's page zone, struct page
 * with reference counts, physical addresses, memremap().
 *
 * The same: reference counts (get_page(), put_page(), pins count 1024 each as in
 * page_maybe_dma_pinned()), page and physical address conversion, orders refused
 * with a warning, zeroing.
 * Different: two allocations are never neighbours; no compound pages.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_ref.h>
#include "compat.h"
#include "host_kernel.h"
#include "observer.h"
#include "different/smc.h"

static struct page map[HOST_ARENA_PAGES];
static unsigned long map_used;	/* frames that were ever given out in this run */

struct page *mem_map = map;
unsigned long max_mapnr = HOST_ARENA_PAGES;
unsigned long uml_physmem = HOST_ARENA_BASE;
unsigned long task_size = HOST_USER_TOP;

static u32 mappings;	/* of reserved memory */

void host_page_reset(void)
{
	host_clear(map, map_used * sizeof(map[0]));
	map_used = 0;
	mappings = 0;
}

static struct page *take_pages(unsigned long n, size_t align, gfp_t gfp, bool each)
{
	struct page *page;
	void *p;
	unsigned long i;

	if (gfpflags_allow_blocking(gfp))
		host_may_sleep("alloc_pages(GFP_KERNEL)");
	host_point(HOST_AT_ALLOC, NULL);
	p = host_mem_alloc(HOST_PAGES, n << PAGE_SHIFT, align, gfp & __GFP_ZERO,
			   !(gfp & __GFP_NOFAIL));
	if (!p)
		return NULL;
	page = virt_to_page(p);
	map_used = max(map_used, page_to_pfn(page) + n);
	for (i = 0; i < (each ? n : 1); i++)
		set_page_count(page + i, 1);
	return page;
}

void host_page_born(struct page *page)
{
	map_used = max(map_used, page_to_pfn(page) + 1);
	set_page_count(page, 1);
}

static bool order_fits(unsigned int order, gfp_t gfp)
{
	return !WARN_ON(order > MAX_PAGE_ORDER && !(gfp & __GFP_NOWARN)) &&
	       order <= MAX_PAGE_ORDER;
}

struct page *host_pages_new(gfp_t gfp, unsigned int order)
{
	return order_fits(order, gfp) ? take_pages(1ul << order, PAGE_SIZE, gfp, false) : NULL;
}

unsigned long get_free_pages_noprof(gfp_t gfp, unsigned int order)
{
	struct page *page = host_pages_new(gfp, order);

	return page ? (unsigned long)page_address(page) : 0;
}

unsigned long get_zeroed_page_noprof(gfp_t gfp)
{
	return get_free_pages_noprof(gfp | __GFP_ZERO, 0);
}

static struct page *exact_pages(size_t size, size_t align, gfp_t gfp)
{
	if (!order_fits(get_order(size), gfp))
		return NULL;
	return take_pages(DIV_ROUND_UP(size, PAGE_SIZE), align, gfp, true);
}

void *alloc_pages_exact_noprof(size_t size, gfp_t gfp)
{
	struct page *page = exact_pages(size, PAGE_SIZE, gfp);

	return page ? page_address(page) : NULL;
}

struct page *host_pages_aligned(gfp_t gfp, size_t size)
{
	return exact_pages(size, size ? roundup_pow_of_two(max(size, PAGE_SIZE)) : PAGE_SIZE, gfp);
}

void host_bad_page(const char *what, u64 pfn)
{
	host_tell(bad_page, what, pfn);
	host_exit_all();
}

static bool drop(struct page *page)
{
	if (page_ref_count(page) <= 0)
		host_bad_page("reference count drops below zero", page_to_pfn(page));
	return page_ref_dec_and_test(page);
}

/* The secure world is told first: it may still have a reference. */
static void free_frames(struct page *page, unsigned long n)
{
	host_smc_pages_freed(page_to_phys(page), n);
	host_page_free(page_address(page), n);
}

void __free_pages(struct page *page, unsigned int order)
{
	host_point(HOST_AT_RELEASE, page);
	if (drop(page))
		free_frames(page, 1ul << order);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page((void *)addr), order);
}

void free_pages_exact(void *virt, size_t size)
{
	unsigned long n = DIV_ROUND_UP(size, PAGE_SIZE), i;
	struct page *page = virt_to_page(virt);

	host_point(HOST_AT_RELEASE, page);
	for (i = 0; i < n; i++)
		if (drop(page + i))
			free_frames(page + i, 1);
}

void __folio_put(struct folio *folio)
{
	free_frames(&folio->page, 1);
}

/** host_pages_leaked() - pages whose count is not what a clean world leaves */
u32 host_pages_leaked(void)
{
	u32 n = 0;
	unsigned long i;

	for (i = 0; i < map_used; i++)
		n += page_ref_count(&map[i]) != 0 && !host_smc_keeps(page_to_phys(&map[i]));
	return n;
}

/** host_mappings_left() - memremap() without memunmap() */
u32 host_mappings_left(void)
{
	return mappings;
}

/* ---- reserved memory: normal cached RAM already, so the mapping is the identity ---- */

void *memremap(resource_size_t offset, size_t size, unsigned long flags)
{
	host_point(HOST_AT_ALLOC, NULL);
	if (host_fault())
		return NULL;
	if (!size || offset + size > HOST_ARENA_BYTES || offset + size < offset)
		return NULL;
	mappings++;
	return phys_to_virt(offset);
}

void memunmap(void *addr)
{
	if (!addr)
		return;
	if (!mappings)
		host_broken("memunmap() of what is not mapped");
	else
		mappings--;
}

static void unmap_resource(struct device *dev, void *res)
{
	memunmap(*(void **)res);
}

static int is_mapping(struct device *dev, void *res, void *addr)
{
	return *(void **)res == addr;
}

void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags)
{
	void **res = devres_alloc(unmap_resource, sizeof(*res), GFP_KERNEL);

	if (!res)
		return ERR_PTR(-ENOMEM);
	*res = memremap(offset, size, flags);
	if (!*res) {
		devres_free(res);
		return ERR_PTR(-ENXIO);
	}
	devres_add(dev, res);
	return *res;
}

void devm_memunmap(struct device *dev, void *addr)
{
	WARN_ON(devres_release(dev, unmap_resource, is_mapping, addr));
}
