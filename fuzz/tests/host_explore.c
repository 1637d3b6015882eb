// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exhaustive search (fuzz/tools/explore.c) over tiny programs whose number of
 * schedules is known, and that leaving out equivalent ones loses no final state: of
 * some that are made for it, and of many that are made at random.
 *
 * Linked with the search itself; its play() is __wrap_play() here.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "driver_like.h"
#include "explore.h"
#include "host_fidelity.h"
#include "schedule.h"
#include "tap.h"
#include "tool.h"

enum play_verdict __wrap_play(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record);

/* ---- tiny programs: tasks, two if nothing else is said, that each take some steps ---- */

static struct {
	void (*step)(u32 task, u32 step);	/* after the step's scheduling point */
	u32 steps, tasks;
	u32 finished;
	u64 state;		/* the result */
	u32 shared;
} now;

#define STATES	4096u
static u64 states[STATES];
static u32 num_states;
static const u32 never, objects[4];

static void note_state(void)
{
	/* it would come to a state of another run */
	if (explore_pruned())
		return;
	for (u32 i = 0; i < num_states; i++)
		if (states[i] == now.state)
			return;
	if (num_states < STATES)
		states[num_states++] = now.state;
}

/*
 * ---- programs at random: a few operations on a few objects, private to a task or not ----
 *
 * What each sees goes to its own number, what it does to the object's: two orders of
 * operations that do not commute end in different states.
 */

#define TASKS	3u
#define OPS	5u
#define CELLS	5u	/* the last TASKS of them: one for each task */
enum { CHANGE, CHANGE_BEFORE, READ, SEND, RECEIVE, SHOUT, KINDS };

static struct {
	u8 kind[TASKS][OPS], cell[TASKS][OPS];
	u64 value[CELLS], seen[TASKS];
	u32 sent[CELLS];
	bool on, ended;
} rnd;

static void random_make(u64 seed)
{
	for (u32 t = 0; t < TASKS; t++) {
		for (u32 i = 0; i < OPS; i++) {
			u32 cell = seq_random(&seed) % (CELLS - TASKS + 1);

			rnd.kind[t][i] = seq_random(&seed) % KINDS;
			rnd.cell[t][i] = cell == CELLS - TASKS ? cell + t : cell;
		}
	}
}

static void random_step(u32 task, u32 step)
{
	u32 cell = rnd.cell[task][step];
	u64 *value = &rnd.value[cell], *seen = &rnd.seen[task];

	switch (rnd.kind[task][step]) {
	case CHANGE:
		host_point(HOST_AT_ATOMIC, value);
		*value = *value * 31 + task * 8 + step + 1;
		break;
	case CHANGE_BEFORE:
		*value = *value * 31 + task * 8 + step + 1;
		host_point(HOST_AT_UNLOCK, value);
		break;
	case READ:
		host_point(HOST_AT_LOAD, value);
		*seen = *seen * 31 + *value;
		break;
	case SEND:
		host_point(HOST_AT_COMPLETE, &rnd.sent[cell]);
		rnd.sent[cell]++;
		host_wake(&rnd.sent[cell], 1);
		break;
	case RECEIVE:
		host_point(HOST_AT_WAIT, &rnd.sent[cell]);
		while (!rnd.sent[cell])
			host_wait(&rnd.sent[cell], HOST_AT_WAIT, HOST_INTERRUPTIBLE, HOST_FOREVER);
		rnd.sent[cell]--;
		break;
	case SHOUT:	/* wakes who waits, but sends nothing */
		host_point(HOST_AT_COMPLETE, &rnd.sent[cell]);
		host_wake(&rnd.sent[cell], TASKS);
		break;
	}
}

static void random_begin(void)
{
	memset(rnd.value, 0, sizeof(rnd.value));
	memset(rnd.seen, 0, sizeof(rnd.seen));
	memset(rnd.sent, 0, sizeof(rnd.sent));
}

