// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions with trusted applications: open, invoke, cancel, close, and system
 * sessions, which have a thread context held for them in the call queue.
 *
 * A session is in the table from the moment that its id is known until its
 * close begins. Whoever uses it holds a reference meanwhile; the last one frees
 * it. What the call queue holds for it goes back once it has been closed in the
 * secure world, whatever that said. A task of user space that is killed or ends does
 * not wait for ever for that: a worker closes what it could not close in time.
 *
 * A system session has a place for a message of its own, from before a context
 * is held for it until it is freed: its calls wait for no place that a call of
 * another session has, and for no memory.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hashtable.h>
#include <linux/kref.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uuid.h>
#include <linux/workqueue.h>

#include "../tee_compat.h"
#include "optee_private.h"

/* Sessions of one context, under optee->sessions_lock */
struct optee_context_data {
	struct list_head sessions;
};

struct optee_session {
	struct hlist_node hash;
	struct list_head node;
	struct kref ref;
	struct tee_context *ctx;
	u32 id;
	struct optee_cq_member member;
	struct optee_arg *place;
	struct completion place_free;
};

/* What a call said, read once */
struct call_result {
	u32 ret;
	u32 origin;
	u32 session;
};

/**
 * optee_sessions_alloc() - makes room for the sessions of a context
 *
 * Context: process context, may sleep.
 * Return: the context's data, for kfree(), or NULL.
 */
struct optee_context_data *optee_sessions_alloc(void)
{
	struct optee_context_data *data = kzalloc_obj(*data);

	if (data)
		INIT_LIST_HEAD(&data->sessions);
	return data;
}

static void free_session(struct kref *ref)
{
	struct optee_session *sess = container_of(ref, struct optee_session,
						  ref);
	struct tee_context *ctx = READ_ONCE(sess->ctx);

	if (sess->place)
		optee_arg_put(tee_get_drvdata(ctx->teedev), sess->place);
	kfree(sess);
}

static void put_session(struct optee_session *sess)
{
	kref_put(&sess->ref, free_session);
}

static struct optee_session *find_session(struct optee *optee, u32 id)
	__must_hold(&optee->sessions_lock)
{
	struct optee_session *sess;

	lockdep_assert_held(&optee->sessions_lock);
	hash_for_each_possible(optee->sessions, sess, hash, id)
		if (sess->id == id)
			return sess;
	return NULL;
}

/* The session of @ctx with that id and a reference to it, or NULL */
static struct optee_session *get_session(struct optee *optee,
					 struct tee_context *ctx, u32 id)
{
	struct optee_session *sess;

	spin_lock(&optee->sessions_lock);
	sess = find_session(optee, id);
	if (sess && sess->ctx == ctx)
		kref_get(&sess->ref);
	else
		sess = NULL;
	spin_unlock(&optee->sessions_lock);
	return sess;
}

/* Fails if the secure world gave an id that is in use. */
static int add_session(struct optee *optee, struct optee_session *sess)
{
	struct optee_context_data *data = sess->ctx->data;
	int rc = 0;

	spin_lock(&optee->sessions_lock);
	if (find_session(optee, sess->id)) {
		rc = -EEXIST;
	} else {
		hash_add(optee->sessions, &sess->hash, sess->id);
		list_add_tail(&sess->node, &data->sessions);
	}
	spin_unlock(&optee->sessions_lock);
	return rc;
}

/* Takes a session out of the table; the table's reference is the caller's. */
static struct optee_session *remove_session(struct tee_context *ctx, u32 id)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_session *sess;

	spin_lock(&optee->sessions_lock);
	sess = find_session(optee, id);
	if (sess && sess->ctx == ctx) {
		hash_del(&sess->hash);
		list_del(&sess->node);
	} else {
		sess = NULL;
	}
	spin_unlock(&optee->sessions_lock);
	return sess;
}

/*
 * Makes a call and reads what it says. Returns a negative errno if the call
 * was not made.
 */
static int do_call(struct optee *optee, struct tee_context *ctx,
		   struct optee_arg *arg, struct optee_cq_member *member,
		   struct call_result *result)
{
	int rc;

