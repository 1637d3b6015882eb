// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O4: what the call queue promises (P1 to P10), seen from outside: which
 * calls the executor has made, which of them hold a thread context of the secure
 * world, and which wait.
 *
 * T is what the secure world says it has, S the system sessions that the driver
 * accepted, R = min(S, T - 1) the contexts held for them.
 */
#include <stdio.h>
#include "host.h"
#include "host_play.h"
#include "host_smc.h"
#include "oracle.h"
#include "os_report.h"
#include "run.h"

static const struct sequence *seq;
static u32 contexts;		/* T */
static bool was_stolen;		/* contexts were taken by others in this run */
static bool lied;		/* a rule makes the secure world something else than honest */

void promises_begin(const struct sequence *s)
{
	seq = s;
	contexts = s->flags & SEQ_F_NO_THREAD_COUNT ? 0 : s->threads;
	lied = false;
	was_stolen = false;
	for (u32 i = 0; i < s->num_steps; i++)
		was_stolen |= s->step[i].op == SEQ_OP_STEAL;
	for (u32 i = 0; i < s->num_rules; i++) {
		const struct seq_rule *r = &s->rule[i];

		if (r->action == MONITOR_DO_POKE || r->action == MONITOR_DO_PANIC ||
		    ((r->point == MONITOR_AT_FAST || r->point == MONITOR_AT_CALL) &&
		     r->action != MONITOR_DO_NOTHING))
			lied = true;
	}
}

bool promises_lied(void)
{
	return lied;
}

static bool stolen(void)
{
	struct monitor_stats st;

	monitor_stats(host_monitor(), &st);
	was_stolen |= st.threads_stolen != 0;
	return st.threads_stolen;
}

static u32 held_for_system(void)
{
	u32 s = run_report.system_sessions;

	if (contexts < 2)
		return 0;
	return s < contexts - 1 ? s : contexts - 1;
}

static bool enters(enum run_call call)
{
	return call == RUN_OPEN_SESSION || call == RUN_INVOKE || call == RUN_CANCEL ||
	       call == RUN_CLOSE_SESSION;
}

/* Contexts in use, by class; those of other tasks (workers, interrupts) are normal. */
static void count_holders(u32 *normal, u32 *system)
{
	*normal = 0;
	*system = 0;
	for (u32 id = 0; id < host_tasks(); id++) {
		struct run_activity a;
		bool sys = false;

		if (!host_secure[id].thread)
			continue;
		for (u32 i = 0; run_activity(i, &a); i++)
			if (a.caller == id)
				sys = a.system;
		(*(sys ? system : normal))++;
	}
}

/* Waiting for a context, not for a lock, a supplicant or itself. */
static bool queues(const struct run_activity *a)
{
	const struct host_task *t = host_task(a->caller);

	/* one that was refused is P9's business (deadlock.c) */
	return !a->ended && enters(a->call) && t && t->state == HOST_WAITING &&
	       !host_secure[a->caller].thread && !host_secure[a->caller].limited && (t->why == HOST_AT_WAIT || t->why == HOST_AT_SLEEP);
}

/* P2 speaks of one call at a time of each session. */
static bool session_is_in(const struct run_activity *a)
{
	struct run_activity o;

	for (u32 i = 0; run_activity(i, &o); i++)
		if (o.caller != a->caller && host_secure[o.caller].thread &&
		    o.context == a->context && o.session == a->session)
			return true;
	return false;
}

static void check_waiting(const struct run_activity *a, u32 normal, u32 system)
{
	u32 held = held_for_system();

	if (a->system && system < held && !session_is_in(a)) {
		host_fail(HOST_O4_PROMISE,
			  "P1: a system session's call waits for normal calls: %u of %u held contexts are in use, %u calls are in, T = %u (step %u)",
			  system, held, normal + system, contexts, a->step);
		return;
	}
	/* a system session's second call at a time waits for its first: P3 */
	if (normal + system < contexts && !a->system && normal < contexts - held)
		host_fail(HOST_O4_PROMISE,
			  "P4: a call sleeps while it may use a context: T = %u, %u held for system sessions, %u normal and %u system calls are in (step %u)",
			  contexts, held, normal, system, a->step);
}

/* Refused, and nobody tries again though there are contexts: no timer is due either. */
static void check_refused(void)
{
	for (u32 id = 0; id < host_tasks(); id++) {
		const struct host_task *t = host_task(id);
		char where[128];

		if (!host_secure[id].limited || host_secure[id].thread || t->state != HOST_WAITING ||
		    (t->flags & HOST_IDLE))
			continue;
		report_where(t, where, sizeof(where));
		host_fail(HOST_O4_PROMISE,
			  "P9: a call that was refused with ETHREAD_LIMIT sleeps on in %s, though contexts are free and no other call is in",
			  where);
	}
}

void promises_on_stuck(void)
{
	struct run_activity a;
	u32 normal, system;

	if (lied || !host_monitor() || stolen())
		return;
	count_holders(&normal, &system);
	if (!normal && !system)
		check_refused();
	/* after a theft the driver's count may be behind: that is P9's business */
	if (!contexts || was_stolen || run_report.outlived)
		return;
	if (normal + system > contexts)
		return;
	for (u32 i = 0; run_activity(i, &a); i++)
		if (queues(&a))
			check_waiting(&a, normal, system);
}

/* The current task's call got a context. */
void host_play_entered(void)
{
	struct run_activity a;
	u32 normal, system, i;

	if (!host_play.running || !contexts || lied || stolen() || run_report.outlived)
		return;
	for (i = 0; run_activity(i, &a) && a.caller != host_current->id; i++)
		;
	if (!run_activity(i, &a) || a.system || !enters(a.call))
		return;
	count_holders(&normal, &system);
	if (normal > contexts - held_for_system() && a.call == RUN_CANCEL)
		host_fail(HOST_O4_PROMISE,
			  "P7: a cancel request took a context that is held for a system session (step %u)",
			  a.step);
}

void promises_at_end(void)
{
	const struct run_step_result *r = run_report.step;

	if (lied)
		return;
	for (u32 i = 0; i < seq->num_steps; i++) {
		if (seq->step[i].op != SEQ_OP_SYSTEM || !r[i].done || r[i].rc)
			continue;
		if (!contexts)
			host_fail(HOST_O4_PROMISE,
				  "P10: tee_client_system_session() returned 0 though T = 0 (step %u)", i);
		else if (contexts == 1)
			host_fail(HOST_O4_PROMISE,
				  "P3: tee_client_system_session() returned 0 though T = 1: nothing is left for normal sessions (step %u)",
				  i);
	}
}
