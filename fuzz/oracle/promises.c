// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O4: what the call queue promises (P1 to P10), each by name, seen from
 * outside: which calls the executor has made, which of them hold a thread context
 * of the secure world, and which wait.
 *
 * T is what the secure world says it has, S the system sessions that the driver
 * accepted, R = min(S, T - 1) the contexts held for them. While a session becomes or
 * ceases to be one, S is not known from outside: then the number is taken that the
 * driver can't be blamed for. Promises are judged where they are kept or broken:
 * when a call gets in, when it begins to wait, when it is refused, when a session
 * has become a system session, when nothing moves any more (promises_stuck.c).
 *
 * No kernel and no libc in these two files: kunit/play/promises.c provides what
 * they ask for in a real kernel.
 */
#include "lies.h"
#include "promises_private.h"

#define SPINS_MAX	8	/* refusals of one call at one instant */

struct promises promises;
struct task_secure task_secure[TASKS_MAX];

static bool comes_or_goes(u8 op)
{
	return op == SEQ_OP_REMOVE || op == SEQ_OP_PROBE || op == SEQ_OP_SHUTDOWN || op == SEQ_OP_KEXEC;
}

void promises_begin(const struct sequence *s)
{
	struct promises *p = &promises;

	*p = (struct promises) { };
	promises_refused_begin();
	for (u32 i = 0; i < TASKS_MAX; i++)
		task_secure[i] = (struct task_secure) { };
	p->seq = s;
	p->contexts = seq_thread_count(s);
	for (u32 i = 0; i < s->num_steps; i++)
		p->moves |= comes_or_goes(s->step[i].op);
}

u32 promises_contexts(void)
{
	return promises.contexts;
}

bool promises_stolen(void)
{
	struct monitor_stats st;

	monitor_stats(tasks_monitor(), &st);
	promises.was_stolen |= st.threads_stolen != 0;
	return st.threads_stolen;
}

/* ---- when calls can't be judged ------------------------------------------------- */

static bool driver_moves(void)
{
	struct run_activity a;

	if (!promises.moves)
		return false;
	if (promises.shut > promises.probed)
		return true;
	for (u32 i = 0; run_activity(i, &a); i++)
		if (!a.ended && a.call == RUN_OTHER_CALL &&
		    comes_or_goes(promises.seq->step[a.step].op))
			return true;
	return false;
}

static bool session_in_doubt(void)
{
	for (u32 i = 0; promises.doubtful && i < SEQ_SLOTS; i++)
		if (!run_session_open(i))
			promises.doubtful &= ~(1u << i);
	return promises.doubtful;
}

/* A context whose call was given up: nobody goes on with it, and T is one less. */
static bool context_is_lost(void)
{
	struct run_activity a;

	for (u32 id = 0; id < tasks_number(); id++)
		if (task_secure[id].thread && run_activity_of(id, &a) && (a.ended || a.call == RUN_NO_CALL))
			return true;
	return false;
}

/* Each is over when the object is gone, or the queue empty: then calls are judged again. */
static const char *unfit(bool counts)
{
	if (!tasks_running() || !tasks_monitor())
		return "before the first step or after the last";
	if (driver_moves())
		return "the driver is being removed, bound or shut down";
	if (promises.miscounted)
		return "the driver that is bound was told another number of threads";
	if (context_is_lost())
		return "a call was given up, and its context is lost";
	if (run_report.outliving)
		return "memory keeps the system sessions of a closed context";
	if (session_in_doubt())
		return "a session was opened with a lie";
	if (counts && promises.refused && !promises_settled())
		return "a call was refused, and the driver has not had the time yet to find all contexts again";
	return NULL;
}

/* Else the current task's call is not judged, and it is noted why. */
static bool fit(bool counts)
{
	const char *why = unfit(counts);

	if (why)
		promises.task[task_current()].left = why;
	return !why;
}

bool promises_fit(void)
{
	return !unfit(true);
}

bool promises_steady(void)
{
	return !unfit(false);
}

const char *promises_left(void)
{
	const char *left = promises.task[task_current()].left;

	promises.task[task_current()].left = NULL;
	return left;
}