	rc = optee->abi->call(optee, ctx, arg, member,
			      optee_call_flags(ctx));
	if (rc < 0)
		return rc;

	if (rc) {
		result->ret = TEEC_ERROR_COMMUNICATION;
		result->origin = TEEC_ORIGIN_COMMS;
		result->session = 0;
	} else {
		result->ret = READ_ONCE(arg->msg->ret);
		result->origin = READ_ONCE(arg->msg->ret_origin);
		result->session = READ_ONCE(arg->msg->session);
	}
	return 0;
}

/* A call was given up, and may still use the memory of its parameters. */
static void lose_params(struct optee *optee, struct tee_param *param,
			size_t num_params)
{
	for (; num_params--; param++)
		if (tee_param_is_memref(param) && param->u.memref.shm)
			optee_lose_memory(optee, param->u.memref.shm);
}

/* Takes over the results in parameters; a message that makes no sense fails. */
static void take_params(struct optee_arg *arg, size_t meta,
			struct tee_param *param, size_t num_params,
			struct call_result *result)
{
	const struct optee_msg_arg *msg = arg->msg;

	if (READ_ONCE(msg->num_params) == meta + num_params &&
	    !optee_params_from_msg(param, msg->params + meta, num_params))
		return;
	result->ret = TEEC_ERROR_COMMUNICATION;
	result->origin = TEEC_ORIGIN_COMMS;
}

/* The session's own place. A hint: the call queue is who knows of the context. */
static struct optee_arg *own_place(struct optee_session *sess)
{
	struct optee_arg *own = READ_ONCE(sess->place);

	return own && !own->lost && READ_ONCE(sess->member.system) ? own : NULL;
}

/* @own has been taken: its call was given up meanwhile, as who waits next has to see. */
static bool is_lost(struct optee_session *sess, const struct optee_arg *own)
{
	if (own->lost)
		complete(&sess->place_free);
	return own->lost;
}

/*
 * A place for a message of a session, for session_arg_put(). @ctx is the caller's: that
 * of the session may be the driver's by now.
 */
static struct optee_arg *get_place(struct optee *optee, struct tee_context *ctx,
				   struct optee_session *sess, size_t num_params)
{
	struct optee_arg *own = own_place(sess);

	if (num_params > OPTEE_MAX_PARAMS)
		return ERR_PTR(-EINVAL);
	if (own && try_wait_for_completion(&sess->place_free) &&
	    !is_lost(sess, own))
		return optee_arg_prepare(optee, own, num_params);
	/* What a normal call is made for can't be killed, and waits for others. */
	return optee_arg_get(optee, num_params, !own && !ctx->user);
}

static void session_arg_put(struct optee *optee, struct optee_session *sess,
			    struct optee_arg *place)
{
	if (place == READ_ONCE(sess->place))
		complete(&sess->place_free);
	else
		optee_arg_put(optee, place);
}

/* A place for a message without parameters that must be sent */
static struct optee_arg *get_sure_place(struct optee *optee,
					struct tee_context *ctx)
{
	struct optee_arg *place = optee_arg_get(optee, 0, false);

	if (!IS_ERR(place))
		return place;
	return optee_arg_get_reserved(optee, 0, optee_freezable(ctx));
}

/*
 * A place for the message that closes a session, for session_arg_put(). A system
 * session's waits for no other session, unless its own place is lost; without
 * memory, at most until another call of this session returns or is given up.
 */
static struct optee_arg *get_closing_place(struct optee *optee,
					   struct optee_session *sess)
{
	struct optee_arg *own = own_place(sess);
	struct optee_arg *place;

	if (!own)
		return get_sure_place(optee, sess->ctx);
	if (!try_wait_for_completion(&sess->place_free)) {
		place = optee_arg_get(optee, 0, false);
		if (!IS_ERR(place))
			return place;
		wait_for_completion(&sess->place_free);
	}
	if (is_lost(sess, own))
		return get_sure_place(optee, sess->ctx);
	return optee_arg_prepare(optee, own, 0);
}

/*
 * Closes a session in the secure world. The call does not fail for want of memory;
 * a negative errno says that it was not made.
 */
