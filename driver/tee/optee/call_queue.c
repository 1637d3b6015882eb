// SPDX-License-Identifier: GPL-2.0-only
/*
 * The call queue: each yielding call needs a thread context of the secure world until it returns.
 *
 *              free context              let in
 *   arriving ---------------> entering ----------> inside
 *       |                      ^    |                |
 *       | none    handed over, |    | refused:       | exit: one more is free,
 *       v            or a try  |    | ETHREAD_LIMIT  v    handed over at once
 *    waiting ------------------'    |               gone
 *     ^  |  killed, shut: error     |
 *     '-----------------------------' to its old place
 *
 * There are T contexts (@total), of which R = min(S, T - 1) are held for the S system sessions, 0
 * if T < 2. @free are ours to give out: entering takes one, an exit puts it back. Who may enter:
 *
 *   system: inside[SYSTEM] < R, and free > 0
 *   normal: free > R - min(R, inside[SYSTEM]), what is held and not in use
 *
 * What is free is handed over under the lock, so that nobody sleeps while there is a context for
 * them (P4): first to who waits for a session to become a system session (P8), then to calls of
 * system sessions, then to normal ones, each in order of arrival; an arrival never passes one who
 * waits (P5). Calls of system sessions wait only for each other (P1, P2), never take one of the T -
 * R normal contexts (P3), and a session becomes a system session only together with its context
 * (P8). Giving back what a session held means counting it off S, which member->system lets happen
 * once (P6). Calls that it still has count as normal from then on, as do calls of no session (P7).
 *
 * A refusal shows that only what came back since the refused call was let in is left. Then @free +
 * @in_use is less than T, and is found out again (P9, P10): whenever the retry timer expires, the
 * next call tries without a free context. Until it is refused, asks or returns, nobody knows if it
 * has one (@attempt): one that comes back is for it. If it asks, the next one tries: one is refused
 * each time. The timer's period doubles with a refusal and halves without. With nobody to try, all
 * T are believed in. While some are held a normal call must not get one so: who is in, or was let
 * in since a refused call, counts as having what came back since, no normal call tries, nor two in
 * a row, and all T, or a try, are believed in a second after the last refusal. What is static here
 * has the lock, but for retry() and wait_for().
 */

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include "../tee_compat.h"
#include "call_queue.h"
#include "optee_trace.h"

#define BACKOFF_FIRST	msecs_to_jiffies(2)	/* from a refusal to the next try, */
#define BACKOFF_MAX	msecs_to_jiffies(128)	/* and at most */
#define TRUST_AFTER	msecs_to_jiffies(1000)	/* until all contexts are believed in */
#define THREAD_COUNT_MAX	4096	/* no OP-TEE is built for more */

/* Contexts that somebody else has, as far as we know */
static unsigned int missing(const struct optee_call_queue *cq)
{
	return (cq->total ?: UINT_MAX) - cq->in_use - cq->free;
}

/* The sessions share so many at most: 0 when T is less than 2 or not known. */
static unsigned int most_held(const struct optee_call_queue *cq)
{
	return cq->total > 1 ? cq->total - 1 : 0;
}

/* R */
static unsigned int held(const struct optee_call_queue *cq)
{
	return cq->gate & OPTEE_CQ_SHUT ? 0 : min(cq->sessions, most_held(cq));
}

/* How many of @held contexts are not in use */
static unsigned int unused(const struct optee_call_queue *cq, unsigned int held)
{
	return held - min(held, cq->inside[OPTEE_CQ_SYSTEM]);
}

static enum optee_cq_class class_of(const struct optee_cq_member *member)
{
	return member && member->system ? OPTEE_CQ_SYSTEM : OPTEE_CQ_NORMAL;
}