/* With nobody in and nobody waiting, some time after, the driver believes in all contexts again. */
static void forget_refusals(void)
{
	struct run_activity a;

	if (!promises.refused)
		return;
	for (u32 i = 0; run_activity(i, &a); i++)
		if (!a.ended && a.call != RUN_NO_CALL)
			return;
	for (u32 id = 0; id < tasks_number(); id++)
		if (task_secure[id].thread || task_secure[id].limited)
			return;
	if (!promises_settled())
		return;
	promises.refused = false;
	promises.was_stolen = false;
}

void promises_step_begins(void)
{
	promises.task[task_current()].left = NULL;
}

/* The current task's step has ended: of those that sessions and the driver depend on. */
static void follow(void)
{
	const struct run_step_result *r;
	const struct seq_step *st;
	struct run_activity a;
	u32 lies;

	if (!promises.moves && !lies_possible())
		return;
	if (!promises_activity(task_current(), &a) || a.call != RUN_NO_CALL)
		return;
	st = &promises.seq->step[a.step];
	r = &run_report.step[a.step];
	if (!r->done || r->rc)
		return;
	lies = lies_told(SEQ_MAX_TASKS, LIES_FAST);
	switch (st->op) {
	case SEQ_OP_OPEN_SESSION:
		if (lies_in_step(st->task))
			promises.doubtful |= 1u << st->arg[0];
		break;
	case SEQ_OP_SHUTDOWN:
		if (r->nth > promises.shut)
			promises.shut = r->nth;
		break;
	case SEQ_OP_PROBE:
	case SEQ_OP_KEXEC:
		if (r->nth <= promises.probed)
			break;
		promises.probed = r->nth;
		promises.miscounted = lies != promises.fast_lies;
		promises.ever = run_report.system_sessions;
		promises.ended = 0;
		promises.fast_lies = lies;
		break;
	case SEQ_OP_REMOVE:
		promises.fast_lies = lies;
		break;
	default:
		break;
	}
}

/* ---- who is in, and who may be --------------------------------------------------- */

static u32 held_for(u32 sessions)
{
	u32 t = promises.contexts;

	if (t < 2)
		return 0;
	return sessions < t - 1 ? sessions : t - 1;
}

bool promises_activity(u32 task, struct run_activity *a)
{
	return run_activity_of(task, a) && !a->ended;
}

bool promises_refused(u32 task)
{
	struct run_activity a;

	if (!task_secure[task].limited || task_secure[task].thread || !task)
		return false;
	if (!promises_activity(task, &a))
		return true;
	switch (promises.seq->step[a.step].op) {
	case SEQ_OP_REMOVE:
	case SEQ_OP_PROBE:
	case SEQ_OP_SHUTDOWN:
	case SEQ_OP_KEXEC:
		return false;
	default:
		return true;
	}
}

static bool closes_context(const struct run_activity *a)
{
	return a->call == RUN_OTHER_CALL && promises.seq->step[a->step].op == SEQ_OP_CLOSE_CONTEXT;
}

/* Sessions whose number can be relied on: those that begin and end now are apart. */
struct sessions {
	u32 least, most;
};

static struct sessions count_sessions(void)
{
	struct sessions s = { run_report.system_sessions, run_report.system_sessions };
	struct run_activity a;

	/* a closed context lives on with its memory, and its sessions with it */
	if (run_report.outliving)
		s.most += promises.ended;
	for (u32 i = 0; run_activity(i, &a); i++) {
		if (a.ended)
			continue;
		if (a.call == RUN_SYSTEM)
			s.most++;
		if (a.call == RUN_CLOSE_SESSION && (a.system || a.turned || a.has_turned) && s.least)
			s.least--;
		if (closes_context(&a))
			s.least -= a.ends < s.least ? a.ends : s.least;
	}
	return s;
}

u32 promises_held(void)
{
	return held_for(count_sessions().least);
}

u32 promises_held_at_most(void)
{
	return held_for(count_sessions().most);
}

bool promises_enters(const struct run_activity *a)
{
	return a->call == RUN_OPEN_SESSION || a->call == RUN_INVOKE || a->call == RUN_CANCEL ||
	       a->call == RUN_CLOSE_SESSION;
}

bool promises_sibling(const struct run_activity *a, u32 *i, struct run_activity *o)
{
	while (run_activity((*i)++, o))
		if (o->caller != a->caller && o->context == a->context && o->session == a->session)
			return true;
	return false;
}

