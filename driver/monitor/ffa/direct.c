// SPDX-License-Identifier: GPL-2.0-only
/*
 * Direct requests to OP-TEE: its blocking services, yielding calls, and what the driver
 * is told when those end or ask for something. The core has w3 to w7 of a request in
 * monitor_call.a, and of a response in monitor_call.res.
 *
 * Arm DEN 0077 (FF-A 1.1) section 15; OP-TEE over FF-A (optee_ffa.h).
 */
#include "ffa/ffa_private.h"

/* What a parked call waits with: the thread it holds, or none yet */
#define TOKEN_CALL	0xffff0002u

bool ffa_is_yielding(const struct monitor_ffa_call *ffa)
{
	return ffa->direct && ffa->call.a[0] & OPTEE_FFA_YIELDING;
}

void ffa_direct_response(struct monitor_ffa_call *ffa)
{
	mem_set(ffa->res, 0, sizeof(ffa->res));
	ffa->res[0] = FFA_ID32(FFA_FN_DIRECT_RESP);
	ffa->res[1] = FFA_ENDPOINTS(FFA_ID_OPTEE, FFA_ID_KERNEL);
	mem_copy(&ffa->res[3], ffa->call.res, sizeof(ffa->call.res));
}

/* ---- blocking services ------------------------------------------------------------ */

struct service {
	u32 nr;
	u32 args;	/* bit n: w3+n is an argument */
	void (*answer)(struct monitor *m, struct monitor_call *call);
};

static void get_api_version(struct monitor *m, struct monitor_call *call)
{
	call->res[0] = m->config.ffa.api_major;
	call->res[1] = m->config.ffa.api_minor;
}

static void get_os_version(struct monitor *m, struct monitor_call *call)
{
	call->res[0] = m->config.os_major;
	call->res[1] = m->config.os_minor;
	call->res[2] = m->config.os_build_id;
}

/* The capabilities of the SMC ABI, and what they are over FF-A */
static u32 caps_of(const struct monitor *m)
{
	u32 caps = m->config.ffa.no_arg_offset ? 0 : OPTEE_FFA_CAP_ARG_OFFSET;

	if (m->config.sec_caps & OPTEE_CAP_ASYNC_NOTIF)
		caps |= OPTEE_FFA_CAP_ASYNC_NOTIF;
	if (m->config.sec_caps & OPTEE_CAP_RPMB_PROBE)
		caps |= OPTEE_FFA_CAP_RPMB_PROBE;
	if (m->config.sec_caps & OPTEE_CAP_DYNAMIC_PROTMEM)
		caps |= OPTEE_FFA_CAP_PROTMEM;
	return caps;
}

static void exchange_capabilities(struct monitor *m, struct monitor_call *call)
{
	call->res[1] = m->config.rpc_param_count & 0xff;
	call->res[2] = caps_of(m);
	if (m->config.sec_caps & OPTEE_CAP_ASYNC_NOTIF)
		call->res[3] = m->config.max_notif_value;
}

static void unregister_shm(struct monitor *m, struct monitor_call *call)
{
	call->res[0] = ffa_unregister_shm(m, ffa_pair(call->a[1], call->a[2]));
}

static void release_protmem(struct monitor *m, struct monitor_call *call)
{
	call->res[0] = ffa_release_protmem(m, ffa_pair(call->a[1], call->a[2]));
}

static void enable_async_notif(struct monitor *m, struct monitor_call *call)
{
	u64 value = call->a[1];

	call->res[0] = TEEC_ERROR_BAD_PARAMETERS;
	if (!(m->caps & OPTEE_CAP_ASYNC_NOTIF) || value >= OPTEE_FFA_MAX_NOTIF ||
	    !(m->ffa.bound & 1ull << value)) {
		if (value >= OPTEE_FFA_MAX_NOTIF || !(m->ffa.lied_bound & 1ull << value))
			breach(m, MONITOR_BREACH_ORDER, value,
			       "OPTEE_FFA_ENABLE_ASYNC_NOTIF that was not offered, or with what is not bound");
		return;
	}
	if (m->notif_enabled && !m->ffa.unbind_refused)
		breach(m, MONITOR_BREACH_ORDER, value,
		       "OPTEE_FFA_ENABLE_ASYNC_NOTIF when notifications are enabled already");
	m->ffa.bottom_half = (u32)value;
	m->notif_enabled = true;
	call->res[0] = TEEC_SUCCESS;
	if (m->num_pending)
		ffa_notify(m);
}

