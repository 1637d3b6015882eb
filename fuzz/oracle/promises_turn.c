// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O4, continued: whose turn it is, judged as calls come and go. There need not
 * be a deadlock for a promise to be broken: a caller may sleep beside a free context
 * for as long as another call takes (P4), or be woken for a context that a later one
 * has taken meanwhile, and go to sleep again (P5).
 *
 * Only in a world that sees each wait as it begins, and who else is at work.
 */
#include "promises_private.h"
#include "tasks.h"

/* It has not been inside in this call: what it waits for is a context. */
static bool wants_context(const struct run_activity *a)
{
	return promises_queues(a) && promises.task[a->caller].entered_call != a->order &&
	       !task_secure[a->caller].limited && promises_class(a) != CLASS_EITHER;
}

/* Without a thread count callers wait when they have been refused, and only then. */
static bool was_refused(const struct run_activity *a)
{
	return promises_queues(a) && promises.task[a->caller].entered_call != a->order &&
	       task_secure[a->caller].limited && promises_class(a) != CLASS_EITHER;
}

void promises_turn_entered(const struct run_activity *a)
{
	struct promise_task *t = &promises.task[a->caller];
	/* with T = 0 one that waited behind may try when the first is let in and slow: only who never waited overtakes it */
	bool counts = promises.contexts || t->waited_call != a->order;
	u64 *last = &promises.last_entered[t->class];

	promises.enters += t->entered_call != a->order;
	t->entered_call = a->order;
	if (counts && *last < a->order)
		*last = a->order;
}

void promises_turn_waits(const struct run_activity *a)
{
	struct promise_task *t = &promises.task[a->caller];

	if (promises.contexts ? !wants_context(a) : !was_refused(a))
		return;
	/* a timer that expires while a call is let in and can't run takes it for one that has got in */
	if (t->queued_call != a->order || (!promises.contexts && t->queued_late != promises_unused_ns())) {
		t->queued_call = a->order;
		t->queued_late = promises_unused_ns();
		t->queued_then = run_report.calls;
		t->queued_enters = promises.enters;
		t->queued_leaves = promises.leaves;
		return;
	}
	/* it was woken, and found no context */
	if (promises.last_entered[promises_class(a)] <= t->queued_then)
		return;
	/* refused with a context left of those that came back: others have it, not the later call */
	if (!promises.contexts && promises.leaves - t->queued_leaves > promises.enters - t->queued_enters)
		return;
	if (!promises.contexts)
		tasks_fail("P10: with T = 0 a call that was refused and woken is refused again: one that began after it got in (step %u)",
			   a->step);
	else
		tasks_fail("P5: a call of a %s session that was woken has to wait again: one that began after it got in (step %u)",
			   a->system ? "system" : "normal", a->step);
}

/* It was let in outside a call, perhaps, and has not run since: its step brings memory to its end. */
static bool woken_between(const struct run_activity *a)
{
	return promises.task[a->caller].between == a->step + 1 && !task_sleeps(a->caller);
}

/* Calls of others that may have a context by the driver's count, though they are not inside. */
static u32 on_their_way(void)
{
	struct run_activity a;
	u32 n = 0;

	for (u32 i = 0; run_activity(i, &a); i++)
		n += a.caller != task_current() && !a.ended && !task_secure[a.caller].thread &&
		     (a.call == RUN_NO_CALL ? woken_between(&a) : !wants_context(&a));
	return n;
}

static u32 greater(u32 a, u32 b)
{
	return a > b ? a : b;
}

/* The current task has left the driver, and has handed on what it had. */
void promises_turn_left(void)
{
	u32 in[CLASSES], coming = on_their_way(), held = promises_held_at_most(), t = promises.contexts, normal;
	struct run_activity a;

	promises_count(in);
	normal = in[CLASS_NORMAL] + in[CLASS_EITHER] + coming;
	if (normal + in[CLASS_SYSTEM] >= t)
		return;
	for (u32 i = 0; run_activity(i, &a); i++) {
		if (a.caller == task_current() || !wants_context(&a))
			continue;
		if (promises_class(&a) == CLASS_NORMAL && normal + greater(held, in[CLASS_SYSTEM]) >= t)
			continue;
		if (promises_class(&a) == CLASS_SYSTEM && in[CLASS_SYSTEM] + in[CLASS_EITHER] + coming >= promises_held())
			continue;
		tasks_fail("P4: a call was left asleep beside a context that it may use: T = %u, %u held for system sessions, %u calls of normal sessions and %u of system sessions are in (step %u)",
			   t, held, in[CLASS_NORMAL] + in[CLASS_EITHER], in[CLASS_SYSTEM], a.step);
	}
}
