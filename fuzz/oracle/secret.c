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
#include "lies.h"
#include "oracle.h"
#include "os/fiber.h"
#include "os/report.h"
#include "run.h"

#define FRESH		((u64)HOST_POISON << 32 | HOST_POISON)
#define FRESH_STACK	0xaaaaaaaaaaaaaaaaull

static const struct sequence *now;

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

/* Most memory holds nothing of the kind, which is found out for eight words at a time. */
#define BLOCK_WORDS	8

static bool clean(const char *p, bool addresses)
{
	/* the stacks' range, rounded up to a power of two */
	const u64 arena = ~(HOST_ARENA_BYTES - 1), stacks = ~((1ull << 24) - 1);
	u64 bad = 0;

	_Static_assert(!(HOST_ARENA_BASE & (HOST_ARENA_BYTES - 1)), "one comparison finds it");
	_Static_assert(!(HOST_ARENA_BYTES & (HOST_ARENA_BYTES - 1)), "one comparison finds it");
	_Static_assert(!(FIBER_STACKS_BASE & ((1ull << 24) - 1)), "one comparison finds it");
	_Static_assert(FIBER_STACKS_BYTES <= 1ull << 24, "one comparison finds it");
	for (u32 i = 0; i < BLOCK_WORDS; i++) {
		u64 word = word_at(p + i * 8);

		bad |= is_fresh(word);
		bad |= addresses && ((word & arena) == HOST_ARENA_BASE ||
				     (word & stacks) == FIBER_STACKS_BASE);
	}
	return !bad;
}

static void check(const char *how, const void *p, size_t n, bool addresses)
{
	char where[128];

	for (size_t i = 0; i + 8 <= n; i += 8) {
		u64 word;
		bool fresh;

		while (i + BLOCK_WORDS * 8 <= n && clean((const char *)p + i, addresses))
			i += BLOCK_WORDS * 8;
		if (i + 8 > n)
			return;
		word = word_at((const char *)p + i);
		fresh = is_fresh(word);
		if (!fresh && !(addresses && is_address(word)))
			continue;
		report_where(host_current, where, sizeof(where));
		host_fail(HOST_O8_SECRET, "%s through %s in %s, at byte %zu of %zu",
			  fresh ? "uninitialised memory" : "a kernel address", how, where, i, n);
		return;
	}
}

static const char *left[HOST_MAX_TASKS];	/* by task */

const char *secret_left(void)
{
	const char *why = left[host_current->id];

	left[host_current->id] = NULL;
	return why;
}

/*
 * Who was lied to may be handed a reference as a number: the caller in the answer of
 * its own call, the supplicant in a request that was falsified.
 */
static bool may_be_handed_addresses(void)
{
	struct run_activity a;
	u8 task;

	if (!run_activity_of(host_current->id, &a))
		return false;
	task = now->step[a.step].task;
	if (now->role[task] == SEQ_SUPPLICANT)
		return lies_told(SEQ_MAX_TASKS, LIES_RPC);
	return lies_in_step(task) & (LIES_ANSWER | LIES_RPC);
}

void secret_begin(const struct sequence *s)
{
	now = s;
	memset(left, 0, sizeof(left));
}

void secret_to_user(const char *how, const void *p, size_t n)
{
	bool handed = lies_possible() && may_be_handed_addresses();

	if (handed)
		left[host_current->id] = "addresses: the answer, or the request to the supplicant, was falsified";
	check(how, p, n, !handed);
}

void secret_to_secure(const char *how, const void *p, size_t n)
{
	check(how, p, n, false);
}
