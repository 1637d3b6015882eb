// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O8: no uninitialised memory and no kernel address reaches user space, no
 * uninitialised memory reaches the secure world.
 *
 * Fresh memory of the arena is filled with HOST_POISON and automatic variables
 * with 0xaa (-ftrivial-auto-var-init=pattern): a whole word of either is
 * uninitialised memory. A word that is an address in the arena or on a stack is a
 * kernel address; the secure world may have those, as references to shared memory
 * that it hands back.
 */
#include <string.h>
#include "host_oracle.h"
#include "os_fiber.h"
#include "os_report.h"

#define FRESH		((u64)HOST_POISON << 32 | HOST_POISON)
#define FRESH_STACK	0xaaaaaaaaaaaaaaaaull

static u64 word_at(const void *p)
{
	u64 word;

	memcpy(&word, p, sizeof(word));
	return word;
}

static bool is_fresh(u64 word)
{
	return word == FRESH || word == FRESH_STACK;
}

static bool is_address(u64 word)
{
	return word - HOST_ARENA_BASE < HOST_ARENA_BYTES ||
	       word - FIBER_STACKS_BASE < FIBER_STACKS_BYTES;
}

static void check(const char *how, const void *p, size_t n, bool addresses)
{
	char where[128];

	for (size_t i = 0; i + 8 <= n; i += 8) {
		u64 word = word_at((const char *)p + i);
		bool fresh = is_fresh(word);

		if (!fresh && !(addresses && is_address(word)))
			continue;
		report_where(host_current, where, sizeof(where));
		host_fail(HOST_O8_SECRET, "%s through %s in %s, at byte %zu of %zu",
			  fresh ? "uninitialised memory" : "a kernel address", how, where, i, n);
		return;
	}
}

void secret_to_user(const char *how, const void *p, size_t n)
{
	check(how, p, n, true);
}

void secret_to_secure(const char *how, const void *p, size_t n)
{
	check(how, p, n, false);
}
