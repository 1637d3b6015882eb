// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to tee-supplicant.
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
 * supplicant may still answer it, and the answer is refused.
 */

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/freezer.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "optee_private.h"

/**
 * struct supp_req - a request, on the stack of the client that makes it
 * @node: in supp->queue until it is received
 * @id: in supp->reqs
 * @func: what is asked for
 * @ret: result, once @done
 * @num_params: length of @param
 * @param: parameters, of the client
 * @finished: @ret is there
 * @done: completed then
 */
struct supp_req {
	struct list_head node;
	u32 id;
	u32 func;
	u32 ret;
	size_t num_params;
	struct tee_param *param;
	bool finished;
	struct completion done;
};

/**
 * optee_supp_init() - sets up the requests to tee-supplicant
 * @supp: to set up
 */
void optee_supp_init(struct optee_supp *supp)
{
	mutex_init(&supp->lock);
	INIT_LIST_HEAD(&supp->queue);
	xa_init_flags(&supp->reqs, XA_FLAGS_ALLOC1);
	xa_init(&supp->stand_ins);
	supp->no_id.id = -1;
	init_completion(&supp->arrived);
}

/**
 * optee_supp_uninit() - takes the requests to tee-supplicant down
 * @supp: with no request and no supplicant left
 */
void optee_supp_uninit(struct optee_supp *supp)
{
	struct tee_shm *shm;
	unsigned long id;

	WARN_ON(!list_empty(&supp->queue) || supp->ctx);
	xa_destroy(&supp->reqs);
	xa_for_each(&supp->stand_ins, id, shm)
		kfree(shm);
	xa_destroy(&supp->stand_ins);
	mutex_destroy(&supp->lock);
}

/*
 * The TEE core reads the id of a request's shared memory after
 * optee_supp_recv() has returned, when the client may have been killed and the
 * memory freed. So the supplicant is given a stand-in, which has the id alone,
 * one for each id, and stays until the driver goes.
 */
static struct tee_shm *stand_in(struct optee_supp *supp, int id)
{
	struct tee_shm *shm;

	lockdep_assert_held(&supp->lock);
	if (id < 0)
		return &supp->no_id;
	shm = xa_load(&supp->stand_ins, id);
	if (shm)
		return shm;

	shm = kzalloc(sizeof(*shm), GFP_KERNEL);
	if (!shm)
		return NULL;
	shm->id = id;
	if (xa_err(xa_store(&supp->stand_ins, id, shm, GFP_KERNEL))) {
		kfree(shm);
		return NULL;
	}
	return shm;
}

/* Copies the parameters of a request for the supplicant. */
static int copy_params(struct optee_supp *supp, struct tee_param *to,
		       const struct supp_req *req)
{
	size_t n;

	for (n = 0; n < req->num_params; n++) {
		to[n] = req->param[n];
		if (!tee_param_is_memref(to + n) || !to[n].u.memref.shm)
			continue;
		to[n].u.memref.shm = stand_in(supp, to[n].u.memref.shm->id);
		if (!to[n].u.memref.shm)
			return -ENOMEM;
	}
	return 0;
}

static void finish(struct optee_supp *supp, struct supp_req *req, u32 ret)
{
	lockdep_assert_held(&supp->lock);
	list_del_init(&req->node);
	req->ret = ret;
	req->finished = true;
	complete(&req->done);
}

/* Every request fails, and ids that were kept busy are free again. */
static void abort_all(struct optee_supp *supp)
{
	unsigned long id;
	void *entry;

	xa_for_each(&supp->reqs, id, entry) {
		xa_erase(&supp->reqs, id);
		if (!xa_is_value(entry))
			finish(supp, entry, TEEC_ERROR_COMMUNICATION);
	}
	supp->sync_id = 0;
}

/**
 * optee_supp_attach() - a supplicant has come
 * @supp: requests
 * @ctx: its context
 *
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

	mutex_lock(&supp->lock);
	if (supp->shut || (!supp->ctx && ctx->supp_nowait)) {
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

/* The client was killed; an answer that has come first still counts. */
static void withdraw(struct optee_supp *supp, struct supp_req *req)
{
	mutex_lock(&supp->lock);
	if (!req->finished) {
		req->ret = TEEC_ERROR_COMMUNICATION;
		if (list_empty(&req->node)) {
			/* Revoked. Its place is there: this can't fail. */
			xa_store(&supp->reqs, req->id, xa_mk_value(0),
				 GFP_KERNEL);
		} else {
			list_del_init(&req->node);
			xa_erase(&supp->reqs, req->id);
		}
	}
	mutex_unlock(&supp->lock);
}

/**
 * optee_supp_request() - has tee-supplicant do something
 * @optee: the OP-TEE
 * @ctx: context of the client whose call asks for it
 * @func: what
 * @num_params: length of @param
 * @param: parameters, updated with results
 *
 * Waits for a supplicant to come, unless @ctx does not want that.
 *
 * Context: process context, sleeps, killable. Freezable for clients that wait
 *	for the supplicant, which may be frozen first.
 * Return: a TEEC code.
 */
u32 optee_supp_request(struct optee *optee, struct tee_context *ctx, u32 func,
		       size_t num_params, struct tee_param *param)
{
	struct optee_supp *supp = &optee->supp;
	unsigned int state = TASK_KILLABLE;
	struct supp_req req = {
		.func = func,
		.num_params = num_params,
		.param = param,
	};
	u32 ret;

	INIT_LIST_HEAD(&req.node);
	init_completion(&req.done);
	ret = submit(supp, ctx, &req);
	if (ret)
		return ret;

	if (!ctx->supp_nowait)
		state |= TASK_FREEZABLE;
	if (wait_for_completion_state(&req.done, state))
		withdraw(supp, &req);
	return req.ret;
}

