// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O2: nothing left. When the driver has gone there is no memory, page, pin,
 * device, file, work item, thread, interrupt, mapping or hotplug state of it any more; what it left in the secure world is
 * told by the monitor (secure.c). Memory that the secure world keeps since the driver gave up
 * (bound.c) may stay.
 */
#include <string.h>
#include "different/smc.h"
#include "lies.h"
#include "oracle.h"
#include "os/arena.h"
#include "os/report.h"

static const char *const text[LEFT_KINDS] = {
	[LEFT_PAGES] = "pages are still referenced or pinned",
	[LEFT_DEVICES] = "devices, classes or drivers are still registered",
	[LEFT_FILES] = "files or device number regions are still there",
	[LEFT_WORK] = "work items are still queued",
	[LEFT_THREADS] = "kernel threads still live",
	[LEFT_IRQS] = "interrupts are still requested",
	[LEFT_MAPPINGS] = "mappings of reserved memory are still there",
	[LEFT_HOTPLUG] = "CPU hotplug states are still set up",
};

static bool lied_to, misnamed;

void left_begin(void)
{
	lied_to = false;
	misnamed = false;
}

void left_ends(void)
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

/* @arg: whether also what the driver did not allocate itself, as user pages that it pinned */
static void object(void *arg, const void *p, size_t size, u32 task)
{
	const struct arena_object *o = arena_find(p);
	const struct host_task *t = host_task(task);
	char where[128] = "?";

	if (is_kept(p, size) || (are_pages(p, size) && may_be_lost()))
		return;
	if (o)
		report_function(o->pc, o->frames, where, sizeof(where));
	if (!*(bool *)arg && !strcmp(where, "?"))
		return;
	host_fail(HOST_O2_LEFT, "%zu bytes were never freed, allocated by task %s in %s", size,
		  t ? t->name : "?", where);
}

void left_check(const u32 count[LEFT_KINDS])
{
	bool all = false;

	host_mem_live(object, &all);
	for (u32 i = 0; i < LEFT_KINDS; i++)
		if (count[i] && !(i == LEFT_PAGES && may_be_lost()))
			host_fail(HOST_O2_LEFT, "%u %s", count[i], text[i]);
	all = true;
	host_mem_live(object, &all);
}
