// SPDX-License-Identifier: GPL-2.0-only
/*
 * RPC: requests that leave to the normal world, and their return.
 *
 * OP-TEE RPC commands (optee_rpc_cmd.h); OP-TEE SMC ABI (optee_smc.h) for RPCs that are
 * none: OPTEE_SMC_RETURN_RPC_ALLOC, _FREE, _FOREIGN_INTR.
 */
#include "monitor_private.h"

/* Begins the command's RPC; it is sent when the command's step is over. */
struct rpc *rpc_begin(struct thread *t, u32 func, u32 num_params)
{
	mem_set(&t->rpc, 0, sizeof(t->rpc));
	t->rpc.func = func;
	t->rpc.num_params = num_params;
	t->rpc.wanted = true;
	return &t->rpc;
}

void rpc_value(struct rpc *r, u32 i, u32 dir, u64 a, u64 b, u64 c)
{
	r->param[i].attr = OPTEE_ATTR_VALUE | dir;
	r->param[i].a = a;
	r->param[i].b = b;
	r->param[i].c = c;
}

void rpc_memref(const struct monitor *m, struct rpc *r, u32 i, u32 dir,
		const struct shm_object *obj, u64 offs, u64 size)
{
	m->front->memref(m, &r->param[i], dir, obj, offs, size);
}

static bool is_cmd(const struct rpc *r)
{
	return r->func != MONITOR_RPC_ALLOC && r->func != MONITOR_RPC_FREE &&
	       r->func != MONITOR_RPC_FOREIGN_INTR;
}

/* The RPC cannot be sent: its result is the secure world's own. */
static bool rpc_fail(struct rpc *r, u32 ret)
{
	r->wanted = false;
	r->ret = ret;
	return false;
}

/* Resume information: thread and generation, so that an old one is not taken for a new one */
static u64 resume_info(const struct thread *t)
{
	return 0x50000000u | t->generation << 8 | t->index;
}

/*
 * rpc_by_driver() - does the driver serve this RPC itself?
 *
 * All others go to the supplicant, which may answer what it likes.
 */
bool rpc_by_driver(const struct monitor *m, u32 func)
{
	switch (func) {
	case OPTEE_RPC_GET_TIME:
	case OPTEE_RPC_NOTIFICATION:
	case OPTEE_RPC_SUSPEND:
	case OPTEE_RPC_I2C_TRANSFER:
		return true;
	case OPTEE_RPC_RPMB_PROBE_RESET:
	case OPTEE_RPC_RPMB_PROBE_NEXT:
	case OPTEE_RPC_RPMB_FRAMES:
		return m->caps & OPTEE_CAP_RPMB_PROBE;
	}
	return false;
}

static void write_arg(struct monitor *m, struct thread *t, struct rpc *r)
{
	struct optee_header head = { .cmd = r->func, .ret = RPC_RET_UNSET,
				     .num_params = r->num_params };
	u32 i;

	for (i = 0; i < r->num_params; i++) {
		r->dirs[i] = r->param[i].attr;
		if (r->dirs[i] == OPTEE_ATTR(VALUE, OUT) && !r->param[i].a &&
		    rpc_by_driver(m, r->func))
			r->param[i].a = RPC_VALUE_UNSET;
	}
	buffer_write(m, &t->rpc_buf, 0, &head, sizeof(head));
	buffer_write(m, &t->rpc_buf, sizeof(head), r->param, r->num_params * sizeof(r->param[0]));
}

/* What the driver was told is what its answer is understood by. */
static void poke_param(struct monitor *m, struct thread *t, struct rpc *r, const struct poke *poke)
{
	u64 field = poke->place - MONITOR_POKE_PARAM_ATTR;
	struct optee_param *p;

	buffer_write(m, &t->rpc_buf, OPTEE_ARG_SIZE(poke->param) + 8 * field, &poke->value,
		     sizeof(poke->value));
	if (!r || poke->param >= r->num_params)
		return;
	p = &r->param[poke->param];
	if (poke->place == MONITOR_POKE_PARAM_A)
		p->a = poke->value;
	else if (poke->place == MONITOR_POKE_PARAM_B)
		p->b = poke->value;
	else if (poke->place == MONITOR_POKE_PARAM_C)
		p->c = poke->value;
}

