/* SPDX-License-Identifier: GPL-2.0-only */
/* Who enters the secure world next, see call_queue.c */
#ifndef OPTEE_CALL_QUEUE_H
#define OPTEE_CALL_QUEUE_H

#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>

#define OPTEE_CQ_KILLABLE	TASK_WAKEKILL	/* it gives up on a fatal signal */
#define OPTEE_CQ_FREEZABLE	TASK_FREEZABLE	/* it may be frozen: the task holds no lock */
#define OPTEE_CQ_ALWAYS		BIT(1)	/* it gets in even while the driver is being taken down */
#define OPTEE_CQ_BOUNDED	BIT(2)	/* waits until a signal comes, or OPTEE_CQ_PATIENCE */
#define OPTEE_CQ_PATIENCE	(5 * HZ)
#define OPTEE_CQ_SHUT		BIT(0)	/* only system sessions and OPTEE_CQ_ALWAYS get in */
#define OPTEE_CQ_NOWAIT		BIT(1)	/* nobody waits any more: -ETIMEDOUT; for good */

/* Who gets a context first: who makes a session a system session, then calls */
enum optee_cq_class { OPTEE_CQ_PROVISION, OPTEE_CQ_SYSTEM, OPTEE_CQ_NORMAL, OPTEE_CQ_CLASSES };

/* What the queue knows of a session, zeroed at first */
struct optee_cq_member {
	bool system, retired;	/* a context has been provisioned for it; none will be */
	unsigned int inside;	/* its calls that have a context of a system session */
};

/* One call's place in the queue, on its caller's stack */
struct optee_cq_call {
	struct list_head node;		/* among the waiters of its class, or in no list */
	struct optee_cq_member *member;	/* its session, NULL for calls of none */
	struct completion granted;	/* a context is handed over, or never will be */
	u64 turn;			/* place in the order of arrival */
	unsigned long until;		/* with OPTEE_CQ_BOUNDED: when it gives up, in jiffies */
	u64 exits, entries;		/* of the queue, when it was let in */
	enum optee_cq_class class;	/* in which it waits, and was let in */
	bool trying, kept;		/* let in with no context free; one has come back for it */
	unsigned int flags;		/* OPTEE_CQ_* */
	int error;			/* why there will be no context, or 0 */
};

/* Thread contexts, and those who wait for one */
struct optee_call_queue {
	spinlock_t lock;		/* protects the rest, and struct optee_cq_member */
	unsigned int total;		/* T, contexts of the secure world, 0 when it can't say */
	unsigned int free;		/* that may be given out, those held for sessions too */
	unsigned int sessions;		/* S, system sessions */
	unsigned int inside[OPTEE_CQ_CLASSES]; /* calls that have a context */
	unsigned int in_use;		/* all of them, whichever class they are in by now */
	struct list_head waiters[OPTEE_CQ_CLASSES]; /* in order of arrival */
	unsigned int waiting;		/* length of all lists */
	u64 turns, exits, entries;	/* arrivals; calls that left, and were let in */
	struct timer_list retry;	/* runs while somebody waits for what others have */
	unsigned long backoff;		/* until it runs next, in jiffies */
	bool refused;			/* a call was, since it ran last */
	struct optee_cq_call *attempt;	/* let in with no context free: has it one by now? */
	unsigned long trust_at;		/* when all contexts are believed in again, in jiffies */
	wait_queue_head_t idle;		/* woken when nobody is inside */
	unsigned int gate;		/* OPTEE_CQ_SHUT, OPTEE_CQ_NOWAIT */
};

void optee_cq_init(struct optee_call_queue *cq, unsigned int thread_count);
void optee_cq_uninit(struct optee_call_queue *cq);
int optee_cq_enter(struct optee_call_queue *cq, struct optee_cq_call *call,
		   struct optee_cq_member *member, unsigned int flags);
void optee_cq_entered(struct optee_call_queue *cq, struct optee_cq_call *call);
int optee_cq_denied(struct optee_call_queue *cq, struct optee_cq_call *call);
void optee_cq_exit(struct optee_call_queue *cq, struct optee_cq_call *call);
int optee_cq_provision(struct optee_call_queue *cq, struct optee_cq_member *member);
void optee_cq_retire(struct optee_call_queue *cq, struct optee_cq_member *member);
void optee_cq_set_gate(struct optee_call_queue *cq, unsigned int gate);

#endif /* OPTEE_CALL_QUEUE_H */
