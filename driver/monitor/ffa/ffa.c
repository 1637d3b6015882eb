// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where FF-A calls arrive: a secure partition manager, with OP-TEE as its one partition.
 * Sorting them, rules for all but yielding calls, and going on with parked ones.
 *
 * Arm DEN 0077 (FF-A 1.1) sections 11 to 16; SMCCC (ARM DEN 0028).
 */
#include "ffa/ffa_private.h"

/* What a parked call waits with when it is no yielding one */
#define TOKEN_FAST	0xffff0001u

/* What the registers of a function are */
struct function {
	u32 number;
	u32 args;	/* bit n: wn is an argument */
	bool wide;	/* there is a 64-bit one, as there is of all with addresses */
	bool narrow;	/* and a 32-bit one */
	void (*answer)(struct monitor *m, struct monitor_ffa_call *ffa);
};

static const struct function functions[] = {
	{ FFA_FN_VERSION, 0x02, false, true, ffa_version },
	{ FFA_FN_FEATURES, 0x06, false, true, ffa_features },
	{ FFA_FN_ID_GET, 0, false, true, ffa_id_get },
	{ FFA_FN_SPM_ID_GET, 0, false, true, ffa_spm_id_get },
	{ FFA_FN_RXTX_MAP, 0x0e, true, true, ffa_rxtx_map },
	{ FFA_FN_RXTX_UNMAP, 0, false, true, ffa_rxtx_unmap },
	{ FFA_FN_RX_RELEASE, 0, false, true, ffa_rx_release },
	{ FFA_FN_PARTITION_INFO_GET, 0x3e, false, true, ffa_partition_info_get },
	{ FFA_FN_PARTITION_INFO_GET_REGS, 0x0e, true, false, ffa_partition_info_get_regs },
	{ FFA_FN_MEM_SHARE, 0x1e, true, true, ffa_mem_share },
	{ FFA_FN_MEM_LEND, 0x1e, true, true, ffa_mem_share },
	{ FFA_FN_MEM_FRAG_TX, 0x0e, false, true, ffa_mem_frag_tx },
	{ FFA_FN_MEM_RECLAIM, 0x0e, false, true, ffa_mem_reclaim },
	{ FFA_FN_NOTIFICATION_BITMAP_CREATE, 0x06, false, true, ffa_bitmap_create },
	{ FFA_FN_NOTIFICATION_BITMAP_DESTROY, 0x02, false, true, ffa_bitmap_destroy },
	{ FFA_FN_NOTIFICATION_BIND, 0x1e, false, true, ffa_bind },
	{ FFA_FN_NOTIFICATION_UNBIND, 0x1e, false, true, ffa_unbind },
	{ FFA_FN_NOTIFICATION_GET, 0x06, false, true, ffa_notification_get },
	{ FFA_FN_NOTIFICATION_INFO_GET, 0, true, true, ffa_notification_info_get },
};

void ffa_error(struct monitor_ffa_call *ffa, u32 code)
{
	mem_set(ffa->res, 0, sizeof(ffa->res));
	ffa->res[0] = FFA_ID32(FFA_FN_ERROR);
	ffa->res[2] = code;
}

void ffa_success(struct monitor_ffa_call *ffa, u64 w2, u64 w3)
{
	mem_set(ffa->res, 0, sizeof(ffa->res));
	ffa->res[0] = FFA_ID32(FFA_FN_SUCCESS);
	ffa->res[2] = w2;
	ffa->res[3] = w3;
}

u64 ffa_pair(u64 low, u64 high)
{
	return high << 32 | (low & 0xffffffffu);
}

static bool is_notification(u32 number)
{
	return number >= FFA_FN_NOTIFICATION_BITMAP_CREATE &&
	       number <= FFA_FN_NOTIFICATION_INFO_GET;
}

