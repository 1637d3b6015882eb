// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes of lists. Debug kernels check a list's pointers before each change, by a
 * function that is not inlined; the driver's calls of it come here first
 * (ci/hosted/build renames them).
 *
 * The same: what the check says.
 * Different: each change is a scheduling point; in a kernel every instruction is one.
 *
 * Without a lock the change can meet another task's at this place. With one it
 * cannot, unless that task holds none or another: it has a point of its own then.
 */
#include <linux/list.h>
#include "host_kernel.h"

bool host_list_add_valid(struct list_head *new, struct list_head *prev, struct list_head *next);
bool host_list_del_entry_valid(struct list_head *entry);

/* Two changes depend on each other when they have a node in common. */
static void point(const struct list_head *prev, const struct list_head *at,
		  const struct list_head *next)
{
	if (prev)
		host_touch(prev);
	if (next)
		host_touch(next);
	if (host_current->num_holds)
		host_touch(at);
	else
		host_point(HOST_AT_MEMORY, at);
}

bool host_list_add_valid(struct list_head *new, struct list_head *prev, struct list_head *next)
{
	point(prev, new, next);
	return __list_add_valid_or_report(new, prev, next);
}

bool host_list_del_entry_valid(struct list_head *entry)
{
	bool live = host_mem_valid(entry, sizeof(*entry));

	point(live ? entry->prev : NULL, entry, live ? entry->next : NULL);
	return __list_del_entry_valid_or_report(entry);
}
