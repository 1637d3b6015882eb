// SPDX-License-Identifier: GPL-2.0-only
/*
 * The call queue: each yielding call needs one of the secure world's thread
 * contexts from its entry to its return, requests to this side included.
 *
 *             enter, room                 the secure world lets it in
 *   arriving -------------> has a context ---------------------------.
 *       |                     ^    |  ^                               |
 *       | no room    handed   |    |  | denied, but another call      v
 *       v            over     |    |  | has left meanwhile          inside
 *    waiting -----------------'    '--'                               |
 *     ^ | |                         | denied: ETHREAD_LIMIT           |
 *     | | '-- killed, shut: error   |                                 |
 *     | '---------------------------+-----------.                exit |
 *     '-----------------------------'           '--- handed over <----'
 *
 * Contexts are counted, never looked for: T in all (@total), of which
 * R = min(S, T - 1) are held for the S system sessions, 0 if T < 2. A call
 * of a system session may use a held context, a normal call any other:
 *
 *   system: inside[SYSTEM] < R, and there is a usable context
 *   normal: inside[NORMAL] + max(R, inside[SYSTEM]) < usable
 *
 * A context is never free while somebody who may use it waits: whoever makes
 * room (a call that leaves, a session that ends, the retry timer) hands it to
 * the first that may have it, in optee_cq_hand_over(), under the lock: first to
 * a session that waits to become a system session (P8, call_queue_system.c),
 * then to calls of system sessions, then to normal ones, each in order of
 * arrival (P4, P5). The one who is woken has its context already; nobody is
 * woken to compete, and an arrival never passes one who waits. Calls of system
 * sessions therefore wait only for each other (P1, P2), never take one of the
 * T - R normal contexts (P3), and a session
 * becomes a system session only together with its context (P8). R follows
 * from S, so giving back what a session held means counting it off S, which
 * member->system lets happen once (P6). What calls of that session still have
 * is held for nobody any more: they count as normal from then on. Calls of no
 * session, cancel requests among them, are normal (P7).
 *
 * The secure world may deny a context that we counted on: somebody else has
 * it, or T is 0 and we never knew. Then no more contexts are usable than are
 * in use now; the call waits at its old place in the order, and gets the next
 * context that comes back, or tries again when the retry timer believes in
 * more, each time after twice the time (P9, P10). Once nobody waits all T are
 * believed in again, and once a call has come back the time is short again.
 */

#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "../tee_compat.h"
#include "call_queue.h"
#include "optee_trace.h"

#define BACKOFF_FIRST_MS	2
#define BACKOFF_MAX_MS		128

/* More threads than any OP-TEE is built for: the count is not to be believed */
#define THREAD_COUNT_MAX	4096

/* Who gets a context first */
static const enum optee_cq_class order[] = { OPTEE_CQ_SYSTEM, OPTEE_CQ_NORMAL };

static unsigned int most_usable(const struct optee_call_queue *cq)
{
	return cq->total ?: UINT_MAX;
}

static unsigned int in_use(const struct optee_call_queue *cq)
{
	return cq->inside[OPTEE_CQ_NORMAL] + cq->inside[OPTEE_CQ_SYSTEM];
}

static bool has_room(const struct optee_call_queue *cq,
		     enum optee_cq_class class)
	__must_hold(&cq->lock)
{
	unsigned int system = cq->inside[OPTEE_CQ_SYSTEM];

	if (in_use(cq) >= cq->usable)
		return false;
	/* With normal calls kept out all contexts are there for the rest. */
	if (cq->shut)
		return true;
	if (class == OPTEE_CQ_SYSTEM)
		return system < optee_cq_held(cq);
	return cq->inside[OPTEE_CQ_NORMAL] +
	       max(optee_cq_held(cq), system) < cq->usable;
}

static enum optee_cq_class class_of(const struct optee_cq_member *member)
{
	return member && member->system ? OPTEE_CQ_SYSTEM : OPTEE_CQ_NORMAL;
}

static void check(const struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	lockdep_assert_held(&cq->lock);
	WARN_ON_ONCE(in_use(cq) > most_usable(cq));
	WARN_ON_ONCE(!cq->waiting != (list_empty(&cq->provisioning) &&
				      list_empty(&cq->waiters[0]) &&
				      list_empty(&cq->waiters[1])));
}

static void count_in(struct optee_call_queue *cq, struct optee_cq_call *call)
	__must_hold(&cq->lock)
{
	cq->inside[call->class]++;
	if (call->class == OPTEE_CQ_SYSTEM)
		call->member->inside++;
}