/* May @call have what it wants, as far as free contexts go? */
static bool has_room(const struct optee_call_queue *cq, const struct optee_cq_call *call)
{
	unsigned int r = held(cq);

	/* It is normal calls that are waited for, not other guests. */
	if (call->class == OPTEE_CQ_PROVISION)
		return call->member->system || r == most_held(cq) ||
		       !cq->inside[OPTEE_CQ_NORMAL] || cq->free >= unused(cq, r + 1);
	if (call->class == OPTEE_CQ_NORMAL)
		return cq->free > unused(cq, r);
	/* With normal calls kept out all is there for the rest. */
	return cq->free && (cq->gate & OPTEE_CQ_SHUT || cq->inside[OPTEE_CQ_SYSTEM] < r);
}

/* The first of a class that waits, or NULL */
static struct optee_cq_call *first(struct optee_call_queue *cq, enum optee_cq_class class)
{
	return list_first_entry_or_null(&cq->waiters[class], struct optee_cq_call, node);
}

/* In order of arrival: a call that was refused goes back to where it stood. */
static void enqueue(struct optee_call_queue *cq, struct optee_cq_call *call,
		    enum optee_cq_class class)
{
	struct optee_cq_call *pos;

	call->class = class;
	list_for_each_entry_reverse(pos, &cq->waiters[class], node)
		if (pos->turn < call->turn)
			break;
	list_add(&call->node, &pos->node);
}

/* What waits for a session goes to the class that it has now. */
static void reclassify(struct optee_call_queue *cq, const struct optee_cq_member *member)
{
	enum optee_cq_class to = class_of(member);
	enum optee_cq_class from = OPTEE_CQ_NORMAL + OPTEE_CQ_SYSTEM - to;
	struct optee_cq_call *call, *next;

	list_for_each_entry_safe(call, next, &cq->waiters[from], node) {
		if (call->member == member) {
			list_del(&call->node);
			enqueue(cq, call, to);
		}
	}
}

/* Gives @call what it wants: a context, or that its session is a system one. */
static void admit(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	struct optee_cq_member *member = call->member;

	if (call->class == OPTEE_CQ_PROVISION) {
		cq->sessions += !member->system;
		member->system = true;
		reclassify(cq, member);
		return;
	}
	call->trying = cq->attempt == call;
	call->kept = false;
	if (!call->trying)
		cq->free--;
	call->entries = ++cq->entries;
	call->exits = cq->exits;
	cq->inside[call->class]++;
	WRITE_ONCE(cq->in_use, cq->in_use + 1);
	if (call->class == OPTEE_CQ_SYSTEM)
		member->inside++;
}

/* A call whose system session has been retired counts as a normal one since. */
static void count_out(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	enum optee_cq_class class = OPTEE_CQ_NORMAL;

	if (cq->attempt == call)
		cq->attempt = NULL;
	if (call->class == OPTEE_CQ_SYSTEM && call->member->inside) {
		call->member->inside--;
		class = OPTEE_CQ_SYSTEM;
	}
	if (!WARN_ON_ONCE(!cq->inside[class]))
		cq->inside[class]--;
	WRITE_ONCE(cq->in_use, cq->in_use - 1);
	if (!cq->in_use && wq_has_sleeper(&cq->idle))
		wake_up(&cq->idle);
}

/* A context has come back: who tries without one came first, and needs it. */
static void put_free(struct optee_call_queue *cq)
{
	struct optee_cq_call *call = cq->attempt;

	if (call && !call->kept && (call->class == OPTEE_CQ_SYSTEM || !held(cq)))
		call->kept = true;
	else
		cq->free++;
}

/* Takes @call out of the list of waiters: admitted, or with @error. */
static void stop_waiting(struct optee_call_queue *cq, struct optee_cq_call *call, int error)
{
	list_del_init(&call->node);
	cq->waiting--;
	call->error = error;
	if (!error)
		admit(cq, call);
	trace_optee_cq_leave(call->turn, call->class, error);
	complete(&call->granted);
}

