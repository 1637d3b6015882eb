// SPDX-License-Identifier: GPL-2.0-only
/*
 * The promises of the call queue, seen from outside: which calls the executor has
 * made, which of them hold a thread context of the secure world, and which wait.
 *
 * T is what the secure world says it has, S the system sessions that the driver
 * accepted, R = min(S, T - 1) the contexts held for them.
 */
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <monitor_kernel.h>
#include <optee_abi.h>
#include <run.h>
#include "sequence_play.h"
#include "sequence_promises.h"
#include "sequence_world.h"

#define MAX_CALLERS	64

/* The run; its tasks take turns on one CPU, so nothing here needs a lock. */
static struct {
	struct sequence_play *play;
	u32 contexts;		/* T */
	bool lied, stolen;
	u32 seen;		/* events of the secure world that have been looked at */
	u32 num_callers;
	struct { u32 caller; bool thread; } caller[MAX_CALLERS];
} pr;

void sequence_promises_begin(struct sequence_play *p)
{
	memset(&pr, 0, sizeof(pr));
	pr.play = p;
	pr.contexts = p->s->flags & SEQ_F_NO_THREAD_COUNT ? 0 : p->s->threads;
	pr.lied = sequence_lies(p->s);
	for (u32 i = 0; i < p->s->num_steps; i++)
		pr.stolen |= p->s->step[i].op == SEQ_OP_STEAL;
}

struct sequence_secure sequence_secure_state(u32 caller)
{
	struct monitor *m = monitor_current();
	struct sequence_secure state = { };
	struct monitor_event e;
	u32 n = m ? monitor_event_count(m) : 0;

	while (n-- > 0 && monitor_event_get(m, n, &e)) {
		if (e.caller != caller || e.kind == MONITOR_EV_FAST || e.kind == MONITOR_EV_BREACH)
			continue;
		state.parked = e.kind == MONITOR_EV_PARK;
		state.limited = e.kind == MONITOR_EV_LIMIT;
		state.thread = e.kind != MONITOR_EV_RETURN && e.kind != MONITOR_EV_LIMIT &&
			       e.kind != MONITOR_EV_CALL;
		state.notification = e.kind == MONITOR_EV_RPC && e.func == OPTEE_RPC_NOTIFICATION;
		break;
	}
	return state;
}

static u32 held_for_system(void)
{
	return pr.contexts < 2 ? 0 : min(run_report.system_sessions, pr.contexts - 1);
}

static bool enters(enum run_call call)
{
	return call == RUN_OPEN_SESSION || call == RUN_INVOKE || call == RUN_CANCEL ||
	       call == RUN_CLOSE_SESSION;
}

static bool find_activity(u32 caller, struct run_activity *a)
{
	for (u32 i = 0; run_activity(i, a); i++)
		if (a->caller == caller)
			return true;
	return false;
}

/* ---- who is in, event by event ---------------------------------------------------- */

static void set_thread(u32 caller, bool thread)
{
	u32 i;

	for (i = 0; i < pr.num_callers && pr.caller[i].caller != caller; i++)
		;
	if (i == MAX_CALLERS)
		return;
	if (i == pr.num_callers)
		pr.num_callers++;
	pr.caller[i].caller = caller;
	pr.caller[i].thread = thread;
}

/* Contexts in use, by class; those of other tasks (workers, interrupts) are normal. */
static void count_holders(u32 *normal, u32 *system)
{
	struct run_activity a;

	*normal = 0;
	*system = 0;
	for (u32 i = 0; i < pr.num_callers; i++)
		if (pr.caller[i].thread)
			++*(find_activity(pr.caller[i].caller, &a) && a.system ? system : normal);
}

static void check_cancel(void)
{
	u32 normal, system;

	if (!pr.contexts || pr.lied || pr.stolen || run_report.outlived)
		return;
	count_holders(&normal, &system);
	if (normal > pr.contexts - held_for_system())
		sequence_fail(pr.play,
			      "P7: a cancel request took a context that is held for a system session");
}

