// SPDX-License-Identifier: GPL-2.0-only
/*
 * The call queue, contexts held for system sessions: when a session becomes
 * one, and when it stops to be one. S counts these sessions, and R, what is
 * held for them, follows from S. See call_queue.c for the whole.
 */

#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>

#include "call_queue.h"

/* A caller of optee_cq_provision() that waits, on its stack */
struct provisioning {
	struct list_head node;
	struct optee_cq_member *member;
	struct completion done;
	int error;
};

/* May S grow by one? Past T - 1 the sessions share what is held. */
static bool can_provision(const struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	unsigned int r = optee_cq_held(cq);

	return r == optee_cq_most_held(cq) ||
	       cq->inside[OPTEE_CQ_NORMAL] +
	       max(r + 1, cq->inside[OPTEE_CQ_SYSTEM]) <= cq->usable;
}

static void make_system(struct optee_call_queue *cq,
			struct optee_cq_member *member)
	__must_hold(&cq->lock)
{
	member->system = true;
	cq->sessions++;
	/* They need not wait for normal calls any more (P1). */
	optee_cq_reclassify(cq, member);
}

static void stop_waiting(struct optee_call_queue *cq, struct provisioning *p,
			 int error)
	__must_hold(&cq->lock)
{
	list_del_init(&p->node);
	cq->waiting--;
	p->error = error;
	complete(&p->done);
}

/**
 * optee_cq_provision_waiting() - makes system sessions of those who wait for it
 * @cq: the queue, locked; as many as there is room for
 *
 * Context: any, does not sleep.
 */
void optee_cq_provision_waiting(struct optee_call_queue *cq)
	__must_hold(&cq->lock)
{
	struct provisioning *p, *next;

	lockdep_assert_held(&cq->lock);
	list_for_each_entry_safe(p, next, &cq->provisioning, node) {
		if (!p->member->system) {
			if (!can_provision(cq))
				break;
			make_system(cq, p->member);
		}
		stop_waiting(cq, p, 0);
	}
}

/**
 * optee_cq_stop_provisioning() - nobody shall wait to become a system session
 * @cq: the queue, locked
 * @member: the session that won't be one, NULL for all
 * @error: what its optee_cq_provision() returns
 *
 * Context: any, does not sleep.
 */
void optee_cq_stop_provisioning(struct optee_call_queue *cq,
				const struct optee_cq_member *member, int error)
	__must_hold(&cq->lock)
{
	struct provisioning *p, *next;

	lockdep_assert_held(&cq->lock);
	list_for_each_entry_safe(p, next, &cq->provisioning, node)
		if (!member || p->member == member)
			stop_waiting(cq, p, error);
}

static int wait_for_provisioning(struct optee_call_queue *cq,
				 struct provisioning *p)
{
	if (!wait_for_completion_killable(&p->done))
		return p->error;

	spin_lock_bh(&cq->lock);
	if (!list_empty(&p->node)) {
		stop_waiting(cq, p, -EINTR);
		optee_cq_hand_over(cq);
	}
	spin_unlock_bh(&cq->lock);
	/* What was provisioned before the signal stays with the session. */
	return p->error;
}

/**
 * optee_cq_provision() - holds a context for a session
 * @cq: the queue
 * @member: the session, which stays until this returns
 *
 * Waits while all contexts are out on normal calls, and then gets the next
 * that comes back, ahead of them. Does nothing if the session has one.
 * optee_cq_retire() gives it back.
 *
 * Context: process context, may sleep.
 * Return: 0 with a context held, -ENOSPC when the secure world has no two
 *	contexts or can't say, -EINTR when killed, -EINVAL when the session
 *	ended meanwhile, -ENODEV when the driver is being taken down.
 */
int optee_cq_provision(struct optee_call_queue *cq,
		       struct optee_cq_member *member)
{
	struct provisioning p = { .member = member };
	bool must_wait = false;
	int rc = 0;

	INIT_LIST_HEAD(&p.node);
	init_completion(&p.done);

	spin_lock_bh(&cq->lock);
	if (member->system) {
		rc = 0;
	} else if (member->retired) {
		rc = -EINVAL;
	} else if (cq->shut) {
		rc = -ENODEV;
	} else if (!optee_cq_most_held(cq)) {
		rc = -ENOSPC;
	} else if (list_empty(&cq->provisioning) && can_provision(cq)) {
		make_system(cq, member);
		if (cq->waiting)
			optee_cq_hand_over(cq);
	} else {
		list_add_tail(&p.node, &cq->provisioning);
		cq->waiting++;
		must_wait = true;
	}
	spin_unlock_bh(&cq->lock);

	return must_wait ? wait_for_provisioning(cq, &p) : rc;
}

/**
 * optee_cq_retire() - a session is over: gives back what was held for it
 * @cq: the queue
 * @member: the session, closed already
 *
 * Context: process context, does not sleep.
 */
void optee_cq_retire(struct optee_call_queue *cq,
		     struct optee_cq_member *member)
{
	spin_lock_bh(&cq->lock);
	member->retired = true;
	optee_cq_stop_provisioning(cq, member, -EINVAL);
	if (member->system) {
		member->system = false;
		cq->sessions--;
		/* Calls that raced with the close: nothing is held for them. */
		optee_cq_reclassify(cq, member);
		cq->inside[OPTEE_CQ_SYSTEM] -= member->inside;
		cq->inside[OPTEE_CQ_NORMAL] += member->inside;
		member->inside = 0;
	}
	if (cq->waiting)
		optee_cq_hand_over(cq);
	spin_unlock_bh(&cq->lock);
}
