// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O8: no uninitialised memory and no kernel address reaches user space, no
 * uninitialised memory reaches the secure world.
 *
 * Fresh memory of the arena is filled with HOST_POISON and automatic variables
 * with 0xaa (-ftrivial-auto-var-init=pattern): four bytes of either, in their place, are
 * uninitialised memory (padding, a half that was forgotten). A word that is an address in the arena or on a stack is a
 * kernel address; the secure world may have those, as references to shared memory
 * that it hands back.
 */
#include <string.h>
#include "lies.h"
#include "oracle.h"
#include "os/fiber.h"
#include "os/report.h"
#include "run.h"

#define FRESH_STACK	0xaaaaaaaau

static const struct sequence *now;

static u64 word_at(const void *p)
{
	u64 word;

	memcpy(&word, p, sizeof(word));
	return word;
}

static u32 half_at(const void *p)
{
	u32 half;

	memcpy(&half, p, sizeof(half));
	return half;
}

static bool is_fresh(u32 half)
{
	return half == HOST_POISON || half == FRESH_STACK;
}

/* Where in a word there is uninitialised memory: 0 or 4, 8: nowhere */
static size_t fresh_at(u64 word)
{
	return is_fresh((u32)word) ? 0 : is_fresh(word >> 32) ? 4 : 8;
}

static bool is_address(u64 word)
{
	return word - HOST_ARENA_BASE < HOST_ARENA_BYTES ||
	       word - FIBER_STACKS_BASE < FIBER_STACKS_BYTES;
}

/* Most memory holds nothing of the kind, which is found out for eight words at a time. */
#define BLOCK_WORDS	8

typedef int halves __attribute__((vector_size(16), aligned(4)));
typedef long long words __attribute__((vector_size(16)));

static bool any_fresh(const char *p)
{
	const halves *at = (const halves *)p;
	halves bad = { };
	words sum;

	for (u32 i = 0; i < BLOCK_WORDS / 2; i++)
		bad |= (at[i] == (int)HOST_POISON) | (at[i] == (int)FRESH_STACK);
	sum = (words)bad;
	return sum[0] | sum[1];
}

static bool clean(const char *p, bool addresses)
{
	/* the stacks' range, rounded up to a power of two */
	const u64 arena = ~(HOST_ARENA_BYTES - 1), stacks = ~((1ull << 24) - 1);
	u64 bad = 0;

	_Static_assert(!(HOST_ARENA_BASE & (HOST_ARENA_BYTES - 1)), "one comparison finds it");
	_Static_assert(!(HOST_ARENA_BYTES & (HOST_ARENA_BYTES - 1)), "one comparison finds it");
	_Static_assert(!(FIBER_STACKS_BASE & ((1ull << 24) - 1)), "one comparison finds it");
	_Static_assert(FIBER_STACKS_BYTES <= 1ull << 24, "one comparison finds it");
	for (u32 i = 0; addresses && i < BLOCK_WORDS; i++) {
		u64 word = word_at(p + i * 8);

		bad |= (word & arena) == HOST_ARENA_BASE || (word & stacks) == FIBER_STACKS_BASE;
	}
	return !bad && !any_fresh(p);
}

static void check(const char *how, const void *p, size_t n, bool addresses)
{
	char where[128];

	for (size_t i = 0; i + 8 <= n; i += 8) {
		size_t fresh;
		u64 word;

		while (i + BLOCK_WORDS * 8 <= n && clean((const char *)p + i, addresses))
			i += BLOCK_WORDS * 8;
		/* the last words together with some that were looked at already */
		if (n >= BLOCK_WORDS * 8 && i + BLOCK_WORDS * 8 > n && i + 8 <= n &&
		    clean((const char *)p + (n & ~7ul) - BLOCK_WORDS * 8, addresses))
			i = n & ~7ul;
		if (i + 8 > n)
			break;
		word = word_at((const char *)p + i);
		fresh = fresh_at(word);
		if (fresh == 8 && !(addresses && is_address(word)))
			continue;
		report_where(host_current, where, sizeof(where));
		host_fail(HOST_O8_SECRET, "%s through %s in %s, at byte %zu of %zu",
			  fresh < 8 ? "uninitialised memory" : "a kernel address", how, where,
			  i + (fresh & 7), n);
		return;
	}
	if (n & 4 && is_fresh(half_at((const char *)p + (n & ~7ul)))) {
		report_where(host_current, where, sizeof(where));
		host_fail(HOST_O8_SECRET, "uninitialised memory through %s in %s, at byte %zu of %zu", how, where,
			  n & ~7ul, n);
	}
}

static const char *left[HOST_MAX_TASKS];	/* by task */

const char *infoleak_left(void)
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

void infoleak_begin(const struct sequence *s)
{
	now = s;
	memset(left, 0, sizeof(left));
}

void infoleak_to_user(const char *how, const void *p, size_t n)
{
	bool handed = lies_possible() && may_be_handed_addresses();

	if (handed)
		left[host_current->id] = "addresses: the answer, or the request to the supplicant, was falsified";
	check(how, p, n, !handed);
}

void infoleak_to_secure(const char *how, const void *p, size_t n)
{
	check(how, p, n, false);
}
