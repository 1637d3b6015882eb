// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O4, continued: what has to hold when the secure world refuses calls, because
 * others have contexts of it. How often calls are refused while nothing changes is
 * bounded (P9); what is held for system sessions of the contexts that are ours is held
 * still (P8); and once others have given back what they had, each promise holds as
 * before, within a time that is bounded as well.
 *
 * No kernel and no libc here, see promises.c.
 */
#include "promises_private.h"

#define MS		1000000ull	/* in ns */

/* Refusals while nothing changes: at first, for each call, and one in so many ms */
#define REFUSALS_FIRST	12
#define REFUSALS_CALL	2
#define REFUSALS_MS	100

/* A driver may take a refusal to heart for so long, where contexts are held */
#define HEED_MS		990
/* ... and, where none is, for so long and so many times as long as it was refused, at most for so long and for each context; */
#define SETTLE_MS	50
#define SETTLE_TIMES	3
#define SETTLE_MOST_MS	600
#define SETTLE_EACH_MS	20	/* and for each call that does not show whether it has got in */
#define SETTLE_HELD_MS	1300

static struct {
	u32 stolen;		/* contexts that others have, when last looked at */
	u64 changed;		/* time at which that changed */
	/* The rest but for @seen is of the time that was used: a driver that can't run learns nothing. */
	u64 since;		/* ... at which that changed */
	u64 first, last;	/* ... of refusals since others took some, 0: none */
	u64 ruled;		/* ... and of the last one by a rule, where there was room */
	u64 told;		/* ... and when the driver heard of one of those last: its caller may be slow */
	u64 unused_first, unused;	/* time that was not used, at the first and at the last of these: the back-off grows in it too */
	u32 refusals;		/* since it changed */
	u64 calls, leaves;	/* that had begun, and left, when it changed */
	bool held;		/* contexts have been held for system sessions in this run */
	u64 fresh;		/* tasks (bits) that have not begun to wait since they were refused */
	/* The last refusal that the driver has seen: its caller waits since. */
	u64 seen, seen_calls;
	u32 seen_sessions, seen_ever, seen_waiting;
	/* Tasks (bits) whose call was let in and not there yet, then; or is parked on arrival */
	u64 late, parked, slow;		/* ... or was, and has not come back yet */
	/* Of each task's last refusal: who was on the way to the secure world or back; what they did makes it useless */
	u64 late_then[TASKS_MAX];
	bool useless[TASKS_MAX];
	/* Who is back from the secure world, and has not waited since: tasks (bits) that are none of the sequence's; others' calls */
	u64 back, left[TASKS_MAX];
	u32 arrivals[SEQ_MAX_TASKS];	/* how often a rule has parked a task's call on arrival */
} refused;

void promises_refused_begin(void)
{
	__builtin_memset(&refused, 0, sizeof(refused));
}

/* Calls that are parked: such a one neither asks for something nor returns. */
static u32 silent(void)
{
	u32 n = 0;

	for (u32 id = 0; id < tasks_number(); id++)
		n += task_secure[id].parked;
	return n;
}

/* Others have none: a driver has had the time to find that out. */
static bool settled(void)
{
	u64 since = refused.since > refused.last ? refused.since : refused.last;
	u64 wait = SETTLE_HELD_MS * MS, most = (SETTLE_MOST_MS + SETTLE_EACH_MS * promises.seq->threads) * MS;

	if (!refused.held) {
		since = refused.since > refused.ruled ? refused.since : refused.ruled;
		since = since > refused.told ? since : refused.told;
		wait = refused.first && refused.first < since ?
		       SETTLE_TIMES * (since - refused.first + refused.unused - refused.unused_first) : 0;
		wait = (SETTLE_MS + SETTLE_EACH_MS * silent()) * MS + (wait < most ? wait : most);
	}
	return tasks_used_ns() >= since + wait;
}

u64 promises_unused_ns(void)
{
	return tasks_now_ns() - tasks_used_ns();
}