static void poke_rpc(struct monitor *m, struct thread *t, struct rpc *r, const struct poke *poke,
		     u64 *res)
{
	u32 word = (u32)poke->value;
	u64 at = 0;

	switch (poke->place) {
	case MONITOR_POKE_A0:
	case MONITOR_POKE_A1:
	case MONITOR_POKE_A2:
	case MONITOR_POKE_A3:
		res[poke->place - MONITOR_POKE_A0] = poke->value;
		return;
	case MONITOR_POKE_CMD:
		break;
	case MONITOR_POKE_SESSION:
		at = 2 * sizeof(u32);
		break;
	case MONITOR_POKE_RET:
		at = 5 * sizeof(u32);
		break;
	case MONITOR_POKE_ORIGIN:
		at = 6 * sizeof(u32);
		break;
	case MONITOR_POKE_NUM_PARAMS:
		at = 7 * sizeof(u32);
		break;
	default:
		poke_param(m, t, r, poke);
		return;
	}
	buffer_write(m, &t->rpc_buf, at, &word, sizeof(word));
}

/* Which RPC the driver takes it for, after what it is told has been falsified */
static u32 func_as_told(struct monitor *m, struct thread *t, u32 func, const u64 *res)
{
	u32 cmd;

	if (m->front->is_cmd(res) && buffer_read(m, &t->rpc_buf, 0, &cmd, sizeof(cmd)))
		return cmd;
	return func;
}

/* The thread leaves the secure world with what is in @call->res; lies come last. */
static void leave(struct monitor *m, struct thread *t, struct rpc *r, u32 func,
		  struct monitor_call *call)
{
	u32 told = func;

	t->info = resume_info(t);
	mem_set(call->res, 0, sizeof(call->res));
	m->front->send(t, r, t->info, call);
	if (t->poke[POKE_RPC].set) {
		poke_rpc(m, t, r, &t->poke[POKE_RPC], call->res);
		t->poke[POKE_RPC].set = false;
		t->misled = true;
		if (r)
			lie_in_rpc(m, r);
		if (r && r->func == MONITOR_RPC_ALLOC)
			r->size = call->res[1];
		t->info = m->front->resume_info(call->res);
		told = func_as_told(m, t, func, call->res);
	}
	mem_copy(t->told, call->res, sizeof(t->told));
	if (r)
		rpc_gives_back(m, r);
	t->left_ns = m->ops->now_ns ? m->ops->now_ns(m->host) : 0;
	if (r && func == OPTEE_RPC_NOTIFICATION && r->param[0].a == OPTEE_RPC_NOTIF_SEND)
		notif_told(m, r->param[0].b);
	t->inflight = r;
	t->state = THREAD_SUSPENDED;
	m->stats.rpcs++;
	m->now_step = event(m, MONITOR_EV_RPC, t, told, r ? r->num_params : 0);
	/* After a lie the driver may take this for the end of the call. */
	if (!m->front->is_rpc(call->res)) {
		lie_ends_call(m, t);
		thread_release(m, t);
	}
}

/* Looks for rules once; true: one of them has something done first. */
static bool rule_first(struct monitor *m, struct thread *t, u32 func, bool *ruled, bool extra)
{
	enum call_phase phase = t->phase;

	if (*ruled)
		return false;
	*ruled = true;
	rule_at_thread(m, t, MONITOR_AT_RPC, func, extra);
	if (t->gate != NO_GATE || t->phase != phase)
		return true;
	return !extra && (t->interrupts || t->extra.wanted);
}

/*
 * rpc_send() - send an RPC
 *
 * Returns true when the thread has left; false when something else comes first,
 * or the RPC could not be sent and has its result.
 */
bool rpc_send(struct monitor *m, struct thread *t, struct rpc *r, struct monitor_call *call)
{
	enum call_phase phase = t->phase;
	u64 room = m->caps & OPTEE_CAP_RPC_ARG ? m->rpc_params : RPC_PARAMS;

	if (!is_cmd(r) && !m->front->given)
		return rpc_fail(r, TEEC_ERROR_NOT_SUPPORTED);
	if (is_cmd(r) && !t->rpc_buf.size) {
		if (t->no_rpc_arg || t->rpc_arg)
			return rpc_fail(r, TEEC_ERROR_OUT_OF_MEMORY);
		mem_set(&t->house, 0, sizeof(t->house));
		t->house.func = MONITOR_RPC_ALLOC;
		t->house.size = OPTEE_ARG_SIZE(RPC_PARAMS);
		t->house.wanted = true;
		return false;
	}
	if (is_cmd(r) && r->num_params > room)
		return rpc_fail(r, TEEC_ERROR_GENERIC);
	if (rule_first(m, t, r->func, &r->ruled, r == &t->extra)) {
		/* the TA has panicked */
		if (t->phase != phase)
			r->wanted = false;
		return false;
	}
	if (is_cmd(r))
		write_arg(m, t, r);
	leave(m, t, r, r->func, call);
	return true;
}

