// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O7: context. Sleeping where the context forbids it, locks used in a way
 * that their kind forbids, locks held where none may be, and the order in which
 * locks are taken, as far as one run shows it.
 *
 * Two orders of one pair of locks fail the run even when nothing deadlocks in it;
 * so does a spinlock that an interrupt handler takes and others take with
 * interrupts on. The order is forgotten at each run's start: one input, one
 * verdict.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "host_oracle.h"
#include "os_report.h"

#define MAX_EDGES	256
#define MAX_IRQ_LOCKS	32

static struct { const void *first, *then; } edges[MAX_EDGES];
static u32 num_edges;
static struct { const void *lock; bool in_irq, irqs_on; } irq_locks[MAX_IRQ_LOCKS];
static u32 num_irq_locks;

void context_begin(void)
{
	num_edges = 0;
	num_irq_locks = 0;
}

void context_broken(const char *fmt, ...)
{
	char text[256], where[128];
	va_list ap;

	if (host_failed())
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	report_where(host_current, where, sizeof(where));
	host_fail(HOST_O7_CONTEXT, "%s%s%s", text, strcmp(where, "?") ? " in " : "",
		  strcmp(where, "?") ? where : "");
}

void host_warned(const char *file, int line, const char *text)
{
	char where[128];

	if (host_failed())
		return;
	report_where(host_current, where, sizeof(where));
	/* a finding: kernels with panic_on_warn stop at it */
	host_fail(HOST_O7_CONTEXT, "WARNING in %s: %s", where, text[0] ? text : "WARN_ON()");
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
			context_broken("lock order: task %s takes a lock while it holds another; the other order was seen too",
				       t->name);
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
		context_broken("a spinlock is taken in an interrupt and, by %s or before, with interrupts on",
			       t->name);
}

void context_hold(const void *lock, bool sleeps)
{
	struct host_task *t = host_current;

	note_order(t, lock);
	if (!sleeps)
		note_irq(t, lock);
	if (t->num_holds == HOST_MAX_HOLDS)
		host_panic("a task holds too many locks");
	t->holds[t->num_holds++] = lock;
}

void context_unhold(const void *lock)
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

void context_returns(void)
{
	if (host_current->num_holds)
		context_broken("task %s returns to user space with a lock held",
			       host_current->name);
}

void context_ends(int preempt)
{
	if (preempt)
		context_broken("task %s ended with preempt count %d", host_current->name, preempt);
	if (host_current->num_holds)
		context_broken("task %s ended with a lock held", host_current->name);
}