/* A session that becomes a system session, or ends as one, takes its waiting calls along. */
static bool turns(const struct run_activity *a)
{
	struct run_activity o;

	if (a->call != RUN_INVOKE && a->call != RUN_CLOSE_SESSION)
		return false;
	for (u32 i = 0; promises_sibling(a, &i, &o);)
		if (!o.ended &&
		    (o.call == RUN_SYSTEM || (o.call == RUN_CLOSE_SESSION && o.system)))
			return true;
	return a->turned || a->has_turned;
}

enum promise_class promises_class(const struct run_activity *a)
{
	if (closes_context(a) || turns(a))
		return CLASS_EITHER;
	return a->system ? CLASS_SYSTEM : CLASS_NORMAL;
}

void promises_count(u32 in[CLASSES])
{
	for (u32 i = 0; i < CLASSES; i++)
		in[i] = 0;
	for (u32 id = 0; id < tasks_number(); id++) {
		struct run_activity a;
		enum promise_class class = promises.task[id].class;

		if (!task_secure[id].thread)
			continue;
		/* nothing is held for a call whose session has ended, or ends */
		if (class == CLASS_SYSTEM && promises_activity(id, &a) && turns(&a))
			class = CLASS_EITHER;
		in[class]++;
		in[CLASS_EITHER] += task_secure[id].calls - 1;
	}
}

/* Waiting for a context, not for a lock, a supplicant or itself. */
bool promises_queues(const struct run_activity *a)
{
	return !a->ended && promises_enters(a) && !task_secure[a->caller].thread &&
	       promises.task[a->caller].waits_for_own != a->order && task_queues(a->caller);
}

u32 promises_queueing(void)
{
	struct run_activity a;
	u32 n = 0;

	for (u32 i = 0; run_activity(i, &a); i++)
		n += promises_queues(&a);
	return n;
}

static bool entered_before_its_turn(const struct run_activity *a, struct run_activity *first)
{
	struct run_activity o;

	if (promises_class(a) == CLASS_EITHER)
		return false;
	for (u32 i = 0; run_activity(i, &o); i++) {
		if (o.caller == a->caller || !promises_queues(&o) || promises_class(&o) != promises_class(a))
			continue;
		if (promises.contexts ? task_secure[o.caller].limited : !task_secure[o.caller].limited)
			continue;
		if (a->order <= promises.task[o.caller].calls_then)
			continue;
		*first = o;
		return true;
	}
	return false;
}

static void judge_order(const struct run_activity *a)
{
	struct run_activity first;
	const char *how;

	if (!entered_before_its_turn(a, &first))
		return;
	/* nobody's turn was kept for the first one, or the wrong one was woken: two faults */
	how = promises.task[a->caller].queued_call == a->order ? "it was woken first" : "it did not wait";
	if (promises.contexts)
		tasks_fail("P5: a call of a %s session got in before one that waited already when it began: %s (steps %u and %u)",
			  a->system ? "system" : "normal", how, a->step, first.step);
	else
		tasks_fail("P10: with T = 0 a call got in before one that waited since ETHREAD_LIMIT when it began: %s (steps %u and %u)",
			  how, a->step, first.step);
}

static void judge_normal(const struct run_activity *a, u32 normal)
{
	u32 held = promises_held(), t = promises.contexts;

	if (normal <= t - held)
		return;
	if (a->call == RUN_CANCEL)
		tasks_fail("P7: a cancel request took a context that is held for a system session (step %u)",
			  a->step);
	/* a call that began before the session was accepted may have got it then: that is P8 */
	else if (promises.ended && held == 1 && a->order > promises.came_then)
		tasks_fail("P6: a context was given back more than once: a normal call took one that is held for a system session that lives, after others ended (step %u)",
			  a->step);
	else if (held > 1 && normal <= t - 1)
		tasks_fail("P2: normal calls left one context for one call of each of several system sessions (step %u)",
			  a->step);
	else
		tasks_fail("P8: a normal call took the context that had been provisioned for a system session (step %u)",
			  a->step);
}