static const struct function *find_function(const struct monitor *m, u32 id)
{
	const struct function *f = functions;
	u32 i;

	for (i = 0; i < sizeof(functions) / sizeof(*f); i++, f++) {
		if ((!f->narrow || id != FFA_ID32(f->number)) &&
		    (!f->wide || id != FFA_ID64(f->number)))
			continue;
		if ((is_notification(f->number) && m->config.ffa.no_notif) ||
		    (f->number == FFA_FN_PARTITION_INFO_GET_REGS && !m->config.ffa.info_regs))
			return NULL;
		return f;
	}
	return NULL;
}

/* Is it a function that FFA_FEATURES tells of? */
bool ffa_offers(const struct monitor *m, u32 id)
{
	return find_function(m, id) || id == FFA_ID32(FFA_FN_DIRECT_REQ) ||
	       id == FFA_ID64(FFA_FN_DIRECT_REQ) || id == FFA_ID32(FFA_FN_RUN);
}

/* ---- functions of the SPM ----------------------------------------------------------- */

/* SMCCC: 32-bit calls have 32-bit registers. DEN 0077 11.2: unused registers are 0. */
static void check_registers(struct monitor *m, const struct monitor_ffa_call *ffa, u32 args)
{
	bool wide = ffa->a[0] & 0x40000000u;
	u32 i;

	for (i = 1; i < MONITOR_FFA_REGS; i++) {
		if (ffa->a[i] && !(args & 1u << i))
			breach(m, MONITOR_BREACH_REGISTER, ffa->a[i],
			       "a register that this function does not use is not 0 (DEN 0077 11.2)");
		else if (!wide && ffa->a[i] >> 32)
			breach(m, MONITOR_BREACH_REGISTER, ffa->a[i],
			       "bits above 31 of a register are set in a 32-bit call (SMCCC)");
	}
}

static void spm_function(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u32 id = (u32)ffa->a[0];
	const struct function *f = find_function(m, id);

	if (!f) {
		/* "SMC unknown" is what a caller that asked FFA_FEATURES never gets */
		breach(m, MONITOR_BREACH_FUNCTION, id,
		       "a function that FFA_FEATURES does not offer (DEN 0077 13.3)");
		ffa_error(ffa, FFA_NOT_SUPPORTED);
		return;
	}
	check_registers(m, ffa, f->args);
	if (f->number != FFA_FN_VERSION && !m->ffa.version)
		breach(m, MONITOR_BREACH_ORDER, id,
		       "a function before FFA_VERSION (DEN 0077 13.2)");
	f->answer(m, ffa);
}

/* ---- direct requests ---------------------------------------------------------------- */

/* DEN 0077 15.2: endpoints, and w2 which is 0; optee_ffa.h: 32-bit convention */
static bool check_direct(struct monitor *m, struct monitor_ffa_call *ffa)
{
	check_registers(m, ffa, 0xfa);
	if (ffa->a[1] == FFA_ENDPOINTS(FFA_ID_KERNEL, FFA_ID_OPTEE) &&
	    (u32)ffa->a[0] == FFA_ID32(FFA_FN_DIRECT_REQ))
		return true;
	breach(m, MONITOR_BREACH_REGISTER, ffa->a[1],
	       "a direct request of others, to others, or in the 64-bit convention (DEN 0077 15.2, optee_ffa.h)");
	ffa_error(ffa, FFA_INVALID_PARAMETERS);
	return false;
}

static struct ffa_preempted *preempted_by(struct monitor *m, u32 caller)
{
	struct ffa_preempted *p = m->ffa.preempted;

	while (p < m->ffa.preempted + FFA_PREEMPTED && (!p->left || p->caller != caller))
		p++;
	return p < m->ffa.preempted + FFA_PREEMPTED ? p : NULL;
}

/* FFA_INTERRUPT: the request goes on with FFA_RUN. */
static void interrupt(struct monitor_ffa_call *ffa)
{
	mem_set(ffa->res, 0, sizeof(ffa->res));
	ffa->res[0] = FFA_ID32(FFA_FN_INTERRUPT);
	ffa->res[1] = FFA_ENDPOINTS(FFA_ID_OPTEE, 0);
}

