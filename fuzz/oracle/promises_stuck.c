// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O4, continued: what has to hold when nobody can run. Either time alone
 * moves on (promises_on_idle()), or nothing does (promises_on_stuck()). Whoever
 * sleeps then sleeps for long, and must have a reason.
 */
#include "promises_private.h"

/* P2 speaks of one call at a time of each session. */
static bool session_is_in(const struct run_activity *a)
{
	struct run_activity o;

	for (u32 i = 0; promises_sibling(a, &i, &o);)
		if (task_secure[o.caller].thread)
			return true;
	return false;
}

static void judge_system(const struct run_activity *a, u32 normal, u32 system)
{
	u32 held = promises_held(), t = promises.contexts;

	if (system >= held || session_is_in(a))
		return;
	if (!system)
		tasks_fail("P1: a system session's call waits for normal calls: none of the %u held contexts is in use, %u calls are in, T = %u (step %u)",
			  held, normal, t, a->step);
	else
		tasks_fail("P2: a system session's call does not find a context at once: %u of %u held contexts are in use, %u calls are in, T = %u (step %u)",
			  system, held, normal + system, t, a->step);
}

static u32 most_ever_held(void)
{
	if (promises.contexts < 2)
		return 0;
	return promises.ever < promises.contexts - 1 ? promises.ever : promises.contexts - 1;
}

static void judge_normal(const struct run_activity *a, u32 normal, u32 system)
{
	/* what is held for a session that is being closed may be held still */
	u32 held = promises_held_at_most(), t = promises.contexts;

	if (normal >= t - held)
		return;
	if (normal + system >= t && system <= most_ever_held())
		return;		/* a session has ended with a call of it still in */
	if (normal + system >= t)
		tasks_fail("P3: a normal call finds no context: system sessions' calls have %u of T = %u, %u are held (step %u)",
			  system, t, held, a->step);
	/* with a call of a system session in, it may as well be that one's context that counts twice: that is P4 */
	else if (promises.ended && !system && normal >= t - most_ever_held())
		tasks_fail("P6: a context that was held for a session is not given back: a normal call sleeps, T = %u, S = %u, %u have ended, %u calls of normal sessions and %u of system sessions are in (step %u)",
			  t, run_report.system_sessions, promises.ended, normal, system, a->step);
	else
		tasks_fail("P4: a call sleeps while it may use a context, with %s in: T = %u, %u held for system sessions, %u calls of normal sessions and %u of system sessions are in (step %u)",
			  system ? "a call of a system session" : normal ? "normal calls" : "nobody",
			  t, held, normal, system, a->step);
}

/* Who is in a call and does not sleep, though nobody can run, has been woken and is frozen, with a context perhaps. */
static u32 on_their_way(void)
{
	struct run_activity a;
	u32 n = 0;

	for (u32 i = 0; run_activity(i, &a); i++)
		n += !a.ended && a.call != RUN_NO_CALL && !task_secure[a.caller].thread && !task_sleeps(a.caller);
	return n;
}

/* How many a normal call must find: what is held is not for it. */
static bool contexts_free(void)
{
	u32 in[CLASSES], held = promises_held_at_most(), system;

	promises_count(in);
	system = in[CLASS_SYSTEM] + in[CLASS_EITHER];
	if (!promises.contexts)
		return !in[CLASS_NORMAL] && !system;
	return in[CLASS_NORMAL] + in[CLASS_EITHER] + (system > held ? system : held) + on_their_way() < promises.contexts;
}

/* A call of a session that is a system session now finds what is held only, and all of that is in use. */
static bool held_are_out(u32 task, const u32 in[])
{
	struct run_activity a;

	return promises_activity(task, &a) && (a.system || a.turned) && promises_held_at_most() &&
	       in[CLASS_SYSTEM] + in[CLASS_EITHER] >= promises_held();
}

/* Refused, and nobody tries again though there are contexts: no timer is due either. */
static void judge_refused(void)
{
	u32 in[CLASSES];
	bool others;

	if (!contexts_free())
		return;
	promises_count(in);
	others = in[CLASS_NORMAL] || in[CLASS_SYSTEM] || in[CLASS_EITHER];
	for (u32 id = 0; id < tasks_number(); id++) {
		char where[128];

		if (!promises_refused(id) || !task_sleeps(id) || held_are_out(id, in))
			continue;
		task_where(id, where, sizeof(where));
		tasks_fail("%s: a call that was refused with ETHREAD_LIMIT sleeps on in %s, though contexts are free%s",
			  promises.contexts ? "P9" : "P10", where, others ? "" : " and no other call is in");
	}
}

/*
 * Contexts that were believed to be others' may be found one by one, as calls come that need
 * them; all of them as soon as nobody does.
 */
#define FIND_NS		(20 * 1000 * 1000ull)

void promises_queue_begins(void)
{
	if (promises_queueing() == 1 && tasks_used_ns() - promises.busy_at >= FIND_NS && !promises_stolen())
		promises.believed = true;
	promises.busy_at = tasks_used_ns();
}

static bool may_be_found(u32 task)
{
	return promises.refused && !promises.believed &&
	       tasks_used_ns() - promises.task[task].waits_since < promises_queueing() * FIND_NS;
}

static void judge_waiting(bool stuck)
{
	struct run_activity a;
	u32 in[CLASSES], system;

	if (!promises.contexts)
		return;
	promises_count(in);
	in[CLASS_EITHER] += on_their_way();
	system = in[CLASS_SYSTEM] + in[CLASS_EITHER];
	if (in[CLASS_NORMAL] + system > promises.contexts)
		return;
	for (u32 i = 0; run_activity(i, &a); i++) {
		/* one that was refused is P9's business until contexts have been back for a while */
		if (!promises_queues(&a) || (task_secure[a.caller].limited && !promises_settled()) ||
		    (!stuck && may_be_found(a.caller)))
			continue;
		/* one that waited when its session became a system session waits as a call of a system session since */
		if (promises_class(&a) == CLASS_SYSTEM || (a.turned && !a.system))
			judge_system(&a, in[CLASS_NORMAL], system);
		else if (promises_class(&a) == CLASS_NORMAL)
			judge_normal(&a, in[CLASS_NORMAL] + in[CLASS_EITHER], in[CLASS_SYSTEM]);
	}
}

void promises_on_stuck(void)
{
	if (!tasks_monitor() || promises_stolen())
		return;
	judge_refused();
	if (promises_fit())
		judge_waiting(true);
}

void promises_on_idle(void)
{
	if (tasks_monitor() && !promises_stolen() && promises_fit())
		judge_waiting(false);
}
