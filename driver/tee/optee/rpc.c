// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests of the secure world in the middle of a call (RPC): which there are,
 * what their parameters must look like, and the short ones. Those that the
 * kernel doesn't know go to tee-supplicant.
 *
 * Source: OP-TEE OS, optee_rpc_cmd.h.
 */

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>

#include "optee_private.h"
#include "optee_rpc_cmd.h"

/* Parameters have these types, which they have in struct tee_param. */
#define V_IN	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define V_OUT	TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
#define M_IN	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define M_OUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT
#define M_INOUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT

/**
 * struct rpc_handler - how the kernel answers a request
 * @cmd: OPTEE_RPC_CMD_*
 * @rpmb: only if RPMB frames are routed by the kernel
 * @num_params: how many parameters it has
 * @attrs: their types
 * @handle: answers it, returns a TEEC code
 */
struct rpc_handler {
	u32 cmd;
	bool rpmb;
	u32 num_params;
	u64 attrs[4];
	u32 (*handle)(struct optee_rpc *rpc, struct tee_param *p);
};

static u32 get_time(struct optee_rpc *rpc, struct tee_param *p)
{
	struct timespec64 now;

	ktime_get_real_ts64(&now);
	p[0].u.value.a = now.tv_sec;
	p[0].u.value.b = now.tv_nsec;
	return TEEC_SUCCESS;
}

static u32 notification(struct optee_rpc *rpc, struct tee_param *p)
{
	struct optee_notif *notif = &rpc->optee->notif;
	int rc = -EINVAL;

	switch (p[0].u.value.a) {
	case OPTEE_RPC_NOTIFICATION_WAIT:
		rc = optee_notif_wait(notif, p[0].u.value.b, p[0].u.value.c,
				      optee_freezable(rpc->ctx));
		break;
	case OPTEE_RPC_NOTIFICATION_SEND:
		rc = optee_notif_send(notif, p[0].u.value.b);
		break;
	}
	if (rc == -ETIMEDOUT)
		return TEE_ERROR_TIMEOUT;
	return rc ? TEEC_ERROR_BAD_PARAMETERS : TEEC_SUCCESS;
}

/* Frozen only where it sleeps: a signal, which may be the freezer's, does not end the wait. */
static u32 suspend(struct optee_rpc *rpc, struct tee_param *p)
{
	/* Up to U32_MAX, which msecs_to_jiffies() and a long of 32 bits have no room for. */
	u64 ms = min_t(u64, p[0].u.value.a, U32_MAX);
	u64 left = DIV_ROUND_UP_ULL(ms * HZ, MSEC_PER_SEC) + 1;
	unsigned int state = TASK_KILLABLE | optee_freezable(rpc->ctx);
	struct optee *optee = rpc->optee;
	long part;
	DEFINE_WAIT(wait);

	for (;;) {
		prepare_to_wait(&optee->end_wait, &wait, state);
		if (optee_has_ended(optee) || !left ||
		    fatal_signal_pending(current))
			break;
		part = min_t(u64, left, MAX_JIFFY_OFFSET);
		left -= part - schedule_timeout(part);
	}
	finish_wait(&optee->end_wait, &wait);
	return optee_has_ended(optee) ? TEE_ERROR_TIMEOUT : TEEC_SUCCESS;
}

static const struct rpc_handler handlers[] = {
	{ OPTEE_RPC_CMD_GET_TIME, false, 1, { V_OUT }, get_time },
	{ OPTEE_RPC_CMD_NOTIFICATION, false, 1, { V_IN }, notification },
	{ OPTEE_RPC_CMD_SUSPEND, false, 1, { V_IN }, suspend },
	{ OPTEE_RPC_CMD_I2C_TRANSFER, false, 4, { V_IN, V_IN, M_INOUT, V_OUT },
	  optee_rpc_i2c_transfer },
	{ OPTEE_RPC_CMD_RPMB_PROBE_RESET, true, 1, { V_OUT },
	  optee_rpc_rpmb_probe_reset },
	{ OPTEE_RPC_CMD_RPMB_PROBE_NEXT, true, 2, { V_OUT, M_OUT },
	  optee_rpc_rpmb_probe_next },
	{ OPTEE_RPC_CMD_RPMB_FRAMES, true, 2, { M_IN, M_OUT },
	  optee_rpc_rpmb_frames },
};

/*
 * sysfs says rpmb_routing_model=kernel exactly when RPMB requests never go to
 * the supplicant.
 */
static const struct rpc_handler *find_handler(struct optee *optee, u32 cmd)
{
	size_t n;

	for (n = 0; n < ARRAY_SIZE(handlers); n++)
		if (handlers[n].cmd == cmd &&
		    (optee->rpmb_in_kernel || !handlers[n].rpmb))
			return handlers + n;
	return NULL;
}

static u32 handle_in_kernel(struct optee_rpc *rpc, const struct rpc_handler *h,
			    struct tee_param *p, u32 num_params)
{
	u32 n;

	if (num_params != h->num_params)
		return TEEC_ERROR_BAD_PARAMETERS;
	for (n = 0; n < num_params; n++)
		if (p[n].attr != h->attrs[n])
			return TEEC_ERROR_BAD_PARAMETERS;
	return h->handle(rpc, p);
}

static u32 handle(struct optee_rpc *rpc, struct optee_msg_arg *msg, u32 cmd,
		  u32 num_params)
{
	struct tee_param p[OPTEE_RPC_MAX_PARAMS];
	struct optee *optee = rpc->optee;
	const struct rpc_handler *h;
	u32 ret;

	if (optee_rpc_params_get(optee, p, msg->params, num_params))
		return TEEC_ERROR_BAD_PARAMETERS;

	h = find_handler(optee, cmd);
	if (h)
		ret = handle_in_kernel(rpc, h, p, num_params);
	else
		ret = optee_supp_request(optee, rpc->ctx, cmd, num_params, p);

	optee_rpc_params_write(msg->params, p, num_params);
	optee_rpc_params_put(p, num_params);
	return ret;
}

/**
 * optee_rpc_cmd() - answers a request
 * @rpc: the call that it came in
 * @msg: the request, in memory that the secure world can change
 * @size: bytes that @msg may take
 *
 * Context: process context, sleeps.
 */
void optee_rpc_cmd(struct optee_rpc *rpc, struct optee_msg_arg *msg,
		   size_t size)
{
	u32 num_params, cmd, ret;

	if (size < sizeof(*msg))
		return;
	num_params = READ_ONCE(msg->num_params);
	cmd = READ_ONCE(msg->cmd);

	if (num_params > OPTEE_RPC_MAX_PARAMS ||
	    OPTEE_MSG_GET_ARG_SIZE(num_params) > size)
		ret = TEEC_ERROR_BAD_PARAMETERS;
	else if (cmd == OPTEE_RPC_CMD_SHM_ALLOC)
		ret = optee_rpc_shm_alloc(rpc, msg, num_params);
	else if (cmd == OPTEE_RPC_CMD_SHM_FREE)
		ret = optee_rpc_shm_free(rpc, msg, num_params);
	else
		ret = handle(rpc, msg, cmd, num_params);

	msg->ret_origin = TEEC_ORIGIN_COMMS;
	msg->ret = ret;
}
