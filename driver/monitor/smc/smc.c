// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where SMCs and HVCs arrive: sorting them, rules for fast calls, and going on
 * with parked ones.
 *
 * SMCCC (ARM DEN 0028): function identifiers; OP-TEE SMC ABI (optee_smc.h): 32-bit
 * registers a0..a7.
 */
#include "smc/smc_private.h"

/* What a parked call waits with: the thread it holds, or none yet */
#define TOKEN_FAST	0xffff0001u
#define TOKEN_CALL	0xffff0002u

static void check_upper_halves(struct monitor *m)
{
	if (m->now_upper)
		breach(m, MONITOR_BREACH_REGISTER, m->now_upper,
		       "bits above 31 of a register are set in a 32-bit call (SMCCC)");
	m->now_upper = 0;
}

/*
 * A rule answers in place of the cache of shared memory: what is in that the driver can't
 * have back, nor anything else that it gave for RPCs, or it believes that it has. Told that
 * the cache is off, it is right to believe that no call leaves anything there.
 */
static void lie_about_cache(struct monitor *m, const struct monitor_rule *r, u32 func)
{
	struct shm_object *obj;
	struct thread *t;

	m->lied_cache = true;
	if (func != OPTEE_FAST_DISABLE_SHM_CACHE)
		return;
	if (r->value[r->action == MONITOR_DO_POKE] == OPTEE_RETURN_ENOTAVAIL)
		m->cache_enabled = false;
	for (obj = m->objects; obj; obj = obj->next)
		obj->kept |= obj->kind >= SHM_RPC_ARG && obj->kind <= SHM_RPC_APPL;
	for (t = m->threads; t < m->threads + m->threads_end; t++) {
		if (!t->rpc_arg)
			continue;
		t->rpc_arg->lied |= r->action == MONITOR_DO_POKE ||
				    r->value[0] == OPTEE_RETURN_ENOTAVAIL;
	}
}

static void fast_answer(struct monitor *m, struct monitor_call *call,
			const struct monitor_rule *r)
{
	u32 func = (u32)call->a[0] & 0xffff;
	u64 *reg;

	m->stats.fast_calls++;
	m->now_step = event(m, MONITOR_EV_FAST, NULL, func, 0);
	check_upper_halves(m);
	mem_set(call->res, 0, sizeof(call->res));
	if (r && (r->action == MONITOR_DO_RETURN || r->action == MONITOR_DO_POKE) &&
	    (func == OPTEE_FAST_DISABLE_SHM_CACHE || func == OPTEE_FAST_ENABLE_SHM_CACHE))
		lie_about_cache(m, r, func);
	if (r && r->action == MONITOR_DO_RETURN) {
		call->res[0] = r->value[0];
	} else {
		fast_call(m, call);
		reg = NULL;
		if (r && r->action == MONITOR_DO_POKE)
			reg = poke_register(call, (u32)r->value[0]);
		if (reg)
			*reg = r->value[1];
	}
	fast_note(m, call);
	m->events[m->now_step % MONITOR_MAX_EVENTS].value = call->res[0];
}

static enum monitor_verdict fast(struct monitor *m, struct monitor_call *call)
{
	u32 func = (u32)call->a[0] & 0xffff;
	const struct monitor_rule *r = rule_find(m, MONITOR_AT_FAST, func, MONITOR_ANY,
						 m->now_caller, false);

	if (r && r->action == MONITOR_DO_NOTIFY)
		notif_post(m, (u32)r->value[0]);
	/* An interrupt handler cannot wait: there the rule has no effect. */
	if (r && r->action == MONITOR_DO_PARK && m->now_may_sleep &&
	    call_park(m, call, (u32)r->value[0], TOKEN_FAST))
		return MONITOR_PARK;
	fast_answer(m, call, r);
	return MONITOR_RETURN;
}

/* What holds for every yielding call, once it has its event */
static void check_arrival(struct monitor *m, u32 id)
{
	check_upper_halves(m);
	if (!m->now_may_sleep)
		breach(m, MONITOR_BREACH_ATOMIC, id,
		       "a yielding call in atomic context");
	if (!m->exchanged)
		breach(m, MONITOR_BREACH_ORDER, id,
		       "a yielding call before OPTEE_SMC_EXCHANGE_CAPABILITIES");
}

/* Parks a yielding call before it has a thread; false when it may pass. */
static bool park(struct monitor *m, struct monitor_call *call, u32 gate)
{
	return call_park(m, call, gate, TOKEN_CALL);
}

/* ---- what the driver is told ----------------------------------------------------- */

static void answer(struct monitor_call *call, u32 ret)
{
	mem_set(call->res, 0, sizeof(call->res));
	call->res[0] = ret;
}

/* OPTEE_SMC_RETURN_RPC_ALLOC, _FREE, _CMD and _FOREIGN_INTR; a3 is the resume information. */
static void send(const struct thread *t, const struct rpc *r, u64 info,
		 struct monitor_call *call)
{
	u64 cookie = 0;

	call->res[3] = info;
	if (!r) {
		call->res[0] = OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_INTR;
		call->res[1] = 0x1a000000u | t->index;
		call->res[2] = 0x2b000000u | t->generation;
		return;
	}
	if (r->func == MONITOR_RPC_ALLOC) {
		call->res[0] = OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_ALLOC;
		call->res[1] = r->size;
		return;
	}
	call->res[0] = OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_CMD;
	if (r->func == MONITOR_RPC_FREE) {
		call->res[0] = OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_FREE;
		cookie = r->cookie;
	} else if (t->rpc_buf.obj && t->rpc_buf.obj == t->rpc_arg) {
		cookie = t->rpc_arg->cookie;
	}
	call->res[1] = cookie >> 32;
	call->res[2] = cookie & 0xffffffffu;
}