/* Is a request to be interrupted first? */
static bool preempt(struct monitor *m, struct monitor_ffa_call *ffa)
{
	struct ffa_preempted *p = m->ffa.preempted;

	if (!m->config.ffa.preempted)
		return false;
	while (p < m->ffa.preempted + FFA_PREEMPTED && p->left)
		p++;
	if (p == m->ffa.preempted + FFA_PREEMPTED)
		return false;
	p->caller = m->now_caller;
	p->left = m->config.ffa.preempted;
	mem_copy(p->a, ffa->a, sizeof(p->a));
	interrupt(ffa);
	return true;
}

/* FFA_RUN: true when the request that was interrupted is what has to be done now. */
static bool run(struct monitor *m, struct monitor_ffa_call *ffa)
{
	struct ffa_preempted *p = preempted_by(m, m->now_caller);

	check_registers(m, ffa, 0x02);
	if (!p || ffa->a[1] != FFA_ENDPOINTS(FFA_ID_OPTEE, 0)) {
		breach(m, MONITOR_BREACH_ORDER, ffa->a[1],
		       "nothing of the caller's was interrupted there (DEN 0077 14.2, FFA_RUN)");
		ffa_error(ffa, FFA_INVALID_PARAMETERS);
		return false;
	}
	if (--p->left) {
		interrupt(ffa);
		return false;
	}
	mem_copy(ffa->a, p->a, sizeof(ffa->a));
	return true;
}

/* ---- arrival ------------------------------------------------------------------------ */

static u32 function_of(const struct monitor_ffa_call *ffa)
{
	return ffa->direct && !ffa_is_yielding(ffa) ?
	       MONITOR_FFA_SERVICE(ffa->call.a[0] & 0xff) : (u32)ffa->a[0] & 0xffff;
}

/* Memory that is shared or lent */
static struct shm_object *named(struct monitor *m, u64 handle)
{
	struct shm_object *obj = shm_find(m, handle, true);

	return obj ? obj : lent_find(m, handle);
}

/* What the driver was told by a function that says something of memory */
static void note(struct monitor *m, const struct monitor_ffa_call *ffa, u64 handle)
{
	u64 told = ffa_pair(ffa->res[2], ffa->res[3]);
	struct shm_object *obj;

	if (!handle || ((u32)ffa->res[0] == FFA_ID32(FFA_FN_SUCCESS) && told == handle))
		return;
	obj = named(m, handle);
	if (obj)
		obj->lied = true;
	lied_about(&m->lied_cookies, handle);
	if ((u32)ffa->res[0] == FFA_ID32(FFA_FN_SUCCESS))
		lied_about(&m->lied_cookies, told);
}

/* Capabilities that it was told of, lies of rules included */
static void note_capabilities(struct monitor *m, const struct monitor_call *call)
{
	u32 caps = (u32)call->res[2];

	if (call->res[0])
		return;
	m->exchanged = true;
	m->caps = OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RPC_ARG | OPTEE_CAP_MEMREF_NULL;
	if (caps & OPTEE_FFA_CAP_ASYNC_NOTIF)
		m->caps |= OPTEE_CAP_ASYNC_NOTIF;
	if (caps & OPTEE_FFA_CAP_RPMB_PROBE)
		m->caps |= OPTEE_CAP_RPMB_PROBE;
	if (caps & OPTEE_FFA_CAP_PROTMEM)
		m->caps |= OPTEE_CAP_DYNAMIC_PROTMEM;
	m->max_notif = (u32)call->res[3];
	m->rpc_params = (u32)call->res[1] & 0xff;
}