/* Hands out what is free. The timer runs while it can find something out, or is slow. */
static void hand_over(struct optee_call_queue *cq)
{
	struct optee_cq_call *call;
	unsigned int class;

	for (class = 0; cq->waiting && class < OPTEE_CQ_CLASSES; class++)
		while ((call = first(cq, class)) && has_room(cq, call))
			stop_waiting(cq, call, 0);
	if (((missing(cq) && (cq->waiting || !held(cq))) || cq->attempt ||
	     cq->backoff > BACKOFF_FIRST) && !timer_pending(&cq->retry))
		mod_timer(&cq->retry, jiffies + cq->backoff);
}

/* The call that may try without a free context, or NULL */
static struct optee_cq_call *next_try(struct optee_call_queue *cq)
{
	struct optee_cq_call *system = first(cq, OPTEE_CQ_SYSTEM);

	/* One at a time: else what one found may be what has come back for the other. */
	if (missing(cq) && system && !cq->attempt && cq->inside[OPTEE_CQ_SYSTEM] < held(cq))
		return system;
	/* A normal call might get what is held and comes back just then. */
	return missing(cq) && !held(cq) ? first(cq, OPTEE_CQ_NORMAL) : NULL;
}

static void retry(struct timer_list *timer)
{
	struct optee_call_queue *cq = timer_container_of(cq, timer, retry);
	struct optee_cq_call *call;

	/* It may have interrupted who has the lock: calls need not mask softirqs. */
	if (!spin_trylock(&cq->lock)) {
		mod_timer(&cq->retry, jiffies + 1);
		return;
	}
	call = next_try(cq);
	if (!held(cq) || time_after_eq(jiffies, cq->trust_at)) {
		/* A refusal takes no time: who tried has got in. */
		cq->attempt = NULL;
		if (!call)
			cq->free += missing(cq);
	}
	if (cq->refused || (missing(cq) && cq->waiting && !call))
		cq->backoff = min(cq->backoff * 2, BACKOFF_MAX);
	else
		cq->backoff = max(cq->backoff / 2, BACKOFF_FIRST);
	cq->refused = false;
	if (call) {
		cq->attempt = call;
		stop_waiting(cq, call, 0);
	}
	hand_over(cq);
	spin_unlock(&cq->lock);
}

/* Why a call must not wait, or 0 */
static int must_leave(const struct optee_call_queue *cq, const struct optee_cq_call *call)
{
	if (cq->gate & OPTEE_CQ_SHUT && call->class != OPTEE_CQ_SYSTEM &&
	    !(call->flags & OPTEE_CQ_ALWAYS))
		return -ENODEV;
	return cq->gate & OPTEE_CQ_NOWAIT ? -ETIMEDOUT : 0;
}

/* Has those leave who must: by the gate, or as @retired is to be no system session. */
static void evict(struct optee_call_queue *cq, const struct optee_cq_member *retired)
{
	struct optee_cq_call *call, *next;
	unsigned int class;
	int error;

	for (class = 0; cq->waiting && class < OPTEE_CQ_CLASSES; class++) {
		list_for_each_entry_safe(call, next, &cq->waiters[class], node) {
			error = class == OPTEE_CQ_PROVISION && call->member == retired ?
				-EINVAL : must_leave(cq, call);
			if (error)
				stop_waiting(cq, call, error);
		}
	}
}

static void start_waiting(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	init_completion(&call->granted);
	enqueue(cq, call, call->class);
	cq->waiting++;
	trace_optee_cq_wait(call->turn, call->class, cq->waiting);
}