/**
 * optee_supp_get_shm() - finds memory of the supplicant
 * @supp: requests
 * @id: what the supplicant says that it is
 *
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

/*
 * A supplicant offers room for parameters; with META in the first it can tell
 * requests by id, and serve several at once. Returns how many META parameters
 * there are, or a negative errno.
 */
static int check_room(u32 num_params, struct tee_param *param)
{
	bool bad = !num_params;
	u32 n;

	for (n = 0; n < num_params; n++) {
		/* References were taken with the parameters; none is wanted. */
		if (tee_param_is_memref(param + n) && param[n].u.memref.shm)
			tee_shm_put(param[n].u.memref.shm);
		if (param[n].attr && param[n].attr != TEE_IOCTL_PARAM_ATTR_META)
			bad = true;
	}
	if (bad)
		return -EINVAL;
	return param[0].attr == TEE_IOCTL_PARAM_ATTR_META;
}

/* The next request, NULL if there is none, or an ERR_PTR() */
static struct supp_req *next_request(struct optee_supp *supp, u32 room)
{
	struct supp_req *req;

	lockdep_assert_held(&supp->lock);
	if (supp->shut)
		return ERR_PTR(-ENODEV);
	/* One at a time means that it has to answer first. */
	if (supp->sync_id)
		return ERR_PTR(-EINVAL);
	req = list_first_entry_or_null(&supp->queue, struct supp_req, node);
	if (req && req->num_params > room)
		return ERR_PTR(-EINVAL);
	return req;
}

/* Hands a request to the supplicant. */
static int receive(struct optee_supp *supp, struct supp_req *req, int meta,
		   u32 *func, u32 *num_params, struct tee_param *param)
{
	int rc;

	rc = copy_params(supp, param + meta, req);
	if (rc)
		return rc;
	if (meta) {
		param[0] = (struct tee_param){
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT |
				TEE_IOCTL_PARAM_ATTR_META,
			.u.value.a = req->id,
		};
	} else {
		supp->sync_id = req->id;
	}
	*func = req->func;
	*num_params = req->num_params + meta;
	list_del_init(&req->node);
	return 0;
}

/**
 * optee_supp_recv() - tee_driver_ops: the supplicant asks for a request
 * @ctx: context of the supplicant
 * @func: what is asked for
 * @num_params: room in @param, then how many there are
 * @param: parameters
 *
 * Context: process context, sleeps, interruptible.
 * Return: 0, -EINVAL for parameters that won't do, -ENOMEM, -ERESTARTSYS for a
 *	signal, -ENODEV when the driver is being removed.
 */
int optee_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		    struct tee_param *param)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_supp *supp = &optee->supp;
	struct supp_req *req;
	int meta, rc;

	meta = check_room(*num_params, param);
	if (meta < 0)
		return meta;

	for (;;) {
		mutex_lock(&supp->lock);
		req = next_request(supp, *num_params - meta);
		if (req)
			break;
		mutex_unlock(&supp->lock);
		if (wait_for_completion_interruptible(&supp->arrived))
			return -ERESTARTSYS;
	}

	if (IS_ERR(req))
		rc = PTR_ERR(req);
	else
		rc = receive(supp, req, meta, func, num_params, param);
	/* What was not received is there for the next who asks. */
	if (rc)
		complete(&supp->arrived);
	mutex_unlock(&supp->lock);
	return rc;
}

/*
 * The request that the supplicant answers, out of the table then; or an
 * ERR_PTR(): -EBADF if its client has gone, -ENOENT if there is none such.
 */
static struct supp_req *claim(struct optee_supp *supp, u32 num_params,
			      const struct tee_param *param, u32 *meta)
{
	struct supp_req *req;
	u64 id = supp->sync_id;

	lockdep_assert_held(&supp->lock);
	*meta = !id;
	if (!num_params)
		return ERR_PTR(-EINVAL);
	if (*meta) {
		if (param[0].attr != (TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT |
				      TEE_IOCTL_PARAM_ATTR_META))
			return ERR_PTR(-EINVAL);
		id = param[0].u.value.a;
	}

	req = id <= INT_MAX ? xa_load(&supp->reqs, id) : NULL;
	if (xa_is_value(req)) {
		req = ERR_PTR(-EBADF);
	} else if (!req || !list_empty(&req->node)) {
		/* Not one that it has received. */
		return ERR_PTR(-ENOENT);
	} else if (num_params - *meta != req->num_params) {
		return ERR_PTR(-EINVAL);
	}
	xa_erase(&supp->reqs, id);
	supp->sync_id = 0;
	return req;
}

/* Only what is an output of the request is taken from the answer. */
static void take_results(struct supp_req *req, const struct tee_param *answer)
{
	size_t n;

	for (n = 0; n < req->num_params; n++) {
		struct tee_param *p = req->param + n;

		switch (p->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			p->u.value = answer[n].u.value;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			p->u.memref.size = answer[n].u.memref.size;
			break;
		default:
			break;
		}
	}
}

/**
 * optee_supp_send() - tee_driver_ops: the supplicant answers a request
 * @ctx: context of the supplicant
 * @ret: result, a TEEC code
 * @num_params: length of @param
 * @param: parameters, the id of the request first if it was given one
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno for an answer to no request.
 */
int optee_supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
		    struct tee_param *param)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_supp *supp = &optee->supp;
	struct supp_req *req;
	u32 meta;
	int rc = 0;

	mutex_lock(&supp->lock);
	req = claim(supp, num_params, param, &meta);
	if (IS_ERR(req)) {
		rc = PTR_ERR(req);
	} else {
		take_results(req, param + meta);
		finish(supp, req, ret);
	}
	mutex_unlock(&supp->lock);
	return rc;
}
