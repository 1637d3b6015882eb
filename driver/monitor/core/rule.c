// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scripting: rules that make the monitor do something else than usual at a point
 * of a call, and gates at which calls wait until a test lets them go on.
 */
#include "monitor_private.h"

/* Which actions mean something at which point */
static bool rule_makes_sense(const struct monitor_rule *rule)
{
	switch (rule->action) {
	case MONITOR_DO_NOTHING:
	case MONITOR_DO_NOTIFY:
		return true;
	case MONITOR_DO_RETURN:
		return rule->point != MONITOR_AT_RPC && rule->point != MONITOR_AT_RESUME;
	case MONITOR_DO_PARK:
		return rule->value[0] < MONITOR_MAX_GATES;
	case MONITOR_DO_RPC_CMD:
	case MONITOR_DO_INTERRUPT:
	case MONITOR_DO_PANIC:
		return rule->point != MONITOR_AT_FAST && rule->point != MONITOR_AT_CALL;
	case MONITOR_DO_POKE:
		return rule->point != MONITOR_AT_CALL && rule->point != MONITOR_AT_RESUME;
	}
	return false;
}

int monitor_rule_add(struct monitor *m, const struct monitor_rule *rule)
{
	int id = -1;
	u32 i;

	if (!rule_makes_sense(rule))
		return -1;
	monitor_enter(m);
	/* Rules are looked at in the order of their numbers: none is given below one in use. */
	for (i = m->rules_end; i > 0 && !m->rules[i - 1].used; i--)
		;
	if (i < MONITOR_MAX_RULES) {
		id = i;
		m->rules[id].used = true;
		m->rules[id].rule = *rule;
		m->rules[id].seen = 0;
		m->rules[id].acted = 0;
		m->rules_end = i + 1;
	}
	monitor_leave(m);
	return id;
}

u32 monitor_rule_acted(struct monitor *m, int id)
{
	u32 n = 0;

	if (id < 0)
		return 0;
	monitor_enter(m);
	if ((u32)id < m->rules_end && m->rules[id].used)
		n = m->rules[id].acted;
	monitor_leave(m);
	return n;
}

void monitor_rule_del(struct monitor *m, int id)
{
	if (id < 0)
		return;
	monitor_enter(m);
	if ((u32)id < m->rules_end)
		m->rules[id].used = false;
	monitor_leave(m);
}

void monitor_rules_clear(struct monitor *m)
{
	monitor_enter(m);
	m->rules_end = 0;
	monitor_leave(m);
}

static bool matches(u32 wanted, u32 is)
{
	return wanted == MONITOR_ANY || wanted == is;
}

/*
 * rule_find() - the rule that acts here
 * @extra: what happens here is itself the work of a rule: rules that would add
 *	more of it are passed over
 *
 * Counts the match for the rule. NULL: go on as usual.
 */
const struct monitor_rule *rule_find(struct monitor *m, enum monitor_point point, u32 func,
				     u32 session, u32 caller, bool extra)
{
	struct rule_slot *slot;
	u32 i;

	for (i = 0; i < m->rules_end; i++) {
		const struct monitor_rule *r = &m->rules[i].rule;

		slot = &m->rules[i];
		if (!slot->used || r->point != point || !matches(r->func, func) ||
		    !matches(r->session, session) || !matches(r->caller, caller))
			continue;
		if (extra && (r->action == MONITOR_DO_RPC_CMD || r->action == MONITOR_DO_INTERRUPT))
			continue;
		if (slot->seen < r->skip) {
			slot->seen++;
			continue;
		}
		if (r->count && slot->acted >= r->count)
			continue;
		slot->acted++;
		return r;
	}
	return NULL;
}

static void thread_poke(struct thread *t, const struct monitor_rule *r)
{
	struct poke *poke = &t->poke[r->point == MONITOR_AT_RPC ? POKE_RPC :
				     r->point == MONITOR_AT_RETURN ? POKE_RETURN : POKE_EARLY];

	poke->set = true;
	poke->place = (u32)r->value[0];
	poke->value = r->value[1];
	poke->param = (u32)r->value[2];
}

static void thread_panic(struct monitor *m, struct thread *t)
{
	lie_by_panic(m, t);
	t->ret = TEEC_ERROR_TARGET_DEAD;
	t->origin = TEEC_ORIGIN_TEE;
	if (t->session)
		t->session->dead = true;
	/* a command that has ended has nothing to panic in, and ends once */
	if (t->phase != PHASE_LEAVE)
		t->phase = PHASE_RETURN;
	t->interrupts = 0;
	t->extra.wanted = false;
	t->rpc.wanted = false;
}

