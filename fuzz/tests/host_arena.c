// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arena (fuzz/host/os/arena.c) and oracle O1 on it: what is given, what is
 * poisoned, what is a fault, what is left.
 */
#include <stdio.h>
#include <string.h>
#include "driver_like.h"
#include "os/arena.h"
#include "tap.h"

static bool good;

static bool all(const u8 *p, u8 value, size_t n)
{
	while (n--)
		if (*p++ != value)
			return false;
	return true;
}

static u8 *alloc(size_t size)
{
	return host_mem_alloc(HOST_SLAB, size, 8, false, true);
}

/* ---- what is given ---- */

static void fills(void *arg)
{
	u8 *zero = host_mem_alloc(HOST_SLAB, 100, 8, true, true);
	u32 *stale = host_mem_alloc(HOST_PAGES, 100, HOST_PAGE_BYTES, false, true);

	good = zero && all(zero, 0, 100) && stale;
	for (u32 i = 0; i < 100 / sizeof(*stale) && good; i++)
		good = stale[i] == HOST_POISON;
}

static void aligns(void *arg)
{
	good = true;
	for (size_t align = 8; align <= 4096; align *= 2)
		for (size_t size = 1; size < 200; size += 13)
			good &= !((u64)host_mem_alloc(HOST_SLAB, size, align, false, true) % align);
}

static u8 *addresses[3];

static void never_twice(void *arg)
{
	u8 *p = alloc(24);

	host_mem_free(HOST_SLAB, p);
	good = true;
	for (int i = 0; i < 1000; i++) {
		u8 *q = alloc(24);

		good &= q && q != p;
		host_mem_free(HOST_SLAB, q);
	}
	addresses[(u64)arg] = alloc(24);
}

static void knows_sizes(void *arg)
{
	u8 *p = alloc(33);

	good = host_mem_size(p) == 33 && !host_mem_size(p + 8) && host_mem_valid(p, 33) &&
	       !host_mem_valid(p, 34) && !host_mem_valid(p - 1, 1) && host_mem_valid(p + 32, 1) &&
	       !host_mem_valid((void *)16, 1) && !host_mem_valid((void *)~0ul, 2);
	host_mem_free(HOST_SLAB, p);
	good &= !host_mem_size(p) && !host_mem_valid(p, 1);
}

static void knows_pages(void *arg)
{
	const size_t page = HOST_PAGE_BYTES;
	u8 *p = host_mem_alloc(HOST_PAGES, 3 * page, page, false, true);

	good = host_mem_valid(p, 3 * page) && !host_mem_valid(p, 3 * page + 1);
	host_page_free(p + page, 1);
	good &= host_mem_valid(p, page) && !host_mem_valid(p, page + 1) &&
		!host_mem_valid(p + page, 1) && host_mem_valid(p + 2 * page, page);
	host_page_free(p, 1);
	host_page_free(p + 2 * page, 1);
	good &= !host_mem_valid(p, 1) && !host_mem_valid(p + 2 * page, page);
}

static void runs_out(void *arg)
{
	good = !host_mem_alloc(HOST_SLAB, HOST_ARENA_BYTES, 8, false, true) &&
	       !host_mem_alloc(HOST_PAGES, ~0ul, 8, false, true) && alloc(16);
}

/* With recycle it is given again: the one that was freed last of those that are as large. */
static void once_more(void *arg)
{
	u8 *p = alloc(24), *q = alloc(24), *other;

	host_mem_free(HOST_SLAB, p);
	host_mem_free(HOST_SLAB, q);
	other = alloc(32);
	good = other != p && other != q && alloc(24) == q && alloc(24) == p && alloc(24) != q;
	host_mem_free(HOST_SLAB, q);
	good &= !host_mem_valid(q, 24) && alloc(24) == q && host_mem_valid(q, 24);
}

/* @arg: whether what was allocated is freed again */
static void uses_up(void *arg)
{
	for (u32 i = 0; i < 70000; i++) {
		void *p = alloc(8);

		if (!p)
			return;
		if (arg)
			host_mem_free(HOST_SLAB, p);
	}
}

