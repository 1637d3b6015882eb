// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls by SMC: a message goes in, requests come out and their answers go in,
 * until the call returns. Also the fast calls about memory that the secure
 * world keeps for its requests.
 *
 * Source: OP-TEE SMC ABI (optee_smc.h).
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/container_of.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/printk.h>

#include "optee_smc.h"
#include "optee_trace.h"
#include "smc.h"

/* How long the secure world may be busy with calls that we know nothing of */
#define BUSY_POLL_MS		10
#define BUSY_MAX_POLLS		500
/* More pieces of memory than it can have been given for requests */
#define MAX_CACHED_SHMS		4096

static void set_pair(u32 *regs, u64 value)
{
	regs[0] = value >> 32;
	regs[1] = value;
}

static u64 get_pair(const u32 *regs)
{
	return (u64)regs[0] << 32 | regs[1];
}

/* a1: size; out a1:a2 address, a4:a5 cookie */
static void rpc_alloc(struct optee *optee, struct optee_smc_regs *regs)
{
	struct tee_shm *shm;
	phys_addr_t pa = 0;
	u64 cookie = 0;

	shm = tee_shm_alloc_priv_buf(optee->ctx, regs->a[1]);
	if (!IS_ERR(shm)) {
		/* New, with a cookie and one address: this can't fail. */
		optee_shm_give(optee, shm, OPTEE_SHM_RPC_KERNEL);
		pa = shm->paddr;
		cookie = shm->sec_world_id;
	}
	set_pair(&regs->a[1], pa);
	set_pair(&regs->a[4], cookie);
}

/* a1:a2: cookie */
static void rpc_free(struct optee *optee, const struct optee_smc_regs *regs)
{
	struct tee_shm *shm;

	shm = optee_shm_take_back(optee, get_pair(&regs->a[1]),
				  OPTEE_SHM_RPC_KERNEL);
	if (shm)
		tee_shm_put(shm);
	else
		pr_warn_ratelimited("RPC frees memory that is not its own\n");
}

/* The message has its place behind the call's own, or a1:a2 is its cookie. */
static void rpc_cmd(struct optee_rpc *rpc, const struct optee_smc_regs *regs)
{
	struct optee *optee = rpc->optee;
	struct tee_shm *shm;
	void *msg;

	if (rpc->arg->rpc) {
		optee_rpc_cmd(rpc, rpc->arg->rpc,
			      OPTEE_MSG_GET_ARG_SIZE(optee->rpc_param_count));
		return;
	}

	shm = optee_shm_get(optee, get_pair(&regs->a[1]));
	msg = shm ? tee_shm_get_va(shm, 0) : ERR_PTR(-EINVAL);
	if (IS_ERR(msg))
		pr_warn_ratelimited("RPC without a message\n");
	else
		optee_rpc_cmd(rpc, msg, shm->size);
	if (shm)
		tee_shm_put(shm);
}

/* Answers a request and sets the registers up to go back in. */
static void handle_rpc(struct optee_rpc *rpc, struct optee_smc_regs *regs)
{
	switch (optee_smc_rpc_func(regs->a[0])) {
	case OPTEE_SMC_RPC_FUNC_ALLOC:
		rpc_alloc(rpc->optee, regs);
		break;
	case OPTEE_SMC_RPC_FUNC_FREE:
		rpc_free(rpc->optee, regs);
		break;
	case OPTEE_SMC_RPC_FUNC_FOREIGN_INTR:
		/* The interrupt was taken on the way here. */
		break;
	case OPTEE_SMC_RPC_FUNC_CMD:
		rpc_cmd(rpc, regs);
		break;
	default:
		pr_warn_ratelimited("unknown RPC function %#x\n",
				    optee_smc_rpc_func(regs->a[0]));
	}
	regs->a[0] = OPTEE_SMC_CALL_RETURN_FROM_RPC;
}

/* @regs are zeroed. */
static void set_entry_regs(struct optee_smc_regs *regs,
			   const struct optee_arg *arg)
{
	if (arg->rpc && tee_shm_is_dynamic(arg->shm)) {
		regs->a[0] = OPTEE_SMC_CALL_WITH_REGD_ARG;
		set_pair(&regs->a[1], arg->shm->sec_world_id);
		regs->a[3] = arg->offs;
		return;
	}
	regs->a[0] = arg->rpc ? OPTEE_SMC_CALL_WITH_RPC_ARG :
				OPTEE_SMC_CALL_WITH_ARG;
	set_pair(&regs->a[1], arg->shm->paddr + arg->offs);
}

