/* SPDX-License-Identifier: GPL-2.0-only */
/* Who enters the secure world next, see call_queue.c */
#ifndef OPTEE_CALL_QUEUE_H
#define OPTEE_CALL_QUEUE_H

#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>

/* Flags of a call: a waiter gives up on a fatal signal. */
#define OPTEE_CQ_KILLABLE	BIT(0)
/* It must get in even while the driver is being taken down. */
#define OPTEE_CQ_ALWAYS		BIT(1)
/* It waits killable, and for OPTEE_CQ_PATIENCE jiffies in all. */
#define OPTEE_CQ_BOUNDED	BIT(2)
#define OPTEE_CQ_PATIENCE	(5 * HZ)

/* The gate: only calls of system sessions and with OPTEE_CQ_ALWAYS get in. */
#define OPTEE_CQ_SHUT		BIT(0)
/* Nobody waits any more: who would have to gets -ETIMEDOUT. For good. */
#define OPTEE_CQ_NOWAIT		BIT(1)

/* Who gets a context first: who makes a session a system session, then calls */
enum optee_cq_class {
	OPTEE_CQ_PROVISION,
	OPTEE_CQ_SYSTEM,
	OPTEE_CQ_NORMAL,
	OPTEE_CQ_CLASSES,
};

/**
 * struct optee_cq_member - what the queue knows of a session, zeroed at first
 * @system: a context has been provisioned for the session
 * @retired: the session is over, none will be
 * @inside: its calls that have a context of a system session
 */
struct optee_cq_member {
	bool system, retired;
	unsigned int inside;
};

/**
 * struct optee_cq_call - one call's place in the queue, on its caller's stack
 * @node: among the waiters of its class, or in no list
 * @member: session of the call, NULL for calls of no session
 * @granted: completed when a context is handed over, or never will be
 * @turn: place in the order of arrival
 * @until: when it gives up with OPTEE_CQ_BOUNDED, in jiffies
 * @exits_seen: calls that had left when it was let in
 * @class: class in which the call waits, and was let in
 * @trying: it was let in with no context free
 * @kept: since then one has come back, which is for it
 * @flags: OPTEE_CQ_KILLABLE, OPTEE_CQ_ALWAYS, OPTEE_CQ_BOUNDED
 * @error: why there will be no context, or 0
 */
struct optee_cq_call {
	struct list_head node;
	struct optee_cq_member *member;
	struct completion granted;
	u64 turn;
	unsigned long until;
	u64 exits_seen;
	enum optee_cq_class class;
	bool trying, kept;
	unsigned int flags;
	int error;
};

/**
 * struct optee_call_queue - thread contexts and those who wait for one
 * @lock: protects all of this struct and every struct optee_cq_member
 * @total: T, contexts that the secure world has, 0 when it can't say
 * @free: contexts that may be given out, those held for system sessions too
 * @sessions: S, system sessions
 * @inside: calls that have a context, by class
 * @waiters: struct optee_cq_call in order of arrival, by class
 * @waiting: length of all lists
 * @turns: arrivals so far
 * @exits: calls that have left so far
 * @retry: runs while somebody waits for contexts that others have
 * @backoff: jiffies until @retry runs next
 * @refused: a call was refused since @retry ran last
 * @attempt: the call that tries without a free context, until it enters
 * @trust_at: when all contexts are believed in again, in jiffies
 * @idle: woken when @inside gets to 0
 * @gate: who is let in, OPTEE_CQ_SHUT and OPTEE_CQ_NOWAIT
 */
struct optee_call_queue {
	spinlock_t lock; /* protects the rest, and struct optee_cq_member */
	unsigned int total;
	unsigned int free;
	unsigned int sessions;
	unsigned int inside[OPTEE_CQ_CLASSES];
	struct list_head waiters[OPTEE_CQ_CLASSES];
	unsigned int waiting;
	u64 turns;
	u64 exits;
	struct timer_list retry;
	unsigned long backoff;
	bool refused;
	struct optee_cq_call *attempt;
	unsigned long trust_at;
	wait_queue_head_t idle;
	unsigned int gate;
};

void optee_cq_init(struct optee_call_queue *cq, unsigned int thread_count);
void optee_cq_uninit(struct optee_call_queue *cq);
int optee_cq_enter(struct optee_call_queue *cq, struct optee_cq_call *call,
		   struct optee_cq_member *member, unsigned int flags);
int optee_cq_denied(struct optee_call_queue *cq, struct optee_cq_call *call);
void optee_cq_exit(struct optee_call_queue *cq, struct optee_cq_call *call);
int optee_cq_provision(struct optee_call_queue *cq,
		       struct optee_cq_member *member);
void optee_cq_retire(struct optee_call_queue *cq,
		     struct optee_cq_member *member);
void optee_cq_set_gate(struct optee_call_queue *cq, unsigned int gate);
bool optee_cq_wait_idle(struct optee_call_queue *cq, unsigned long timeout);

#endif /* OPTEE_CALL_QUEUE_H */
