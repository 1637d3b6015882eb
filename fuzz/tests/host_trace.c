// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traces (fuzz/host/os/trace.c) and schedules (fuzz/play/schedule.c): one input,
 * one trace; what was recorded plays the same run again.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "task0.h"
#include "schedule.h"
#include "tap.h"

#define SEEDS	200

static struct sequence seq;
static const u32 lock_of[3];
static u32 extra;		/* something that one run has and another has not */

static void worker(void *arg)
{
	u64 id = (u64)arg;

	for (u32 i = 0; i < 60; i++) {
		host_point(HOST_AT_LOCK, &lock_of[(id + i) % 3]);
		if (i == 30)
			host_wait(&lock_of[id], HOST_AT_SLEEP, 0, host_clock_ns + 1000 * (id + 1));
	}
	if (extra == id + 1)
		host_trace_mix("extra", 1, 2);
}

static void program(void *arg)
{
	host_play.first_task = host_tasks();
	schedule_begin();
	for (u64 i = 0; i < 3; i++)
		host_spawn("worker", HOST_TASK_CLIENT, worker, (void *)i);
	for (u32 i = 1; i <= 3; i++)
		host_join(host_task(i));
	schedule_end();
}

static u64 trace(enum schedule_kind kind, u64 seed, bool record)
{
	seq.num_tasks = 3;
	schedule_set(&seq, kind, seed, record);
	if (tap_run(program, NULL) != HOST_RUN_DONE)
		return 0;
	return host_trace_hash();
}

static char *text_of(enum schedule_kind kind, u64 seed)
{
	int fd = memfd_create("trace", 0);
	char *text = calloc(1, 1 << 20);

	host_trace_open(fd);
	trace(kind, seed, false);
	host_trace_open(-1);
	if (pread(fd, text, (1 << 20) - 1, 0) < 0)
		text[0] = 0;
	close(fd);
	return text;
}

static void test_same(void)
{
	char *one = text_of(SCHEDULE_RANDOM, 7), *two = text_of(SCHEDULE_RANDOM, 7), *other = text_of(SCHEDULE_RANDOM, 8);
	bool good = true;
	u64 base;

	tap(*one && !strcmp(one, two), "one seed, one trace, byte for byte");
	tap(strcmp(one, other), "another seed, another trace");
	for (char *line = strtok(one, "\n"); line; line = strtok(NULL, "\n")) {
		unsigned long long point, value;
		char who[32], what[32];

		good &= sscanf(line, "%llu %31s %31s %llx", &point, who, what, &value) == 4;
	}
	tap(good, "a line has a point, a task, an event and an object");
	free(one);
	free(two);
	free(other);
	base = trace(SCHEDULE_SEQUENCE, 0, false);
	tap(base && trace(SCHEDULE_SEQUENCE, 0, false) == base, "the hash is that of the trace");
	extra = 2;
	tap(trace(SCHEDULE_SEQUENCE, 0, false) != base, "one event more is another hash");
	extra = 0;
	tap(trace(SCHEDULE_SEQUENCE, 0, false) == base, "and nothing of it stays");
}

static void test_kinds(void)
{
	static u64 seen[2][SEEDS];
	u32 distinct[2] = { 0, 0 };
	bool same = true;

	for (u32 k = 0; k < 2; k++) {
		for (u32 i = 0; i < SEEDS; i++) {
			u64 hash = trace(k ? SCHEDULE_PCT : SCHEDULE_RANDOM, i, false);
			bool new = true;

			for (u32 j = 0; j < distinct[k]; j++)
				new &= seen[k][j] != hash;
			if (new)
				seen[k][distinct[k]++] = hash;
			same &= trace(k ? SCHEDULE_PCT : SCHEDULE_RANDOM, i, false) == hash;
		}
	}
	printf("# %u seeds: %u random schedules, %u by priority\n", SEEDS, distinct[0], distinct[1]);
	tap(same, "random and PCT schedules are what their seeds say");
	tap(distinct[0] > SEEDS / 2, "random seeds differ");
	tap(distinct[1] >= 6, "PCT has all orders of three priorities, and changes of them");
}

static void test_record(void)
{
	u32 good = 0, replayed = 0;

	for (u32 i = 0; i < SEEDS; i++) {
		u64 hash = trace(i & 1 ? SCHEDULE_PCT : SCHEDULE_RANDOM, i, true);

		seq.num_schedule = 0;
		if (!schedule_recorded(&seq))
			continue;
		replayed++;
		good += trace(SCHEDULE_SEQUENCE, 0, false) == hash;
	}
	seq.num_schedule = 0;
	tap(replayed > SEEDS / 2 && good == replayed, "a recorded schedule plays the same run again");
}

/* Switch to the third worker at the second point */
static void test_from_sequence(void)
{
	char *text;

	seq.num_schedule = 1;
	seq.schedule[0].after = 2;
	seq.schedule[0].task = 2;
	text = text_of(SCHEDULE_SEQUENCE, 0);
	tap(strstr(text, "- run 3\n") && strstr(text, "- run 3\n") < strstr(text, "- run 2\n"),
	    "a sequence's schedule says who runs");
	free(text);
	seq.num_schedule = 0;
}

/* ---- happens-before ---- */

static u32 order[4];

static void two_objects(void *arg)
{
	for (u32 i = 0; i < 4; i++)
		host_point(HOST_AT_STEP, NULL);
}

static void on_object(void *arg)
{
	host_point(HOST_AT_LOCK, arg);
}

static u32 in_order(void *arg, const struct host_choice *c)
{
	for (u32 k = 0; k < 2; k++)
		for (u32 i = 0; i < c->n; i++)
			if (c->ready[i] == order[k])
				return order[k];
	return c->ready[0];
}

static void pair(void *arg)
{
	const u32 *object = arg;

	host_spawn("a", HOST_TASK_CLIENT, on_object, (void *)&lock_of[object[0]]);
	host_spawn("b", HOST_TASK_CLIENT, on_object, (void *)&lock_of[object[1]]);
	for (u32 i = 1; i <= 2; i++)
		host_join(host_task(i));
	two_objects(NULL);
}

static u64 state(u32 first, u32 one, u32 two)
{
	u32 object[2] = { one, two };

	order[0] = first;
	order[1] = 3 - first;
	host_state_wanted = true;
	host_set_schedule(in_order, NULL);
	tap_run(pair, object);
	host_set_schedule(NULL, NULL);
	host_state_wanted = false;
	return host_state_hash();
}

static void test_states(void)
{
	tap(state(1, 0, 0) == state(1, 0, 0), "the state's hash is the same for the same run");
	tap(state(1, 0, 0) != state(2, 0, 0), "two orders on one object are two states");
	tap(state(1, 0, 1) != state(1, 0, 0), "other objects are other states");
}

int main(void)
{
	test_same();
	test_kinds();
	test_record();
	test_from_sequence();
	test_states();
	return tap_end("trace and schedules");
}
