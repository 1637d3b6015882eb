// SPDX-License-Identifier: GPL-2.0-only
/*
 * Yielding calls: thread contexts, and the life of the call in one.
 *
 * A call has no stack of its own. Whatever takes it out of the secure world (an
 * RPC, an interrupt, a gate) ends thread_run(), which goes on from the thread's
 * state when the call comes back.
 *
 * Results of calls are named as in the SMC ABI (optee_smc.h, OPTEE_SMC_RETURN_*); what
 * the driver is told in their place is the front's to know.
 */
#include "monitor_private.h"

static struct thread *thread_take(struct monitor *m)
{
	u32 i, k;

	if (m->stats.threads_busy + m->stats.threads_stolen >= m->config.thread_count)
		return NULL;
	for (i = 0; i < m->threads_end && m->threads[i].state != THREAD_FREE; i++)
		;
	if (i == m->threads_end) {
		m->threads[i].generation = 0;
		m->threads[i].rpc_arg = NULL;
		for (k = 0; k < TA_PARAMS; k++)
			m->threads[i].p[k].buf.obj = NULL;
		m->threads_end++;
	}
	if (++m->stats.threads_busy > m->stats.threads_busy_max)
		m->stats.threads_busy_max = m->stats.threads_busy;
	return &m->threads[i];
}

/* A thread context forgets its last call, but not what it has cached. */
static void thread_reset(struct thread *t, u32 index)
{
	struct shm_object *rpc_arg = t->rpc_arg;
	u32 generation = t->generation;

	mem_set(t, 0, offsetof(struct thread, param));
	t->rpc.wanted = false;
	t->rpc.obj = NULL;
	t->extra.wanted = false;
	t->house.wanted = false;
	t->rpc_arg = rpc_arg;
	t->generation = (generation + 1) & 0xffff;
	t->index = index;
	t->gate = NO_GATE;
}

static void thread_start(struct monitor *m, struct thread *t, const struct monitor_call *call,
			 const struct arg_place *place)
{
	thread_reset(t, (u32)(t - m->threads));
	t->state = THREAD_RUNNING;
	t->caller = m->now_caller;
	mem_copy(t->last, call->a, sizeof(t->last));
	t->arg = place->head;
	t->arg_buf = place->arg;
	t->rpc_buf = place->rpc;
	if (t->arg_buf.obj) {
		t->arg_buf.obj->users++;
		t->arg_buf.obj->holds_arg = true;
	}
	if (!t->rpc_buf.size)
		use_rpc_arg(t);
	t->session_id = t->arg.cmd == OPTEE_CMD_OPEN_SESSION ? MONITOR_ANY : t->arg.session;
	arg_read(m, t);
	m->stats.calls++;
}

/* The thread context is free again, with its references given up. */
void thread_release(struct monitor *m, struct thread *t)
{
	struct shm_object *obj;

	params_release(m, t);
	if (t->arg_buf.obj)
		t->arg_buf.obj->users--;
	t->arg_buf.obj = NULL;
	if (t->session) {
		t->session->users--;
		if (t->session->closing && !t->session->users)
			t->session->used = false;
		t->session = NULL;
	}
	for (obj = m->objects; obj; obj = obj->next)
		if (obj->owner == t->index)
			obj->owner = MONITOR_ANY;
	t->state = THREAD_FREE;
	m->stats.threads_busy--;
}

/* Memory that the call got by SHM_ALLOC and still has: given back before it returns */
static bool free_owned(struct monitor *m, struct thread *t)
{
	struct shm_object *obj;

	for (obj = m->objects; obj; obj = obj->next)
		if (obj->owner == t->index && !obj->lied)
			break;
	if (!obj)
		return false;
	rpc_begin(t, OPTEE_RPC_SHM_FREE, 1);
	rpc_value(&t->rpc, 0, OPTEE_DIR_IN,
		  obj->kind == SHM_RPC_APPL ? OPTEE_RPC_SHM_APPL : OPTEE_RPC_SHM_KERNEL,
		  obj->cookie, 0);
	t->rpc.obj = obj;
	/* if the answer does not come the call must still end */
	obj->owner = MONITOR_ANY;
	return true;
}

/* The argument that the thread allocated for its RPCs stays with it while the cache is on. */
static bool free_rpc_arg(struct monitor *m, struct thread *t)
{
	if (!t->rpc_arg || m->cache_enabled)
		return false;
	mem_set(&t->house, 0, sizeof(t->house));
	t->house.func = MONITOR_RPC_FREE;
	t->house.cookie = t->rpc_arg->cookie;
	t->house.obj = t->rpc_arg;
	t->house.wanted = true;
	t->rpc_arg = NULL;
	mem_set(&t->rpc_buf, 0, sizeof(t->rpc_buf));
	return true;
}