/* A program may as well end in a deadlock: that is a state like any other. */
static void random_end(void)
{
	if (!rnd.on)
		return;
	now.state = now.finished;
	for (u32 i = 0; i < CELLS; i++)
		now.state = (now.state * 1000003 + rnd.value[i]) * 1000003 + rnd.sent[i];
	for (u32 i = 0; i < TASKS; i++)
		now.state = now.state * 1000003 + rnd.seen[i];
	note_state();
}

/* Ends without a scheduling point of its own, so that only the steps count */
static void end(void)
{
	if (++now.finished == now.tasks) {
		if (!rnd.on)
			note_state();
		host_exit_all();
	}
	host_wait(&never, HOST_AT_WAIT, 0, HOST_FOREVER);
}

static void program(void *arg)
{
	u32 task = (u64)arg;

	for (u32 i = 0; i < now.steps; i++)
		now.step(task, i);
	end();
}

static void begin(void *arg)
{
	schedule_begin();
	for (u64 task = 0; task < now.tasks; task++)
		host_spawn("task", HOST_TASK_CLIENT, program, (void *)task);
	host_wait(&never, HOST_AT_WAIT, 0, HOST_FOREVER);
}

enum play_verdict __wrap_play(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record)
{
	now.finished = 0;
	now.state = 1;
	now.shared = 0;
	random_begin();
	schedule_set(s, kind, seed, record);
	tap_run(begin, NULL);
	schedule_end();
	random_end();
	return host_failed() ? PLAY_FAILED : PLAY_FINE;
}

void tool_read(const char *path, struct sequence *s)
{
	memset(s, 0, sizeof(*s));
}

double tool_seconds(void)
{
	return 0;
}

static void on_own_object(u32 task, u32 step)
{
	host_point(HOST_AT_ATOMIC, &objects[task]);
}

static void on_one_object(u32 task, u32 step)
{
	host_point(HOST_AT_ATOMIC, &objects[0]);
	now.state = now.state * 3 + task;
}

/* Steps on a common object, with one of its own between them, and the work after the scheduling point */
static void on_common_after(u32 task, u32 step)
{
	host_point(HOST_AT_ATOMIC, step == 1 ? &objects[1 + task] : &objects[0]);
	if (step != 1)
		now.state = now.state * 3 + task;
}

/* One task's work comes before its scheduling point on the common object, as an unlock does */
static void on_common_before(u32 task, u32 step)
{
	if (step == 1 && task)
		now.shared = 1;
	if (step == 1 && !task)
		now.state += now.shared;
	host_point(step == 2 ? HOST_AT_ATOMIC : HOST_AT_UNLOCK, step < 2 && step != task ? &objects[1 + task] : &objects[0]);
	if (step == 2)
		now.state = now.state * 3 + task;
}

static void counts(u32 task, u32 step)
{
	driver_like_count(&now.shared);
	now.state = now.shared;
}

static void counts_fine(u32 task, u32 step)
{
	driver_fine_count(&now.shared);
	now.state = now.shared;
}

/* How much is left out: nothing, what is equivalent, and preemptions before what is not shared */
enum leave_out { NOTHING, EQUIVALENT, NOT_SHARED, LEAVE_OUT };

static const char *turns;	/* -w, NULL: any */
static bool verbose;		/* -v */

/* Runs the search with most schedules at most; what it printed */
static const char *search_some(void (*step)(u32 task, u32 step), u32 steps, const char *preemptions,
			       enum leave_out out_of, const char *most)
{
	static const char *const option[LEAVE_OUT] = { "-c", "-e", "-ei" };
	static char said[4096];
	char *argv[] = { "explore", verbose ? "-cv" : (char *)option[out_of], "-p", (char *)preemptions, "-n", (char *)most,
			 turns ? "-w" : "tiny", (char *)turns, "tiny", NULL };
	int fd = memfd_create("said", 0), out = dup(1);
	ssize_t n;