/* A rule answers in the place of a function: what it would have done has not happened. */
static void refuse(struct monitor *m, struct monitor_ffa_call *ffa, const struct monitor_rule *r)
{
	u64 handle = ffa->direct ? ffa_pair(ffa->call.a[1], ffa->call.a[2]) :
				   ffa_pair(ffa->a[1], ffa->a[2]);
	u32 func = function_of(ffa);
	struct shm_object *obj = NULL;

	if (func == FFA_FN_MEM_RECLAIM ||
	    func == MONITOR_FFA_SERVICE(OPTEE_FFA_UNREGISTER_SHM_NR) ||
	    func == MONITOR_FFA_SERVICE(OPTEE_FFA_RELEASE_PROTMEM_NR))
		obj = named(m, handle);
	/* It stays in use, as the driver was told, or is believed to be gone. */
	if (obj && r->value[0])
		obj->kept = true;
	else if (obj)
		obj->lied = true;
	if (func == FFA_FN_NOTIFICATION_UNBIND)
		m->ffa.unbind_refused = true;
	if (func == FFA_FN_NOTIFICATION_BIND && !r->value[0])
		m->ffa.lied_bound |= ffa_pair(ffa->a[3], ffa->a[4]);
	/* a handle of nothing */
	if ((func == FFA_FN_MEM_SHARE || func == FFA_FN_MEM_LEND) && !r->value[0])
		lied_about(&m->lied_cookies, 0);
	if (ffa->direct) {
		mem_set(ffa->call.res, 0, sizeof(ffa->call.res));
		ffa->call.res[0] = r->value[0];
	} else if (func == FFA_FN_VERSION) {
		ffa->res[0] = r->value[0];
	} else if (!r->value[0]) {
		ffa_success(ffa, 0, 0);
	} else {
		ffa_error(ffa, (u32)r->value[0]);
	}
}

static void poke(struct monitor_ffa_call *ffa, const struct monitor_rule *r)
{
	u64 *res = ffa->direct ? ffa->call.res : ffa->res;

	if (r->value[0] <= MONITOR_POKE_A3)
		res[r->value[0] - MONITOR_POKE_A0] = r->value[1];
}

/* Anything but a yielding call is done at once. */
static void fast_answer(struct monitor *m, struct monitor_ffa_call *ffa,
			const struct monitor_rule *r)
{
	bool shares = m->now_func == FFA_FN_MEM_SHARE || m->now_func == FFA_FN_MEM_LEND ||
		      m->now_func == FFA_FN_MEM_FRAG_TX;
	u64 handle = 0;

	m->stats.fast_calls++;
	m->now_step = event(m, MONITOR_EV_FAST, NULL, m->now_func, 0);
	if (r && r->action == MONITOR_DO_RETURN)
		refuse(m, ffa, r);
	else if (ffa->direct)
		ffa_service(m, &ffa->call);
	else if (m->config.ffa.refused == m->now_func)
		ffa_error(ffa, FFA_NOT_SUPPORTED);
	else
		spm_function(m, ffa);
	if (shares && (u32)ffa->res[0] == FFA_ID32(FFA_FN_SUCCESS))
		handle = ffa_pair(ffa->res[2], ffa->res[3]);
	if (r && r->action == MONITOR_DO_POKE)
		poke(ffa, r);
	note(m, ffa, handle);
	if (m->now_func == MONITOR_FFA_SERVICE(OPTEE_FFA_EXCHANGE_CAPABILITIES_NR))
		note_capabilities(m, &ffa->call);
	if (ffa->direct)
		ffa_direct_response(ffa);
	m->events[m->now_step % MONITOR_MAX_EVENTS].value =
		ffa->direct ? ffa->res[3] : ffa->res[0];
}

static enum monitor_verdict fast(struct monitor *m, struct monitor_ffa_call *ffa)
{
	const struct monitor_rule *r = rule_find(m, MONITOR_AT_FAST, m->now_func, MONITOR_ANY,
						 m->now_caller, false);

	if (r && r->action == MONITOR_DO_NOTIFY)
		notif_post(m, (u32)r->value[0]);
	if (r && r->action == MONITOR_DO_PARK && m->now_may_sleep &&
	    call_park(m, &ffa->call, (u32)r->value[0], TOKEN_FAST))
		return MONITOR_PARK;
	fast_answer(m, ffa, r);
	return MONITOR_RETURN;
}

