// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to tee-supplicant, as clients make them; supp_serve.c has the
 * supplicant's side.
 *
 *                recv            send
 *   queued -------------> taken ----------> done
 *     |                     |                 ^
 *     | client killed       | client killed   | supplicant gone, shut down
 *     v                     v                 |
 *    gone                 revoked        (from queued and taken)
 *
 * A request belongs to the client that waits for it; it is in the table from
 * queued until done or gone. All steps are made under supp->lock, so that one
 * only of an answer, a signal and the supplicant's end decides. A revoked
 * request leaves a value entry behind: its id is not given to another while the
 * supplicant may still answer it, and the answer is dropped.
 *
 * A request to free memory must reach the supplicant even if the client is
 * killed. It is not on the client's stack; without its client it is an orphan,
 * which goes on like any other and is freed when it is done.
 */

#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "../tee_compat.h"
#include "optee_private.h"
#include "optee_rpc_cmd.h"
#include "supp.h"

/* In jiffies, how long a task that ends, or the driver, waits for the supplicant's answer */
#define EXIT_WAIT	(5 * HZ)

/**
 * optee_supp_init() - sets up the requests to tee-supplicant
 * @supp: to set up
 *
 * Context: any, does not sleep.
 */
void optee_supp_init(struct optee_supp *supp)
{
	mutex_init(&supp->lock);
	INIT_LIST_HEAD(&supp->queue);
	xa_init_flags(&supp->reqs, XA_FLAGS_ALLOC1);
	init_completion(&supp->arrived);
}

/**
 * optee_supp_uninit() - takes the requests to tee-supplicant down
 * @supp: with no request and no supplicant left
 *
 * Context: process context, may sleep.
 */
void optee_supp_uninit(struct optee_supp *supp)
{
	WARN_ON(!list_empty(&supp->queue) || supp->ctx);
	xa_destroy(&supp->reqs);
	mutex_destroy(&supp->lock);
}

/**
 * optee_supp_finish() - a request is done
 * @supp: requests, locked; @req is in the table no more
 * @req: the request
 * @ret: its result
 *
 * Context: process context, with supp->lock held.
 */
void optee_supp_finish(struct optee_supp *supp, struct supp_req *req, u32 ret)
	__must_hold(&supp->lock)
{
	lockdep_assert_held(&supp->lock);
	list_del_init(&req->node);
	if (req->orphan) {
		kfree(req);
		return;
	}
	req->ret = ret;
	WRITE_ONCE(req->finished, true);
	wake_up_process(req->waiter);
}

/* Every request fails, and ids that were kept busy are free again. */
static void abort_all(struct optee_supp *supp)
	__must_hold(&supp->lock)
{
	unsigned long id;
	void *entry;

	lockdep_assert_held(&supp->lock);
	xa_for_each(&supp->reqs, id, entry) {
		xa_erase(&supp->reqs, id);
		if (!xa_is_value(entry))
			optee_supp_finish(supp, entry,
					  TEEC_ERROR_COMMUNICATION);
	}
	supp->sync_id = 0;
}

/**
 * optee_supp_attach() - a supplicant has come
 * @supp: requests
 * @ctx: its context
 *
 * Context: process context, may sleep.
 * Return: 0, -EBUSY if there is one already, -ENODEV after shutdown.
 */
int optee_supp_attach(struct optee_supp *supp, struct tee_context *ctx)
{
	int rc = 0;

	mutex_lock(&supp->lock);
	if (supp->shut)
		rc = -ENODEV;
	else if (supp->ctx)
		rc = -EBUSY;
	else
		supp->ctx = ctx;
	mutex_unlock(&supp->lock);
	return rc;
}

/**
 * optee_supp_detach() - the supplicant has gone, its requests fail
 * @supp: requests
 * @ctx: its context; nothing happens if there is another supplicant by now
 *
 * Context: process context, may sleep.
 */
void optee_supp_detach(struct optee_supp *supp, struct tee_context *ctx)
{
	mutex_lock(&supp->lock);
	if (supp->ctx == ctx) {
		abort_all(supp);
		supp->ctx = NULL;
	}
	mutex_unlock(&supp->lock);
}

/**
 * optee_supp_shut() - requests fail from now on
 * @supp: requests
 *
 * A supplicant that waits for one is told to go with -ENODEV.
 *
 * Context: process context, may sleep.
 */
void optee_supp_shut(struct optee_supp *supp)
{
	mutex_lock(&supp->lock);
	supp->shut = true;
	abort_all(supp);
	complete_all(&supp->arrived);
	mutex_unlock(&supp->lock);
}

/* Queues a request, unless nobody will ever answer it. */
static u32 submit(struct optee_supp *supp, struct tee_context *ctx,
		  struct supp_req *req)
{
	u32 ret = TEEC_SUCCESS;

	req->waiter = current;
	mutex_lock(&supp->lock);
	if (supp->shut ||
	    (!supp->ctx && (ctx->supp_nowait || current->flags & PF_EXITING))) {
		ret = TEEC_ERROR_COMMUNICATION;
	} else if (xa_alloc_cyclic(&supp->reqs, &req->id, req,
				   XA_LIMIT(1, INT_MAX), &supp->next_id,
				   GFP_KERNEL) < 0) {
		ret = TEEC_ERROR_OUT_OF_MEMORY;
	} else {
		list_add_tail(&req->node, &supp->queue);
		complete(&supp->arrived);
	}
	mutex_unlock(&supp->lock);
	return ret;
}

