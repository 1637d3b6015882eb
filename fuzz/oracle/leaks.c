// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O2: nothing left. When the driver has gone there is no memory, page, pin,
 * device, file, work item, thread, interrupt, mapping or hotplug state of it any more; what it left in the secure world is
 * told by the monitor (abi.c). Memory that the secure world keeps since the driver gave up
 * (bound.c) may stay.
 *
 * A dma-buf heap can't be taken away again: a driver that has added one keeps what its own
 * variables lead to.
 */
#include <string.h>
#include "different/smc.h"
#include "lies.h"
#include "oracle.h"
#include "os/arena.h"
#include "os/driver_data.h"
#include "os/report.h"

static const char *const text[LEAKS_KINDS] = {
	[LEAKS_PAGES] = "pages are still referenced or pinned",
	[LEAKS_DEVICES] = "devices, classes or drivers are still registered",
	[LEAKS_FILES] = "files or device number regions are still there",
	[LEAKS_WORK] = "work items are still queued",
	[LEAKS_THREADS] = "kernel threads still live",
	[LEAKS_IRQS] = "interrupts are still requested",
	[LEAKS_MAPPINGS] = "mappings of reserved memory are still there",
	[LEAKS_HOTPLUG] = "CPU hotplug states are still set up",
};

static bool lied_to, misnamed;
static u32 pages_lost;	/* of memory to be lent, by lies */

void leaks_begin(void)
{
	lied_to = false;
	misnamed = false;
}

void leaks_ends(void)
{
	lied_to = lies_told(SEQ_MAX_TASKS, LIES_RESULT | LIES_ANSWER);
	misnamed = lies_told(SEQ_MAX_TASKS, LIES_SHARED);
}

/*
 * A driver that gave up loses what the secure world said to have, which may have lied: it said so of what it did not
 * take, or that it gave nothing back. Over FF-A memory is lost by a handle that is not its own.
 */
static bool may_be_lost(void)
{
	return misnamed || (bound_ever_gave_up() && lied_to);
}

/*
 * Of memory to be lent the secure world may have said to have it, or to keep it: it is lost then
 * (driver/tee/README.md), who is to say what the secure world does with it?
 */
static bool is_lost_by_lie(const char *where)
{
	return lied_to && !strcmp(where, "tee_shm_alloc_dma_mem()");
}

/* Whole pages */
static bool are_pages(const void *p, size_t size)
{
	return !(((u64)p | size) & 4095);
}

/* The secure world has a part of it: of user memory, what was registered */
static bool is_kept(const void *p, size_t size)
{
	for (size_t at = 0; at < size; at += 4096)
		if (host_smc_keeps((u64)p + at - HOST_ARENA_BASE))
			return true;
	return false;
}

/* ---- what heaps keep ------------------------------------------------------------------ */

#define MAX_KEPT	64

static struct kept {
	const char *start;
	size_t size;
	bool reached;
} kept[MAX_KEPT];
static u32 num_kept;

static void may_be_kept(void *arg, const void *p, size_t size, u32 task)
{
	if (num_kept < MAX_KEPT)
		kept[num_kept++] = (struct kept){ p, size, false };
}

/* The lowest bits of a pointer may be marks, as in an xarray. True: it leads to more than was known. */
static bool reach(const u64 *word, size_t words)
{
	bool more = false;

	for (size_t i = 0; i < words; i++) {
		const char *to = (const char *)(word[i] & ~3ull);

		for (u32 k = 0; k < num_kept; k++) {
			if (kept[k].reached || to < kept[k].start || to >= kept[k].start + kept[k].size)
				continue;
			kept[k].reached = true;
			more = true;
		}
	}
	return more;
}

static void find_kept(void)
{
	bool more = false;

	num_kept = 0;
	host_mem_live(may_be_kept, NULL);
	for (u32 nr = 0; nr < STATE_RANGES && num_kept; nr++) {
		size_t words;
		const u64 *word = state_range(nr, &words);

		more |= reach(word, words);
	}
	while (more) {
		more = false;
		for (u32 k = 0; k < num_kept; k++)
			if (kept[k].reached)
				more |= reach((const u64 *)kept[k].start, kept[k].size / sizeof(u64));
	}
}

static bool is_reached(const void *p)
{
	for (u32 k = 0; k < num_kept; k++)
		if (kept[k].start == p)
			return kept[k].reached;
	return false;
}

/* @arg: whether also what the driver did not allocate itself, as user pages that it pinned */
static void object(void *arg, const void *p, size_t size, u32 task)
{
	const struct arena_object *o = arena_find(p);
	const struct host_task *t = host_task(task);
	char where[128] = "?";

	if (is_reached(p) || is_kept(p, size) || (are_pages(p, size) && may_be_lost()))
		return;
	if (o)
		report_function(o->pc, o->frames, where, sizeof(where));
	if (is_lost_by_lie(where)) {
		pages_lost += *(bool *)arg ? 0 : size / 4096;
		return;
	}
	if (!*(bool *)arg && !strcmp(where, "?"))
		return;
	host_fail(HOST_O2_LEFT, "%zu bytes were never freed, allocated by task %s in %s", size,
		  t ? t->name : "?", where);
}

void leaks_check(const u32 count[LEAKS_KINDS], bool heaps)
{
	bool all = false;

	num_kept = 0;
	if (heaps)
		find_kept();
	pages_lost = 0;
	host_mem_live(object, &all);
	for (u32 i = 0; i < LEAKS_KINDS; i++)
		if (count[i] > (i == LEAKS_PAGES ? pages_lost : 0) && !(i == LEAKS_PAGES && may_be_lost()))
			host_fail(HOST_O2_LEFT, "%u %s", count[i], text[i]);
	all = true;
	host_mem_live(object, &all);
}
