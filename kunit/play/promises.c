// SPDX-License-Identifier: GPL-2.0-only
/*
 * The oracle of the promises (fuzz/oracle/promises.c, promises_stuck.c) in a real
 * kernel: what it asks of the hosted kernel, about threads of this one.
 *
 * All of P1 to P10 are judged. Who waits is looked at whenever a task of the run
 * begins a step, ends a call, or gets into or out of the secure world: between two
 * of these a task is left only when it sleeps, so that no wait is missed. What does
 * not show here is what takes a switch where no task sleeps: an order of two calls
 * (P5, P10) or a count (P3, P8) that is wrong only in between. P9's other half, a
 * call that tries again without waiting, ends this kernel, which it would hang.
 */
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <lies.h>
#include <monitor_kernel.h>
#include <optee_abi.h>
#include <promises.h>
#include <run.h>
#include "play.h"
#include "promises.h"
#include "world.h"

#define FIRST_OTHER	(SEQUENCE_FIRST_TASK + SEQ_MAX_TASKS)
#define NUM_OTHERS	(TASKS_MAX - FIRST_OTHER)

/*
 * Task 0 brings the driver up and takes it down, then come the sequence's, then other
 * threads that make calls. They take turns on one CPU of a kernel that does not
 * preempt, so nothing here needs a lock.
 */
static struct {
	struct sequence_play *play;
	const struct task_struct *main;
	bool failed;
	bool running;
	u64 now_ns;
	u32 now;			/* the current task */
	u32 num_others;
	u32 other[NUM_OTHERS];
	bool sleeps[SEQ_MAX_TASKS];
	unsigned long switches[SEQ_MAX_TASKS];
} pr;

/* ---- what the oracle asks ------------------------------------------------------------- */

struct monitor *tasks_monitor(void)
{
	return monitor_current();
}

u32 tasks_number(void)
{
	return FIRST_OTHER + pr.num_others;
}

bool tasks_running(void)
{
	return pr.running;
}

u64 tasks_now_ns(void)
{
	return pr.now_ns;
}

u64 tasks_used_ns(void)
{
	return pr.now_ns;
}

u32 task_current(void)
{
	return pr.now;
}

bool task_sleeps(u32 task)
{
	u32 i = task - SEQUENCE_FIRST_TASK;

	return task >= SEQUENCE_FIRST_TASK && i < SEQ_MAX_TASKS && pr.sleeps[i];
}

bool task_queues(u32 task)
{
	return task_sleeps(task);
}

void task_where(u32 task, char *name, size_t size)
{
	struct run_activity a;

	for (u32 i = 0; run_activity(i, &a); i++)
		if (a.caller == task && !a.ended) {
			snprintf(name, size, "step %u", a.step);
			return;
		}
	snprintf(name, size, "a call of task %u", task);
}

/* The first one counts: what comes after may be its consequence. */
void tasks_fail(const char *fmt, ...)
{
	char text[SEQUENCE_TEXT_BYTES];
	va_list args;

	if (pr.failed)
		return;
	pr.failed = true;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	sequence_fail(pr.play, "%s", text);
}

void tasks_end(void)
{
	panic("sequence: %s", pr.play->verdict[pr.play->num_verdicts - 1]);
}

/* Waits are noticed some time after they have begun. */
bool tasks_exact(void)
{
	return false;
}

/* ---- who waits -------------------------------------------------------------------------- */

/* One that was woken when it was frozen already does not sleep: it may have been given a context. */
static bool sleeps(const struct task_struct *t, const struct task_secure *s)
{
	unsigned int state = READ_ONCE(t->__state);

	if (t == current || s->parked)
		return false;
#ifdef CONFIG_DEBUG_MUTEXES
	if (t->blocked_on)
		return false;	/* for a lock, not for a context */
#endif
	return (state == TASK_FROZEN ? READ_ONCE(t->saved_state) : state) != TASK_RUNNING;
}