/* A call of a system session that has been retired counts as a normal one since. */
static void count_out(struct optee_call_queue *cq, struct optee_cq_call *call)
	__must_hold(&cq->lock)
{
	enum optee_cq_class class = OPTEE_CQ_NORMAL;

	if (call->class == OPTEE_CQ_SYSTEM && call->member->inside) {
		call->member->inside--;
		class = OPTEE_CQ_SYSTEM;
	}
	if (!WARN_ON_ONCE(!cq->inside[class]))
		cq->inside[class]--;
}

/* Who waits for the moment without a call hears of it. */
static void tell_idle(struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	if (cq->idle && !in_use(cq)) {
		complete(cq->idle);
		cq->idle = NULL;
	}
}

/* Takes @call out of the list of waiters, with a context or with @error. */
static void stop_waiting(struct optee_call_queue *cq,
			 struct optee_cq_call *call, int error)
	__must_hold(&cq->lock)
{
	list_del_init(&call->node);
	cq->waiting--;
	call->error = error;
	call->exits_seen = cq->exits;
	if (!error) {
		count_in(cq, call);
		cq->handed_over = true;
	}
	trace_optee_cq_leave(call->turn, call->class, error);
	complete(&call->granted);
	/* It may have been the last one inside before it was denied. */
	if (error)
		tell_idle(cq);
}

/* In order of arrival: a call that was denied goes back to where it stood. */
static void enqueue(struct optee_call_queue *cq, struct optee_cq_call *call,
		    enum optee_cq_class class)
	__must_hold(&cq->lock)
{
	struct optee_cq_call *pos;

	call->class = class;
	list_for_each_entry_reverse(pos, &cq->waiters[class], node)
		if (pos->turn < call->turn)
			break;
	list_add(&call->node, &pos->node);
}

static void start_waiting(struct optee_call_queue *cq,
			  struct optee_cq_call *call)
	__must_hold(&cq->lock)
{
	const struct optee_cq_member *member = call->member;

	init_completion(&call->granted);
	enqueue(cq, call, class_of(member));
	cq->waiting++;
	trace_optee_cq_wait(call->turn, call->class, cq->waiting);
}

/**
 * optee_cq_reclassify() - a session has become, or is no more, a system session
 * @cq: the queue, locked
 * @member: the session; what waits for it goes to the class that it has now
 *
 * Context: any, does not sleep.
 */
void optee_cq_reclassify(struct optee_call_queue *cq,
			 const struct optee_cq_member *member)
	__must_hold(&cq->lock)
{
	struct optee_cq_call *call, *next;
	enum optee_cq_class from, to;

	lockdep_assert_held(&cq->lock);
	to = class_of(member);
	from = to == OPTEE_CQ_SYSTEM ? OPTEE_CQ_NORMAL : OPTEE_CQ_SYSTEM;
	list_for_each_entry_safe(call, next, &cq->waiters[from], node) {
		if (call->member == member) {
			list_del(&call->node);
			enqueue(cq, call, to);
		}
	}
}

/**
 * optee_cq_hand_over() - hands what room there is to those who wait for it
 * @cq: the queue, locked
 *
 * Context: any, does not sleep.
 */
void optee_cq_hand_over(struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	struct optee_cq_call *call, *next;
	unsigned int i;

	lockdep_assert_held(&cq->lock);
	optee_cq_provision_waiting(cq);

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		list_for_each_entry_safe(call, next, &cq->waiters[order[i]],
					 node) {
			if (!has_room(cq, order[i]))
				break;
			stop_waiting(cq, call, 0);
		}
	}

	if (!cq->waiting && !cq->trial)
		cq->usable = most_usable(cq);
	check(cq);
}

/* As long as somebody waits and not all contexts are believed in, more are tried. */
static void keep_retrying(struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	if (cq->waiting && cq->usable < most_usable(cq) &&
	    !timer_pending(&cq->retry))
		mod_timer(&cq->retry, jiffies + cq->backoff);
}

/*
 * It is known what became of the call on trial. If a context was kept for it
 * that is the one that it has now, whether it needed it or not: the next trial
 * will tell. Others that were kept are free.
 */
static void end_trial(struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	cq->trial->on_trial = false;
	cq->trial = NULL;
	cq->kept -= min(cq->kept, 1U);
	cq->usable = min(cq->usable + cq->kept, most_usable(cq));
	cq->kept = 0;
	optee_cq_hand_over(cq);
	/* When the trial began that was the last context to believe in. */
	keep_retrying(cq);
}

/* Takes a call's context back and passes it on. */
static void give_back(struct optee_call_queue *cq, struct optee_cq_call *call)
	__must_hold(&cq->lock)
{
	count_out(cq, call);
	cq->exits++;
	cq->backoff = msecs_to_jiffies(BACKOFF_FIRST_MS);
	if (call->on_trial) {
		end_trial(cq);
	} else if (cq->trial) {
		/* The one who came first needs it, if its hope was vain. */
		cq->usable--;
		cq->kept++;
	} else if (cq->waiting) {
		optee_cq_hand_over(cq);
	}
	tell_idle(cq);
}