/* A foreign interrupt: the normal world shall serve it and come back. */
bool rpc_interrupt(struct monitor *m, struct thread *t, struct monitor_call *call)
{
	if (rule_first(m, t, MONITOR_RPC_FOREIGN_INTR, &t->intr_ruled, true))
		return false;
	t->intr_ruled = false;
	t->interrupts--;
	leave(m, t, NULL, MONITOR_RPC_FOREIGN_INTR, call);
	return true;
}

/* ---- coming back --------------------------------------------------------------- */

/* By what the driver was told, which may be a lie */
static struct thread *find_suspended(struct monitor *m, u64 info)
{
	struct thread *t, *other = NULL;
	u32 i;

	for (i = 0; i < m->threads_end; i++) {
		t = &m->threads[i];
		if (t->state != THREAD_SUSPENDED || t->info != info)
			continue;
		if (t->caller == m->now_caller)
			return t;
		other = t;
	}
	return other;
}

/* The thread's own memory becomes the RPC argument, if it is large enough. */
void use_rpc_arg(struct thread *t)
{
	if (!t->rpc_arg || t->rpc_arg->size < OPTEE_ARG_SIZE(RPC_PARAMS))
		return;
	t->rpc_buf.obj = t->rpc_arg;
	t->rpc_buf.start = 0;
	t->rpc_buf.size = t->rpc_arg->size;
}

static void answer_alloc(struct monitor *m, const struct thread *t, struct rpc *r, const u64 *a)
{
	u64 cookie, pa = m->front->given(t, a, &cookie);

	rpc_answer_alloc(m, r, pa, cookie);
}

static u32 take_answer(struct monitor *m, struct thread *t, const u64 *a)
{
	struct rpc *r = t->inflight;

	if (!r)
		return 0;
	r->wanted = false;
	if (r->func == MONITOR_RPC_ALLOC)
		answer_alloc(m, t, r, a);
	else if (r->func == MONITOR_RPC_FREE)
		rpc_answer_free(m, r);
	else
		rpc_answer_cmd(m, t, r);
	if (r != &t->house || r->func != MONITOR_RPC_ALLOC)
		return r->ret;
	t->rpc_arg = r->obj;
	use_rpc_arg(t);
	t->no_rpc_arg = !t->rpc_buf.size;
	return r->ret;
}

/* A call comes back from an RPC. */
enum monitor_verdict rpc_resume(struct monitor *m, struct monitor_call *call)
{
	u64 info = m->front->resume_info(call->a);
	struct thread *t = find_suspended(m, info);
	struct rpc *r;
	u32 func, ret;

	if (!t) {
		m->now_step = event(m, MONITOR_EV_RESUME, NULL, MONITOR_ANY, info);
		m->front->check_arrival(m, (u32)call->a[0]);
		if (!resume_is_bogus(m))
			breach(m, MONITOR_BREACH_THREAD, info,
			       "resume information that names no suspended thread (OPTEE_SMC_CALL_RETURN_FROM_RPC)");
		m->front->answer(call, OPTEE_RETURN_ERESUME);
		return MONITOR_RETURN;
	}
	r = t->inflight;
	func = r ? r->func : MONITOR_RPC_FOREIGN_INTR;
	m->now_func = func;
	m->now_step = event(m, MONITOR_EV_RESUME, t, func, 0);
	m->front->check_arrival(m, (u32)call->a[0]);
	if (t->caller != m->now_caller)
		breach(m, MONITOR_BREACH_THREAD, t->caller,
		       "a suspended call is resumed by another task than the one that made it");
	if (!t->misled && !(r && r->lied))
		m->front->check_resume(m, t, call->a);
	t->misled = false;
	t->cut_off = false;
	mem_copy(t->last, call->a, sizeof(t->last));
	t->state = THREAD_RUNNING;
	ret = take_answer(m, t, call->a);
	t->inflight = NULL;
	m->events[m->now_step % MONITOR_MAX_EVENTS].value = ret;
	rule_at_thread(m, t, MONITOR_AT_RESUME, func, r == &t->extra || !r);
	return thread_run(m, t, call);
}

/* A call would come back from an RPC, and the driver is told that it can't. */
void rpc_cut_off(struct monitor *m, const struct monitor_call *call)
{
	struct thread *t = find_suspended(m, m->front->resume_info(call->a));

	if (t)
		t->cut_off = true;
	else
		m->ffa.lost = true;
}