static int wait_for(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	long left = max_t(long, call->until - jiffies, 0);
	bool killed;

	if (call->flags & OPTEE_CQ_BOUNDED)
		killed = wait_for_completion_interruptible_timeout(&call->granted, left) <= 0;
	else
		killed = wait_for_completion_state(&call->granted, TASK_UNINTERRUPTIBLE |
				(call->flags & (OPTEE_CQ_KILLABLE | OPTEE_CQ_FREEZABLE)));

	spin_lock(&cq->lock);
	if (killed && !list_empty(&call->node)) {
		stop_waiting(cq, call, -EINTR);
	} else if (killed && !call->error && call->class != OPTEE_CQ_PROVISION) {
		/* Not what was provisioned: that stays with the session. */
		count_out(cq, call);
		if (!call->trying || call->kept)
			put_free(cq);
		else	/* nothing was found out */
			mod_timer(&cq->retry, jiffies);
		call->error = -EINTR;
	}
	hand_over(cq);
	spin_unlock(&cq->lock);
	return call->error;
}

/* Admits a call that has just come, or has it wait. 1: it has to */
static inline int arrive(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	int rc;

	call->turn = cq->turns++;
	if (!cq->waiting && time_after_eq(jiffies, cq->trust_at))
		cq->free += missing(cq);
	rc = must_leave(cq, call);
	if (rc != -ENODEV && !first(cq, call->class) && has_room(cq, call)) {
		admit(cq, call);
		rc = 0;
	} else if (!rc) {
		start_waiting(cq, call);
		rc = 1;
	}
	if (rc || call->class == OPTEE_CQ_PROVISION)	/* one more inside changes nothing */
		hand_over(cq);
	return rc;
}

/**
 * optee_cq_init() - sets up a call queue
 * @cq: the queue
 * @thread_count: contexts that the secure world reported; 0, or what can't be: it decides itself
 * Context: any, does not sleep.
 */
void optee_cq_init(struct optee_call_queue *cq, unsigned int thread_count)
{
	unsigned int class;

	spin_lock_init(&cq->lock);
	init_waitqueue_head(&cq->idle);
	for (class = 0; class < OPTEE_CQ_CLASSES; class++)
		INIT_LIST_HEAD(&cq->waiters[class]);
	timer_setup(&cq->retry, retry, 0);
	cq->total = thread_count > THREAD_COUNT_MAX ? 0 : thread_count;
	cq->free = missing(cq);
	cq->backoff = BACKOFF_FIRST;
}

/**
 * optee_cq_uninit() - takes a call queue down
 * @cq: the queue, with nobody in it
 * Context: process context, may sleep.
 */
void optee_cq_uninit(struct optee_call_queue *cq)
{
	WARN_ON(cq->in_use || cq->waiting || cq->sessions);
	timer_shutdown_sync(&cq->retry);
}

/**
 * optee_cq_enter() - gets a context for a call, waits for one if need be
 * @cq: the queue
 * @call: the call, gone from the queue after optee_cq_exit() or an error
 * @member: its session, which decides its class and stays as long; NULL: a normal call
 * @flags: OPTEE_CQ_*
 * Context: process context, sleeps while there is no context.
 * Return: 0 with a context taken, -EINTR when killed while it waited, or as OPTEE_CQ_BOUNDED
 *	says; -ENODEV when the driver goes, -ETIMEDOUT after OPTEE_CQ_NOWAIT.
 */
int optee_cq_enter(struct optee_call_queue *cq, struct optee_cq_call *call,
		   struct optee_cq_member *member, unsigned int flags)
{
	int rc;

	call->member = member;
	call->flags = flags;
	call->until = jiffies + OPTEE_CQ_PATIENCE;
	spin_lock(&cq->lock);
	call->class = class_of(member);
	rc = arrive(cq, call);
	spin_unlock(&cq->lock);
	return rc > 0 ? wait_for(cq, call) : rc;
}

/**
 * optee_cq_entered() - a call has a context: it asks for something
 * @cq: the queue
 * @call: the call
 * Context: process context, does not sleep.
 */
void optee_cq_entered(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	if (!call->trying)
		return;
	spin_lock(&cq->lock);
	if (cq->attempt == call) {
		cq->attempt = next_try(cq);
		if (cq->attempt)
			stop_waiting(cq, cq->attempt, 0);
	}
	spin_unlock(&cq->lock);
}

