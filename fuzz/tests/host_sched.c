// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler (fuzz/host/os/sched.c): who runs, who waits, time, the end of a run.
 */
#include <stdio.h>
#include <string.h>
#include "observer.h"
#include "schedule.h"
#include "tap.h"

#define SECOND	1000000000ull

static char order[256];
static const u32 chan, other;

static void say(const char *what)
{
	strncat(order, what, sizeof(order) - strlen(order) - 1);
}

static bool said(const char *what)
{
	bool same = !strcmp(order, what);

	if (!same)
		printf("# said \"%s\", not \"%s\"\n", order, what);
	order[0] = 0;
	return same;
}

static void three_steps(void *arg)
{
	const char *name = arg;

	for (int i = 0; i < 3; i++) {
		say(name);
		host_point(HOST_AT_STEP, NULL);
	}
}

static void join_all(void)
{
	for (u32 i = 1; i < host_tasks(); i++)
		host_join(host_task(i));
}

static void two_tasks(void *arg)
{
	host_spawn("a", HOST_TASK_CLIENT, three_steps, "a");
	host_spawn("b", HOST_TASK_CLIENT, three_steps, "b");
	join_all();
}

/* Answers with the other of tasks 1 and 2 whenever both can run */
static u32 alternate(void *arg, const struct host_choice *c)
{
	u32 *questions = arg;

	(*questions)++;
	for (u32 i = 0; i < c->n; i++)
		if (c->ready[i] && c->ready[i] != c->running)
			return c->ready[i];
	return c->ready[0];
}

static u32 nonsense(void *arg, const struct host_choice *c)
{
	return 29;	/* no such task */
}

static void test_choices(void)
{
	u32 questions = 0;

	host_set_schedule(NULL, NULL);
	tap(tap_run(two_tasks, NULL) == HOST_RUN_DONE && said("aaabbb"),
	    "without a schedule a task runs until it ends or waits");
	host_set_schedule(alternate, &questions);
	tap(tap_run(two_tasks, NULL) == HOST_RUN_DONE && said("ababab"), "the schedule decides who runs");
	tap(questions >= 6, "it is asked at each scheduling point");
	questions = 0;
	host_set_schedule(alternate, &questions);
	host_next_choice = HOST_FOREVER;
	tap(tap_run(two_tasks, NULL) == HOST_RUN_DONE && said("aaabbb") && questions < 6,
	    "it is not asked before host_next_choice unless a task blocks");
	host_set_schedule(nonsense, NULL);
	tap(tap_run(two_tasks, NULL) == HOST_RUN_DONE && strlen(order) == 6 && (order[0] = 0, true),
	    "an impossible answer stands for a task that can run");
	host_set_schedule(NULL, NULL);
}

static void sleeper(void *arg)
{
	host_wait(&chan, HOST_AT_WAIT, 0, HOST_FOREVER);
	say(arg);
}

static void wake_in_order(void *arg)
{
	host_spawn("a", HOST_TASK_CLIENT, sleeper, "a");
	host_spawn("b", HOST_TASK_CLIENT, sleeper, "b");
	host_spawn("c", HOST_TASK_CLIENT, sleeper, "c");
	while (host_waiters(&chan) < 3)
		host_wait(&other, HOST_AT_WAIT, 0, host_clock_ns + 1);
	say(host_wake(&other, 5) ? "!" : "");
	say(host_wake(&chan, 1) == 1 ? "1" : "!");
	host_join(host_task(1));
	say(host_wake(&chan, 9) == 2 ? "2" : "!");
	join_all();
}

static void late(void *arg)
{
	u64 at = (u64)arg * SECOND;

	if (host_wait(&chan, HOST_AT_SLEEP, 0, at) == HOST_TIMED_OUT && host_clock_ns == at)
		say(at == 3 * SECOND ? "3" : at == 5 * SECOND ? "5" : "9");
}

static void deadlines(void *arg)
{
	host_spawn("nine", HOST_TASK_CLIENT, late, (void *)9);
	host_spawn("three", HOST_TASK_CLIENT, late, (void *)3);
	host_spawn("five", HOST_TASK_CLIENT, late, (void *)5);
	join_all();
}

static void test_waiting(void)
{
	tap(tap_run(wake_in_order, NULL) == HOST_RUN_DONE && said("1a2bc"), "waiters are woken in order");
	tap(tap_run(deadlines, NULL) == HOST_RUN_DONE && said("359"),
	    "time moves to one deadline after the other when nobody can run");
	tap(host_clock_ns == 9 * SECOND, "and not further");
}

static const struct {
	const char *name;
	u32 flags;
	bool kill;
	bool ends;
} signals[] = {
	{ "a signal doesn't end a wait that takes none", 0, true, false },
	{ "a signal ends an interruptible wait", HOST_INTERRUPTIBLE, false, true },
	{ "SIGKILL ends an interruptible wait", HOST_INTERRUPTIBLE, true, true },
	{ "a signal doesn't end a killable wait", HOST_KILLABLE, false, false },
	{ "SIGKILL ends a killable wait", HOST_KILLABLE, true, true },
};