static void thread_return(struct monitor *m, struct thread *t, struct monitor_call *call)
{
	struct shm_object *obj;
	u64 *reg;
	u32 i;

	obj = t->unregisters ? shm_find(m, t->cookie, true) : NULL;
	if (obj)
		shm_drop(m, obj);
	t->unregisters = false;
	arg_write_back(m, t);
	m->front->answer(call, t->arg.cmd > OPTEE_CMD_STOP_ASYNC_NOTIF &&
			 !protmem_offered(m, t->arg.cmd) ? OPTEE_RETURN_EBADCMD : OPTEE_RETURN_OK);
	for (i = POKE_EARLY; i <= POKE_RETURN; i++) {
		reg = t->poke[i].set ? poke_register(call, t->poke[i].place) : NULL;
		if (!reg)
			continue;
		*reg = t->poke[i].value;
	}
	lie_at_return(m, t, call->res);
	m->now_step = event(m, MONITOR_EV_RETURN, t, t->arg.cmd, t->ret);
	thread_release(m, t);
}

static bool thread_park(struct monitor *m, struct thread *t, struct monitor_call *call)
{
	u32 gate = t->gate;

	if (!m->now_may_sleep) {
		t->gate = NO_GATE;
		return false;
	}
	if (gate_pass(m, gate, &t->ticket)) {
		t->gate = NO_GATE;
		return false;
	}
	t->state = THREAD_PARKED;
	call->gate = gate;
	call->token = t->index;
	event(m, MONITOR_EV_PARK, t, t->arg.cmd, gate);
	return true;
}

/* One phase, or one step of the command */
static void thread_step(struct monitor *m, struct thread *t)
{
	switch (t->phase) {
	case PHASE_ENTER:
		t->phase = PHASE_COMMAND;
		if (rule_at_thread(m, t, MONITOR_AT_ENTER, t->arg.cmd, false)) {
			command_not_run(m, t);
			t->phase = PHASE_RETURN;
		}
		break;
	case PHASE_COMMAND:
		if (command_step(m, t) == STEP_DONE)
			t->phase = PHASE_RETURN;
		break;
	case PHASE_RETURN:
		t->phase = PHASE_LEAVE;
		command_done(m, t, rule_at_thread(m, t, MONITOR_AT_RETURN, t->arg.cmd, false));
		t->phase = PHASE_LEAVE;
		break;
	case PHASE_LEAVE:
		break;
	}
}

/* Goes on with the call in @t until it leaves the secure world. */
enum monitor_verdict thread_run(struct monitor *m, struct thread *t, struct monitor_call *call)
{
	for (;;) {
		if (t->gate != NO_GATE) {
			if (thread_park(m, t, call))
				return MONITOR_PARK;
		} else if (t->interrupts) {
			if (rpc_interrupt(m, t, call))
				return MONITOR_RETURN;
		} else if (t->house.wanted) {
			if (rpc_send(m, t, &t->house, call))
				return MONITOR_RETURN;
		} else if (t->extra.wanted) {
			if (rpc_send(m, t, &t->extra, call))
				return MONITOR_RETURN;
		} else if (t->rpc.wanted) {
			if (rpc_send(m, t, &t->rpc, call))
				return MONITOR_RETURN;
		} else if (t->phase != PHASE_LEAVE) {
			thread_step(m, t);
		} else if (!free_owned(m, t) && !free_rpc_arg(m, t)) {
			thread_return(m, t, call);
			return MONITOR_RETURN;
		}
	}
}

/*
 * OPTEE_SMC_RETURN_ETHREAD_LIMIT. Who can't get in can't end notifications either, and
 * need not ask: whichever call it was, until one gets in.
 */
static void call_denied(struct monitor *m, u32 cmd)
{
	m->stats.limits++;
	event(m, MONITOR_EV_LIMIT, NULL, cmd, 0);
	m->notif_denied = true;
}