/* The call that gets in next, now that there is room for one, or NULL */
static struct optee_cq_call *next_in(struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	struct optee_cq_call *call;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		call = list_first_entry_or_null(&cq->waiters[order[i]],
						struct optee_cq_call, node);
		if (call && has_room(cq, order[i]))
			return call;
	}
	return NULL;
}

/* Believes in one more context, and has a call try it. */
static void believe_in_more(struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	struct optee_cq_call *call;

	cq->usable++;
	call = next_in(cq);
	if (call) {
		call->on_trial = true;
		cq->trial = call;
	}
	optee_cq_hand_over(cq);
	/* A session that became a system session may have had it instead. */
	if (call && !list_empty(&call->node)) {
		call->on_trial = false;
		cq->trial = NULL;
	}
}

static void retry_denied(struct timer_list *timer)
{
	struct optee_call_queue *cq = timer_container_of(cq, timer, retry);

	spin_lock_bh(&cq->lock);
	/* Who was just given a context shall be there before the next tries. */
	while (!cq->handed_over && cq->waiting && !cq->trial &&
	       cq->usable < most_usable(cq))
		believe_in_more(cq);
	cq->handed_over = false;
	keep_retrying(cq);
	spin_unlock_bh(&cq->lock);
}

static int wait_for_context(struct optee_call_queue *cq,
			    struct optee_cq_call *call)
{
	if (!(call->flags & OPTEE_CQ_KILLABLE)) {
		wait_for_completion(&call->granted);
		return call->error;
	}
	if (!wait_for_completion_killable(&call->granted))
		return call->error;

	/* Killed. Somebody may have handed over a context all the same. */
	spin_lock_bh(&cq->lock);
	if (!list_empty(&call->node)) {
		stop_waiting(cq, call, -EINTR);
		optee_cq_hand_over(cq);
	} else if (!call->error) {
		give_back(cq, call);
	}
	spin_unlock_bh(&cq->lock);
	return -EINTR;
}

/**
 * optee_cq_init() - sets up a call queue
 * @cq: the queue
 * @thread_count: contexts that the secure world reported (OP-TEE SMC ABI:
 *	OPTEE_SMC_GET_THREAD_COUNT), 0 when it can't say
 *
 * A count that can't be true is taken for 0: the secure world then decides.
 *
 * Context: any, does not sleep.
 */
void optee_cq_init(struct optee_call_queue *cq, unsigned int thread_count)
{
	spin_lock_init(&cq->lock);
	INIT_LIST_HEAD(&cq->waiters[OPTEE_CQ_NORMAL]);
	INIT_LIST_HEAD(&cq->waiters[OPTEE_CQ_SYSTEM]);
	INIT_LIST_HEAD(&cq->provisioning);
	timer_setup(&cq->retry, retry_denied, 0);
	cq->total = thread_count > THREAD_COUNT_MAX ? 0 : thread_count;
	cq->usable = most_usable(cq);
	cq->backoff = msecs_to_jiffies(BACKOFF_FIRST_MS);
}

/**
 * optee_cq_uninit() - takes a call queue down
 * @cq: the queue, with nobody in it
 *
 * Context: may sleep.
 */
void optee_cq_uninit(struct optee_call_queue *cq)
{
	WARN_ON(in_use(cq) || cq->waiting || cq->sessions);
	timer_shutdown_sync(&cq->retry);
}

/**
 * optee_cq_enter() - gets a context for a call, waits for one if need be
 * @cq: the queue
 * @call: the call, gone from the queue after optee_cq_exit()
 * @member: session of the call, which decides its class; NULL for a call of no
 *	session and for a cancel request. Stays for as long as @call does.
 * @flags: OPTEE_CQ_*
 *
 * Context: process context, sleeps if all contexts are taken.
 * Return: 0 with a context taken, -EINTR when killed while it waited, -ENODEV
 *	when the driver is being taken down. On error there is no context and
 *	nothing to undo.
 */
int optee_cq_enter(struct optee_call_queue *cq, struct optee_cq_call *call,
		   struct optee_cq_member *member, unsigned int flags)
{
	bool must_wait = false;
	int rc = 0;

	INIT_LIST_HEAD(&call->node);
	call->member = member;
	call->flags = flags;
	call->on_trial = false;
	call->error = 0;

	spin_lock_bh(&cq->lock);
	call->class = class_of(member);
	call->turn = cq->turns++;
	call->exits_seen = cq->exits;
	if (cq->shut && call->class == OPTEE_CQ_NORMAL &&
	    !(flags & OPTEE_CQ_ALWAYS)) {
		rc = -ENODEV;
	} else if (list_empty(&cq->waiters[call->class]) &&
		   has_room(cq, call->class)) {
		count_in(cq, call);
		check(cq);
	} else {
		start_waiting(cq, call);
		must_wait = true;
	}
	spin_unlock_bh(&cq->lock);

