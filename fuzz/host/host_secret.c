// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O8: no uninitialised memory and no kernel address reaches user space.
 *
 * Fresh memory of the arena is filled with HOST_POISON and automatic variables
 * with 0xaa (-ftrivial-auto-var-init=pattern): a whole word of either in what is
 * copied out is uninitialised memory. A word that is an address in the arena or
 * on a stack is a kernel address.
 */
#include <linux/kernel.h>
#include <linux/unaligned.h>
#include "host_kernel.h"

#define STACKS_BASE	0x210000000000ul
#define STACKS_BYTES	(2ul * HOST_STACK_BYTES * (HOST_MAX_TASKS + 1))

static const char *kind_of(u64 word)
{
	if (word == 0xa5a5a5a5a5a5a5a5ull || word == 0xaaaaaaaaaaaaaaaaull)
		return "uninitialised memory";
	if (word - HOST_ARENA_BASE < HOST_ARENA_BYTES || word - STACKS_BASE < STACKS_BYTES)
		return "a kernel address";
	return NULL;
}

void host_check_secret(const char *where, const void *p, size_t n)
{
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		const char *what = kind_of(get_unaligned((const u64 *)(p + i)));

		if (what) {
			host_fail(HOST_O8_SECRET, "%s: %s at byte %zu of %zu", where, what, i, n);
			return;
		}
	}
}
