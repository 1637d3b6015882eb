// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exhaustive search (fuzz/tools/explore.c) over tiny programs whose number of
 * schedules is known, and that leaving out equivalent ones loses no final state.
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
#include "host_fidelity.h"
#include "schedule.h"
#include "tap.h"
#include "tool.h"

enum play_verdict __wrap_play(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record);

/* ---- tiny programs: two tasks that each take some steps ---- */

static struct {
	void (*step)(u32 task, u32 step);	/* after the step's scheduling point */
	u32 steps;
	u32 finished;
	u64 state;		/* what it comes to */
	u32 shared;
} now;

static u64 states[64];
static u32 num_states;
static const u32 never, objects[4];

static void note_state(void)
{
	for (u32 i = 0; i < num_states; i++)
		if (states[i] == now.state)
			return;
	if (num_states < 64)
		states[num_states++] = now.state;
}

/* Ends without a scheduling point of its own, so that only the steps count */
static void end(void)
{
	if (++now.finished == 2) {
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
	host_spawn("a", HOST_TASK_CLIENT, program, (void *)0);
	host_spawn("b", HOST_TASK_CLIENT, program, (void *)1);
	host_wait(&never, HOST_AT_WAIT, 0, HOST_FOREVER);
}

enum play_verdict __wrap_play(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record)
{
	now.finished = 0;
	now.state = 1;
	now.shared = 0;
	schedule_set(s, kind, seed, record);
	tap_run(begin, NULL);
	schedule_end();
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
	host_point(HOST_AT_STEP, &objects[task]);
}

static void on_one_object(u32 task, u32 step)
{
	host_point(HOST_AT_STEP, &objects[0]);
	now.state = now.state * 3 + task;
}

/* Steps on a common object, with one of its own between them, and the work after the scheduling point */
static void on_common_after(u32 task, u32 step)
{
	host_point(HOST_AT_STEP, step == 1 ? &objects[1 + task] : &objects[0]);
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
	host_point(HOST_AT_STEP, step < 2 && step != task ? &objects[1 + task] : &objects[0]);
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

/* Runs the search with most schedules at most; what it printed */
static const char *search_some(void (*step)(u32 task, u32 step), u32 steps, const char *preemptions, bool prune,
			       const char *most)
{
	static char said[4096];
	char *argv[] = { "explore", "-p", (char *)preemptions, "-n", (char *)most, prune ? "-e" : "-s",
			 prune ? "tiny" : "3600", "tiny", NULL };
	int fd = memfd_create("said", 0), out = dup(1);
	ssize_t n;

	now.step = step;
	now.steps = steps;
	num_states = 0;
	fflush(stdout);
	dup2(fd, 1);
	optind = 1;
	tool_explore(prune ? 7 : 8, argv);
	fflush(stdout);
	dup2(out, 1);
	n = pread(fd, said, sizeof(said) - 1, 0);
	said[n > 0 ? n : 0] = 0;
	close(fd);
	close(out);
	host_state_wanted = false;
	return said;
}

static const char *search(void (*step)(u32 task, u32 step), u32 steps, const char *preemptions, bool prune)
{
	return search_some(step, steps, preemptions, prune, "1000000");
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
} known[] = {
	/* a task with n scheduling points has n + 1 pieces: C(2k, k) ways to mix k with k */
	{ "one point each: 6 schedules", 1, "7", 6 },
	{ "two points each: 20", 2, "7", 20 },
	{ "three points each: 70", 3, "7", 70 },
	/* with at most p preemptions, k pieces: 2, and 2 (k - 1), and 2 (k - 1)^2 */
	{ "three points each, no preemption: 2", 3, "0", 2 },
	{ "three points each, one preemption: 8", 3, "1", 8 },
	{ "three points each, two preemptions: 26", 3, "2", 26 },
	{ "nine points each, two preemptions: 182", 9, "2", 2 + 18 + 162 },
};

static void test_counts(void)
{
	const char *some;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const char *said = search(on_one_object, known[i].steps, known[i].preemptions, false);

		if (schedules(said) != known[i].count)
			printf("# %s", said);
		tap(schedules(said) == known[i].count, known[i].name);
	}
	some = search_some(on_one_object, 3, "7", false, "69");
	tap(!strncmp(some, "tiny: 69 schedules", 18) && strstr(some, "not all"), "with 69 schedules at most: not all");
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

/* -e stays for the rest of a program, so those without it go first */
static void test_equivalent(void)
{
	unsigned long all[PROGRAMS], some[PROGRAMS];
	u32 without[PROGRAMS];

	for (size_t i = 0; i < PROGRAMS; i++) {
		all[i] = schedules(search(equivalent[i].step, equivalent[i].steps, "7", false));
		without[i] = num_states;
	}
	for (size_t i = 0; i < PROGRAMS; i++) {
		some[i] = schedules(search(equivalent[i].step, equivalent[i].steps, "7", true));
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
	search(counts, 1, "1", false);
	tap(num_states == 1, "a race between two instructions is not seen without FINE=1");
	search(counts_fine, 1, "1", false);
	tap(num_states == 2, "as FINE=1 compiles it, the update that is lost between them is found");
}

int main(void)
{
	test_counts();
	test_fine();
	test_equivalent();
	return tap_end("explore");
}
