/* SPDX-License-Identifier: GPL-2.0-only */
/* The arena's internal side: its records, for reports. */
#ifndef OS_ARENA_H
#define OS_ARENA_H

#include "host.h"

#define ARENA_MAX_OBJECTS	65536u
#define ARENA_FRAMES		8u
#define ARENA_FREE_FRAMES	14u	/* up to the call into the driver */

/**
 * struct arena_object - what is known about one allocation of this run
 * @start:	its address
 * @size:	bytes that were asked for
 * @zone:	which allocator gave it
 * @pages:	with HOST_PAGES: pages not freed yet
 * @live:	not freed yet
 * @reused:	freed, and another object is there now
 * @task:	number of the task that allocated it
 * @key:	its name in the happens-before relation (order.c)
 * @point:	scheduling point at which it did
 * @frames:	entries of @pc, the stack then, innermost first
 */
struct arena_object {
	char *start;
	size_t size;
	enum host_zone zone;
	u32 pages;
	bool live, reused;
	u32 task, free_task;
	u64 point, free_point, key;
	u32 frames, free_frames;
	void *pc[ARENA_FRAMES];
	void *free_pc[ARENA_FREE_FRAMES];
};

void arena_init(void);
void arena_reset(void);
/** arena_find() - the object that @p points into or just beside, NULL: none */
const struct arena_object *arena_find(const void *p);
/**
 * arena_place() - names the byte at @p, and in @owner the object that it lies in, in the same way in all
 * equivalent runs; outside of objects that is its address, and @owner 0
 */
u64 arena_place(const void *p, u64 *owner);
/** arena_note() - prints what is known about @p: size, who allocated it, who freed it */
void arena_note(const void *p);

#endif