void sequence_promises_look(void)
{
	struct monitor *m = monitor_current();
	struct monitor_event e;

	while (m && pr.seen < monitor_event_count(m)) {
		if (!monitor_event_get(m, pr.seen++, &e))
			continue;
		if (e.kind == MONITOR_EV_RETURN)
			set_thread(e.caller, false);
		if (e.kind != MONITOR_EV_ENTER)
			continue;
		set_thread(e.caller, true);
		if (e.func == OPTEE_CMD_CANCEL)
			check_cancel();
	}
}

/* ---- when nothing moves --------------------------------------------------------------- */

/* Waiting for a context, not for a lock or itself; one that was refused is P9's business. */
static bool queues(u32 task, const struct run_activity *a)
{
	struct task_struct *t = sequence_world_thread(task);
	struct sequence_secure state = sequence_secure_state(a->caller);

#ifdef CONFIG_DEBUG_MUTEXES
	if (t->blocked_on)
		return false;
#endif
	return !a->ended && enters(a->call) && READ_ONCE(t->__state) != TASK_RUNNING &&
	       !state.thread && !state.limited;
}

/* P2 speaks of one call at a time of each session. */
static bool session_is_in(const struct run_activity *a)
{
	struct run_activity o;

	for (u32 i = 0; run_activity(i, &o); i++)
		if (o.caller != a->caller && sequence_secure_state(o.caller).thread &&
		    o.context == a->context && o.session == a->session)
			return true;
	return false;
}

static void check_waiting(const struct run_activity *a, u32 normal, u32 system)
{
	u32 held = held_for_system();

	if (a->system && system < held && !session_is_in(a)) {
		sequence_fail(pr.play,
			      "P1: a system session's call waits for normal calls: %u of %u held contexts are in use, %u calls are in, T = %u (step %u)",
			      system, held, normal + system, pr.contexts, a->step);
		return;
	}
	if (normal + system < pr.contexts && !a->system && normal < pr.contexts - held)
		sequence_fail(pr.play,
			      "P4: a call sleeps while it may use a context: T = %u, %u held for system sessions, %u normal and %u system calls are in (step %u)",
			      pr.contexts, held, normal, system, a->step);
}

static void check_refused(void)
{
	struct run_activity a;

	for (u32 i = 0; run_activity(i, &a); i++)
		if (!a.ended && sequence_secure_state(a.caller).limited)
			sequence_fail(pr.play,
				      "P9: a call that was refused with ETHREAD_LIMIT sleeps on, though contexts are free and no other call is in (step %u)",
				      a.step);
}

void sequence_promises_stuck(struct sequence_play *p)
{
	struct monitor_stats st;
	struct run_activity a;
	u32 normal, system;

	monitor_stats(monitor_current(), &st);
	if (pr.lied || st.threads_stolen)
		return;
	sequence_promises_look();
	count_holders(&normal, &system);
	if (!normal && !system)
		check_refused();
	/* after a theft the driver's count may be behind: that is P9's business */
	if (!pr.contexts || pr.stolen || run_report.outlived || normal + system > pr.contexts)
		return;
	for (u32 i = 0; run_activity(i, &a); i++)
		if (queues(i, &a))
			check_waiting(&a, normal, system);
}

void sequence_promises_end(struct sequence_play *p)
{
	const struct run_step_result *r = run_report.step;

	for (u32 i = 0; i < p->s->num_steps && !pr.lied; i++) {
		if (p->s->step[i].op != SEQ_OP_SYSTEM || !r[i].done || r[i].rc)
			continue;
		if (!pr.contexts)
			sequence_fail(p, "P10: tee_client_system_session() returned 0 though T = 0 (step %u)",
				      i);
		else if (pr.contexts == 1)
			sequence_fail(p, "P3: tee_client_system_session() returned 0 though T = 1: nothing is left for normal sessions (step %u)",
				      i);
	}
}
