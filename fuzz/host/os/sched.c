// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler: tasks, scheduling points, waiting and waking, virtual time.
 *
 * One task runs at a time. At a scheduling point the schedule is asked who runs
 * next; between two points nobody else does. When no task can run, time moves to
 * the next deadline; when there is none, the run is stuck and who watches it may
 * help, or it is a deadlock.
 */
#include <stdio.h>
#include <string.h>
#include "observer.h"
#include "os/arena.h"
#include "os/fiber.h"
#include "os/order.h"
#include "os/report.h"
#include "os/trace.h"

struct host_task *host_current;
u64 host_points;
u64 host_clock_ns, host_late_ns;
u64 host_next_choice;
u64 host_point_limit = 2000000;
bool host_given_up;
struct host_task *host_left;
bool host_must_stop;

struct host_machine host_machine;

static const struct host_observer nobody;
const struct host_observer *host_observer = &nobody;

/* Retries with a back-off never end by themselves: then, too, there is help from outside. */
#define HELP_EVERY_NS	(15ull * 1000 * 1000 * 1000)
#define LOOKS		8
static u64 help_at_ns;
static u64 look_at_point;	/* does this run ever end? */

static struct host_task tasks[HOST_MAX_TASKS];
static struct host_task main_task = { .id = HOST_NONE, .name = "main" };
static u32 num_tasks;
static u32 num_deadlines;	/* tasks that wait with a deadline */
/* Tasks that wait, by a hash of what they wait for: most calls of host_wake() find nobody. */
#define CHANNELS	64u
static u32 waiting[CHANNELS];
static u64 next_ticket;
static enum host_run_result run_result;
static host_choose_fn *choose;
static void *choose_arg;

/* Without a schedule: a task runs until it blocks, then the next number. */
static u32 choose_default(void *arg, const struct host_choice *c)
{
	for (u32 i = 0; i < c->n; i++)
		if (c->ready[i] == c->running)
			return c->running;
	return c->ready[0];
}

void host_set_schedule(host_choose_fn *fn, void *arg)
{
	choose = fn ? fn : choose_default;
	choose_arg = arg;
	host_next_choice = fn ? 0 : HOST_FOREVER;
}

u32 host_tasks(void)
{
	return num_tasks;
}

struct host_task *host_task(u32 id)
{
	return id < num_tasks ? &tasks[id] : NULL;
}

static u32 *waiting_on(const void *chan)
{
	return &waiting[(u32)((u64)chan >> 3) % CHANNELS];
}

static void leave_run(enum host_run_result result, bool last)
{
	struct host_task *t = host_current;

	run_result = result;
	host_left = t;
	host_current = NULL;
	fiber_switch(t, &main_task, last);
}

static void run_task(struct host_task *to, bool last)
{
	struct host_task *from = host_current;

	if (to == from)
		return;
	trace_switch(from->id, to->id);
	host_current = to;
	host_kernel_task_switch(to);
	fiber_switch(from, to, last);
}

void host_observe(const struct host_observer *o)
{
	host_observer = o ? o : &nobody;
}

static bool endless(void)
{
	return host_observer->endless && host_observer->endless();
}

/* So many points: is it a livelock, or a run that is going to become one? */
static void look_for_end(void)
{
	if (host_points > host_point_limit || endless())
		leave_run(HOST_RUN_LOST, false);
	look_at_point += host_point_limit / LOOKS;
	if (look_at_point > host_point_limit)
		look_at_point = host_point_limit;
}

static u32 list_ready(u8 *ready)
{
	u32 n = 0;

	for (u32 i = 0; i < num_tasks; i++)
		if (tasks[i].state == HOST_READY)
			ready[n++] = i;
	return n;
}

bool host_frozen(const struct host_task *t)
{
	return t->freezing && (t->state == HOST_WAITING || t->state == HOST_FROZEN) &&
	       (t->flags & HOST_FREEZABLE);
}

static void make_ready(struct host_task *t, enum host_wait_result result)
{
	if (t->deadline != HOST_FOREVER)
		num_deadlines--;
	--*waiting_on(t->chan);
	t->state = host_frozen(t) ? HOST_FROZEN : HOST_READY;
	t->result = result;
	if (host_state_wanted)
		order_woken(t, result);
	host_kernel_task_woken(t);
}

/* Moves time to the first deadline; false when nobody waits for one. */
static bool pass_time(void)
{
	u64 first = HOST_FOREVER;

	if (!num_deadlines)
		return false;
	for (u32 i = 0; i < num_tasks; i++)
		if (tasks[i].state == HOST_WAITING && tasks[i].deadline < first)
			first = tasks[i].deadline;
	if (first > host_clock_ns)
		host_clock_ns = first;
	host_kernel_time(host_clock_ns);
	for (u32 i = 0; i < num_tasks; i++) {
		struct host_task *t = &tasks[i];

		if (t->state == HOST_WAITING && t->deadline <= host_clock_ns)
			make_ready(t, HOST_TIMED_OUT);
	}
	trace_time(host_clock_ns);
	return true;
}