/*
 * rule_at_thread() - look for a rule at a point of a thread's call and arm it
 *
 * What a rule asks for that takes the call out of the secure world (a park, an
 * RPC, interrupts) is noted in the thread, for thread_run() to do first. Returns
 * true when the rule has decided the result of the call instead of its command.
 */
bool rule_at_thread(struct monitor *m, struct thread *t, enum monitor_point point, u32 func,
		    bool extra)
{
	const struct monitor_rule *r = rule_find(m, point, func, t->session_id, t->caller, extra);

	if (!r)
		return false;
	/* it may be the memory of messages that is refused, or seems so: without one nothing can be asked for */
	if (t->arg.cmd == OPTEE_CMD_REGISTER_SHM &&
	    (r->action == MONITOR_DO_RETURN || r->action == MONITOR_DO_POKE || r->action == MONITOR_DO_PANIC))
		m->lied_arg = true;
	switch (r->action) {
	case MONITOR_DO_RETURN:
		t->ret = (u32)r->value[0];
		t->origin = (u32)r->value[1];
		return true;
	case MONITOR_DO_PARK:
		t->gate = (u32)r->value[0];
		break;
	case MONITOR_DO_RPC_CMD:
		mem_set(&t->extra, 0, sizeof(t->extra));
		t->extra.func = (u32)r->value[0];
		t->extra.num_params = 1;
		rpc_value(&t->extra, 0, OPTEE_DIR_IN, r->value[1], r->value[2], r->value[3]);
		if (t->extra.func == OPTEE_RPC_GET_TIME ||
		    t->extra.func == OPTEE_RPC_RPMB_PROBE_RESET)
			rpc_value(&t->extra, 0, OPTEE_DIR_OUT, 0, 0, 0);
		t->extra.wanted = true;
		break;
	case MONITOR_DO_INTERRUPT:
		t->interrupts = (u32)r->value[0];
		break;
	case MONITOR_DO_POKE:
		thread_poke(t, r);
		break;
	case MONITOR_DO_PANIC:
		thread_panic(m, t);
		return true;
	case MONITOR_DO_NOTIFY:
		notif_post(m, (u32)r->value[0]);
		break;
	case MONITOR_DO_NOTHING:
		break;
	}
	return false;
}

/* Where in the answer a poke of a register goes, NULL: not a register */
u64 *poke_register(struct monitor_call *call, u32 place)
{
	return place <= MONITOR_POKE_A3 ? &call->res[place - MONITOR_POKE_A0] : NULL;
}

/* ---- gates -------------------------------------------------------------------- */

/* A caller comes to a gate: true when it may pass at once, else it has a ticket and waits. */
bool gate_pass(struct monitor *m, u32 gate, u64 *ticket)
{
	struct gate *g = &m->gates[gate];

	if (g->open)
		return true;
	*ticket = g->next++;
	if (*ticket < g->granted)
		return true;
	g->waiting++;
	m->stats.parked++;
	return false;
}

/* A caller that waits asks again. */
bool gate_retry(struct monitor *m, u32 gate, u64 ticket)
{
	struct gate *g = &m->gates[gate];

	if (!g->open && ticket >= g->granted)
		return false;
	g->waiting--;
	m->stats.parked--;
	return true;
}

void monitor_gate_open(struct monitor *m, u32 gate, u32 n)
{
	struct gate *g;

	if (gate >= MONITOR_MAX_GATES)
		return;
	monitor_enter(m);
	g = &m->gates[gate];
	if (n == MONITOR_ANY) {
		g->open = true;
		g->granted = g->next;
	} else {
		g->granted += n;
	}
	m->gates_opened |= 1ull << gate;
	monitor_leave(m);
}

void monitor_gate_close(struct monitor *m, u32 gate)
{
	struct gate *g;

	if (gate >= MONITOR_MAX_GATES)
		return;
	monitor_enter(m);
	g = &m->gates[gate];
	g->open = false;
	if (g->granted > g->next)
		g->granted = g->next;
	monitor_leave(m);
}

u32 monitor_gate_waiting(struct monitor *m, u32 gate)
{
	u32 n;

	if (gate >= MONITOR_MAX_GATES)
		return 0;
	monitor_enter(m);
	n = m->gates[gate].waiting;
	monitor_leave(m);
	return n;
}