static void entered(void)
{
	struct promise_task *t = &promises.task[task_current()];
	struct run_activity a;
	u32 in[CLASSES];
	bool known = promises_activity(task_current(), &a);

	t->class = known ? promises_class(&a) : CLASS_NORMAL;
	t->refusals = 0;
	t->between = 0;
	if (known && t->waited_call == a.order)
		promises.busy_at = tasks_used_ns();
	promises_refused_got();
	if (!known || !promises_enters(&a))
		return;
	promises_turn_entered(&a);
	if (!promises.contexts) {
		if (fit(false))
			judge_order(&a);
		return;
	}
	if (t->class == CLASS_NORMAL)
		promises_refused_entered(&a);
	if (!fit(true))
		return;
	promises_count(in);
	if (t->class == CLASS_NORMAL)
		judge_normal(&a, in[CLASS_NORMAL]);
	/* one that got its context while a session lived that has ended now is in order */
	else if (in[CLASS_SYSTEM] > promises_held_at_most() && a.order > promises.ended_then)
		tasks_fail("P3: system sessions' calls took a context of the normal sessions: %u are in, T = %u, %u held (step %u)",
			  in[CLASS_SYSTEM], promises.contexts, promises_held_at_most(), a.step);
	judge_order(&a);
}

/* Refused: a call tries again after another has left, or after some time. */
static void refused(void)
{
	struct promise_task *t = &promises.task[task_current()];
	struct run_activity a = { };

	promises_refused_once();
	promises_activity(task_current(), &a);
	if (t->refused_at != tasks_now_ns() || t->leaves_then != promises.leaves ||
	    t->refused_call != a.order)
		t->refusals = 0;
	t->refused_call = a.order;
	t->refused_at = tasks_now_ns();
	t->leaves_then = promises.leaves;
	promises.refused = true;
	promises.believed = false;
	if (++t->refusals < SPINS_MAX)
		return;
	tasks_fail("P9: a call was refused with ETHREAD_LIMIT %u times at one instant: it tries again without waiting",
		  t->refusals);
	tasks_end();
}

/* OP-TEE SMC ABI (optee_smc.h): OPTEE_SMC_FUNCID_RETURN_FROM_RPC */
void promises_called(u64 id)
{
	task_secure[task_current()].arrives = (id & 0xffff) != 3;
}

static void takes_context(struct task_secure *s)
{
	if (!s->arrives)
		return;
	s->arrives = false;
	s->thread = true;
	/* one that is made in an RPC of another says nothing of that one's turn and class */
	if (!s->calls++)
		entered();
}

static void leaves_context(struct task_secure *s)
{
	if (s->calls)
		s->calls--;
	s->thread = s->calls;
}

/* A call that is parked on arrival has none there yet, but the driver has let it in. */
void promises_parked(bool parked, bool yields)
{
	struct task_secure *s = &task_secure[task_current()];

	promises_refused_parked(parked);
	if (parked && yields)
		takes_context(s);
	s->parked = parked;
	s->parked_fast = parked && !yields;
}

/* OP-TEE SMC ABI (optee_smc.h): OPTEE_SMC_RETURN_IS_RPC(), OPTEE_SMC_RETURN_ETHREAD_LIMIT */
void promises_answered(u64 a0)
{
	struct task_secure *s = &task_secure[task_current()];
	u32 ret = a0;	/* registers have 32 bits, whatever else is in them */
	bool rpc = (ret & 0xffff0000) == 0xffff0000 && ret != 0xffffffff;

	s->limited = ret == 1;
	if (s->limited) {
		if (!s->arrives)
			leaves_context(s);
		refused();
		return;
	}
	takes_context(s);
	if (!rpc) {
		leaves_context(s);
		promises_refused_left();
		promises.leaves++;
	}
}

void promises_forget_refusal(void)
{
	task_secure[task_current()].limited = false;
}

/* Whose turn it is can be said from outside. */
static bool turns_count(void)
{
	if (!tasks_exact())
		return false;
	return !unfit(promises.contexts) && !promises.was_stolen;
}

/* It closes a system session that has another call, which may have the message that it needs. */
bool promises_waits_for_own(const struct run_activity *a)
{
	struct run_activity o;

	if (a->call != RUN_CLOSE_SESSION || !a->system)
		return false;
	for (u32 i = 0; promises_sibling(a, &i, &o);)
		if (!o.ended && o.call != RUN_NO_CALL)
			return true;
	return false;
}

/* P2 speaks of one call at a time of each session. */
static bool one_call_each(void)
{
	struct run_activity a, o;

	for (u32 i = 0; run_activity(i, &a); i++)
		for (u32 j = 0; !a.ended && a.system && promises_enters(&a) && promises_sibling(&a, &j, &o);)
			if (!o.ended && promises_enters(&o))
				return false;
	return true;
}

