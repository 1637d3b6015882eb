// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof explore: bounded exhaustive search. Plays a sequence under every
 * schedule that takes the processor from a task that could go on at most -p times
 * (default 2); who runs when a task has to wait is chosen freely and costs nothing.
 * Time passes when no task can run.
 *
 * With -w TURNS those choices are bounded as well (as in delay-bounded scheduling:
 * Emmi, Qadeer, Rakamaric, POPL 2011): when a task has to wait the next one that can
 * run follows, by number, and another one at most so many times. What is claimed is
 * less: of sequences with many tasks whose steps depend on each other it is all that
 * ends in sensible time.
 *
 * It is a depth-first search without stored states: a schedule is the list of its
 * switches, and each run shows at which later points there was a choice.
 *
 * -e leaves out schedules that are equivalent: in which every lock, completion,
 * atomic variable and other object of a scheduling point saw the same order of
 * events as in one that was played (fuzz/host/os/order.c). A run ends where it comes
 * to a state that was met before with at least as much left of each bound: what
 * follows has been played, or will be. That is exact for what
 * these objects decide (deadlocks, promises); two tasks that race on plain memory
 * without any of them are told apart only without -e, or in the fine build, where
 * memory is an object too.
 *
 * -i, with -e, does not preempt a task before steps about what it shares with no
 * other: it is preempted just as well behind them. When a later run shows that
 * another task does touch it, what was left out is made up for (explore_skip.c). It
 * is as exact as -e for what objects decide, and hides more races on plain memory.
 * Not with -w: the later preemption may be a turn.
 *
 * A finding is printed, and ends the search of its file. -f DIR goes on after a finding
 * and keeps one file a cause there; one that does not replay is said to be UNSURE. -n SCHEDULES and
 * -s SECONDS are the most for each file; -t SECONDS is for all files together, with
 * one preemption first. -c: a search that is not complete is a failure. The
 * status is 0 when there is none and no finding, else 1; 2: it could not be tried.
 * -v says how many schedules were left out, and why.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "explore.h"
#include "oracle.h"
#include "tool.h"

#define MAX_SWITCHES	200
#define MAX_NODES	(1u << 25)
#define MAX_STACK	(1u << 22)
#define SEEN_SLOTS	(1u << 22)

/* No bound on who runs when a task has to wait */
#define ANY_TURNS	15u

/* A schedule: that of @parent, and then @task at @point */
struct node {
	u32 parent, point;
	u8 task, depth, preemptions, turns;
};

static struct node *nodes;
static u32 num_nodes;
static u32 *stack, stack_used;	/* nodes that have not been played */

/* The run of now */
static u32 now_node;
static struct node turn[MAX_SWITCHES];
static u32 num_turns, next_turn;
static bool pruned_here;

static u32 bound = 2, bound_turns = ANY_TURNS;
static bool equivalents, shared_only, must_complete, verbose;
static const char *keep_dir;	/* -f */
static bool overflow;
static u64 *seen;	/* a hash table of states, with what was left of both bounds: SEEN_BITS */
static u32 *seen_slots, num_seen;	/* which of its places are taken */

#define SEEN_BITS	0xffull
#define SEEN(preemptions, turns)	(0x80 | (turns) << 3 | (preemptions))
static unsigned long runs, choices, pruned;

/*
 * Whether this state was met before with at least as many preemptions and turns left. With
 * a bound on turns, who comes next is part of the state.
 */
static bool met(u32 running, u32 next, u32 preemptions, u32 turns)
{
	u64 key = host_state_hash() ^ (running + 1) * 0x9e3779b97f4a7c15ull;
	u32 i;

	if (bound_turns != ANY_TURNS)
		key ^= (next + 1) * 0xd6e8feb86659fd93ull;
	key &= ~SEEN_BITS;
	i = (key >> 20) % SEEN_SLOTS;
	for (u32 n = 0; n < 64; n++, i = (i + 1) % SEEN_SLOTS) {
		if (seen[i] && (seen[i] & ~SEEN_BITS) != key)
			continue;
		if (!seen[i])
			seen_slots[num_seen++] = i;
		else if ((seen[i] & 7) >= preemptions && (seen[i] >> 3 & 15) >= turns)
			return true;
		seen[i] = key | SEEN(preemptions, turns);
		return false;
	}
	return false;
}

