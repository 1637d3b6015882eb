// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof explore: bounded exhaustive search. Plays a sequence under every
 * schedule that takes the processor from a task that could go on at most -p times
 * (default 2); who runs when a task has to wait is chosen freely and costs nothing.
 *
 * It is a depth-first search without stored states: a schedule is the list of its
 * switches, and each run shows at which later points there was a choice.
 *
 * -e leaves out schedules that are equivalent: in which every lock, completion,
 * atomic variable and other object of a scheduling point saw the same order of
 * events as in one that was played. That is exact for what these objects decide
 * (deadlocks, promises); two tasks that race on plain memory without any of them are
 * told apart only without -e, or in the fine build, where memory is an object too.
 *
 * -f DIR goes on after a finding and keeps one file a cause there. -n SCHEDULES and
 * -s SECONDS are the most for each file; -t SECONDS is for all files together, with
 * one preemption first.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "oracle.h"
#include "tool.h"

#define MAX_SWITCHES	60
#define MAX_STACK	(1u << 20)
#define SEEN_SLOTS	(1u << 22)

struct turn {
	u32 point;
	u8 task;
};

struct prefix {
	u8 num, preemptions;
	struct turn turn[MAX_SWITCHES];
};

static struct prefix *stack;
static u32 stack_used;
static struct prefix now;
static u32 now_next;
static u32 bound = 2;
static bool equivalents;
static const char *keep_dir;	/* -f */
static bool overflow;
static bool pruned_here;
static u64 *seen;
static unsigned long runs, choices, pruned;

/* Whether this state was met before with at least as many preemptions left. */
static bool met(u32 running, u32 left)
{
	u64 key = (host_state_hash() ^ (running + 1) * 0x9e3779b97f4a7c15ull) & ~0xfull;
	u32 i = (key >> 20) % SEEN_SLOTS;

	for (u32 n = 0; n < 64; n++, i = (i + 1) % SEEN_SLOTS) {
		if (!seen[i]) {
			seen[i] = key | 8 | left;
			return false;
		}
		if ((seen[i] & ~0xfull) != key)
			continue;
		if ((seen[i] & 7) >= left)
			return true;
		seen[i] = key | 8 | left;
		return false;
	}
	return false;
}

static void branch(const struct host_choice *c, u32 usual)
{
	bool costs = c->running != HOST_NONE;

	choices++;
	if (costs && now.preemptions == bound)
		return;
	for (u32 i = 0; i < c->n; i++) {
		struct prefix *p;

		if (c->ready[i] == usual)
			continue;
		if (stack_used == MAX_STACK || now.num == MAX_SWITCHES) {
			overflow = true;
			return;
		}
		p = &stack[stack_used++];
		*p = now;
		p->turn[p->num].point = c->point;
		p->turn[p->num++].task = c->ready[i];
		p->preemptions += costs;
	}
}

static u32 choose(const struct host_choice *c, u32 usual)
{
	if (now_next < now.num) {
		if (now.turn[now_next].point == c->point) {
			host_next_choice = now_next + 1 < now.num ? now.turn[now_next + 1].point : 0;
			return now.turn[now_next++].task;
		}
		return usual;
	}
	if (c->n < 2 || pruned_here)
		return usual;
	if (equivalents && met(c->running, bound - now.preemptions)) {
		pruned++;
		pruned_here = true;
		host_next_choice = HOST_FOREVER;
		return usual;
	}
	branch(c, usual);
	return usual;
}

static int finding(const char *path, struct sequence *s)
{
	static char verdict[600];
	bool kept = true;

	if (keep_dir && play_known(keep_dir, path))
		return 1;
	snprintf(verdict, sizeof(verdict), "O%d: %s", host_failed_oracle(), host_failed());
	if (!schedule_recorded(s)) {
		printf("%s: %s (too many switches to write down)\n", path, verdict);
		return 1;
	}
	if (keep_dir) {
		kept = play_keep(keep_dir, path, s);
	} else {
		play(s, SCHEDULE_SEQUENCE, 0, false);
		fflush(stdout);
		play_print_finding(1, s, "make explore", "FILE");
		printf("%s: %s\n", path, verdict);
	}
	s->num_schedule = 0;
	return kept;
}

static int explore(const char *path, struct sequence *s, double seconds, unsigned long most)
{
	double start = tool_seconds();
	unsigned long stuck = 0, bad = 0;

	stack_used = 1;
	memset(&stack[0], 0, sizeof(stack[0]));
	runs = choices = pruned = 0;
	overflow = false;
	s->num_schedule = 0;
	if (equivalents)
		memset(seen, 0, SEEN_SLOTS * sizeof(*seen));
	while (stack_used && (!bad || keep_dir) && runs < most && tool_seconds() - start < seconds) {
		enum play_verdict v;

		now = stack[--stack_used];
		now_next = 0;
		pruned_here = false;
		v = play(s, SCHEDULE_OTHER, 0, true);
		runs++;
		stuck += v == PLAY_STUCK;
		if (v == PLAY_FAILED)
			bad += finding(path, s);
	}
	printf("%s: %lu schedules with at most %u preemptions, %s in %.1f s; %lu choices, %lu equivalent left out, %lu came to a halt; %s\n",
	       path, runs, bound, stack_used || overflow ? "not all" : "complete",
	       tool_seconds() - start, choices, pruned, stuck, bad ? "finding" : "no finding");
	fflush(stdout);
	return bad != 0;
}

/* All files with one preemption, then with two, ...: each gets its share of what time is left. */
static int explore_all(int n, char **path, double total)
{
	double end = tool_seconds() + total;
	static struct sequence s;
	u32 most = bound;
	int bad = 0;

	for (bound = 1; bound <= most; bound++) {
		int left = n * (most - bound + 1);

		for (int i = 0; i < n && tool_seconds() < end; i++, left--) {
			tool_read(path[i], &s);
			bad += explore(path[i], &s, (end - tool_seconds()) / left, ULONG_MAX);
		}
	}
	return bad;
}

int tool_explore(int argc, char **argv)
{
	static struct sequence s;
	unsigned long most = ULONG_MAX;
	double seconds = 3600, total = 0;
	int bad = 0, opt;

	while ((opt = getopt(argc, argv, "p:s:n:t:ef:")) != -1) {
		if (opt == 'p')
			bound = atoi(optarg) & 7;
		else if (opt == 's')
			seconds = atof(optarg);
		else if (opt == 'n')
			most = strtoul(optarg, NULL, 10);
		else if (opt == 't')
			total = atof(optarg);
		else if (opt == 'e')
			equivalents = true;
		else if (opt == 'f')
			keep_dir = optarg;
		else
			return 2;
	}
	stack = malloc(MAX_STACK * sizeof(*stack));
	seen = equivalents ? malloc(SEEN_SLOTS * sizeof(*seen)) : NULL;
	if (!stack || (equivalents && !seen))
		host_panic("no memory");
	schedule_other = choose;
	host_state_wanted = equivalents;
	play_quiet();
	if (total)
		bad = explore_all(argc - optind, argv + optind, total);
	for (; !total && optind < argc; optind++) {
		tool_read(argv[optind], &s);
		bad += explore(argv[optind], &s, seconds, most);
	}
	return bad ? 1 : 0;
}