	return must_wait ? wait_for_context(cq, call) : rc;
}

/* A call without the context that it was given: back to where it stood. */
static void go_back(struct optee_call_queue *cq, struct optee_cq_call *call)
	__must_hold(&cq->lock)
{
	count_out(cq, call);
	cq->usable = min(cq->usable, in_use(cq));
	start_waiting(cq, call);
	if (!timer_pending(&cq->retry)) {
		mod_timer(&cq->retry, jiffies + cq->backoff);
		cq->backoff = min(cq->backoff * 2,
				  msecs_to_jiffies(BACKOFF_MAX_MS));
	}
}

/**
 * optee_cq_denied() - the secure world had no context after all
 * @cq: the queue
 * @call: the call, which has a context by our count
 *
 * For OP-TEE SMC ABI: OPTEE_SMC_RETURN_ETHREAD_LIMIT. Waits until it is worth
 * trying again: another call has come back, or some time has passed.
 *
 * Context: process context, sleeps.
 * Return: 0 to try again, else as optee_cq_enter(): the call is out of the
 *	queue then.
 */
int optee_cq_denied(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	bool try_again;

	spin_lock_bh(&cq->lock);
	/* A context that came back while the call was denied is not lost. */
	try_again = call->exits_seen != cq->exits;
	call->exits_seen = cq->exits;
	if (call->on_trial)
		end_trial(cq);
	if (!try_again)
		go_back(cq, call);
	spin_unlock_bh(&cq->lock);

	return try_again ? 0 : wait_for_context(cq, call);
}

/**
 * optee_cq_admitted() - the secure world has let a call in
 * @cq: the queue
 * @call: the call; nothing happens if that was to be expected
 *
 * For a call that is to stay there for a while.
 *
 * Context: process context, does not sleep.
 */
void optee_cq_admitted(struct optee_call_queue *cq,
		       struct optee_cq_call *call)
{
	if (!READ_ONCE(call->on_trial))
		return;
	spin_lock_bh(&cq->lock);
	if (call->on_trial)
		end_trial(cq);
	spin_unlock_bh(&cq->lock);
}

/**
 * optee_cq_exit() - gives back the context of a call that has returned
 * @cq: the queue
 * @call: the call
 *
 * Context: process context, does not sleep.
 */
void optee_cq_exit(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	spin_lock_bh(&cq->lock);
	give_back(cq, call);
	spin_unlock_bh(&cq->lock);
}

/**
 * optee_cq_shut() - lets no normal call in from now on
 * @cq: the queue
 *
 * For removal and shutdown. Those who wait get -ENODEV, unless they came with
 * OPTEE_CQ_ALWAYS. Nothing is held any more: calls of system sessions, and
 * calls with OPTEE_CQ_ALWAYS, may use any context.
 *
 * Context: process context, does not sleep.
 */
void optee_cq_shut(struct optee_call_queue *cq)
{
	struct optee_cq_call *call, *next;

	spin_lock_bh(&cq->lock);
	cq->shut = true;
	optee_cq_stop_provisioning(cq, NULL, -ENODEV);
	list_for_each_entry_safe(call, next, &cq->waiters[OPTEE_CQ_NORMAL],
				 node)
		if (!(call->flags & OPTEE_CQ_ALWAYS))
			stop_waiting(cq, call, -ENODEV);
	optee_cq_hand_over(cq);
	spin_unlock_bh(&cq->lock);
}

/**
 * optee_cq_reopen() - lets normal calls in again
 * @cq: the queue
 *
 * Context: process context, does not sleep.
 */
void optee_cq_reopen(struct optee_call_queue *cq)
{
	spin_lock_bh(&cq->lock);
	cq->shut = false;
	optee_cq_hand_over(cq);
	spin_unlock_bh(&cq->lock);
}

/**
 * optee_cq_wait_idle() - waits until no call has a context
 * @cq: the queue
 * @timeout: in jiffies, MAX_SCHEDULE_TIMEOUT for none
 *
 * Context: process context, sleeps. One caller at a time.
 * Return: true if there was such a moment.
 */
bool optee_cq_wait_idle(struct optee_call_queue *cq, unsigned long timeout)
{
	DECLARE_COMPLETION_ONSTACK(idle);
	bool busy;

	spin_lock_bh(&cq->lock);
	busy = in_use(cq);
	if (busy)
		cq->idle = &idle;
	spin_unlock_bh(&cq->lock);
	if (!busy || wait_for_completion_timeout(&idle, timeout))
		return true;

	spin_lock_bh(&cq->lock);
	cq->idle = NULL;
	busy = in_use(cq);
	spin_unlock_bh(&cq->lock);
	return !busy;
}