static void remembers(void *arg)
{
	const struct arena_object *o;
	u8 *p = alloc(40);

	o = arena_find(p + 39);
	good = o && (u8 *)o->start == p && o->size == 40 && o->live && !o->task && o->frames;
	host_point(HOST_AT_STEP, NULL);
	host_mem_free(HOST_SLAB, p);
	good &= !o->live && o->free_point > o->point && o->free_frames && arena_find(p + 40) == o;
}

static void test_given(void)
{
	tap(tap_run(fills, NULL) == HOST_RUN_DONE && good, "fresh memory is poison or zero");
	tap(tap_run(aligns, NULL) == HOST_RUN_DONE && good, "memory is aligned as asked for");
	host_machine.recycle = true;
	tap(tap_run(once_more, NULL) == HOST_RUN_DONE && good, "with recycle what was freed last is given again");
	host_machine.recycle = false;
	tap(tap_run(never_twice, (void *)0) == HOST_RUN_DONE && good, "nothing is given twice in a run");
	tap_run(never_twice, (void *)1);
	tap(addresses[0] == addresses[1], "the next run begins at the same addresses");
	tap(tap_run(knows_sizes, NULL) == HOST_RUN_DONE && good, "sizes are known, to the byte");
	tap(tap_run(knows_pages, NULL) == HOST_RUN_DONE && good, "so are pages, also when some have been given back");
	tap(tap_run(runs_out, NULL) == HOST_RUN_DONE && good, "what is too much is NULL");
	tap(tap_run(uses_up, NULL) == HOST_RUN_DONE && !host_given_up, "so is what is more than all that are live leave room for");
	tap(tap_run(uses_up, (void *)1) == HOST_RUN_LOST && host_given_up, "a run whose freed memory leaves none is given up");
	tap(tap_run(remembers, NULL) == HOST_RUN_DONE && good, "who allocated and freed is remembered");
}

/* ---- what is an error ---- */

static void reads(void *arg)
{
	u8 *p = alloc(24);

	driver_like_read(p, (long)arg);
	host_point(HOST_AT_STEP, NULL);
}

static void writes(void *arg)
{
	u8 *p = alloc(21);

	driver_like_write(p, (long)arg, 1);
	host_point(HOST_AT_STEP, NULL);
}

static void reads_page(void *arg)
{
	u8 *p = host_mem_alloc(HOST_PAGES, HOST_PAGE_BYTES, HOST_PAGE_BYTES, false, true);

	driver_like_read(p, (long)arg);
	host_point(HOST_AT_STEP, NULL);
}

static void reads_freed(void *arg)
{
	u8 *p = alloc(24);

	host_mem_free(HOST_SLAB, p);
	/* also when much was allocated since */
	for (int i = 0; i < 1000; i++)
		alloc(24);
	driver_like_read(p, 3);
	host_point(HOST_AT_STEP, NULL);
}

static void stack(void *arg)
{
	driver_like_stack((u64)arg);
	host_point(HOST_AT_STEP, NULL);
}

static void null(void *arg)
{
	driver_like_read(NULL, 8);
}

static const struct {
	const char *name;
	void (*fn)(void *arg);
	long arg;
	const char *verdict;	/* NULL: none */
} errors[] = {
	{ "the first byte may be read", reads, 0, NULL },
	{ "the last byte may be read", reads, 23, NULL },
	{ "a byte behind the end may not", reads, 24, "heap-buffer-overflow, read" },
	{ "nor one far behind it", reads, 24 + 15, "read" },
	{ "nor one before the start", reads, -1, "read" },
	{ "the last byte may be written", writes, 20, NULL },
	{ "a byte behind an odd size may not", writes, 21, "write" },
	{ "a page's last byte may be read", reads_page, 4095, NULL },
	{ "the byte behind a page may not", reads_page, 4096, "read" },
	{ "the byte before a page may not", reads_page, -1, "read" },
	{ "freed memory may not be read", reads_freed, 0, "heap-use-after-free, read" },
	{ "an array on the stack may be filled", stack, 16, NULL },
	{ "one byte more may not", stack, 17, "stack-buffer-overflow, write" },
	{ "and the next run is clean", stack, 16, NULL },
	{ "NULL is no memory", null, 0, "NULL" },
};

