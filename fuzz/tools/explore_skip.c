// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof explore -i: preemptions that make no difference.
 *
 * Whether a task is preempted before or behind something that it does with objects
 * that no other task touches decides nothing: whatever the others do meanwhile
 * commutes with it. So such a choice is put aside until one of the objects turns out
 * to be shared, in any run of the sequence. If another task touches the object only
 * because of the preemption that was left out, it does so behind the later one as
 * well, where this shows: all that it does until then commutes, too.
 */
#include <stdlib.h>
#include <string.h>
#include "explore.h"

#define HEADS	(1u << 18)
#define MAX_ASIDE	(1u << 24)
#define MAX_LINKS	(1u << 25)

static struct aside {
	struct explore_choice choice;
	bool due;
} *aside;
static struct link {
	u64 name;
	u32 aside, next;	/* + 1 */
} *links;
static u32 *heads;
static u32 num_aside, num_links;
static unsigned long skipped;

static struct explore_choice pending;
static bool is_pending;

static void play_after_all(struct aside *a)
{
	if (a->due)
		return;
	a->due = true;
	skipped--;
	explore_branch(&a->choice);
}

static void became_shared(u64 name)
{
	for (u32 i = heads[name % HEADS]; i; i = links[i - 1].next)
		if (links[i - 1].name == name)
			play_after_all(&aside[links[i - 1].aside]);
}

static void put_aside(const u64 *names, u32 n)
{
	aside[num_aside] = (struct aside){ .choice = pending };
	for (u32 i = 0; i < n; i++) {
		u32 *head = &heads[names[i] % HEADS];

		links[num_links] = (struct link){ names[i], num_aside, *head };
		*head = ++num_links;
	}
	num_aside++;
	skipped++;
}

void explore_skip(const struct explore_choice *c)
{
	pending = *c;
	is_pending = true;
}

void explore_skip_decide(void)
{
	const u64 *names;
	u32 n;

	if (!is_pending)
		return;
	is_pending = false;
	n = host_segment(&names);
	if (n == HOST_SEGMENT_MAX || num_aside == MAX_ASIDE || num_links + n > MAX_LINKS) {
		explore_branch(&pending);
		return;
	}
	for (u32 i = 0; i < n; i++) {
		if (host_shared(names[i])) {
			explore_branch(&pending);
			return;
		}
	}
	put_aside(names, n);
}

unsigned long explore_skipped(void)
{
	return skipped;
}

void explore_skip_begin(void)
{
	if (!aside) {
		aside = malloc(MAX_ASIDE * sizeof(*aside));
		links = malloc(MAX_LINKS * sizeof(*links));
		heads = malloc(HEADS * sizeof(*heads));
		if (!aside || !links || !heads)
			host_panic("no memory");
		host_on_shared = became_shared;
	}
	memset(heads, 0, HEADS * sizeof(*heads));
	num_aside = num_links = 0;
	skipped = 0;
	is_pending = false;
	host_shared_forget();
}
