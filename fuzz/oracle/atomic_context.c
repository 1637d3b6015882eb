// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O7: sleeping in atomic context, locks used in a way that their kind
 * forbids, locks held where none may be, and the order in which locks are taken, as
 * far as one run shows it.
 *
 * Two orders of one pair of locks fail the run even when nothing deadlocks in it;
 * so does a spinlock that an interrupt handler takes and others take with
 * interrupts on. The order is forgotten at each run's start: one input, one
 * verdict.
 */
#include <stdio.h>
#include <string.h>
#include "observer.h"
#include "oracle.h"
#include "os/report.h"

/*
 * What was seen is kept in two hash tables, each at most half full; an entry of an
 * earlier run counts as empty.
 */
#define MAX_SEEN	256u
#define SLOTS		(2 * MAX_SEEN)

struct edge {
	u64 run;
	const void *first, *then;
};

/* How a spinlock is taken */
#define IN_IRQ		1u
#define IRQS_ON		2u
#define IRQS_OFF	4u
#define BOTH_USES	(IN_IRQ | IRQS_ON)

struct lock_use {
	u64 run;
	const void *lock;
	u32 uses;
};

static struct edge edges[SLOTS];
static struct lock_use lock_uses[SLOTS];
static u32 num_edges, num_lock_uses;
static u64 run;

void atomic_context_begin(void)
{
	run++;
	num_edges = 0;
	num_lock_uses = 0;
}

static u32 slot_of(const void *a, const void *b)
{
	return ((u64)a * 0x9e3779b97f4a7c15ull + (u64)b * 0xd6e8feb86659fd93ull) >> 32;
}

void atomic_context_broken(const char *text)
{
	char where[128];

	if (host_failed())
		return;
	report_where(host_current, where, sizeof(where));
	host_fail(HOST_O7_ATOMIC, "%s%s%s", text, strcmp(where, "?") ? " in " : "",
		  strcmp(where, "?") ? where : "");
}

void atomic_context_warned(const char *file, int line, const char *text)
{
	char where[128];

	if (host_failed())
		return;
	report_where(host_current, where, sizeof(where));
	/* a finding: kernels with panic_on_warn stop at it; a verdict is one line */
	if (text[0])
		host_fail(HOST_O7_ATOMIC, "WARNING in %s: %.*s", where, (int)strcspn(text, "\n"),
			  text);
	else
		host_fail(HOST_O7_ATOMIC, "WARNING in %s: WARN_ON()", where);
}

/* The entry of this order, or the empty one where it would be */
static struct edge *edge_of(const void *first, const void *then)
{
	u32 i = slot_of(first, then);

	while (edges[i % SLOTS].run == run &&
	       (edges[i % SLOTS].first != first || edges[i % SLOTS].then != then))
		i++;
	return &edges[i % SLOTS];
}

static __attribute__((noinline)) void note_edge(const struct host_task *t, const void *held, const void *lock)
{
	struct edge *e = edge_of(held, lock);

	if (held == lock || e->run == run)
		return;
	if (edge_of(lock, held)->run == run)
		host_broken("lock order: task %s takes a lock while it holds another; the other order was seen too",
			       t->name);
	if (num_edges < MAX_SEEN) {
		num_edges++;
		*e = (struct edge){ .run = run, .first = held, .then = lock };
	}
}

static void note_order(const struct host_task *t, const void *lock)
{
	for (u32 i = 0; i < t->num_holds; i++) {
		const void *held = t->holds[i];
		const struct edge *e = &edges[slot_of(held, lock) % SLOTS];

		if (e->run != run || e->first != held || e->then != lock)
			note_edge(t, held, lock);
	}
}

/* A lock in a way in which this run has not seen it yet */
static __attribute__((noinline)) void note_use(struct host_task *t, const void *lock, u32 use)
{
	u32 i = slot_of(lock, NULL);
	struct lock_use *l;

	while (lock_uses[i % SLOTS].run == run && lock_uses[i % SLOTS].lock != lock)
		i++;
	l = &lock_uses[i % SLOTS];
	if (l->run != run) {
		if (num_lock_uses == MAX_SEEN)
			return;
		num_lock_uses++;
		*l = (struct lock_use){ .run = run, .lock = lock };
	}
	l->uses |= use;
	if ((l->uses & BOTH_USES) == BOTH_USES)
		host_broken("a spinlock is taken in an interrupt and, by %s or before, with interrupts on",
			       t->name);
}

/* A spinlock that a handler takes must be taken with interrupts off elsewhere. */
static void note_irq(struct host_task *t, const void *lock)
{
	u32 use = t->kind == HOST_TASK_IRQ ? IN_IRQ : t->irq_off ? IRQS_OFF : IRQS_ON;
	const struct lock_use *l = &lock_uses[slot_of(lock, NULL) % SLOTS];

	if (l->run != run || l->lock != lock || !(l->uses & use))
		note_use(t, lock, use);
}

void atomic_context_hold(const void *lock, bool sleeps)
{
	struct host_task *t = host_current;

	if (t->num_holds)
		note_order(t, lock);
	if (!sleeps)
		note_irq(t, lock);
	if (t->num_holds == HOST_MAX_HOLDS)
		host_panic("a task holds too many locks");
	t->holds[t->num_holds++] = lock;
}

void atomic_context_unhold(const void *lock)
{
	struct host_task *t = host_current;
	u32 i = t->num_holds;

	while (i && t->holds[i - 1] != lock)
		i--;
	if (!i)
		return;		/* the lock itself says so */
	for (; i < t->num_holds; i++)
		t->holds[i - 1] = t->holds[i];
	t->num_holds--;
}

void atomic_context_returns(void)
{
	if (host_current->num_holds)
		host_broken("task %s returns to user space with a lock held",
			       host_current->name);
}

void atomic_context_ends(int preempt)
{
	if (preempt)
		host_broken("task %s ended with preempt count %d", host_current->name, preempt);
	if (host_current->num_holds)
		host_broken("task %s ended with a lock held", host_current->name);
}