/* What is new since the last look: a wait that has begun is told to the oracle. */
static void look(void)
{
	u32 last = pr.now;

	pr.now_ns = ktime_get_ns();
	for (u32 i = 0; i < SEQ_MAX_TASKS; i++) {
		const struct task_struct *t = sequence_world_thread(i);
		u32 task = SEQUENCE_FIRST_TASK + i;

		if (!t)
			continue;
		pr.sleeps[i] = sleeps(t, &task_secure[task]);
		if (!pr.sleeps[i] || t->nvcsw == pr.switches[i])
			continue;
		pr.switches[i] = t->nvcsw;
		pr.now = task;
		promises_on_wait();
	}
	pr.now = last;
}

/* One that has nothing in the secure world makes room for another; TASKS_MAX: none does */
static u32 other_task(u32 caller)
{
	u32 i, free = NUM_OTHERS;

	for (i = 0; i < pr.num_others && pr.other[i] != caller; i++)
		if (!task_secure[FIRST_OTHER + i].thread)
			free = i;
	if (i == pr.num_others) {
		i = free < NUM_OTHERS ? free : i;
		if (i == NUM_OTHERS)
			return TASKS_MAX;
		pr.num_others = max(pr.num_others, i + 1);
		pr.other[i] = caller;
		task_secure[FIRST_OTHER + i] = (struct task_secure) { };
	}
	return FIRST_OTHER + i;
}

/* The current thread is the oracle's current task; false: it is none that counts. */
static bool enter_task(void)
{
	u32 task = current == pr.main ? 0 : TASKS_MAX;

	for (u32 i = 0; i < SEQ_MAX_TASKS; i++)
		if (sequence_world_thread(i) == current)
			task = SEQUENCE_FIRST_TASK + i;
	if (task == TASKS_MAX)
		task = other_task(monitor_caller_of(current));
	if (task == TASKS_MAX)
		return false;
	pr.now = task;
	look();
	return true;
}

static void called(u64 a0)
{
	if (enter_task())
		promises_called(a0);
}

static void parked(bool parked, bool yields)
{
	if (enter_task())
		promises_parked(parked, yields);
}

static void answered(u64 a0)
{
	if (enter_task())
		promises_answered(a0);
}

/* ---- the run ------------------------------------------------------------------------------ */

void sequence_promises_begin(struct sequence_play *p)
{
	static const struct monitor_observer observer = {
		.called = called, .parked = parked, .answered = answered,
	};

	memset(&pr, 0, sizeof(pr));
	pr.play = p;
	pr.main = current;
	lies_begin(p->s);
	promises_begin(p->s);
	monitor_observe(&observer);
}

void sequence_promises_run(bool running)
{
	pr.running = running;
}

void sequence_promises_step(u32 step)
{
	if (!enter_task())
		return;
	/* none of this step's */
	promises_forget_refusal();
	lies_step_begins(step);
	promises_step_begins();
}

void sequence_promises_changed(void)
{
	if (!in_task() || !pr.running || !enter_task())
		return;
	promises_changed();
}

void sequence_promises_idle(void)
{
	look();
	promises_on_idle();
}

void sequence_promises_stuck(void)
{
	look();
	promises_on_stuck();
}

void sequence_promises_end(void)
{
	promises_at_end();
}

void sequence_promises_stop(void)
{
	monitor_observe(NULL);
}

static bool waits_for_notification(u32 task)
{
	struct monitor *m = monitor_current();
	u32 caller = sequence_world_caller(task), n = m ? monitor_event_count(m) : 0;
	struct monitor_event e;

	while (n-- > 0 && monitor_event_get(m, n, &e))
		if (e.caller == caller && e.kind != MONITOR_EV_FAST && e.kind != MONITOR_EV_BREACH)
			return e.kind == MONITOR_EV_RPC && e.func == OPTEE_RPC_NOTIFICATION;
	return false;
}

struct sequence_secure sequence_secure_state(u32 task)
{
	const struct task_secure *s = &task_secure[SEQUENCE_FIRST_TASK + task];

	return (struct sequence_secure) {
		.thread = s->thread, .parked = s->parked,
		.notification = waits_for_notification(task),
	};
}