static bool is_rpc(const u64 *res)
{
	return ((u32)res[0] & OPTEE_RETURN_RPC) == OPTEE_RETURN_RPC &&
	       (u32)res[0] != OPTEE_RETURN_UNKNOWN;
}

static bool is_cmd(const u64 *res)
{
	return (u32)res[0] == (OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_CMD);
}

static u64 resume_info(const u64 *a)
{
	return (u32)a[3];
}

static void check_resume(struct monitor *m, const struct thread *t, const u64 *a)
{
	bool allocated = t->inflight && t->inflight->func == MONITOR_RPC_ALLOC;
	u32 i;

	for (i = allocated ? 6 : 4; i < 8; i++)
		if (a[i] != t->last[i])
			breach(m, MONITOR_BREACH_REGISTER, a[i],
			       "a4 to a7 must be preserved over an RPC (OPTEE_SMC_CALL_RETURN_FROM_RPC)");
	if (!t->inflight && (a[1] != t->told[1] || a[2] != t->told[2]))
		breach(m, MONITOR_BREACH_REGISTER, a[1],
		       "a1 and a2 must be preserved over OPTEE_SMC_RETURN_RPC_FOREIGN_INTR");
}

/* Answer to ALLOC: a1, a2 physical address, 0: none; a4, a5 cookie */
static u64 given(const struct thread *t, const u64 *a, u64 *cookie)
{
	*cookie = reg_pair(a[4], a[5]);
	if (t->told[0] != (OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_ALLOC))
		return 0;
	return reg_pair(a[1], a[2]);
}

static void notify(struct monitor *m)
{
	if (m->notif_enabled)
		m->irq_wanted = true;
}

const struct front smc_front = {
	.check_arrival = check_arrival,
	.park = park,
	.locate = smc_locate,
	.answer = answer,
	.send = send,
	.is_rpc = is_rpc,
	.is_cmd = is_cmd,
	.resume_info = resume_info,
	.check_resume = check_resume,
	.param = smc_param,
	.memref = smc_memref,
	.allocated = smc_allocated,
	.given = given,
	.notify = notify,
	.alloc_attr = OPTEE_ATTR(TMEM, OUT),
	.registers = true,
	.lends = true,
	.stops = true,
};

/* ---- arrival ---------------------------------------------------------------------- */

/* Enters the critical section on behalf of the calling task. */
static void enter_call(struct monitor *m, struct monitor_call *call) __acquires(m)
{
	/* The host's lock may itself be what forbids to sleep, so this comes first. */
	bool may_sleep = !m->ops->may_sleep || m->ops->may_sleep(m->host);

	monitor_enter(m);
	m->now_may_sleep = may_sleep;
	m->now_caller = m->ops->caller ? m->ops->caller(m->host) : 0;
	m->now_func = (u32)call->a[0] & 0xffff;
	m->now_step = m->num_events;
}

static void arrive(struct monitor *m, struct monitor_call *call)
{
	u32 i;

	m->now_upper = 0;
	for (i = 0; i < 8; i++) {
		if (call->a[i] >> 32)
			m->now_upper = call->a[i];
		call->a[i] &= 0xffffffffu;
	}
	mem_set(call->res, 0, sizeof(call->res));
	call->gate = NO_GATE;
	call->token = 0;
}

static enum monitor_verdict sort(struct monitor *m, struct monitor_call *call)
{
	u32 id = (u32)call->a[0];

	/* SMCCC: "NOT_SUPPORTED", from a secure world that is reached by FF-A */
	if (m->front != &smc_front) {
		call->res[0] = OPTEE_RETURN_UNKNOWN;
		return MONITOR_RETURN;
	}
	if (id & SMCCC_FAST(0, 0))
		return fast(m, call);
	switch (id) {
	case OPTEE_YIELD_ID(OPTEE_YIELD_RETURN_FROM_RPC):
		return rpc_resume(m, call);
	case OPTEE_YIELD_ID(OPTEE_YIELD_CALL_WITH_ARG):
	case OPTEE_YIELD_ID(OPTEE_YIELD_CALL_WITH_RPC_ARG):
	case OPTEE_YIELD_ID(OPTEE_YIELD_CALL_WITH_REGD_ARG):
		return yielding_call(m, call, false);
	}
	m->now_step = event(m, MONITOR_EV_CALL, NULL, MONITOR_ANY, id & 0xffff);
	check_arrival(m, id);
	breach(m, MONITOR_BREACH_FUNCTION, id, "no such yielding call (optee_smc.h)");
	call->res[0] = OPTEE_RETURN_UNKNOWN;
	return MONITOR_RETURN;
}

enum monitor_verdict monitor_smc(struct monitor *m, struct monitor_call *call)
{
	enum monitor_verdict verdict;

	enter_call(m, call);
	arrive(m, call);
	verdict = sort(m, call);
	monitor_leave(m);
	return verdict;
}

static enum monitor_verdict go_on(struct monitor *m, struct monitor_call *call)
{
	if (!call_passes(m, call))
		return MONITOR_PARK;
	if (call->token == TOKEN_FAST) {
		fast_answer(m, call, NULL);
		return MONITOR_RETURN;
	}
	return call_goes_on(m, call);
}

enum monitor_verdict monitor_smc_resume(struct monitor *m, struct monitor_call *call)
{
	enum monitor_verdict verdict;

	enter_call(m, call);
	verdict = go_on(m, call);
	monitor_leave(m);
	return verdict;
}
