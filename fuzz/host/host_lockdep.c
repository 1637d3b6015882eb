// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O7, locks: which locks a task holds, in which order classes of locks are
 * taken, sleeping locks under spinlocks, locks shared with interrupt handlers.
 *
 * A lock's class is the code that took it first (as lockdep takes the code that
 * initialised it): two orders of one pair of classes fail the run even when
 * nothing deadlocks in it. The order is forgotten at each run's start, so that
 * one input has one verdict.
 */
#include <linux/kernel.h>
#include "host_kernel.h"

#define MAX_EDGES	256
#define MAX_IRQ_LOCKS	32

static struct { const void *first, *then; } edges[MAX_EDGES];
static u32 num_edges;
static struct { const void *lock; bool in_irq, irqs_on; } irq_locks[MAX_IRQ_LOCKS];
static u32 num_irq_locks;

void host_lockdep_reset(void)
{
	num_edges = 0;
	num_irq_locks = 0;
}

static bool ordered(const void *first, const void *then)
{
	for (u32 i = 0; i < num_edges; i++)
		if (edges[i].first == first && edges[i].then == then)
			return true;
	return false;
}

static void note_order(struct host_task *t, const void *lock)
{
	for (u32 i = 0; i < t->num_holds; i++) {
		const void *held = t->holds[i];

		if (held == lock || ordered(held, lock))
			continue;
		if (ordered(lock, held))
			host_fail(HOST_O7_CONTEXT,
				  "lock order: %s takes %px while it holds %px; the other order was seen too",
				  t->name, lock, held);
		if (num_edges < MAX_EDGES) {
			edges[num_edges].first = held;
			edges[num_edges++].then = lock;
		}
	}
}

/* A spinlock that a handler takes must be taken with interrupts off elsewhere. */
static void note_irq(struct host_task *t, const void *lock)
{
	bool in_irq = t->kind == HOST_TASK_IRQ;
	u32 i;

	for (i = 0; i < num_irq_locks && irq_locks[i].lock != lock; i++)
		;
	if (i == num_irq_locks) {
		if (i == MAX_IRQ_LOCKS)
			return;
		irq_locks[num_irq_locks++].lock = lock;
		irq_locks[i].in_irq = false;
		irq_locks[i].irqs_on = false;
	}
	irq_locks[i].in_irq |= in_irq;
	irq_locks[i].irqs_on |= !in_irq && !t->irq_off;
	if (irq_locks[i].in_irq && irq_locks[i].irqs_on)
		host_fail(HOST_O7_CONTEXT,
			  "a spinlock is taken in an interrupt and, by %s or before, with interrupts on",
			  t->name);
}

void host_hold(const void *lock, const char *what, bool sleeps)
{
	struct host_task *t = host_current;

	note_order(t, lock);
	if (!sleeps)
		note_irq(t, lock);
	if (t->num_holds == HOST_MAX_HOLDS)
		host_panic("a task holds too many locks");
	t->holds[t->num_holds++] = lock;
}

void host_unhold(const void *lock, const char *what)
{
	struct host_task *t = host_current;
	u32 i = t->num_holds;

	while (i && t->holds[i - 1] != lock)
		i--;
	if (!i)
		return;		/* another oracle says so */
	for (; i < t->num_holds; i++)
		t->holds[i - 1] = t->holds[i];
	t->num_holds--;
}