void explore_branch(const struct explore_choice *c)
{
	const struct node *from = &nodes[c->node];

	for (u32 task = 0; task < 64; task++) {
		if (!(c->ready >> task & 1))
			continue;
		if (stack_used == MAX_STACK || num_nodes == MAX_NODES || from->depth == MAX_SWITCHES) {
			overflow = true;
			return;
		}
		nodes[num_nodes] = (struct node){
			.parent = c->node, .point = c->point, .task = task,
			.depth = from->depth + 1, .preemptions = from->preemptions + c->costs,
			.turns = from->turns + (bound_turns != ANY_TURNS && !c->costs),
		};
		stack[stack_used++] = num_nodes++;
	}
}

static void branch(const struct host_choice *c, u32 usual)
{
	struct explore_choice choice = {
		.node = now_node, .point = c->point, .costs = c->running != HOST_NONE,
	};

	choices++;
	if (choice.costs ? nodes[now_node].preemptions == bound : nodes[now_node].turns == bound_turns)
		return;
	for (u32 i = 0; i < c->n; i++)
		if (c->ready[i] != usual)
			choice.ready |= 1ull << c->ready[i];
	if (shared_only && choice.costs)
		explore_skip(&choice);
	else
		explore_branch(&choice);
}

static u32 choose(const struct host_choice *c, u32 usual)
{
	explore_skip_decide();
	if (next_turn < num_turns) {
		if (turn[next_turn].point == c->point) {
			host_next_choice = next_turn + 1 < num_turns ? turn[next_turn + 1].point : 0;
			return turn[next_turn++].task;
		}
		return usual;
	}
	if (c->n < 2)
		return usual;
	if (equivalents && met(c->running, usual, bound - nodes[now_node].preemptions,
			       bound_turns - nodes[now_node].turns)) {
		pruned++;
		pruned_here = true;
		host_exit_all();
	}
	branch(c, usual);
	return usual;
}

bool explore_pruned(void)
{
	return pruned_here;
}

static void print_finding(const char *path, struct sequence *s, const char *verdict)
{
	play(s, SCHEDULE_SEQUENCE, 0, false);
	fflush(stdout);
	play_print_finding(STDOUT_FILENO, s, "make explore", "FILE");
	printf("%s: %s\n", path, verdict);
}

static void finding(const char *path, struct sequence *s)
{
	static char verdict[600];

	if (keep_dir && play_known(keep_dir, path))
		return;
	snprintf(verdict, sizeof(verdict), "O%d: %s", host_failed_oracle(), host_failed());
	if (!schedule_recorded(s)) {
		printf("%s: %s%s (too many switches to write down)\n", path, keep_dir ? "UNSURE: " : "", verdict);
		return;
	}
	if (!keep_dir)
		print_finding(path, s, verdict);
	else if (!play_keep(keep_dir, path, s))
		printf("%s: UNSURE: %s (it does not replay, or can't be written)\n", path, verdict);
	s->num_schedule = 0;
}

/* The next schedule that has not been played, switch by switch */
static void take_next(void)
{
	now_node = stack[--stack_used];
	num_turns = nodes[now_node].depth;
	for (u32 n = now_node, i = num_turns; i--; n = nodes[n].parent)
		turn[i] = nodes[n];
	next_turn = 0;
	pruned_here = false;
}

static void begin(struct sequence *s)
{
	num_nodes = 1;
	memset(&nodes[0], 0, sizeof(nodes[0]));
	stack[0] = 0;
	stack_used = 1;
	runs = choices = pruned = 0;
	overflow = false;
	s->num_schedule = 0;
	while (num_seen)
		seen[seen_slots[--num_seen]] = 0;
	explore_skip_begin();
}