static void look(void)
{
	struct monitor_stats st;

	refused.held |= promises_held_at_most() != 0;
	monitor_stats(tasks_monitor(), &st);
	if (st.threads_stolen == refused.stolen)
		return;
	if (!refused.stolen && settled())
		refused.first = refused.last = refused.ruled = refused.told = 0;
	refused.stolen = st.threads_stolen;
	refused.changed = tasks_now_ns();
	refused.since = tasks_used_ns();
	refused.unused = promises_unused_ns();
	refused.refusals = 0;
	refused.calls = run_report.calls;
	refused.leaves = promises.leaves;
	refused.seen = 0;
}

/* A rule refuses as if others had contexts until now, who have none by the count. */
static bool is_ruled(void)
{
	struct monitor_stats st;

	monitor_stats(tasks_monitor(), &st);
	return !st.threads_stolen && st.threads_busy < promises.seq->threads;
}

static u64 calls_under_way(void)
{
	struct run_activity a;
	u64 n = 0;

	for (u32 i = 0; run_activity(i, &a); i++)
		n += !a.ended;
	return n;
}

/* Another call has come back from the secure world, and the driver has not got so far. */
static bool one_is_leaving(void)
{
	struct run_activity a;

	if (refused.back & ~(1ull << task_current()))
		return true;
	for (u32 i = 0; run_activity(i, &a); i++)
		if (a.caller != task_current() && !a.ended && a.call != RUN_NO_CALL && !task_secure[a.caller].thread &&
		    refused.left[a.caller] == a.order)
			return true;
	return false;
}

/* Tasks (bits) of others whose call is let in, as far as can be seen, and not in the secure world */
static u64 on_the_way(void)
{
	struct run_activity a;
	u64 tasks = 0;

	for (u32 i = 0; run_activity(i, &a); i++)
		if (!promises_queues(&a) && !a.ended && a.call != RUN_NO_CALL && !task_secure[a.caller].thread &&
		    !task_queues(a.caller) && a.caller != task_current())
			tasks |= 1ull << a.caller;
	return tasks;
}

void promises_refused_once(void)
{
	u64 ms, most;

	look();
	refused.fresh |= 1ull << task_current();
	refused.late_then[task_current()] = on_the_way();
	refused.useless[task_current()] = one_is_leaving() || refused.parked & ~(1ull << task_current());
	refused.last = tasks_used_ns();
	if (!refused.first) {
		refused.first = refused.last;
		refused.unused_first = promises_unused_ns();
	}
	if (is_ruled()) {
		refused.ruled = refused.last;
		refused.unused = promises_unused_ns();
	}
	refused.refusals++;
	ms = (tasks_now_ns() - refused.changed) / MS;
	most = REFUSALS_FIRST + ms / REFUSALS_MS +
	       REFUSALS_CALL * (calls_under_way() + run_report.calls - refused.calls +
				promises.leaves - refused.leaves);
	if (refused.refusals <= most || !promises_steady())
		return;
	tasks_fail("P9: calls were refused with ETHREAD_LIMIT %u times in %u ms, %u of them would do: nothing has changed",
		  refused.refusals, (u32)ms, (u32)most);
	tasks_end();
}

/* A rule has just parked the call of the sequence's task @t on arrival: it has no context. */
static bool parked_on_arrival(u32 t)
{
	const struct seq_rule *r = promises.seq->rule;
	u32 n = 0;

	for (u32 i = 0; i < promises.seq->num_rules; i++)
		if (r[i].point == MONITOR_AT_CALL && r[i].action == MONITOR_DO_PARK)
			n += run_rule_acted(tasks_monitor(), i, t);
	if (n == refused.arrivals[t])
		return false;
	refused.arrivals[t] = n;
	return true;
}

