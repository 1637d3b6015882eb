/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who enters the secure world next: bookkeeping of its thread contexts, and
 * of those that are held for system sessions. See call_queue.c and
 * call_queue_system.c.
 */
#ifndef OPTEE_CALL_QUEUE_H
#define OPTEE_CALL_QUEUE_H

#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>

/* A waiter gives up on a fatal signal. */
#define OPTEE_CQ_KILLABLE	BIT(0)
/* A call that must get in even while the driver is being taken down */
#define OPTEE_CQ_ALWAYS		BIT(1)

enum optee_cq_class {
	OPTEE_CQ_NORMAL,
	OPTEE_CQ_SYSTEM,
	OPTEE_CQ_CLASSES,
};

/**
 * struct optee_cq_member - what the queue knows of a session
 * @system: a context has been provisioned for the session
 * @retired: the session is over, none will be
 * @inside: its calls that have a context of a system session
 *
 * All belong to the queue, under its lock. Zeroed at first.
 */
struct optee_cq_member {
	bool system;
	bool retired;
	unsigned int inside;
};

/**
 * struct optee_cq_call - one call's place in the queue
 * @node: among the waiters of its class, or in no list
 * @member: session of the call, NULL for calls of no session
 * @granted: completed when a context is handed over, or never will be
 * @turn: place in the order of arrival
 * @exits_seen: calls that had left when the context was handed over
 * @class: class in which the call waits, and was let in
 * @on_trial: its context is one that we only hope for
 * @flags: OPTEE_CQ_KILLABLE, OPTEE_CQ_ALWAYS
 * @error: why there will be no context, or 0
 *
 * Lives on the stack of the caller, from optee_cq_enter() to optee_cq_exit().
 * All but @granted is under the queue's lock.
 */
struct optee_cq_call {
	struct list_head node;
	struct optee_cq_member *member;
	struct completion granted;
	u64 turn;
	u64 exits_seen;
	enum optee_cq_class class;
	bool on_trial;
	unsigned int flags;
	int error;
};

/**
 * struct optee_call_queue - thread contexts and those who wait for one
 * @lock: protects all of this struct and every struct optee_cq_member
 * @total: T, contexts that the secure world has, 0 when it can't say
 * @usable: contexts believed to be ours at the moment, at most @total
 * @sessions: S, system sessions
 * @inside: calls that have a context, by class
 * @waiters: struct optee_cq_call in order of arrival, by class
 * @provisioning: tee_client_system_session() callers in order of arrival
 * @waiting: length of all three lists
 * @turns: arrivals so far
 * @exits: calls that have left so far
 * @retry: runs while the secure world denies a context that we believed in
 * @backoff: jiffies until @retry runs next
 * @trial: the call that tries again on behalf of @retry, until it is known
 *	whether it got in, or NULL
 * @kept: contexts that came back meanwhile, kept for it
 * @handed_over: a context was handed over since @retry ran last
 * @idle: completed when @inside gets to 0, if somebody waits for that
 * @shut: no normal call is let in any more
 */
struct optee_call_queue {
	spinlock_t lock; /* protects the rest, and struct optee_cq_member */
	unsigned int total;
	unsigned int usable;
	unsigned int sessions;
	unsigned int inside[OPTEE_CQ_CLASSES];
	struct list_head waiters[OPTEE_CQ_CLASSES];
	struct list_head provisioning;
	unsigned int waiting;
	u64 turns;
	u64 exits;
	struct timer_list retry;
	unsigned long backoff;
	struct optee_cq_call *trial;
	unsigned int kept;
	bool handed_over;
	struct completion *idle;
	bool shut;
};

void optee_cq_init(struct optee_call_queue *cq, unsigned int thread_count);
void optee_cq_uninit(struct optee_call_queue *cq);
int optee_cq_enter(struct optee_call_queue *cq, struct optee_cq_call *call,
		   struct optee_cq_member *member, unsigned int flags);
int optee_cq_denied(struct optee_call_queue *cq, struct optee_cq_call *call);
void optee_cq_admitted(struct optee_call_queue *cq,
		       struct optee_cq_call *call);
void optee_cq_exit(struct optee_call_queue *cq, struct optee_cq_call *call);
int optee_cq_provision(struct optee_call_queue *cq,
		       struct optee_cq_member *member);
void optee_cq_retire(struct optee_call_queue *cq,
		     struct optee_cq_member *member);
void optee_cq_shut(struct optee_call_queue *cq);
void optee_cq_reopen(struct optee_call_queue *cq);
bool optee_cq_wait_idle(struct optee_call_queue *cq, unsigned long timeout);

/* Between the two files of the queue, all under its lock */

void optee_cq_hand_over(struct optee_call_queue *cq)
	__must_hold(&cq->lock);
void optee_cq_reclassify(struct optee_call_queue *cq,
			 const struct optee_cq_member *member)
	__must_hold(&cq->lock);
void optee_cq_provision_waiting(struct optee_call_queue *cq)
	__must_hold(&cq->lock);
void optee_cq_stop_provisioning(struct optee_call_queue *cq,
				const struct optee_cq_member *member, int error)
	__must_hold(&cq->lock);

/**
 * optee_cq_most_held() - how many contexts may be held for system sessions
 * @cq: the queue
 *
 * Return: T - 1, or 0 when T is less than 2 or not known.
 */
static inline unsigned int
optee_cq_most_held(const struct optee_call_queue *cq)
{
	return cq->total > 1 ? cq->total - 1 : 0;
}

/**
 * optee_cq_held() - how many contexts are held for system sessions
 * @cq: the queue
 *
 * Return: R.
 */
static inline unsigned int optee_cq_held(const struct optee_call_queue *cq)
{
	return cq->shut ? 0 : min(cq->sessions, optee_cq_most_held(cq));
}

#endif /* OPTEE_CALL_QUEUE_H */