/* The result of all schedules of a file */
enum outcome { COMPLETE, NOT_ALL, FOUND };

static enum outcome explore(const char *path, struct sequence *s, double seconds, unsigned long most)
{
	double start = tool_seconds();
	unsigned long stuck = 0, lost = 0, bad = 0;
	bool all;

	begin(s);
	while (stack_used && (!bad || keep_dir) && runs < most && tool_seconds() - start < seconds) {
		enum play_verdict v;

		take_next();
		v = play(s, SCHEDULE_OTHER, 0, true);
		explore_skip_decide();
		runs++;
		stuck += v == PLAY_STUCK;
		lost += v == PLAY_LOST && !pruned_here;
		if (v != PLAY_FAILED)
			continue;
		bad++;
		finding(path, s);
	}
	/* a run that was given up has not been judged */
	all = runs && !stack_used && !overflow && !lost;
	printf("%s: %lu schedules, %u preemption%s, ", path, runs, bound, bound == 1 ? "" : "s");
	if (bound_turns != ANY_TURNS)
		printf("%u turn%s, ", bound_turns, bound_turns == 1 ? "" : "s");
	printf("%s, %.1f s, %s\n", all ? "complete" : "INCOMPLETE", tool_seconds() - start, bad ? "finding" : "no finding");
	if (verbose)
		printf("  %lu choices, %lu equivalent left out, %lu preemptions before what is not shared, %lu deadlocks, %lu given up\n",
		       choices, pruned, explore_skipped(), stuck, lost);
	fflush(stdout);
	return bad ? FOUND : all ? COMPLETE : NOT_ALL;
}

static bool is_failure(enum outcome o)
{
	return o == FOUND || (o == NOT_ALL && must_complete);
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
			bad += is_failure(explore(path[i], &s, (end - tool_seconds()) / left, ULONG_MAX));
		}
	}
	return bad;
}

static bool room(void)
{
	if (nodes)
		return true;
	nodes = malloc(MAX_NODES * sizeof(*nodes));
	stack = malloc(MAX_STACK * sizeof(*stack));
	seen = calloc(SEEN_SLOTS, sizeof(*seen));
	seen_slots = malloc(SEEN_SLOTS * sizeof(*seen_slots));
	return nodes && stack && seen && seen_slots;
}

int tool_explore(int argc, char **argv)
{
	static struct sequence s;
	unsigned long most = ULONG_MAX;
	double seconds = 3600, total = 0;
	int bad = 0, opt;

	equivalents = shared_only = must_complete = verbose = false;
	bound_turns = ANY_TURNS;
	while ((opt = getopt(argc, argv, "p:w:s:n:t:eicvf:")) != -1) {
		if (opt == 'p')
			bound = atoi(optarg) & 7;
		else if (opt == 'w' && strtoul(optarg, NULL, 10) < ANY_TURNS)
			bound_turns = atoi(optarg);
		else if (opt == 's')
			seconds = atof(optarg);
		else if (opt == 'n')
			most = strtoul(optarg, NULL, 10);
		else if (opt == 't')
			total = atof(optarg);
		else if (opt == 'e')
			equivalents = true;
		else if (opt == 'i')
			shared_only = true;
		else if (opt == 'c')
			must_complete = true;
		else if (opt == 'v')
			verbose = true;
		else if (opt == 'f')
			keep_dir = optarg;
		else
			return 2;
	}
	if (optind == argc || (shared_only && (!equivalents || bound_turns != ANY_TURNS))) {
		fprintf(stderr, "teeproof explore: %s\n", optind == argc ? "no FILE" : "-i needs -e, and is not for -w");
		return 2;
	}
	if (!room())
		host_panic("no memory");
	schedule_other = choose;
	host_state_wanted = equivalents;
	play_quiet();
	if (total)
		bad = explore_all(argc - optind, argv + optind, total);
	for (; !total && optind < argc; optind++) {
		tool_read(argv[optind], &s);
		bad += is_failure(explore(argv[optind], &s, seconds, most));
	}
	return bad ? 1 : 0;
}