static struct host_task *ask(enum host_point kind, const void *obj, u32 running)
{
	struct host_choice c = {
		.point = host_points, .kind = kind, .obj = obj, .running = running,
	};

	for (;;) {
		u64 then = host_clock_ns;
		u32 id;

		c.n = list_ready(c.ready);
		if (!c.n)
			return NULL;
		if (num_deadlines)
			c.ready[c.n] = HOST_CLOCK;
		id = choose(choose_arg, &c);
		if (id == HOST_CLOCK && pass_time()) {
			host_late_ns += host_clock_ns - then;
			c.point = ++host_points;	/* each question has a number of its own */
			continue;
		}
		if (id < num_tasks && tasks[id].state == HOST_READY)
			return &tasks[id];
		return &tasks[c.ready[0]];
	}
}

/* A point at which there is something to do: few are. */
static __attribute__((noinline)) void stop_at_point(struct host_task *t, enum host_point kind, const void *obj)
{
	if (trace_fd >= 0)
		trace_more(t, kind, obj);
	if (host_state_wanted)
		order_arrives(t, kind, obj);
	if (host_points > look_at_point)
		look_for_end();
	if (host_must_stop)
		host_exit_all();
	if (host_points >= host_next_choice)
		run_task(ask(kind, obj, t->id), false);
	if (host_state_wanted)
		order_goes_on(t, kind, obj);
}

void host_point(enum host_point kind, const void *obj)
{
	struct host_task *t = host_current;

	/* an observer of stuck runs is on the stack of a task that waits */
	if (!t || t->state != HOST_READY)
		return;
	host_points++;
	trace_hash_point(kind, obj);
	if (trace_fd >= 0 || host_state_wanted || host_must_stop || host_points > look_at_point ||
	    host_points >= host_next_choice)
		stop_at_point(t, kind, obj);
}

/* The current task cannot go on: somebody else runs, or nobody ever will. */
static void yield_blocked(enum host_point kind, const void *obj, bool last)
{
	for (;;) {
		struct host_task *to = ask(kind, obj, HOST_NONE);

		if (to) {
			run_task(to, last);
			return;
		}
		host_points++;
		if (host_clock_ns > help_at_ns && host_observer->stuck) {
			help_at_ns = host_clock_ns + HELP_EVERY_NS;
			if (!host_observer->stuck(true) && endless())
				leave_run(HOST_RUN_LOST, last);
			continue;
		}
		if (num_deadlines)
			host_tell(idle);
		if (pass_time())
			continue;
		if (host_observer->stuck && host_observer->stuck(false))
			continue;
		leave_run(HOST_RUN_STOPPED, last);
	}
}

static bool signal_ends(const struct host_task *t, u32 flags)
{
	return ((flags & HOST_INTERRUPTIBLE) && (t->signal || t->fake || t->kill)) ||
	       ((flags & HOST_KILLABLE) && t->kill);
}

enum host_wait_result host_wait(const void *chan, enum host_point why, u32 flags,
				u64 deadline_ns)
{
	struct host_task *t = host_current;

	host_points++;
	trace_wait(t, why, chan);
	if (host_state_wanted)
		order_waits(t, why, chan);
	if (host_points > look_at_point)
		look_for_end();
	if (signal_ends(t, flags))
		return HOST_SIGNALLED;
	t->state = HOST_WAITING;
	t->chan = chan;
	++*waiting_on(chan);
	t->why = why;
	t->flags = flags;
	t->deadline = deadline_ns;
	t->ticket = next_ticket++;
	if (deadline_ns != HOST_FOREVER)
		num_deadlines++;
	host_tell(waits);
	yield_blocked(why, chan, false);
	t->flags = 0;
	if (host_state_wanted)
		order_looks(t, chan);
	return t->result;
}

static struct host_task *first_waiter(const void *chan)
{
	struct host_task *first = NULL;

	for (u32 i = 0; i < num_tasks; i++) {
		struct host_task *t = &tasks[i];

		if (t->state == HOST_WAITING && t->chan == chan &&
		    (!first || t->ticket < first->ticket))
			first = t;
	}
	return first;
}

static __attribute__((noinline)) u32 wake(const void *chan, u32 n)
{
	struct host_task *t;
	u32 woken = 0;

	while (woken < n && *waiting_on(chan) && (t = first_waiter(chan))) {
		make_ready(t, HOST_WOKEN);
		woken++;
	}
	if (!woken && host_state_wanted)
		order_wakes_nobody(chan);
	return woken;
}

u32 host_wake(const void *chan, u32 n)
{
	return *waiting_on(chan) || host_state_wanted ? wake(chan, n) : 0;
}

bool host_wake_task(struct host_task *t)
{
	if (t->state != HOST_WAITING)
		return false;
	make_ready(t, HOST_WOKEN);
	return true;
}