static const struct service services[] = {
	{ OPTEE_FFA_GET_API_VERSION_NR, 0x01, get_api_version },
	{ OPTEE_FFA_GET_OS_VERSION_NR, 0x01, get_os_version },
	{ OPTEE_FFA_EXCHANGE_CAPABILITIES_NR, 0x01, exchange_capabilities },
	{ OPTEE_FFA_UNREGISTER_SHM_NR, 0x07, unregister_shm },
	{ OPTEE_FFA_ENABLE_ASYNC_NOTIF_NR, 0x03, enable_async_notif },
	{ OPTEE_FFA_RELEASE_PROTMEM_NR, 0x07, release_protmem },
};

/* A blocking service; the answer goes to @call->res. */
void ffa_service(struct monitor *m, struct monitor_call *call)
{
	const struct service *s = services, *end = services + sizeof(services) / sizeof(*s);
	u32 i;

	mem_set(call->res, 0, sizeof(call->res));
	while (s < end && s->nr != call->a[0])
		s++;
	if (s == end) {
		breach(m, MONITOR_BREACH_FUNCTION, call->a[0],
		       "no such service of OP-TEE (optee_ffa.h)");
		call->res[0] = TEEC_ERROR_BAD_PARAMETERS;
		return;
	}
	for (i = 1; i < 5; i++)
		if (call->a[i] && !(s->args & 1u << i))
			breach(m, MONITOR_BREACH_REGISTER, call->a[i],
			       "a register that this service does not use is not 0 (optee_ffa.h)");
	if (call->a[0] > OPTEE_FFA_EXCHANGE_CAPABILITIES_NR && !m->exchanged)
		breach(m, MONITOR_BREACH_ORDER, call->a[0],
		       "a service before OPTEE_FFA_EXCHANGE_CAPABILITIES");
	s->answer(m, call);
}

/* ---- for who watches --------------------------------------------------------------- */

static bool is_resume(const struct monitor_ffa_call *ffa)
{
	return (u32)ffa->a[3] == (OPTEE_FFA_YIELDING | OPTEE_FFA_RESUME);
}

bool monitor_ffa_called(const struct monitor_ffa_call *ffa, u64 *a0)
{
	*a0 = is_resume(ffa) ? OPTEE_YIELD_ID(OPTEE_YIELD_RETURN_FROM_RPC) :
			       OPTEE_YIELD_ID(OPTEE_YIELD_CALL_WITH_REGD_ARG);
	return (ffa->a[0] & 0xffff) == FFA_FN_DIRECT_REQ && ffa->a[3] & OPTEE_FFA_YIELDING;
}

/* What the SPM says in the place of OP-TEE, of a call that begins */
static u64 error_as_smc(u32 code)
{
	return code == FFA_BUSY || code == FFA_RETRY || code == FFA_INTERRUPTED ?
	       OPTEE_RETURN_ETHREAD_LIMIT : OPTEE_RETURN_UNKNOWN;
}

static u64 answer_as_smc(const u64 *res)
{
	if ((u32)res[0] == TEEC_ERROR_BUSY)
		return OPTEE_RETURN_ETHREAD_LIMIT;
	if (res[0])
		return OPTEE_RETURN_EBADADDR;
	if (res[1] == OPTEE_FFA_INTERRUPT)
		return OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_INTR;
	return res[1] ? OPTEE_RETURN_RPC | OPTEE_RPC_FUNC_CMD : OPTEE_RETURN_OK;
}

bool monitor_ffa_answered(const struct monitor_ffa_call *ffa, u64 *a0)
{
	u32 id = (u32)ffa->res[0];
	bool answered = id == FFA_ID32(FFA_FN_DIRECT_RESP);

	if (!monitor_ffa_called(ffa, a0) || id == FFA_ID32(FFA_FN_INTERRUPT) ||
	    (!answered && is_resume(ffa)))
		return false;
	*a0 = answered ? answer_as_smc(&ffa->res[3]) : error_as_smc((u32)ffa->res[2]);
	return true;
}

/* ---- struct front ----------------------------------------------------------------- */

static void check_arrival(struct monitor *m, u32 id)
{
	if (!m->now_may_sleep)
		breach(m, MONITOR_BREACH_ATOMIC, id,
		       "a yielding call in atomic context");
	if (!m->exchanged)
		breach(m, MONITOR_BREACH_ORDER, id,
		       "a yielding call before OPTEE_FFA_EXCHANGE_CAPABILITIES");
}

static bool park(struct monitor *m, struct monitor_call *call, u32 gate)
{
	return call_park(m, call, gate, TOKEN_CALL);
}