static void wait_signalled(void *arg)
{
	u32 i = (u64)arg;

	say(host_wait(&chan, HOST_AT_WAIT, signals[i].flags, HOST_FOREVER) == HOST_SIGNALLED ? "s" : "w");
	say(host_wait(&chan, HOST_AT_WAIT, signals[i].flags, host_clock_ns + 1) == HOST_SIGNALLED ? "s" : "t");
}

static void signal_it(void *arg)
{
	struct host_task *t = host_spawn("t", HOST_TASK_CLIENT, wait_signalled, arg);

	while (!host_waiters(&chan))
		host_wait(&other, HOST_AT_WAIT, 0, host_clock_ns + 1);
	host_signal(t, signals[(u64)arg].kill);
	host_wait(&other, HOST_AT_WAIT, 0, host_clock_ns + 1);
	host_wake(&chan, 1);
	host_join(t);
}

static void test_signals(void)
{
	for (u64 i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		tap(tap_run(signal_it, (void *)i) == HOST_RUN_DONE && said(signals[i].ends ? "ss" : "wt"),
		    signals[i].name);
}

/* ---- the end of a run ---- */

static u32 times_stuck, times_by_time;

static bool help(bool by_time)
{
	if (by_time) {
		times_by_time++;
		return false;
	}
	times_stuck++;
	return host_wake(&chan, 1);
}

static bool no_help(bool by_time)
{
	times_stuck++;
	return false;
}

static void waits_for_ever(void *arg)
{
	host_wait(&chan, HOST_AT_WAIT, 0, HOST_FOREVER);
	say("on");
}

static void retries(void *arg)
{
	for (int i = 0; i < 60; i++)
		host_wait(&other, HOST_AT_SLEEP, 0, host_clock_ns + SECOND);
}

static void spins(void *arg)
{
	for (;;)
		host_point(HOST_AT_STEP, NULL);
}

static void leaves(void *arg)
{
	host_exit_all();
}

static void others_leave(void *arg)
{
	host_spawn("leaver", HOST_TASK_CLIENT, leaves, NULL);
	join_all();
	say("never");
}

static u32 times_asked;

static bool endless(void)
{
	return ++times_asked == 2;
}

static void test_endless(void)
{
	u64 limit = host_point_limit;

	host_point_limit = 1000;
	tap_observer.endless = endless;
	times_asked = 0;
	tap(tap_run(spins, NULL) == HOST_RUN_LOST && times_asked == 2 && host_points > 500 &&
	    host_points < 1000, "so is a run that is said to come to nothing, when half of its points are gone");
	tap_observer.endless = NULL;
	host_point_limit = limit;
}

static void test_ends(void)
{
	u64 limit = host_point_limit;

	tap_observer.stuck = no_help;
	tap(tap_run(waits_for_ever, NULL) == HOST_RUN_STOPPED && times_stuck == 1 && said(""),
	    "a run in which nobody can go on is stopped");
	tap_observer.stuck = help;
	times_stuck = 0;
	tap(tap_run(waits_for_ever, NULL) == HOST_RUN_DONE && times_stuck == 1 && said("on"),
	    "unless help comes from outside");
	tap(tap_run(retries, NULL) == HOST_RUN_DONE && times_by_time >= 3,
	    "it is asked now and then when only time passes");
	tap_observer.stuck = NULL;
	host_point_limit = 1000;
	tap(tap_run(spins, NULL) == HOST_RUN_LOST && host_points <= 1001, "a livelock is given up");
	host_point_limit = limit;
	test_endless();
	tap(tap_run(others_leave, NULL) == HOST_RUN_STOPPED && said(""), "any task may end the run");
	tap(tap_run(two_tasks, NULL) == HOST_RUN_DONE && said("aaabbb"), "and the next run begins anew");
}

static void nothing(void *arg)
{
}

static void fill(void *arg)
{
	u32 n = 1;
	struct host_task *t;

	while ((t = host_spawn("t", HOST_TASK_CLIENT, nothing, NULL)))
		n++;
	say(n == HOST_MAX_TASKS ? "full" : "!");
	join_all();
	say(host_spawn("more", HOST_TASK_CLIENT, nothing, NULL) ? "!" : " kept");
	host_task(7)->forgotten = true;
	t = host_spawn("more", HOST_TASK_CLIENT, nothing, NULL);
	say(t == host_task(7) && !t->forgotten ? " reused" : "!");
	host_join(t);
}

static void test_numbers(void)
{
	tap(tap_run(fill, NULL) == HOST_RUN_DONE && said("full kept reused"),
	    "a task's number is used again when the task has ended and nobody refers to it");
}

int main(void)
{
	test_choices();
	test_waiting();
	test_signals();
	test_ends();
	test_numbers();
	return tap_end("scheduler");
}