u32 host_waiters(const void *chan)
{
	u32 n = 0;

	for (u32 i = 0; i < num_tasks; i++)
		n += tasks[i].state == HOST_WAITING && tasks[i].chan == chan;
	return n;
}

void host_signal(struct host_task *t, bool kill)
{
	if (t->exits)
		return;
	if (host_state_wanted)
		order_signals(t);
	t->signal = true;
	if (kill)
		t->kill = true;
	host_kernel_task_signal(t);
	if (t->state == HOST_WAITING && signal_ends(t, t->flags))
		make_ready(t, HOST_SIGNALLED);
}

void host_freeze(struct host_task *t)
{
	if (host_state_wanted)
		order_signals(t);
	t->freezing = true;
	if (host_frozen(t))
		return;
	t->fake = true;
	host_kernel_task_signal(t);
	if (t->state == HOST_WAITING && signal_ends(t, t->flags))
		make_ready(t, HOST_SIGNALLED);
}

void host_thaw(struct host_task *t)
{
	if (host_state_wanted)
		order_signals(t);
	t->freezing = false;
	if (t->state == HOST_FROZEN)
		t->state = HOST_READY;
}

void host_join(struct host_task *t)
{
	host_about(t, false);
	while (t->state != HOST_DONE)
		host_wait(t, HOST_AT_JOIN, 0, HOST_FOREVER);
}

static void end_task(struct host_task *t)
{
	host_point(HOST_AT_EXIT, t);
	host_kernel_task_exit(t);
	t->state = HOST_DONE;
	host_wake(t, HOST_MAX_TASKS);
	if (t->id == 0)
		leave_run(HOST_RUN_DONE, true);
	host_points++;
	yield_blocked(HOST_AT_EXIT, t, true);
}

void host_exit(void)
{
	end_task(host_current);
	__builtin_unreachable();
}

static void task_entry(void)
{
	fiber_entered();
	host_current->fn(host_current->arg);
	host_exit();
}

/* The number of a new task: one that nobody refers to any more when all are taken. */
static u32 free_number(void)
{
	if (num_tasks < HOST_MAX_TASKS)
		return num_tasks++;
	for (u32 i = 0; i < num_tasks; i++) {
		if (tasks[i].state != HOST_DONE || !tasks[i].forgotten)
			continue;
		fiber_forget(&tasks[i]);
		return i;
	}
	return HOST_NONE;
}

struct host_task *host_spawn(const char *name, enum host_task_kind kind,
			     void (*fn)(void *arg), void *arg)
{
	struct host_task *t;
	u32 id;

	id = free_number();
	if (id == HOST_NONE)
		return NULL;
	t = &tasks[id];
	memset(t, 0, sizeof(*t));
	t->id = id;
	memcpy(t->name, name, strnlen(name, sizeof(t->name) - 1));
	t->kind = kind;
	t->fn = fn;
	t->arg = arg;
	t->deadline = HOST_FOREVER;
	t->stack = fiber_stack(id);
	fiber_prepare(t, task_entry);
	host_kernel_task_init(t);
	t->state = HOST_READY;
	trace_spawn(t);
	if (host_state_wanted)
		order_spawn(t);
	return t;
}

void host_spawn_idle(struct host_task *t, const void *chan)
{
	t->state = HOST_WAITING;
	t->chan = chan;
	++*waiting_on(chan);
	t->why = HOST_AT_IDLE;
	t->flags = HOST_IDLE;
	t->ticket = next_ticket++;
}

void host_exit_all(void)
{
	leave_run(HOST_RUN_STOPPED, false);
	__builtin_unreachable();
}

void host_give_up(void)
{
	host_given_up = true;
	leave_run(HOST_RUN_LOST, false);
	__builtin_unreachable();
}

static void reset(void)
{
	host_given_up = false;
	for (u32 i = 0; i < num_tasks; i++)
		if (tasks[i].state != HOST_DONE)
			fiber_forget(&tasks[i]);
	num_tasks = 0;
	num_deadlines = 0;
	memset(waiting, 0, sizeof(waiting));
	next_ticket = 0;
	host_points = 0;
	look_at_point = host_point_limit / 2;
	host_clock_ns = 1000000000ull;
	host_late_ns = 0;
	help_at_ns = host_clock_ns + HELP_EVERY_NS;
	host_kernel_time(host_clock_ns);
	trace_reset();
	order_reset();
	report_reset();
	host_must_stop = false;
	arena_init();
	arena_reset();
	host_kernel_reset();
	host_tell(begins);
}

enum host_run_result host_run(void (*fn)(void *arg), void *arg)
{
	struct host_task *t;

	if (!choose)
		host_set_schedule(NULL, NULL);
	reset();
	t = host_spawn("init", HOST_TASK_INIT, fn, arg);
	host_current = t;
	host_kernel_task_switch(t);
	fiber_switch(&main_task, t, false);
	host_current = NULL;
	return run_result;
}
