// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where SMCs and HVCs arrive: sorting them, rules for fast calls, and going on
 * with parked ones.
 *
 * SMCCC (ARM DEN 0028): function identifiers; OP-TEE SMC ABI (optee_smc.h): 32-bit
 * registers a0..a7.
 */
#include "core/monitor_private.h"

/* What a parked call waits with: the thread it holds, or none yet */
#define TOKEN_FAST	0xffff0001u
#define TOKEN_CALL	0xffff0002u

/* Parks a call that holds no thread; false when it may pass. */
static bool park_without_thread(struct monitor *m, struct monitor_call *call, u32 gate, u32 token)
{
	call->gate = gate;
	call->token = token;
	if (gate_pass(m, gate, &call->res[0]))
		return false;
	event(m, MONITOR_EV_PARK, NULL, (u32)call->a[0] & 0xffff, gate);
	return true;
}

static void check_upper_halves(struct monitor *m)
{
	if (m->now_upper)
		breach(m, MONITOR_BREACH_REGISTER, m->now_upper,
		       "bits above 31 of a register are set in a 32-bit call (SMCCC)");
	m->now_upper = 0;
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
		m->lied_cache = true;
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
	    park_without_thread(m, call, (u32)r->value[0], TOKEN_FAST))
		return MONITOR_PARK;
	fast_answer(m, call, r);
	return MONITOR_RETURN;
}

/* What holds for every yielding call, once it has its event */
static void check_arrival(struct monitor *m, u32 id)
{
	check_upper_halves(m);
	if (!m->now_may_sleep)
		breach(m, MONITOR_BREACH_CONTEXT, id,
		       "a yielding call from a context that may not sleep");
	if (!m->exchanged)
		breach(m, MONITOR_BREACH_ORDER, id,
		       "a yielding call before OPTEE_SMC_EXCHANGE_CAPABILITIES");
}

/* Parks a yielding call before it has a thread; false when it may pass. */
static bool call_park(struct monitor *m, struct monitor_call *call, u32 gate)
{
	return park_without_thread(m, call, gate, TOKEN_CALL);
}

static const struct front smc_front = { .check_arrival = check_arrival, .park = call_park };

/* Enters the critical section on behalf of the calling task. */
static void enter_call(struct monitor *m, struct monitor_call *call) __acquires(m)
{
	/* The host's lock may itself be what forbids to sleep, so this comes first. */
	bool may_sleep = !m->ops->may_sleep || m->ops->may_sleep(m->host);

	monitor_enter(m);
	m->now_front = &smc_front;
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
	struct thread *t = NULL;
	u64 ticket = call->res[0];

	if (call->token < MONITOR_MAX_THREADS) {
		t = &m->threads[call->token];
		ticket = t->ticket;
	}
	if (!gate_retry(m, call->gate, ticket))
		return MONITOR_PARK;
	m->now_step = event(m, MONITOR_EV_UNPARK, t, m->now_func, call->gate);
	if (!t && call->token == TOKEN_FAST) {
		fast_answer(m, call, NULL);
		return MONITOR_RETURN;
	}
	if (!t)
		return yielding_call(m, call, true);
	t->state = THREAD_RUNNING;
	t->gate = NO_GATE;
	return thread_run(m, t, call);
}

enum monitor_verdict monitor_smc_resume(struct monitor *m, struct monitor_call *call)
{
	enum monitor_verdict verdict;

	enter_call(m, call);
	verdict = go_on(m, call);
	monitor_leave(m);
	return verdict;
}