	now.step = step;
	now.steps = steps;
	now.tasks = rnd.on ? TASKS : 2;
	num_states = 0;
	fflush(stdout);
	dup2(fd, 1);
	optind = 1;
	tool_explore(turns ? 9 : 7, argv);
	fflush(stdout);
	dup2(out, 1);
	n = pread(fd, said, sizeof(said) - 1, 0);
	said[n > 0 ? n : 0] = 0;
	close(fd);
	close(out);
	host_state_wanted = false;
	return said;
}

static const char *search(void (*step)(u32 task, u32 step), u32 steps, const char *preemptions, enum leave_out out_of)
{
	return search_some(step, steps, preemptions, out_of, "1000000");
}

static unsigned long schedules(const char *said)
{
	return strstr(said, "complete") ? strtoul(said + strlen("tiny: "), NULL, 10) : 0;
}

static const struct {
	const char *name;
	u32 steps;
	const char *preemptions;
	unsigned long count;
	const char *turns;
} known[] = {
	/* a task with n scheduling points has n + 1 pieces: C(2k, k) ways to mix k with k */
	{ "one point each: 6 schedules", 1, "7", 6, NULL },
	{ "two points each: 20", 2, "7", 20, NULL },
	{ "three points each: 70", 3, "7", 70, NULL },
	/* with at most p preemptions, k pieces: 2, and 2 (k - 1), and 2 (k - 1)^2 */
	{ "three points each, no preemption: 2", 3, "0", 2, NULL },
	{ "three points each, one preemption: 8", 3, "1", 8, NULL },
	{ "three points each, two preemptions: 26", 3, "2", 26, NULL },
	{ "nine points each, two preemptions: 182", 9, "2", 2 + 18 + 162, NULL },
	/* who begins is fixed; after a preemption in one of nine places the other ends, or comes to one of its nine */
	{ "nine points each, two preemptions, each task in its turn: 91", 9, "2", 1 + 9 + 81, "0" },
	{ "with one turn that may be another's: 182", 9, "2", 2 + 18 + 162, "1" },
};

static void test_counts(void)
{
	const char *some;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const char *said;

		turns = known[i].turns;
		said = search(on_one_object, known[i].steps, known[i].preemptions, NOTHING);
		turns = NULL;
		if (schedules(said) != known[i].count)
			printf("# %s", said);
		tap(schedules(said) == known[i].count, known[i].name);
	}
	some = search_some(on_one_object, 3, "7", NOTHING, "69");
	tap(!strncmp(some, "tiny: 69 schedules", 18) && strstr(some, "INCOMPLETE"), "with 69 schedules at most: INCOMPLETE");
	some = search(on_one_object, 3, "1", NOTHING);
	tap(!strncmp(some, "tiny: 8 schedules, 1 preemption, complete, ", 43) && strstr(some, " s, no finding\n") && !strstr(some, "choices"),
	    "a line says how many schedules, which bound, and what was found");
	verbose = true;
	tap(strstr(search(on_one_object, 3, "1", NOTHING), " choices, 0 equivalent left out, "), "-v says what was left out");
	verbose = false;
}

static const struct {
	const char *name;
	void (*step)(u32 task, u32 step);
	u32 steps, states;
} equivalent[] = {
	{ "steps on one object: all 20 orders of 3 and 3 are kept", on_one_object, 3, 20 },
	{ "work after a scheduling point: all 6 orders of 2 and 2", on_common_after, 3, 6 },
	{ "work before a scheduling point is kept as well", on_common_before, 3, 5 },
	{ "independent steps: one state", on_own_object, 4, 1 },
};

#define PROGRAMS	(sizeof(equivalent) / sizeof(equivalent[0]))