/* What a rule does before the call has a thread; true: it does not get one now. */
static bool rule_at_call(struct monitor *m, struct monitor_call *call,
			 const struct arg_place *place, u32 session, enum monitor_verdict *verdict)
{
	u32 cmd = place->head.cmd;
	const struct monitor_rule *r = rule_find(m, MONITOR_AT_CALL, cmd, session, m->now_caller,
						 false);
	struct optee_param p[2] = { { 0 } };
	u64 n = place->head.num_params < 2 ? place->head.num_params : 2;

	*verdict = MONITOR_RETURN;
	if (!r)
		return false;
	switch (r->action) {
	case MONITOR_DO_RETURN:
		m->front->answer(call, (u32)r->value[0]);
		if (r->value[0] == OPTEE_RETURN_ETHREAD_LIMIT) {
			call_denied(m, cmd);
			return true;
		}
		if (cmd == OPTEE_CMD_STOP_ASYNC_NOTIF)
			m->notif_stopped = true;
		/* it may have been the memory of messages: without one nothing can be asked for */
		if (cmd == OPTEE_CMD_REGISTER_SHM)
			m->lied_arg = true;
		/* not run, but said to have ended somehow */
		buffer_read(m, &place->arg, sizeof(place->head), p, n * sizeof(p[0]));
		if (cmd == OPTEE_CMD_RECLAIM_PROTMEM && r->value[0])
			protmem_refused(m, arg_cookie(cmd, p));
		else
			lie_told(m, cmd, place->head.session, arg_cookie(cmd, p));
		lie_in_registers(m, call->res);
		return true;
	case MONITOR_DO_PARK:
		if (!m->now_may_sleep)
			return false;
		*verdict = MONITOR_PARK;
		return m->front->park(m, call, (u32)r->value[0]);
	case MONITOR_DO_NOTIFY:
		notif_post(m, (u32)r->value[0]);
		return false;
	default:
		return false;
	}
}

/* A call with an argument arrives; @ruled: it has been parked on arrival and comes again. */
enum monitor_verdict yielding_call(struct monitor *m, struct monitor_call *call, bool ruled)
{
	enum monitor_verdict verdict;
	struct arg_place place;
	struct thread *t;
	u32 session, ret;

	if (!ruled) {
		m->now_step = event(m, MONITOR_EV_CALL, NULL, MONITOR_ANY, call->a[0] & 0xffff);
		m->front->check_arrival(m, (u32)call->a[0]);
	}
	ret = m->front->locate(m, call->a, &place);
	if (ret) {
		m->front->answer(call, ret);
		return MONITOR_RETURN;
	}
	m->now_func = place.head.cmd;
	if (!ruled) {
		session = place.head.cmd == OPTEE_CMD_OPEN_SESSION ? MONITOR_ANY :
								     place.head.session;
		event_name(m, m->now_step, place.head.cmd, session);
		if (rule_at_call(m, call, &place, session, &verdict))
			return verdict;
	}
	t = thread_take(m);
	if (!t) {
		call_denied(m, place.head.cmd);
		m->front->answer(call, OPTEE_RETURN_ETHREAD_LIMIT);
		return MONITOR_RETURN;
	}
	thread_start(m, t, call, &place);
	/* There is room again: it is held to its duty from now on. */
	m->notif_denied = false;
	if (t->arg.cmd == OPTEE_CMD_STOP_ASYNC_NOTIF)
		m->notif_stopped = true;
	announced_check(m, t);
	check_overlap(m, t);
	event(m, MONITOR_EV_ENTER, t, t->arg.cmd, 0);
	return thread_run(m, t, call);
}

/* Parks a call that holds no thread; false when it may pass. */
bool call_park(struct monitor *m, struct monitor_call *call, u32 gate, u32 token)
{
	call->gate = gate;
	call->token = token;
	if (gate_pass(m, gate, &call->res[0]))
		return false;
	event(m, MONITOR_EV_PARK, NULL, (u32)call->a[0] & 0xffff, gate);
	return true;
}

/* The thread that a parked call holds, NULL: none yet */
static struct thread *held_by(struct monitor *m, const struct monitor_call *call)
{
	return call->token < MONITOR_MAX_THREADS ? &m->threads[call->token] : NULL;
}

/* May a parked call pass its gate now? */
bool call_passes(struct monitor *m, struct monitor_call *call)
{
	struct thread *t = held_by(m, call);

	if (!gate_retry(m, call->gate, t ? t->ticket : call->res[0]))
		return false;
	m->now_step = event(m, MONITOR_EV_UNPARK, t, m->now_func, call->gate);
	return true;
}

/* A yielding call that was parked has passed its gate. */
enum monitor_verdict call_goes_on(struct monitor *m, struct monitor_call *call)
{
	struct thread *t = held_by(m, call);

	if (!t)
		return yielding_call(m, call, true);
	t->state = THREAD_RUNNING;
	t->gate = NO_GATE;
	return thread_run(m, t, call);
}

void monitor_steal_threads(struct monitor *m, u32 n)
{
	monitor_enter(m);
	m->stats.threads_stolen = n;
	monitor_leave(m);
}