static u32 system_session_calls(void)
{
	struct run_activity a;
	u32 n = 0;

	for (u32 i = 0; run_activity(i, &a); i++)
		/* a context that is closed ends its sessions one after the other */
		n += !a.ended && (promises_enters(&a) ? promises_class(&a) != CLASS_NORMAL :
				  closes_context(&a) && a.ends);
	return n;
}

/* It stands in the queue from now on, and may be let in before it sleeps. */
void promises_on_look(void)
{
	struct run_activity a;

	if (promises_activity(task_current(), &a) && promises_enters(&a) && !task_secure[task_current()].thread)
		promises.task[task_current()].waited_call = a.order;
}

/* The current task has begun to wait. A system session's call has no need to. */
void promises_on_wait(void)
{
	struct run_activity a;
	u32 calls, held;

	promises.task[task_current()].calls_then = run_report.calls;
	promises.task[task_current()].waits_since = tasks_used_ns();
	if (promises_activity(task_current(), &a) && promises_queues(&a))
		promises_queue_begins();
	promises_refused_waits();
	if (promises_activity(task_current(), &a)) {
		promises.task[task_current()].between = a.call == RUN_NO_CALL && task_queues(task_current()) ? a.step + 1 : 0;
		promises.task[task_current()].waits_for_own = promises_waits_for_own(&a) ? a.order : 0;
		if (turns_count())
			promises_turn_waits(&a);
	}
	if (!promises_activity(task_current(), &a) || !a.system || !promises_queues(&a) ||
	    !promises.contexts || !fit(true) || promises_class(&a) != CLASS_SYSTEM)
		return;
	/* what is held for a session is so until its close has returned */
	held = held_for(count_sessions().least + (a.call == RUN_CLOSE_SESSION));
	calls = system_session_calls();
	if (calls > held || !one_call_each())
		return;
	if (calls == 1)
		tasks_fail("P1: a system session's call waits for normal calls: none of the %u held contexts is in use, T = %u (step %u)",
			  held, promises.contexts, a.step);
	else
		tasks_fail("P2: a system session's call does not find a context at once: %u such calls, %u held contexts, T = %u (step %u)",
			  calls, held, promises.contexts, a.step);
}

static void judge_provisioned(void)
{
	u32 in[CLASSES], t = promises.contexts;

	promises_count(in);
	if (in[CLASS_NORMAL] > t - promises_held())
		tasks_fail("P8: tee_client_system_session() returned 0 with %u of %u contexts out on normal calls and %u to be held",
			  in[CLASS_NORMAL], t, promises_held());
}

void promises_changed(void)
{
	struct promises *p = &promises;
	u32 now = run_report.system_sessions;
	struct run_activity a;

	follow();
	forget_refusals();
	/* that a session has become a system session is counted a moment later */
	if (p->contexts && promises_queueing() && promises_activity(task_current(), &a) && a.call == RUN_NO_CALL &&
	    p->seq->step[a.step].op != SEQ_OP_SYSTEM && turns_count())
		promises_turn_left();
	/* the last memory of a closed context has gone, and its sessions with it */
	if (run_report.outliving < p->outliving)
		p->ended_then = run_report.calls;
	p->outliving = run_report.outliving;
	if (now == p->sessions)
		return;
	if (now < p->sessions) {
		p->ended += p->sessions - now;
		p->ended_then = run_report.calls;
	} else {
		p->ever += now - p->sessions;
		p->came_then = run_report.calls;
	}
	if (now > p->sessions && p->contexts > 1 && fit(true))
		judge_provisioned();
	p->sessions = now;
}

void promises_at_end(void)
{
	const struct run_step_result *r = run_report.step;

	/* a driver that was bound anew may have been told another T */
	if (lies_told(SEQ_MAX_TASKS, LIES_FAST))
		return;
	for (u32 i = 0; i < promises.seq->num_steps; i++) {
		if (promises.seq->step[i].op != SEQ_OP_SYSTEM || !r[i].done || r[i].rc)
			continue;
		if (!promises.contexts)
			tasks_fail("P10: tee_client_system_session() returned 0 though T = 0 (step %u)", i);
		else if (promises.contexts == 1)
			tasks_fail("P3: tee_client_system_session() returned 0 though T = 1: nothing is left for normal sessions (step %u)",
				  i);
	}
}