static void test_errors(void)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		tap_run(errors[i].fn, (void *)errors[i].arg);
		tap(errors[i].verdict ? tap_failed(HOST_O1_MEMORY, errors[i].verdict) : !host_failed(),
		    errors[i].name);
	}
}

/* ---- frees ---- */

static void frees_twice(void *arg)
{
	u8 *p = alloc(24);

	host_mem_free(HOST_SLAB, p);
	host_mem_free(HOST_SLAB, p);
	good = false;
}

static void frees_inside(void *arg)
{
	host_mem_free(HOST_SLAB, alloc(24) + 8);
	good = false;
}

static void frees_wild(void *arg)
{
	host_mem_free(HOST_SLAB, (void *)0x1234);
	good = false;
}

static void frees_elsewhere(void *arg)
{
	host_mem_free(HOST_PERCPU, alloc(24));
	good = false;
}

static void frees_page_twice(void *arg)
{
	u8 *p = host_mem_alloc(HOST_PAGES, 2 * HOST_PAGE_BYTES, HOST_PAGE_BYTES, false, true);

	host_page_free(p + HOST_PAGE_BYTES, 1);
	driver_like_read(p, 0);
	host_page_free(p, 1);
	host_page_free(p, 1);
	good = false;
}

static void (*const bad_frees[])(void *arg) = {
	frees_twice, frees_inside, frees_wild, frees_elsewhere, frees_page_twice,
};

static const char *const bad_free_names[][2] = {
	{ "a second free is an error", "freed already" },
	{ "so is one in the middle", "not the start" },
	{ "so is one of a wild address", "not the start" },
	{ "so is one by another allocator", "another allocator" },
	{ "so is a second one of a page, of those freed one by one", "freed already" },
};

static void test_frees(void)
{
	for (size_t i = 0; i < sizeof(bad_frees) / sizeof(bad_frees[0]); i++) {
		good = true;
		tap(tap_run(bad_frees[i], NULL) == HOST_RUN_STOPPED && good &&
		    tap_failed(HOST_O1_MEMORY, bad_free_names[i][1]), bad_free_names[i][0]);
	}
}

/* ---- what is left, what fails ---- */

static u32 left_bytes;

static void add(void *arg, const void *p, size_t size, u32 task)
{
	left_bytes += size;
}

static void leaves(void *arg)
{
	u8 *p;

	alloc(1000);
	host_mem_permanent();
	p = alloc(10);
	alloc(20);
	host_mem_alloc(HOST_PAGES, 300, 8, false, true);
	left_bytes = 0;
	good = host_mem_live(add, NULL) == 3 && left_bytes == 330;
	host_mem_free(HOST_SLAB, p);
	good &= host_mem_live(NULL, NULL) == 2;
}

static void other_allocs(void *arg)
{
	good &= alloc(8) != NULL;
}

static void faults(void *arg)
{
	good = true;
	for (u32 nth = 1; nth <= 5; nth++) {
		host_current->fail_nth = nth;
		for (u32 i = 1; i <= 8; i++)
			good &= !alloc(8) == (i == nth);
	}
	host_current->fail_nth = 1;
	good &= host_mem_alloc(HOST_SLAB, 8, 8, false, false) != NULL;
	host_join(host_spawn("other", HOST_TASK_CLIENT, other_allocs, NULL));
	good &= !alloc(8) && alloc(8);
	host_current->fail_nth = 2;
	good &= !host_fault() && host_fault() && !host_fault();
}

static void test_rest(void)
{
	tap(tap_run(leaves, NULL) == HOST_RUN_DONE && good, "what is live is listed, but not what is permanent");
	tap(tap_run(faults, NULL) == HOST_RUN_DONE && good,
	    "the n-th allocation of a task fails, no other one, none that must not");
}

int main(void)
{
	test_given();
	test_errors();
	test_frees();
	test_rest();
	return tap_end("arena");
}
