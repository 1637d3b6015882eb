// SPDX-License-Identifier: GPL-2.0-only
/*
 * Direct messages to OP-TEE's partition: blocking services, and yielding calls. A
 * foreign interrupt comes back as a request of OP-TEE's, or ends in the FF-A core,
 * which runs the partition again.
 *
 * What FF-A says of a message that it does not deliver: "busy" is a refusal, of a
 * call like any other for want of a thread. A call that can't be gone on with is
 * tried for BUSY_POLLS times, and lost then: its thread is still there.
 *
 * Source: OP-TEE over FF-A (optee_ffa.h).
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/container_of.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/wordpart.h>

#include "ffa.h"
#include "optee_ffa.h"

/* How long a partition may be busy with something else: half a second */
#define BUSY_POLL_MS	10
#define BUSY_POLLS	50

static int send(struct ffa_device *dev, struct ffa_send_direct_data *data)
{
	return dev->ops->msg_ops->sync_send_receive(dev, data);
}

static bool is_busy(int rc)
{
	return rc == -EBUSY || rc == -EAGAIN || rc == -EINTR;
}

/* Sends what has to arrive. */
static int send_patiently(struct ffa_device *dev,
			  struct ffa_send_direct_data *data)
{
	int polls = BUSY_POLLS;
	int rc;

	for (;;) {
		rc = send(dev, data);
		if (!is_busy(rc) || !polls--)
			return rc;
		msleep(BUSY_POLL_MS);
	}
}

/**
 * optee_ffa_service() - makes use of a blocking service
 * @dev: the partition
 * @data: registers w3 to w7 on the way in, and out
 *
 * Context: process context, sleeps if the partition is busy.
 * Return: 0 with an answer in @data, or a negative errno if there is none.
 */
int optee_ffa_service(struct ffa_device *dev, struct ffa_send_direct_data *data)
{
	int rc = send_patiently(dev, data);

	if (rc)
		pr_warn_ratelimited("a direct message fails: %d\n", rc);
	return rc;
}

/* A call by FF-A, what it enters with next, and what it has come back for */
struct ffa_call {
	struct optee_rpc rpc;
	struct ffa_send_direct_data next;
	u32 request;
};

static struct ffa_call *to_ffa_call(struct optee_rpc *rpc)
{
	return container_of(rpc, struct ffa_call, rpc);
}

/* The message is sent again if it was refused, so @call->next stays as it is. */
static int enter_regs(struct ffa_call *call, struct ffa_send_direct_data *data)
{
	struct ffa_device *dev = to_optee_ffa(call->rpc.optee)->dev;

	*data = call->next;
	if (call->next.data0 == OPTEE_FFA_YIELDING_CALL_RESUME)
		return send_patiently(dev, data);
	return send(dev, data);
}

static enum optee_outcome enter(struct optee_rpc *rpc)
{
	struct ffa_call *call = to_ffa_call(rpc);
	struct ffa_send_direct_data data;
	int rc;

	rc = enter_regs(call, &data);
	if (rc && call->next.data0 == OPTEE_FFA_YIELDING_CALL_RESUME)
		return OPTEE_LOST;
	if (rc)
		return is_busy(rc) ? OPTEE_REFUSED : OPTEE_FAILED;
	if ((u32)data.data0 == TEEC_ERROR_BUSY)
		return OPTEE_REFUSED;
	if ((u32)data.data0)
		return OPTEE_FAILED;

	call->request = data.data1;
	if (call->request == OPTEE_FFA_YIELDING_CALL_RETURN_DONE)
		return OPTEE_RETURNED;
	call->next = (struct ffa_send_direct_data){
		.data0 = OPTEE_FFA_YIELDING_CALL_RESUME,
		.data4 = (u32)data.data4,
	};
	return OPTEE_REQUEST;
}

static void serve(struct optee_rpc *rpc)
{
	u32 request = to_ffa_call(rpc)->request;

	switch (request) {
	case OPTEE_FFA_YIELDING_CALL_RETURN_RPC_CMD:
		optee_rpc_cmd(rpc, rpc->arg->rpc,
			      OPTEE_MSG_GET_ARG_SIZE(rpc->optee->rpc_param_count));
		break;
	case OPTEE_FFA_YIELDING_CALL_RETURN_INTERRUPT:
		/* The interrupt was taken on the way here. */
		break;
	default:
		pr_warn_ratelimited("unknown request %#x\n", request);
	}
}

/* Memory that answers a request is named by its handle: nothing is left of a call. */
static const struct optee_entry ffa_entry = {
	.enter = enter,
	.serve = serve,
};

/**
 * optee_ffa_call() - struct optee_abi: makes a yielding call
 * @optee: the OP-TEE
 * @ctx: context of the caller
 * @arg: the message, where the result is then
 * @member: session whose context may be used, or NULL
 * @flags: OPTEE_CQ_*
 *
 * Context: process context, sleeps.
 * Return: as optee_make_call().
 */
int optee_ffa_call(struct optee *optee, struct tee_context *ctx,
		   struct optee_arg *arg, struct optee_cq_member *member,
		   unsigned int flags)
{
	struct ffa_call call = {
		.rpc = { .optee = optee, .ctx = ctx, .arg = arg },
		.next = {
			.data0 = OPTEE_FFA_YIELDING_CALL_WITH_ARG,
			.data1 = lower_32_bits(arg->shm->sec_world_id),
			.data2 = upper_32_bits(arg->shm->sec_world_id),
			.data3 = arg->offs,
		},
	};

	return optee_make_call(&call.rpc, &ffa_entry, member, flags);
}