/* w3 error, w4 OPTEE_FFA_YIELDING_CALL_RETURN_DONE */
static void answer(struct monitor_call *call, u32 ret)
{
	mem_set(call->res, 0, sizeof(call->res));
	switch (ret) {
	case OPTEE_RETURN_OK:
		break;
	case OPTEE_RETURN_ETHREAD_LIMIT:
	case OPTEE_RETURN_EBUSY:
		call->res[0] = TEEC_ERROR_BUSY;
		break;
	case OPTEE_RETURN_ENOMEM:
		call->res[0] = TEEC_ERROR_OUT_OF_MEMORY;
		break;
	case OPTEE_RETURN_ERESUME:
	case OPTEE_RETURN_EBADADDR:
	case OPTEE_RETURN_EBADCMD:
	case OPTEE_RETURN_ENOTAVAIL:
	case OPTEE_RETURN_UNKNOWN:
		call->res[0] = TEEC_ERROR_BAD_PARAMETERS;
		break;
	default:
		call->res[0] = ret;
	}
}

static void send(const struct thread *t, const struct rpc *r, u64 info, struct monitor_call *call)
{
	(void)t;
	call->res[1] = r ? OPTEE_FFA_RPC_CMD : OPTEE_FFA_INTERRUPT;
	call->res[4] = info;
}

static bool is_rpc(const u64 *res)
{
	return !(u32)res[0] && (u32)res[1] != OPTEE_FFA_DONE;
}

static bool is_cmd(const u64 *res)
{
	return !(u32)res[0] && (u32)res[1] == OPTEE_FFA_RPC_CMD;
}

/* w7, in a request and a response */
static u64 resume_info(const u64 *a)
{
	return (u32)a[4];
}

static void check_resume(struct monitor *m, const struct thread *t, const u64 *a)
{
	u32 i;

	(void)t;
	for (i = 1; i < 4; i++)
		if (a[i])
			breach(m, MONITOR_BREACH_REGISTER, a[i],
			       "w4 to w6 of OPTEE_FFA_YIELDING_CALL_RESUME must be 0 (optee_ffa.h)");
}

const struct front ffa_front = {
	.check_arrival = check_arrival,
	.park = park,
	.locate = ffa_locate,
	.answer = answer,
	.send = send,
	.is_rpc = is_rpc,
	.is_cmd = is_cmd,
	.resume_info = resume_info,
	.check_resume = check_resume,
	.param = ffa_param,
	.memref = ffa_memref,
	.allocated = ffa_allocated,
	.notify = ffa_notify,
	.exit = ffa_forget_transfers,
	.alloc_attr = OPTEE_ATTR(RMEM, OUT),
	.sends = true,
};

/* The SPM has refused a request, of which OP-TEE never hears: it keeps what it has. */
void ffa_not_delivered(struct monitor *m, const struct monitor_ffa_call *ffa)
{
	const struct monitor_call *call = &ffa->call;
	struct optee_param p[2] = { { 0 } };
	struct shm_object *obj = NULL;
	struct arg_place place;
	u64 n;

	if (!ffa_is_yielding(ffa)) {
		if (call->a[0] == OPTEE_FFA_UNREGISTER_SHM_NR)
			obj = shm_find(m, ffa_pair(call->a[1], call->a[2]), true);
		if (obj)
			obj->kept = true;
		return;
	}
	if (is_resume(ffa)) {
		rpc_cut_off(m, call);
		return;
	}
	/* It is made again, or has failed, as far as the driver knows. */
	if (error_as_smc((u32)ffa->res[2]) == OPTEE_RETURN_ETHREAD_LIMIT ||
	    ffa_locate(m, call->a, &place))
		return;
	n = place.head.num_params < 2 ? place.head.num_params : 2;
	buffer_read(m, &place.arg, sizeof(place.head), p, n * sizeof(p[0]));
	lie_told(m, place.head.cmd, place.head.session, arg_cookie(place.head.cmd, p));
}

/* A yielding call, or one that comes back */
enum monitor_verdict ffa_direct_request(struct monitor *m, struct monitor_ffa_call *ffa)
{
	struct monitor_call *call = &ffa->call;

	switch ((u32)call->a[0] & ~OPTEE_FFA_YIELDING) {
	case OPTEE_FFA_WITH_ARG:
		return yielding_call(m, call, false);
	case OPTEE_FFA_RESUME:
		return rpc_resume(m, call);
	}
	m->now_step = event(m, MONITOR_EV_CALL, NULL, MONITOR_ANY, call->a[0] & 0xffff);
	check_arrival(m, (u32)call->a[0]);
	breach(m, MONITOR_BREACH_FUNCTION, call->a[0], "no such yielding call (optee_ffa.h)");
	answer(call, OPTEE_RETURN_UNKNOWN);
	return MONITOR_RETURN;
}