static int close_in_secure_world(struct optee *optee, struct tee_context *ctx,
				 u32 id, struct optee_cq_member *member,
				 struct optee_arg *place, unsigned int flags)
{
	place->msg->cmd = OPTEE_MSG_CMD_CLOSE_SESSION;
	place->msg->session = id;
	return optee->abi->call(optee, ctx, place, member, flags);
}

/*
 * Leaves a session to the worker, if there are others or @must. It goes on in the
 * driver's own context, since user space need not keep its own.
 */
static bool end_late(struct optee *optee, struct optee_session *sess, bool must)
{
	bool late;

	spin_lock(&optee->sessions_lock);
	late = must || optee->num_late;
	if (late) {
		optee->num_late++;
		WRITE_ONCE(sess->ctx, optee->ctx);
		list_add_tail(&sess->node, &optee->late_sessions);
	}
	spin_unlock(&optee->sessions_lock);
	if (late)
		queue_work(system_dfl_wq, &optee->late_work);
	return late;
}

/* Ends a session that is out of the table already. */
static void end_session(struct optee_session *sess)
{
	struct optee *optee = tee_get_drvdata(sess->ctx->teedev);
	unsigned int flags = optee_close_flags(sess->ctx);
	struct optee_arg *place;
	int rc;

	if ((flags & OPTEE_CQ_BOUNDED) && end_late(optee, sess, false))
		return;
	place = get_closing_place(optee, sess);
	rc = close_in_secure_world(optee, sess->ctx, sess->id, &sess->member,
				   place, flags);
	session_arg_put(optee, sess, place);
	if (rc == -EINTR) {
		end_late(optee, sess, true);
		return;
	}
	optee_cq_retire(&optee->call_queue, &sess->member);
	put_session(sess);
}

static void late_work(struct work_struct *work)
{
	struct optee *optee = container_of(work, struct optee, late_work);
	struct optee_session *sess;

	for (;;) {
		spin_lock(&optee->sessions_lock);
		sess = list_first_entry_or_null(&optee->late_sessions,
						struct optee_session, node);
		if (sess)
			list_del(&sess->node);
		spin_unlock(&optee->sessions_lock);
		if (!sess)
			break;
		end_session(sess);
		spin_lock(&optee->sessions_lock);
		optee->num_late--;
		spin_unlock(&optee->sessions_lock);
	}
}

/**
 * optee_sessions_init() - sets up the table of sessions
 * @optee: the OP-TEE
 *
 * Context: any, does not sleep.
 */
void optee_sessions_init(struct optee *optee)
{
	spin_lock_init(&optee->sessions_lock);
	hash_init(optee->sessions);
	INIT_LIST_HEAD(&optee->late_sessions);
	INIT_WORK(&optee->late_work, late_work);
}

/**
 * optee_sessions_close_all() - closes the sessions of a context
 * @ctx: a context that is being released
 *
 * Context: process context, sleeps, makes calls.
 */
void optee_sessions_close_all(struct tee_context *ctx)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_context_data *data = ctx->data;
	struct optee_session *sess;

	for (;;) {
		spin_lock(&optee->sessions_lock);
		sess = list_first_entry_or_null(&data->sessions,
						struct optee_session, node);
		if (sess) {
			hash_del(&sess->hash);
			list_del(&sess->node);
		}
		spin_unlock(&optee->sessions_lock);
		if (!sess)
			break;
		end_session(sess);
	}
}

/* Fills in the message that opens a session, parameters included. */
static int prepare_open(struct optee *optee, struct optee_msg_arg *msg,
			const struct tee_ioctl_open_session_arg *arg,
			const struct tee_param *param)
{
	struct optee_msg_param *meta = msg->params;
	uuid_t client;
	int rc;

	rc = tee_session_calc_client_uuid(&client, arg->clnt_login,
					  arg->clnt_uuid);
	if (rc)
		return rc;

	msg->cmd = OPTEE_MSG_CMD_OPEN_SESSION;
	msg->cancel_id = arg->cancel_id;
	meta[0].attr = OPTEE_MSG_ATTR_META | OPTEE_MSG_ATTR_TYPE_VALUE_INPUT;
	memcpy(meta[0].u.octets, arg->uuid, sizeof(arg->uuid));
	meta[1].attr = OPTEE_MSG_ATTR_META | OPTEE_MSG_ATTR_TYPE_VALUE_INPUT;
	export_uuid(meta[1].u.octets, &client);
	meta[1].u.value.c = arg->clnt_login;

	return optee_params_to_msg(optee, meta + OPTEE_OPEN_META_PARAMS, param,
				   arg->num_params);
}