/*
 * The client waits no more. If it was killed, or has waited long enough, an answer that
 * has come first still counts. Returns true if the request is not the client's any more.
 */
static bool withdraw(struct optee_supp *supp, struct supp_req *req)
{
	bool orphan = false;

	mutex_lock(&supp->lock);
	if (req->finished) {
		;
	} else if (req->may_outlive) {
		req->orphan = true;
		orphan = true;
	} else if (list_empty(&req->node)) {
		/* Revoked. Its place is there: this can't fail. */
		xa_store(&supp->reqs, req->id, xa_mk_value(0), GFP_KERNEL);
		req->ret = TEEC_ERROR_COMMUNICATION;
	} else {
		list_del_init(&req->node);
		xa_erase(&supp->reqs, req->id);
		try_wait_for_completion(&supp->arrived);
		req->ret = TEEC_ERROR_COMMUNICATION;
	}
	mutex_unlock(&supp->lock);
	return orphan;
}

/* Sleeps until a request is done, a signal ends that, or for so many jiffies. */
static void sleep_until_finished(struct supp_req *req, unsigned int state,
				 long timeout)
{
	unsigned long until = jiffies + timeout;
	long left = timeout;

	for (;;) {
		set_current_state(state);
		if (READ_ONCE(req->finished) || !left ||
		    signal_pending_state(state, current))
			break;
		left = schedule_timeout(left);
		/* Much too late: it was frozen, and the supplicant as well. */
		if (!left && time_after(jiffies, until + HZ / 2)) {
			until = jiffies + timeout;
			left = timeout;
		}
	}
	__set_current_state(TASK_RUNNING);
}

/* Waits for a request to be done. Returns true if it is an orphan instead. */
static bool wait_for(struct optee *optee, struct tee_context *ctx,
		     struct supp_req *req)
{
	/*
	 * No signal ends the wait of a task that is going already, nor of a worker,
	 * which has others' calls to make after this one.
	 */
	bool bounded = current->flags & PF_EXITING || ctx == optee->ctx;

	/* A client waits for tee-supplicant then, not for the secure world. */
	if (!ctx->supp_nowait)
		optee_note_wait(optee);
	sleep_until_finished(req, TASK_KILLABLE | optee_freezable(ctx),
			     bounded ? EXIT_WAIT : MAX_SCHEDULE_TIMEOUT);
	if (!ctx->supp_nowait)
		optee_note_wait(optee);
	return withdraw(&optee->supp, req);
}

/**
 * optee_supp_request() - has tee-supplicant do something
 * @optee: the OP-TEE
 * @ctx: context of the client whose call asks for it
 * @func: what
 * @num_params: length of @param
 * @param: parameters, updated with results
 *
 * Waits for a supplicant to come, unless @ctx does not want that or the task is
 * ending.
 *
 * Context: process context, sleeps, killable.
 * Return: a TEEC code.
 */
u32 optee_supp_request(struct optee *optee, struct tee_context *ctx, u32 func,
		       size_t num_params, struct tee_param *param)
{
	struct supp_req req = {
		.func = func,
		.num_params = num_params,
		.param = param,
	};
	u32 ret;

	INIT_LIST_HEAD(&req.node);
	ret = submit(&optee->supp, ctx, &req);
	if (ret)
		return ret;
	wait_for(optee, ctx, &req);
	return req.ret;
}

/**
 * optee_supp_free_shm() - has tee-supplicant free memory that it allocated
 * @optee: the OP-TEE
 * @ctx: context of the client whose call has done with the memory
 * @id: id of the memory
 *
 * Context: process context, sleeps, killable; the request is made anyway.
 */
void optee_supp_free_shm(struct optee *optee, struct tee_context *ctx, int id)
{
	struct supp_req *req = kzalloc_obj(*req);
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value.a = OPTEE_RPC_SHM_TYPE_APPL,
		.u.value.b = id,
	};

	if (!req) {
		optee_supp_request(optee, ctx, OPTEE_RPC_CMD_SHM_FREE, 1,
				   &param);
		return;
	}
	INIT_LIST_HEAD(&req->node);
	req->func = OPTEE_RPC_CMD_SHM_FREE;
	req->num_params = 1;
	req->own_param = param;
	req->param = &req->own_param;
	req->may_outlive = true;
	if (submit(&optee->supp, ctx, req) ||
	    !wait_for(optee, ctx, req))
		kfree(req);
}

/**
 * optee_supp_owns() - does memory belong to the supplicant that is there?
 * @supp: requests
 * @shm: memory of this or a former supplicant
 *
 * Context: process context, may sleep.
 * Return: true if so.
 */
bool optee_supp_owns(struct optee_supp *supp, const struct tee_shm *shm)
{
	bool owns;

	mutex_lock(&supp->lock);
	owns = shm->ctx == supp->ctx;
	mutex_unlock(&supp->lock);
	return owns;
}

/**
 * optee_supp_get_shm() - finds memory of the supplicant
 * @supp: requests
 * @id: what the supplicant says that it is
 *
 * Context: process context, may sleep.
 * Return: the memory with a reference for tee_shm_put(), or an ERR_PTR().
 */
struct tee_shm *optee_supp_get_shm(struct optee_supp *supp, u64 id)
{
	struct tee_shm *shm = ERR_PTR(-EINVAL);

	mutex_lock(&supp->lock);
	if (supp->ctx && id <= INT_MAX)
		shm = tee_shm_get_from_id(supp->ctx, id);
	mutex_unlock(&supp->lock);
	return shm;
}
