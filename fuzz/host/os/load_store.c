// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fine build (FINE=1): the compiler has put a call before each load and store
 * of the driver (-fsanitize-coverage=trace-loads,trace-stores), and each is a
 * scheduling point on its address. So a race between two plain instructions shows.
 *
 * A task's own stack is nobody else's business, nor is where the processor keeps who
 * the current task is. Without FINE nothing calls these.
 */
#include "host.h"

static void touch(enum host_point kind, const void *p)
{
	struct host_task *t = host_current;

	if (!t || p == host_private_word || ((const char *)p >= t->stack && (const char *)p < t->stack + HOST_STACK_BYTES))
		return;
	host_point(kind, p);
}

#define TOUCH(what, kind, size)					\
void __sanitizer_cov_##what##size(const void *p);		\
void __sanitizer_cov_##what##size(const void *p)		\
{								\
	touch(kind, p);						\
}

TOUCH(load, HOST_AT_LOAD, 1)
TOUCH(load, HOST_AT_LOAD, 2)
TOUCH(load, HOST_AT_LOAD, 4)
TOUCH(load, HOST_AT_LOAD, 8)
TOUCH(load, HOST_AT_LOAD, 16)
TOUCH(store, HOST_AT_MEMORY, 1)
TOUCH(store, HOST_AT_MEMORY, 2)
TOUCH(store, HOST_AT_MEMORY, 4)
TOUCH(store, HOST_AT_MEMORY, 8)
TOUCH(store, HOST_AT_MEMORY, 16)
