// SPDX-License-Identifier: GPL-2.0-only
/*
 * Yielding calls, whichever way they enter: a message goes in when there is a thread
 * context for it, requests come out and their answers go in, until it returns.
 */

#include <linux/errno.h>
#include <linux/list.h>
#include <linux/sched.h>

#include "optee_private.h"

/*
 * The thread stays suspended, with all that it knows: the message, and what it
 * got last.
 */
static int give_up(struct optee_rpc *rpc, struct optee_cq_call *call)
{
	struct optee *optee = rpc->optee;

	optee_lose_call(optee, rpc->arg);
	/* As refused: the context is not ours any more, and nobody waits now. */
	optee_cq_denied(&optee->call_queue, call);
	return -ETIMEDOUT;
}

/*
 * The thread can't be gone on with, and stays. Whoever comes next is let in for it
 * and refused, if it was the last: that happens where nobody says how many there are.
 */
static int lose(struct optee_rpc *rpc, struct optee_cq_call *call)
{
	struct optee *optee = rpc->optee;

	optee_lose_call(optee, rpc->arg);
	optee_cq_exit(&optee->call_queue, call);
	return -EIO;
}

/*
 * Goes in and out until the call returns, is given up, or won't be made. Returns an
 * errno for the latter two.
 */
static int go_in(struct optee_rpc *rpc, const struct optee_entry *entry,
		 struct optee_cq_call *call, enum optee_outcome *outcome)
{
	struct optee_call_queue *cq = &rpc->optee->call_queue;
	unsigned int requests_left = OPTEE_LAST_REQUESTS;
	bool entered = false;
	int rc;

	for (;;) {
		*outcome = entry->enter(rpc);
		if (*outcome == OPTEE_REQUEST) {
			if (!entered)
				optee_cq_entered(cq, call);
			entered = true;
			if (optee_has_ended(rpc->optee) && !requests_left--)
				return give_up(rpc, call);
			cond_resched();
			entry->serve(rpc);
		} else if (*outcome == OPTEE_REFUSED && !entered) {
			rc = optee_cq_denied(cq, call);
			if (rc)
				return rc;
		} else if (*outcome == OPTEE_LOST) {
			return lose(rpc, call);
		} else {
			return 0;
		}
	}
}

static int make_call(struct optee_rpc *rpc, const struct optee_entry *entry,
		     struct optee_cq_member *member, unsigned int flags)
{
	struct optee_call_queue *cq = &rpc->optee->call_queue;
	enum optee_outcome outcome;
	struct optee_cq_call call;
	int rc;

	INIT_LIST_HEAD(&rpc->page_list);
	if (optee_freezable(rpc->ctx))
		flags |= OPTEE_CQ_FREEZABLE;
	rc = optee_cq_enter(cq, &call, member, flags);
	if (rc)
		return rc;
	rc = go_in(rpc, entry, &call, &outcome);
	if (!list_empty(&rpc->page_list))
		entry->end(rpc, rpc->arg->lost);
	if (rc)
		return rc;
	optee_cq_exit(cq, &call);
	return outcome == OPTEE_RETURNED ? 0 : 1;
}

/**
 * optee_make_call() - makes a yielding call
 * @rpc: the call, with its message and the context of the caller
 * @entry: the way in
 * @member: session whose context may be used, or NULL
 * @flags: OPTEE_CQ_*
 *
 * Context: process context, sleeps.
 * Return: 0; a negative errno of optee_cq_enter() if the call was not made; 1
 *	if the secure world did not take it. -ETIMEDOUT with the message lost if
 *	it was given up in the secure world, see ending.c; -EIO if it could not
 *	be gone on with there.
 */
int optee_make_call(struct optee_rpc *rpc, const struct optee_entry *entry,
		    struct optee_cq_member *member, unsigned int flags)
{
	int rc;

	optee_note_wait(rpc->optee);
	rc = make_call(rpc, entry, member, flags);
	optee_note_wait(rpc->optee);
	return rc;
}