static void test_equivalent(void)
{
	unsigned long all[PROGRAMS], some[PROGRAMS];
	u32 without[PROGRAMS];

	for (size_t i = 0; i < PROGRAMS; i++) {
		all[i] = schedules(search(equivalent[i].step, equivalent[i].steps, "7", NOTHING));
		without[i] = num_states;
	}
	for (size_t i = 0; i < PROGRAMS; i++) {
		some[i] = schedules(search(equivalent[i].step, equivalent[i].steps, "7", EQUIVALENT));
		printf("# %lu schedules, %lu without equivalent ones; %u and %u final states\n", all[i], some[i],
		       without[i], num_states);
		tap(without[i] == equivalent[i].states && num_states == without[i] && some[i] <= all[i],
		    equivalent[i].name);
	}
	/* C(10, 5), but for the two that take 8 preemptions */
	tap(all[PROGRAMS - 1] == 250 && some[PROGRAMS - 1] < 250 / 4, "for which few schedules stand for all");
}

/* Two tasks count up one variable, each in a load and a store */
static void test_fine(void)
{
	search(counts, 1, "1", NOTHING);
	tap(num_states == 1, "a race between two instructions is not seen without FINE=1");
	search(counts_fine, 1, "1", NOTHING);
	tap(num_states == 2, "as FINE=1 compiles it, the update that is lost between them is found");
}

static bool same_states(const u64 *all, u32 n)
{
	u32 found = 0;

	for (u32 i = 0; i < n; i++)
		for (u32 k = 0; k < num_states; k++)
			found += states[k] == all[i];
	return found == n && num_states == n;
}

#define PROGRAMS_AT_RANDOM	120u

/* Bounds of a search: preemptions, and turns, NULL: any; -i is not for those with turns */
static const struct {
	const char *preemptions, *turns;
	enum leave_out most;
} bounds[] = {
	{ "0", NULL, NOT_SHARED }, { "1", NULL, NOT_SHARED }, { "2", NULL, NOT_SHARED }, { "3", NULL, NOT_SHARED },
	{ "1", "0", EQUIVALENT }, { "1", "1", EQUIVALENT }, { "2", "1", EQUIVALENT }, { "2", "2", EQUIVALENT },
};

#define BOUNDS	(sizeof(bounds) / sizeof(bounds[0]))

/* What is left out of the search for the program that was made loses no state, and adds none: whether it does */
static bool loses(unsigned int program, u32 b, unsigned long played[LEAVE_OUT], unsigned long *total)
{
	static u64 all[STATES];
	u32 num_all = 0;
	bool lost = false;

	turns = bounds[b].turns;
	for (enum leave_out l = NOTHING; l <= bounds[b].most; l++) {
		unsigned long n = schedules(search(random_step, OPS, bounds[b].preemptions, l));

		/* compared where each leaves out more */
		if (bounds[b].most == NOT_SHARED)
			played[l] += n;
		if (l == NOTHING) {
			memcpy(all, states, sizeof(all));
			num_all = num_states;
			*total += num_all;
		} else if (!n || !same_states(all, num_all)) {
			printf("# program %u, %s preemptions, %s turns, left out %d: %u states of %u\n", program,
			       bounds[b].preemptions, turns ? turns : "any", l, num_states, num_all);
			lost = true;
		}
	}
	turns = NULL;
	return lost;
}

static void test_random(void)
{
	unsigned long played[LEAVE_OUT] = { }, total = 0;
	u32 lost = 0;

	rnd.on = true;
	for (u32 n = 0; n < PROGRAMS_AT_RANDOM; n++) {
		random_make(n + 1);
		for (u32 b = 0; b < BOUNDS; b++)
			lost += loses(n + 1, b, played, &total);
	}
	rnd.on = false;
	printf("# %lu states; %lu schedules, %lu without equivalent ones, %lu without what is not shared\n", total,
	       played[NOTHING], played[EQUIVALENT], played[NOT_SHARED]);
	tap(!lost && total > PROGRAMS_AT_RANDOM * BOUNDS, "programs at random: nothing that is left out loses a state");
	tap(played[NOT_SHARED] < played[EQUIVALENT] && played[EQUIVALENT] < played[NOTHING],
	    "and each leaves out schedules");
}

int main(void)
{
	test_counts();
	test_fine();
	test_equivalent();
	test_random();
	return tap_end("explore");
}
