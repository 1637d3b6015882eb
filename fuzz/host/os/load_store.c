// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fine build (FINE=1): the compiler has put a call before each load and store
 * of the driver (-fsanitize-coverage=trace-loads,trace-stores), and each is a
 * scheduling point on its address. So a race between two plain instructions shows.
 *
 * A task's own stack is nobody else's business. Without FINE nothing calls these.
 */
#include "host.h"

static void touch(const void *p)
{
	struct host_task *t = host_current;

	if (!t || ((const char *)p >= t->stack && (const char *)p < t->stack + HOST_STACK_BYTES))
		return;
	host_point(HOST_AT_MEMORY, p);
}

#define TOUCH(what, size)					\
void __sanitizer_cov_##what##size(const void *p);		\
void __sanitizer_cov_##what##size(const void *p)		\
{								\
	touch(p);						\
}

TOUCH(load, 1)
TOUCH(load, 2)
TOUCH(load, 4)
TOUCH(load, 8)
TOUCH(load, 16)
TOUCH(store, 1)
TOUCH(store, 2)
TOUCH(store, 4)
TOUCH(store, 8)
TOUCH(store, 16)