/* Puts a session that the secure world has opened in the table. */
static void accept_session(struct optee *optee, struct optee_session *sess,
			   struct call_result *result)
{
	if (!add_session(optee, sess))
		return;
	/* Two sessions of one id: closing this one would close the other. */
	pr_warn_ratelimited("session %u opened twice\n", sess->id);
	result->ret = TEEC_ERROR_COMMUNICATION;
	result->origin = TEEC_ORIGIN_COMMS;
}

/*
 * Opens the session that the message in @place describes. Returns 1 if the secure world
 * has opened it, and nobody can use it.
 */
static int call_open(struct tee_context *ctx, struct optee_arg *place,
		     struct optee_session *sess, struct tee_param *param,
		     size_t num_params, struct call_result *result)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	bool opened;
	int rc;

	rc = do_call(optee, ctx, place, NULL, result);
	if (place->lost)
		lose_params(optee, param, num_params);
	if (rc)
		return rc;
	opened = result->ret == TEEC_SUCCESS;
	sess->id = result->session;
	take_params(place, OPTEE_OPEN_META_PARAMS, param, num_params, result);
	if (opened && result->ret != TEEC_SUCCESS)
		return 1;
	if (opened)
		accept_session(optee, sess, result);
	return 0;
}

/**
 * optee_open_session() - tee_driver_ops: opens a session
 * @ctx: the client's context
 * @arg: application and login, and the result
 * @param: parameters
 *
 * Context: process context, sleeps.
 * Return: 0 with the result in @arg->ret; -EINTR when killed before the call,
 *	-ENODEV when the driver is being removed, another negative errno.
 */
int optee_open_session(struct tee_context *ctx,
		       struct tee_ioctl_open_session_arg *arg,
		       struct tee_param *param)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct call_result result = { };
	struct optee_session *sess;
	struct optee_arg *place;
	int rc;

	if (arg->num_params > OPTEE_MAX_PARAMS - OPTEE_OPEN_META_PARAMS)
		return -EINVAL;

	sess = kzalloc_obj(*sess);
	if (!sess)
		return -ENOMEM;
	kref_init(&sess->ref);
	sess->ctx = ctx;
	init_completion(&sess->place_free);

	place = optee_arg_get(optee, arg->num_params + OPTEE_OPEN_META_PARAMS,
			      !ctx->user);
	if (IS_ERR(place)) {
		rc = PTR_ERR(place);
		goto err_free;
	}
	rc = prepare_open(optee, place->msg, arg, param);
	if (!rc)
		rc = call_open(ctx, place, sess, param, arg->num_params,
			       &result);
	optee_arg_put(optee, place);
	if (rc < 0)
		goto err_free;

	arg->session = result.session;
	arg->ret = result.ret;
	arg->ret_origin = result.origin;
	if (rc)
		end_session(sess);
	if (rc || result.ret == TEEC_SUCCESS)
		return 0;
err_free:
	kfree(sess);
	return rc;
}

/**
 * optee_close_session() - tee_driver_ops: closes a session
 * @ctx: the client's context
 * @session: its id
 *
 * Context: process context, sleeps; a client in user space that is killed not for long.
 * Return: 0, or -EINVAL if the context has no such session. The session is
 *	gone, whatever the secure world made of it, unless the client was killed: then
 *	it is, or a worker closes it.
 */
int optee_close_session(struct tee_context *ctx, u32 session)
{
	struct optee_session *sess = remove_session(ctx, session);

	if (!sess)
		return -EINVAL;
	end_session(sess);
	return 0;
}