static u32 enter_regs(struct optee_smc *smc, struct optee_smc_regs *regs)
{
	struct arm_smccc_res res;

	trace_optee_invoke_fn_begin(regs);
	smc->conduit(regs, &res);
	trace_optee_invoke_fn_end(regs, &res);

	/* A request brings its parameters, and what it needs to go on. */
	if (optee_smc_is_rpc(res.a0)) {
		regs->a[0] = res.a0;
		regs->a[1] = res.a1;
		regs->a[2] = res.a2;
		regs->a[3] = res.a3;
	}
	return res.a0;
}

/* A call by SMC, and the registers that it enters with next */
struct smc_call {
	struct optee_rpc rpc;
	struct optee_smc_regs regs;
};

static struct smc_call *to_smc_call(struct optee_rpc *rpc)
{
	return container_of(rpc, struct smc_call, rpc);
}

static enum optee_outcome enter(struct optee_rpc *rpc)
{
	u32 ret = enter_regs(to_optee_smc(rpc->optee), &to_smc_call(rpc)->regs);

	if (optee_smc_is_rpc(ret))
		return OPTEE_REQUEST;
	if (ret == OPTEE_SMC_RETURN_ETHREAD_LIMIT)
		return OPTEE_REFUSED;
	return ret ? OPTEE_FAILED : OPTEE_RETURNED;
}

static void serve(struct optee_rpc *rpc)
{
	handle_rpc(rpc, &to_smc_call(rpc)->regs);
}

/* A call that was given up may still read the list of the last memory that it asked for. */
static void end(struct optee_rpc *rpc, bool lost)
{
	if (lost)
		optee_smc_lose_page_list(&rpc->page_list);
	else
		optee_smc_free_page_list(&rpc->page_list);
}

static const struct optee_entry smc_entry = {
	.enter = enter,
	.serve = serve,
	.end = end,
};

/**
 * optee_smc_call() - struct optee_abi: makes a yielding call
 * @optee: the OP-TEE
 * @ctx: context of the caller
 * @arg: the message, where the result is then
 * @member: session whose context may be used, or NULL
 * @flags: OPTEE_CQ_*
 *
 * Context: process context, sleeps.
 * Return: as optee_make_call().
 */
int optee_smc_call(struct optee *optee, struct tee_context *ctx,
		   struct optee_arg *arg, struct optee_cq_member *member,
		   unsigned int flags)
{
	struct smc_call call = {
		.rpc = { .optee = optee, .ctx = ctx, .arg = arg },
	};

	set_entry_regs(&call.regs, arg);
	return optee_make_call(&call.rpc, &smc_entry, member, flags);
}

/*
 * Makes a fast call that is refused while a thread is in use; waits for that, for
 * as many polls as are left.
 */
static u32 call_when_idle(struct optee_smc *smc, u32 function, int *polls,
			  struct arm_smccc_res *res)
{
	for (;;) {
		optee_smc_fast(smc->conduit, function, 0, res);
		if (res->a0 != OPTEE_SMC_RETURN_EBUSY || !*polls ||
		    optee_has_ended(&smc->optee))
			break;
		--*polls;
		msleep(BUSY_POLL_MS);
	}
	return res->a0;
}

/**
 * optee_smc_enable_shm_cache() - lets the secure world keep memory
 * @smc: the OP-TEE
 *
 * It can do without. Whatever it answers, it is asked in the end for what it has.
 *
 * Context: process context, sleeps.
 */
void optee_smc_enable_shm_cache(struct optee_smc *smc)
{
	struct arm_smccc_res res;
	int polls = BUSY_MAX_POLLS;

	if (call_when_idle(smc, OPTEE_SMC_ENABLE_SHM_CACHE, &polls, &res))
		pr_warn("can't enable the cache of shared memory: %#lx\n",
			res.a0);
	smc->shm_cache = true;
}

/**
 * optee_smc_disable_shm_cache() - has the secure world give kept memory back
 * @smc: the OP-TEE
 * @ours: it was us who gave that memory, not a kernel before us
 *
 * Context: process context, sleeps.
 * Return: true if the secure world says that it has none left.
 */
bool optee_smc_disable_shm_cache(struct optee_smc *smc, bool ours)
{
	struct arm_smccc_res res;
	struct tee_shm *shm;
	int polls = BUSY_MAX_POLLS;
	u32 cookie[2];
	int n;

	for (n = 0; n < MAX_CACHED_SHMS; n++) {
		if (call_when_idle(smc, OPTEE_SMC_DISABLE_SHM_CACHE, &polls,
				   &res))
			break;
		if (!ours)
			continue;
		cookie[0] = res.a1;
		cookie[1] = res.a2;
		shm = optee_shm_take_back(&smc->optee, get_pair(cookie),
					  OPTEE_SHM_RPC_KERNEL);
		if (shm)
			tee_shm_put(shm);
	}
	if (res.a0 != OPTEE_SMC_RETURN_ENOTAVAIL) {
		pr_warn("the secure world keeps shared memory: %#lx\n",
			res.a0);
		return false;
	}
	smc->shm_cache = false;
	return true;
}