/* A call that was parked on arrival has no context though it is let in, and may take what another gives back. */
void promises_refused_parked(bool parked)
{
	u64 me = 1ull << task_current();
	struct run_activity a;

	for (u32 t = 0; parked && run_activity(t, &a); t++)
		if (a.caller == task_current() && parked_on_arrival(t))
			refused.parked |= me;
	if (parked || !(refused.parked & me))
		return;
	refused.parked &= ~me;
	refused.slow |= me;
	refused.seen = 0;
}

void promises_refused_waits(void)
{
	u64 me = 1ull << task_current();
	struct monitor_stats st;
	struct run_activity a;

	refused.back &= ~me;
	refused.left[task_current()] = 0;
	/* not for a lock, and not one that waited already and is about to try again */
	if (!(refused.fresh & me) || !task_queues(task_current()))
		return;
	refused.fresh &= ~me;
	if (!task_secure[task_current()].limited || task_secure[task_current()].thread)
		return;
	look();
	if (promises.task[task_current()].refused_at <= refused.changed || refused.ruled) {
		refused.told = tasks_used_ns();
		refused.unused = promises_unused_ns();
	}
	/* of what comes back others take the part that they are still waiting for; when the parked one was refused nobody knows */
	monitor_stats(tasks_monitor(), &st);
	if (st.threads_busy + st.threads_stolen > promises.seq->threads || refused.slow & me ||
	    refused.useless[task_current()]) {
		refused.slow &= ~me;
		refused.seen = 0;
		return;
	}
	refused.seen = promises.task[task_current()].refused_at;	/* by then the driver takes it to heart */
	refused.seen_calls = run_report.calls;
	refused.seen_sessions = run_report.system_sessions;
	refused.seen_ever = promises.ever + promises.ended;
	refused.seen_waiting = 0;
	refused.late = refused.late_then[task_current()] | on_the_way();
	for (u32 i = 0; run_activity(i, &a); i++)
		if (promises_queues(&a))
			refused.seen_waiting |= 1u << a.caller;
}

/* What a call takes may have come back while it, or the one who gives it back, was on its way: the driver counts both. */
void promises_refused_got(void)
{
	u64 me = 1ull << task_current();
	struct run_activity a;
	/* when the call of one that is none of the sequence's was let in can't be seen */
	bool leaving = one_is_leaving() || !promises_activity(task_current(), &a);

	if (refused.late & me || leaving)
		refused.late = refused.seen = 0;
	for (u32 id = 0; id < tasks_number(); id++)
		refused.useless[id] |= leaving || refused.late_then[id] & me;
	refused.slow &= ~me;
}

void promises_refused_left(void)
{
	struct run_activity a;

	if (promises_activity(task_current(), &a))
		refused.left[task_current()] = a.order;
	else
		refused.back |= 1ull << task_current();
}

void promises_refused_entered(const struct run_activity *a)
{
	u32 in[CLASSES], held = promises_held(), ours, system;

	look();
	if (!refused.stolen || !refused.seen || !held || !promises_steady() ||
	    run_report.system_sessions != refused.seen_sessions ||
	    promises.ever + promises.ended != refused.seen_ever || tasks_now_ns() - refused.seen >= HEED_MS * MS)
		return;
	/* one that was let in before the driver knew is in order */
	if (a->order <= refused.seen_calls && !(refused.seen_waiting & 1u << a->caller))
		return;
	promises_count(in);
	ours = promises.contexts - refused.stolen;
	system = in[CLASS_SYSTEM] > held ? in[CLASS_SYSTEM] : held;
	if (in[CLASS_EITHER] || in[CLASS_NORMAL] + system <= ours)
		return;
	tasks_fail("P8: after ETHREAD_LIMIT a normal call took a context that is held for a system session: others have %u of T = %u, %u held, %u normal calls are in (step %u)",
		  refused.stolen, promises.contexts, held, in[CLASS_NORMAL], a->step);
}

bool promises_settled(void)
{
	if (!tasks_monitor())
		return false;
	look();
	return !refused.stolen && settled();
}
