// SPDX-License-Identifier: GPL-2.0-only
/*
 * Removal, shutdown and probe end in time, whatever the secure world does.
 *
 * From optee_end_begin() on requests to tee-supplicant fail. When a call waits or
 * is in the secure world and none has come back for OPTEE_END_AFTER, or a
 * shutdown has taken that long, or a call of the probe OPTEE_PROBE_PATIENCE, then
 *
 *   a call that waits for a thread context, or would have to, is not made:
 *	-ETIMEDOUT (OPTEE_CQ_NOWAIT)
 *   a request that is a wait, for a notification or a time, is answered at once,
 *	one to tee-supplicant fails
 *   a call in the secure world may make OPTEE_LAST_REQUESTS more requests, then
 *	it is given up: its thread stays suspended there
 *
 * so that each task leaves the driver as soon as its SMC returns; one that never
 * returns keeps its CPU, which nobody can help. A probe then fails, and what it
 * has set up is removed. Drivers on the TEE bus that it binds make calls of their
 * own in its task, which are calls of the probe; that they wait for tee-supplicant
 * is their own business.
 *
 * What the secure world may then still use is lost on purpose: messages of calls
 * that were given up, memory that it could not be asked to give back. Its pages
 * are never freed. They are counted, and the kernel log has the sum.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../tee_compat.h"
#include "optee_private.h"

/* In jiffies, half of the time in question: two looks see the same */
#define WATCH_EVERY		(OPTEE_END_AFTER / 2)
#define WATCH_PROBE_EVERY	(OPTEE_PROBE_PATIENCE / 2)

/* Changes with each call that comes back, U64_MAX if none is there; a hint */
static u64 progress(const struct optee *optee)
{
	const struct optee_call_queue *cq = &optee->call_queue;
	u64 waits = READ_ONCE(optee->prober_waits);

	if (READ_ONCE(optee->prober))
		return waits & 1 ? waits : U64_MAX;
	if (READ_ONCE(cq->waiting) || READ_ONCE(cq->in_use))
		return READ_ONCE(cq->exits);
	return U64_MAX;
}

static void watch(struct work_struct *work)
{
	struct optee *optee = container_of(work, struct optee, end_work.work);
	u64 exits = progress(optee);

	if (exits == optee->end_exits && exits != U64_MAX) {
		optee_end_now(optee);
		return;
	}
	optee->end_exits = exits;
	queue_delayed_work(system_dfl_wq, &optee->end_work,
			   READ_ONCE(optee->prober) ? WATCH_PROBE_EVERY :
						      WATCH_EVERY);
}

/**
 * optee_end_init() - prepares for an end
 * @optee: the OP-TEE
 *
 * Context: any, does not sleep.
 */
void optee_end_init(struct optee *optee)
{
	INIT_DELAYED_WORK(&optee->end_work, watch);
	init_waitqueue_head(&optee->end_wait);
}

/**
 * optee_end_watch_probe() - the current task begins to make calls of a probe
 * @optee: the OP-TEE
 *
 * Context: process context, does not sleep.
 */
void optee_end_watch_probe(struct optee *optee)
{
	WRITE_ONCE(optee->prober, current);
	optee->end_exits = U64_MAX;
	queue_delayed_work(system_dfl_wq, &optee->end_work, 0);
}

/**
 * optee_end_probed() - the probe makes no more calls
 * @optee: the OP-TEE; optee_has_ended() says whether they took too long
 *
 * Context: process context, may sleep.
 */
void optee_end_probed(struct optee *optee)
{
	cancel_delayed_work_sync(&optee->end_work);
	WRITE_ONCE(optee->prober, NULL);
}

/**
 * optee_end_begin() - a removal or shutdown begins
 * @optee: the OP-TEE
 *
 * Context: process context, may sleep.
 */
void optee_end_begin(struct optee *optee)
{
	optee_supp_shut(&optee->supp);
	optee->end_exits = U64_MAX;
	if (!optee_has_ended(optee))
		queue_delayed_work(system_dfl_wq, &optee->end_work, 0);
}

/**
 * optee_end_wait_idle() - waits until no call has a thread context
 * @optee: the OP-TEE
 * @timeout: in jiffies, at most MAX_SCHEDULE_TIMEOUT
 *
 * Context: process context, sleeps, not killable.
 * Return: true if there was such a moment.
 */
bool optee_end_wait_idle(struct optee *optee, unsigned long timeout)
{
	struct optee_call_queue *cq = &optee->call_queue;

	return wait_event_timeout(cq->idle, !READ_ONCE(cq->in_use), timeout);
}

/**
 * optee_end_now() - what waits for the secure world has waited long enough
 * @optee: the OP-TEE
 *
 * Context: process context, may sleep.
 */
void optee_end_now(struct optee *optee)
{
	pr_warn("calls don't end: what waits for the secure world is given up\n");
	optee_cq_set_gate(&optee->call_queue, OPTEE_CQ_SHUT | OPTEE_CQ_NOWAIT);
	WRITE_ONCE(optee->ended, true);
	wake_up_all(&optee->end_wait);
	optee_notif_shut(&optee->notif);
	optee_supp_shut(&optee->supp);
}

/**
 * optee_end_finish() - all calls have been made
 * @optee: the OP-TEE
 *
 * Context: process context, may sleep.
 */
void optee_end_finish(struct optee *optee)
{
	int calls = atomic_read(&optee->calls_lost);
	long pages = atomic_long_read(&optee->pages_lost);

	cancel_delayed_work_sync(&optee->end_work);
	if (calls || pages)
		pr_warn("%d calls given up and %ld pages lost to the secure world\n",
			calls, pages);
}

/**
 * optee_has_ended() - is nobody to wait for the secure world any more?
 * @optee: the OP-TEE
 *
 * Context: any, does not sleep.
 * Return: true if so; it stays so.
 */
bool optee_has_ended(struct optee *optee)
{
	return READ_ONCE(optee->ended);
}

/**
 * optee_lose_call() - a call has been given up in the secure world
 * @optee: the OP-TEE
 * @arg: its message, never used again
 *
 * Context: any, does not sleep.
 */
void optee_lose_call(struct optee *optee, struct optee_arg *arg)
{
	arg->lost = true;
	atomic_inc(&optee->calls_lost);
}

/**
 * optee_lose_memory() - the secure world could not be asked to give memory back
 * @optee: the OP-TEE
 * @shm: the memory, of which the TEE core frees all but the pages
 *
 * Context: any, does not sleep.
 */
void optee_lose_memory(struct optee *optee, struct tee_shm *shm)
{
	if (shm->flags & TEE_SHM_LOST)
		return;
	shm->flags |= TEE_SHM_LOST;
	atomic_long_add(PFN_UP(shm->offset + shm->size),
			&optee->pages_lost);
}