/**
 * optee_cq_denied() - waits after OPTEE_SMC_RETURN_ETHREAD_LIMIT
 * @cq: the queue
 * @call: the call, which has a context by our count
 * Context: process context, sleeps.
 * Return: 0 when it is worth trying again, else as optee_cq_enter(): the call has left.
 */
int optee_cq_denied(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	int rc;

	spin_lock(&cq->lock);
	count_out(cq, call);
	/* What has come back meanwhile may be there still. */
	cq->free = clamp_t(s64, cq->exits - call->exits -
			   (held(cq) ? cq->entries - call->entries + cq->in_use : 0),
			   0, cq->free + call->kept);
	cq->refused = true;
	cq->trust_at = jiffies + TRUST_AFTER;
	call->class = class_of(call->member);
	rc = must_leave(cq, call);
	if (!rc)
		start_waiting(cq, call);
	hand_over(cq);
	spin_unlock(&cq->lock);
	return rc ?: wait_for(cq, call);
}

/**
 * optee_cq_exit() - gives back the context of a call that has returned
 * @cq: the queue
 * @call: the call
 * Context: process context, does not sleep.
 */
void optee_cq_exit(struct optee_call_queue *cq, struct optee_cq_call *call)
{
	spin_lock(&cq->lock);
	count_out(cq, call);
	put_free(cq);
	cq->exits++;
	if (cq->waiting)
		hand_over(cq);
	spin_unlock(&cq->lock);
}

/**
 * optee_cq_provision() - holds a context for a session
 * @cq: the queue
 * @member: the session, which stays until this returns
 * Context: process context, sleeps, killable, until a context comes back if none is there.
 * Return: 0 with a context held until optee_cq_retire(), -ENOSPC when the secure world has no two
 *	contexts or can't say, -EINVAL when the session ended meanwhile, else as optee_cq_enter().
 */
int optee_cq_provision(struct optee_call_queue *cq, struct optee_cq_member *member)
{
	struct optee_cq_call call = { .member = member, .class = OPTEE_CQ_PROVISION,
				      .flags = OPTEE_CQ_KILLABLE };
	int rc;

	spin_lock(&cq->lock);
	rc = !most_held(cq) ? -ENOSPC : member->retired ? -EINVAL : 0;
	if (!rc && !member->system)
		rc = arrive(cq, &call);
	spin_unlock(&cq->lock);
	return rc > 0 ? wait_for(cq, &call) : rc;
}

/**
 * optee_cq_retire() - a session is over: gives back what was held for it
 * @cq: the queue
 * @member: the session, closed already
 * Context: process context, does not sleep.
 */
void optee_cq_retire(struct optee_call_queue *cq, struct optee_cq_member *member)
{
	spin_lock(&cq->lock);
	member->retired = true;
	evict(cq, member);
	if (member->system) {
		member->system = false;
		cq->sessions--;
		/* Calls that raced with the close: nothing is held for them. */
		reclassify(cq, member);
		cq->inside[OPTEE_CQ_SYSTEM] -= member->inside;
		cq->inside[OPTEE_CQ_NORMAL] += member->inside;
		member->inside = 0;
		hand_over(cq);
	}
	spin_unlock(&cq->lock);
}

/**
 * optee_cq_set_gate() - says who may enter from now on
 * @cq: the queue
 * @gate: OPTEE_CQ_SHUT and OPTEE_CQ_NOWAIT. Who may not wait with it leaves the queue.
 * Context: process context, does not sleep.
 */
void optee_cq_set_gate(struct optee_call_queue *cq, unsigned int gate)
{
	spin_lock(&cq->lock);
	cq->gate = gate | (cq->gate & OPTEE_CQ_NOWAIT);
	evict(cq, NULL);
	hand_over(cq);
	spin_unlock(&cq->lock);
}
