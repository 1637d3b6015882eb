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
#include <different/smc.h>
#include <monitor_kernel.h>
#include <optee_abi.h>
#include <oracle.h>
#include <os/report.h>
#include <promises.h>
#include <run.h>
#include <task0.h>
#include "play.h"
#include "promises.h"
#include "world.h"

#define FIRST_OTHER	(SEQUENCE_FIRST_TASK + SEQ_MAX_TASKS)
#define NUM_OTHERS	(HOST_MAX_TASKS - FIRST_OTHER)

/*
 * Task 0 brings the driver up and takes it down, then come the sequence's, then other
 * threads that make calls. They take turns on one CPU of a kernel that does not
 * preempt, so nothing here needs a lock.
 */
static struct {
	struct sequence_play *play;
	const struct task_struct *main;
	bool failed;
	u32 num_others;
	u32 other[NUM_OTHERS];
	struct host_task task[HOST_MAX_TASKS];
	unsigned long switches[SEQ_MAX_TASKS];
} pr;

struct host_task *host_current;
struct host_play host_play;
u64 host_clock_ns;

/* ---- what the oracle asks ------------------------------------------------------------- */

struct monitor *host_monitor(void)
{
	return monitor_current();
}

u32 host_tasks(void)
{
	return FIRST_OTHER + pr.num_others;
}

struct host_task *host_task(u32 id)
{
	return id < host_tasks() ? &pr.task[id] : NULL;
}

void report_where(const struct host_task *t, char *name, size_t size)
{
	struct run_activity a;

	if (promises_activity(t->id, &a))
		snprintf(name, size, "step %u", a.step);
	else
		snprintf(name, size, "a call of task %u", t->id);
}

/* The first one counts: what comes after may be its consequence. */
void host_fail(enum host_oracle oracle, const char *fmt, ...)
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

void host_exit_all(void)
{
	panic("sequence: %s", pr.play->verdict[pr.play->num_verdicts - 1]);
}

/* ---- who waits -------------------------------------------------------------------------- */

static bool sleeps(const struct task_struct *t, const struct host_secure *s)
{
	if (t == current || s->parked)
		return false;
#ifdef CONFIG_DEBUG_MUTEXES
	if (t->blocked_on)
		return false;	/* for a lock, not for a context */
#endif
	return READ_ONCE(t->__state) != TASK_RUNNING;
}

/* What is new since the last look: a wait that has begun is told to the oracle. */
static void look(void)
{
	struct host_task *last = host_current;

	host_clock_ns = ktime_get_ns();
	for (u32 i = 0; i < SEQ_MAX_TASKS; i++) {
		const struct task_struct *t = sequence_world_thread(i);
		struct host_task *h = &pr.task[SEQUENCE_FIRST_TASK + i];

		if (!t)
			continue;
		h->state = sleeps(t, &host_secure[h->id]) ? HOST_WAITING : HOST_READY;
		h->why = HOST_AT_WAIT;
		if (h->state == HOST_READY || t->nvcsw == pr.switches[i])
			continue;
		pr.switches[i] = t->nvcsw;
		host_current = h;
		promises_on_wait();
	}
	host_current = last;
}

/* One that has nothing in the secure world makes room for another. */
static struct host_task *other_task(u32 caller)
{
	u32 i, free = NUM_OTHERS;

	for (i = 0; i < pr.num_others && pr.other[i] != caller; i++)
		if (!host_secure[FIRST_OTHER + i].thread)
			free = i;
	if (i == pr.num_others) {
		i = free < NUM_OTHERS ? free : i;
		if (i == NUM_OTHERS)
			return NULL;
		pr.num_others = max(pr.num_others, i + 1);
		pr.other[i] = caller;
		host_secure[FIRST_OTHER + i] = (struct host_secure) { };
	}
	return &pr.task[FIRST_OTHER + i];
}

/* The current thread is the oracle's current task; false: it is none that counts. */
static bool enter_task(void)
{
	host_current = current == pr.main ? &pr.task[0] : NULL;
	for (u32 i = 0; i < SEQ_MAX_TASKS; i++)
		if (sequence_world_thread(i) == current)
			host_current = &pr.task[SEQUENCE_FIRST_TASK + i];
	if (!host_current)
		host_current = other_task(monitor_caller_of(current));
	if (host_current)
		look();
	return host_current;
}

static void called(u64 a0)
{
	if (enter_task())
		host_play_called(a0);
}

static void parked(bool parked, bool yields)
{
	if (enter_task())
		host_play_parked(parked, yields);
}

static void answered(u64 a0)
{
	if (enter_task())
		host_play_answered(a0);
}

/* ---- the run ------------------------------------------------------------------------------ */

void sequence_promises_begin(struct sequence_play *p)
{
	static const struct monitor_observer observer = {
		.called = called, .parked = parked, .answered = answered,
	};

	memset(&pr, 0, sizeof(pr));
	memset(host_secure, 0, sizeof(host_secure));
	pr.play = p;
	pr.main = current;
	for (u32 i = 0; i < HOST_MAX_TASKS; i++)
		pr.task[i].id = i;
	host_play.running = false;
	promises_begin(p->s);
	monitor_observe(&observer);
}

void sequence_promises_run(bool running)
{
	host_play.running = running;
}

void sequence_promises_step(void)
{
	if (!enter_task())
		return;
	/* a call that was refused, and then gave up, is none of this step's */
	host_secure[host_current->id].limited = false;
}

void sequence_promises_changed(void)
{
	if (!in_task() || !host_play.running || !enter_task())
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
	const struct host_secure *s = &host_secure[SEQUENCE_FIRST_TASK + task];

	return (struct sequence_secure) {
		.thread = s->thread, .parked = s->parked,
		.notification = waits_for_notification(task),
	};
}
