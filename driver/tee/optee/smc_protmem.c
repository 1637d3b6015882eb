// SPDX-License-Identifier: GPL-2.0-only
/*
 * Protected memory in the SMC ABI: what was set aside for it at boot, or memory
 * that is lent by its address and has a cookie (shm_registry.c) for a name.
 *
 * Sources: OP-TEE SMC ABI (optee_smc.h), OPTEE_SMC_GET_PROTMEM_CONFIG; OP-TEE
 * message protocol (optee_msg.h), OPTEE_MSG_CMD_LEND_PROTMEM; OP-TEE OS,
 * core/tee/entry_std.c, for the parameter of OPTEE_MSG_CMD_RECLAIM_PROTMEM.
 */

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/limits.h>

#include "optee_smc.h"
#include "smc.h"

/*
 * Whether it was done is in the message, where only the secure world can have
 * put it: OP-TEE returns EBADCMD for a RECLAIM that it has done.
 */
static int call_about(struct optee *optee, struct optee_arg *arg,
		      unsigned int flags)
{
	int rc;

	arg->msg->ret = TEEC_ERROR_COMMUNICATION;
	rc = optee->abi->call(optee, optee->ctx, arg, NULL, flags);
	if (rc < 0)
		return rc;
	return READ_ONCE(arg->msg->ret) == TEEC_SUCCESS ? 0 : -EINVAL;
}

static int lend_by_cookie(struct optee *optee, struct tee_shm *shm,
			  u32 use_case)
{
	struct optee_msg_param *mp;
	struct optee_arg *arg;
	int rc;

	arg = optee_arg_get(optee, 2, false);
	if (IS_ERR(arg))
		return PTR_ERR(arg);
	arg->msg->cmd = OPTEE_MSG_CMD_LEND_PROTMEM;
	mp = arg->msg->params;
	mp[0].attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT;
	mp[0].u.value.a = use_case;
	mp[1].attr = OPTEE_MSG_ATTR_TYPE_TMEM_INPUT;
	mp[1].u.tmem.buf_ptr = shm->paddr;
	mp[1].u.tmem.size = tee_shm_get_size(shm);
	mp[1].u.tmem.shm_ref = shm->sec_world_id;
	rc = call_about(optee, arg, OPTEE_CQ_KILLABLE | OPTEE_CQ_FREEZABLE);
	if (arg->lost)
		optee_lose_memory(optee, shm);
	optee_arg_put(optee, arg);
	return rc;
}

static int lend(struct optee *optee, struct tee_shm *shm,
		const struct optee_protmem_use *use)
{
	int rc;

	rc = optee_shm_reserve(optee, shm);
	if (rc)
		return rc;
	rc = lend_by_cookie(optee, shm, use->id);
	if (rc)
		optee_shm_forget(optee, shm);
	return rc;
}

static int reclaim_by_cookie(struct optee *optee, struct tee_shm *shm)
{
	struct optee_arg *arg;
	int rc;

	/* A call that was given up may refer to it, and does not let go of it. */
	if (atomic_read(&optee->calls_lost))
		return -ETIMEDOUT;
	arg = optee_arg_get(optee, 1, false);
	if (IS_ERR(arg))
		arg = optee_arg_get_reserved(optee, 1, 0);
	arg->msg->cmd = OPTEE_MSG_CMD_RECLAIM_PROTMEM;
	arg->msg->params[0].attr = OPTEE_MSG_ATTR_TYPE_RMEM_INPUT;
	arg->msg->params[0].u.rmem.shm_ref = shm->sec_world_id;
	rc = call_about(optee, arg, OPTEE_CQ_ALWAYS);
	optee_arg_put(optee, arg);
	return rc;
}

static int reclaim(struct optee *optee, struct tee_shm *shm)
{
	int rc = reclaim_by_cookie(optee, shm);

	optee_shm_forget(optee, shm);
	return rc;
}

static const struct optee_protmem_abi smc_protmem_abi = {
	.lend = lend,
	.reclaim = reclaim,
};

/* Protected already, and not mapped: nothing of the kernel looks into it. */
static struct tee_protmem_pool *find_static(struct optee_smc *smc)
{
	struct arm_smccc_res res;
	int rc;

	optee_smc_fast(smc->conduit, OPTEE_SMC_GET_PROTMEM_CONFIG, 0, &res);
	if (res.a0 != OPTEE_SMC_RETURN_OK)
		return ERR_PTR(-EOPNOTSUPP);
	if ((u64)res.a1 > PHYS_ADDR_MAX)
		return ERR_PTR(-EINVAL);
	rc = optee_protmem_set_width(&smc->optee, res.a3);
	if (rc)
		return ERR_PTR(rc);
	return tee_protmem_static_pool_alloc(res.a1, res.a2);
}

/* What was set aside is for video; what can't be had that way may be lent. */
static struct tee_protmem_pool *find(struct optee *optee, u32 use_case)
{
	struct tee_protmem_pool *pool = ERR_PTR(-EOPNOTSUPP);
	struct optee_smc *smc = to_optee_smc(optee);

	if (smc->sec_caps & OPTEE_SMC_SEC_CAP_PROTMEM &&
	    use_case == OPTEE_MSG_PROTMEM_SECURE_VIDEO_PLAY)
		pool = find_static(smc);
	if (smc->sec_caps & OPTEE_SMC_SEC_CAP_DYNAMIC_PROTMEM && IS_ERR(pool))
		pool = optee_protmem_find_lent(optee, use_case,
					       &smc_protmem_abi);
	return pool;
}

/**
 * optee_smc_protmem_find() - struct optee_abi: finds out what protected memory there can be
 * @optee: the OP-TEE, ready for calls
 *
 * Context: process context, sleeps, makes normal calls.
 */
void optee_smc_protmem_find(struct optee *optee)
{
	optee_protmem_find(optee, find);
}