/* A direct request that the SPM itself refuses, before OP-TEE sees it */
static bool refused(struct monitor *m, struct monitor_ffa_call *ffa)
{
	const struct monitor_rule *r = rule_find(m, MONITOR_AT_FAST, FFA_FN_DIRECT_REQ, MONITOR_ANY,
						 m->now_caller, false);

	if (!r || r->action != MONITOR_DO_RETURN)
		return false;
	m->now_step = event(m, MONITOR_EV_FAST, NULL, FFA_FN_DIRECT_REQ, r->value[0]);
	/* there is no error 0 */
	ffa_error(ffa, (u32)r->value[0] ? (u32)r->value[0] : FFA_ABORTED);
	ffa_not_delivered(m, ffa);
	return true;
}

static enum monitor_verdict direct(struct monitor *m, struct monitor_ffa_call *ffa)
{
	enum monitor_verdict verdict;

	ffa->direct = true;
	mem_copy(ffa->call.a, &ffa->a[3], MONITOR_RES * sizeof(u64));
	m->now_func = function_of(ffa);
	if (!check_direct(m, ffa) || refused(m, ffa))
		return MONITOR_RETURN;
	if (!ffa_is_yielding(ffa))
		return fast(m, ffa);
	verdict = ffa_direct_request(m, ffa);
	if (verdict == MONITOR_RETURN)
		ffa_direct_response(ffa);
	return verdict;
}

static enum monitor_verdict sort(struct monitor *m, struct monitor_ffa_call *ffa)
{
	u32 number = (u32)ffa->a[0] & 0xffff;

	m->now_func = number;
	ffa->call.a[0] = ffa->a[0];
	if (m->front != &ffa_front) {
		ffa->res[0] = FFA_NOT_SUPPORTED;
		return MONITOR_RETURN;
	}
	if (number == FFA_FN_RUN)
		return run(m, ffa) ? direct(m, ffa) : MONITOR_RETURN;
	if (number == FFA_FN_DIRECT_REQ)
		return preempt(m, ffa) ? MONITOR_RETURN : direct(m, ffa);
	return fast(m, ffa);
}

static void enter_call(struct monitor *m) __acquires(m)
{
	/* The host's lock may itself be what forbids to sleep, so this comes first. */
	bool may_sleep = !m->ops->may_sleep || m->ops->may_sleep(m->host);

	monitor_enter(m);
	m->now_may_sleep = may_sleep;
	m->now_caller = m->ops->caller ? m->ops->caller(m->host) : 0;
	m->now_step = m->num_events;
}

enum monitor_verdict monitor_ffa(struct monitor *m, struct monitor_ffa_call *ffa)
{
	enum monitor_verdict verdict;

	enter_call(m);
	mem_set(ffa->res, 0, sizeof(ffa->res));
	mem_set(&ffa->call, 0, sizeof(ffa->call));
	ffa->call.gate = NO_GATE;
	ffa->direct = false;
	verdict = sort(m, ffa);
	monitor_leave(m);
	return verdict;
}

static enum monitor_verdict go_on(struct monitor *m, struct monitor_ffa_call *ffa)
{
	enum monitor_verdict verdict;

	m->now_func = function_of(ffa);
	if (!call_passes(m, &ffa->call))
		return MONITOR_PARK;
	if (ffa->call.token == TOKEN_FAST) {
		fast_answer(m, ffa, NULL);
		return MONITOR_RETURN;
	}
	verdict = call_goes_on(m, &ffa->call);
	if (verdict == MONITOR_RETURN)
		ffa_direct_response(ffa);
	return verdict;
}

enum monitor_verdict monitor_ffa_resume(struct monitor *m, struct monitor_ffa_call *ffa)
{
	enum monitor_verdict verdict;

	enter_call(m);
	verdict = go_on(m, ffa);
	monitor_leave(m);
	return verdict;
}