/* Gives a session a place of its own, if it has none. */
static int provide_place(struct optee *optee, struct optee_session *sess)
{
	struct optee_arg *place;

	if (READ_ONCE(sess->place))
		return 0;
	place = optee_arg_get(optee, 0, false);
	if (IS_ERR(place))
		return PTR_ERR(place);

	spin_lock(&optee->sessions_lock);
	if (!sess->place)
		WRITE_ONCE(sess->place, place);
	spin_unlock(&optee->sessions_lock);
	session_arg_put(optee, sess, place);
	return 0;
}

/**
 * optee_system_session() - tee_driver_ops: makes a session a system session
 * @ctx: the client's context
 * @session: its id
 *
 * Context: process context, sleeps while all thread contexts are out.
 * Return: 0 with a thread context provisioned, -EINVAL if the context has no
 *	such session, -ENOMEM, otherwise as optee_cq_provision().
 */
int optee_system_session(struct tee_context *ctx, u32 session)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_session *sess = get_session(optee, ctx, session);
	int rc;

	if (!sess)
		return -EINVAL;
	rc = provide_place(optee, sess);
	if (!rc)
		rc = optee_cq_provision(&optee->call_queue, &sess->member);
	put_session(sess);
	return rc;
}

/**
 * optee_invoke_func() - tee_driver_ops: invokes a command
 * @ctx: the client's context
 * @arg: session and command, and the result
 * @param: parameters
 *
 * Context: process context, sleeps. Allocates nothing once as many calls have
 *	been in flight before.
 * Return: as optee_open_session(), -EINVAL too if there is no such session.
 */
int optee_invoke_func(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		      struct tee_param *param)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct call_result result;
	struct optee_session *sess;
	struct optee_arg *place;
	int rc;

	sess = get_session(optee, ctx, arg->session);
	if (!sess)
		return -EINVAL;
	place = get_place(optee, ctx, sess, arg->num_params);
	if (IS_ERR(place)) {
		rc = PTR_ERR(place);
		goto out_session;
	}

	place->msg->cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
	place->msg->func = arg->func;
	place->msg->session = arg->session;
	place->msg->cancel_id = arg->cancel_id;
	rc = optee_params_to_msg(optee, place->msg->params, param,
				 arg->num_params);
	if (rc)
		goto out_place;
	rc = do_call(optee, ctx, place, &sess->member, &result);
	if (place->lost)
		lose_params(optee, param, arg->num_params);
	if (rc)
		goto out_place;
	take_params(place, 0, param, arg->num_params, &result);
	arg->ret = result.ret;
	arg->ret_origin = result.origin;

out_place:
	session_arg_put(optee, sess, place);
out_session:
	put_session(sess);
	return rc;
}

/**
 * optee_cancel_req() - tee_driver_ops: asks for a call to be cancelled
 * @ctx: the client's context
 * @cancel_id: which call
 * @session: its session
 *
 * The request enters as a normal call, of a system session too.
 *
 * Context: process context, sleeps.
 * Return: 0 when the request was made, whatever its result; otherwise as
 *	optee_invoke_func().
 */
int optee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct call_result result;
	struct optee_session *sess;
	struct optee_arg *place;
	int rc;

	sess = get_session(optee, ctx, session);
	if (!sess)
		return -EINVAL;
	place = optee_arg_get(optee, 0, !ctx->user);
	if (IS_ERR(place)) {
		rc = PTR_ERR(place);
	} else {
		place->msg->cmd = OPTEE_MSG_CMD_CANCEL;
		place->msg->session = session;
		place->msg->cancel_id = cancel_id;
		rc = do_call(optee, ctx, place, NULL, &result);
		optee_arg_put(optee, place);
	}
	put_session(sess);
	return rc;
}

/**
 * optee_simple_call() - makes a call of the driver's own without parameters
 * @optee: the OP-TEE
 * @cmd: OPTEE_MSG_CMD_*
 * @flags: OPTEE_CQ_*
 *
 * Context: process context, sleeps.
 * Return: 0 when the call was made, or a negative errno.
 */
int optee_simple_call(struct optee *optee, u32 cmd, unsigned int flags)
{
	struct optee_arg *place = get_sure_place(optee, optee->ctx);
	int rc;

	place->msg->cmd = cmd;
	rc = optee->abi->call(optee, optee->ctx, place, NULL, flags);
	optee_arg_put(optee, place);
	return min(rc, 0);
}
