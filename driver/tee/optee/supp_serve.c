// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to tee-supplicant, as it receives and answers them; supp.c has the
 * clients' side and the states that a request goes through.
 */

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "supp.h"

/*
 * Copies the parameters of a request for the supplicant. The TEE core reads the
 * ids of shared memory after optee_supp_recv() has returned, when the client may
 * have been killed: it gets references.
 */
static void copy_params(struct optee_supp *supp, struct tee_param *to,
			const struct supp_req *req)
	__must_hold(&supp->lock)
{
	size_t n;

	lockdep_assert_held(&supp->lock);
	for (n = 0; n < req->num_params; n++) {
		to[n] = req->param[n];
		if (tee_param_is_memref(to + n) && to[n].u.memref.shm)
			refcount_inc(&to[n].u.memref.shm->refcount);
	}
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
	__must_hold(&supp->lock)
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
static void receive(struct optee_supp *supp, struct supp_req *req, int meta,
		    u32 *func, u32 *num_params, struct tee_param *param)
	__must_hold(&supp->lock)
{
	copy_params(supp, param + meta, req);
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
}

/**
 * optee_supp_recv() - tee_driver_ops: the supplicant asks for a request
 * @ctx: context of the supplicant
 * @func: what is asked for
 * @num_params: room in @param, then how many there are
 * @param: parameters
 *
 * Context: process context, sleeps, interruptible.
 * Return: 0 with references to memory that the request refers to, for the TEE
 *	core; -EINVAL for parameters that won't do, -ERESTARTSYS for a signal,
 *	-ENODEV when the driver is being removed.
 */
int optee_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		    struct tee_param *param)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_supp *supp = &optee->supp;
	bool waited = false;
	struct supp_req *req;
	int meta, rc = 0;

	meta = check_room(*num_params, param);
	if (meta < 0)
		return meta;

	for (;;) {
		mutex_lock(&supp->lock);
		req = next_request(supp, *num_params - meta);
		if (req)
			break;
		mutex_unlock(&supp->lock);
		if (signal_pending(current) ||
		    wait_for_completion_interruptible(&supp->arrived))
			return -ERESTARTSYS;
		waited = true;
	}

	if (IS_ERR(req))
		rc = PTR_ERR(req);
	else
		receive(supp, req, meta, func, num_params, param);
	/* Counts down once for each that is received, and not for what is not. */
	if (rc && waited)
		complete(&supp->arrived);
	else if (!rc && !waited)
		try_wait_for_completion(&supp->arrived);
	mutex_unlock(&supp->lock);
	return rc;
}

/*
 * The request that the supplicant answers, out of the table then; NULL if its
 * client has gone; an ERR_PTR() if there is none such.
 */
static struct supp_req *claim(struct optee_supp *supp, u32 num_params,
			      const struct tee_param *param, u32 *meta)
	__must_hold(&supp->lock)
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
		/* Not the supplicant's fault: tee-supplicant exits on an error. */
		req = NULL;
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
 * Return: 0, also when nobody wants the answer any more; a negative errno for an
 *	answer to no request.
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
	} else if (req) {
		take_results(req, param + meta);
		optee_supp_finish(supp, req, ret);
	}
	mutex_unlock(&supp->lock);
	return rc;
}
