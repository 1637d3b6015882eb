// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O6: a reference model of contexts, sessions, system sessions, shared memory
 * and parameters. It follows a sequence step by step beside the driver, predicts
 * what each step returns, and fails the run when the driver returns something else.
 *
 * Where several results are right the model takes them all: a step that another
 * step changes the objects of meanwhile, a task that was sent a signal, an
 * allocation that fails, a driver that is being removed, a call of which the secure
 * world said what is not so; what came about in such a step is not sure until it is
 * gone. Each such step is counted with its reason (judged.h). Steps that the executor
 * leaves out say nothing.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "lies.h"
#include "model.h"
#include "oracle.h"

struct model model;

void model_begin(const struct sequence *s)
{
	memset(&model, 0, offsetof(struct model, step));
	for (u32 i = 0; i < s->num_steps; i++)
		model.step[i].under_way = false;
	model.seq = s;
	model_data_begin();
}

enum model_owner model_owner(u32 step)
{
	switch (model.seq->role[model.seq->step[step].task]) {
	case SEQ_CLIENT:
		return MODEL_KERNEL;
	case SEQ_SUPPLICANT:
		return MODEL_SUPPLICANT;
	default:
		return MODEL_USER;
	}
}

/* ---- which slots a step uses, and which it changes ---------------------------- */

#define MAX_SLOTS	(4 + SEQ_MAX_PARAMS)

struct uses {
	struct model_slot *slot[MAX_SLOTS];
	bool writes[MAX_SLOTS];
	u32 num;
};

static void use(struct uses *u, struct model_slot *slot, bool writes)
{
	u->slot[u->num] = slot;
	u->writes[u->num++] = writes;
}

static void use_params(struct uses *u, const struct seq_step *st)
{
	for (u32 i = 0; i < st->num_params; i++)
		if (st->param[i].type >= SEQ_P_MEMREF_IN && st->param[i].type <= SEQ_P_MEMREF_INOUT &&
		    st->param[i].memory < SEQ_SLOTS)
			use(u, &model.memory[st->param[i].memory].slot, false);
}

static void uses_of(const struct seq_step *st, struct uses *u)
{
	struct model_session *s = &model.session[st->arg[0] % SEQ_SLOTS];
	struct model_context *c = &model.context[st->arg[0] % SEQ_SLOTS];
	struct model_memory *m = &model.memory[st->arg[0] % SEQ_SLOTS];
	struct model_context *second = &model.context[st->arg[1] % SEQ_SLOTS];

	u->num = 0;
	use(u, &model.driver, st->op == SEQ_OP_REMOVE || st->op == SEQ_OP_PROBE ||
			      st->op == SEQ_OP_SHUTDOWN || st->op == SEQ_OP_KEXEC);
	switch (st->op) {
	case SEQ_OP_OPEN_CONTEXT:
	case SEQ_OP_CLOSE_CONTEXT:
	case SEQ_OP_SUPP_OPEN:
	case SEQ_OP_SUPP_CLOSE:
		use(u, &c->slot, true);
		break;
	case SEQ_OP_OPEN_SESSION:
		use(u, &s->slot, true);
		use(u, &second->slot, false);
		use_params(u, st);
		break;
	case SEQ_OP_INVOKE:
	case SEQ_OP_CANCEL:
	case SEQ_OP_SYSTEM:
	case SEQ_OP_CLOSE_SESSION:
		use(u, &s->slot, st->op == SEQ_OP_CLOSE_SESSION);
		use(u, &model.context[s->context].slot, false);
		use_params(u, st);
		break;
	case SEQ_OP_SHM_ALLOC:
	case SEQ_OP_SHM_REGISTER:
		use(u, &m->slot, true);
		use(u, &second->slot, false);
		break;
	case SEQ_OP_SHM_FREE:
		use(u, &m->slot, true);
		break;
	case SEQ_OP_SHM_MAP:
		use(u, &m->slot, false);
		break;
	case SEQ_OP_VERSION:
	case SEQ_OP_SUPP_RECEIVE:
	case SEQ_OP_SUPP_SEND:
	case SEQ_OP_SUPP_SERVE:
		use(u, &c->slot, false);
		break;
	default:
		break;
	}
}

/* The sessions of a context change with it. */
static u8 sessions_of(const struct seq_step *st)
{
	u8 sessions = 0;

	if (st->op != SEQ_OP_CLOSE_CONTEXT)
		return 0;
	for (u32 i = 0; i < SEQ_SLOTS; i++)
		sessions |= (model.session[i].context == st->arg[0]) << i;
	return sessions;
}

static void touch(const struct uses *u, u8 sessions, int writers)
{
	model.clock++;
	for (u32 i = 0; i < u->num; i++) {
		if (!u->writes[i])
			continue;
		u->slot[i]->writers += writers;
		u->slot[i]->changed = model.clock;
	}
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		if (!(sessions & 1u << i))
			continue;
		model.session[i].slot.writers += writers;
		model.session[i].slot.changed = model.clock;
	}
}

/* ---- a step begins -------------------------------------------------------------- */

static bool comes_after_fault(u32 step)
{
	const struct seq_step *st = model.seq->step;
	u8 task = st[step].task;

	while (step-- > 0)
		if (st[step].task == task)
			return st[step].op == SEQ_OP_FAULT;
	return false;
}

/* A number of another process's file is some file of one's own, or none. */
static bool takes_anothers_file(u32 step)
{
	const struct model_step *m = &model.step[step];
	const struct model_slot *slot = &m->context.slot;
	u8 op = model.seq->step[step].op;

	if (op > SEQ_OP_SUPP_CLOSE || model_owner(step) == MODEL_KERNEL)
		return false;
	if (op == SEQ_OP_SHM_FREE || op == SEQ_OP_SHM_MAP || op == SEQ_OP_SHM_UNMAP)
		slot = &m->memory.slot;
	return slot->open && slot->owner != MODEL_KERNEL && slot->owner != model_owner(step);
}

/* Which of a process's files such a step has met is not known: each may have been closed. */
static void doubt_files(enum model_owner owner)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		if (model.context[i].slot.owner == owner)
			model.context[i].slot.unsure = true;
		if (model.memory[i].slot.owner == owner)
			model.memory[i].slot.unsure = true;
		if (model.session[i].slot.owner == owner)
			model.session[i].slot.unsure = true;
	}
}

#define ANY_NUMBER	(~0ull)

/* Those of a slot's context, of that with @number only: another may be in the slot already. */
static void forget_sessions(u64 context, u64 number)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++)
		if (model.session[i].context == context &&
		    (number == ANY_NUMBER || model.session[i].slot.number == number))
			model.session[i].slot.open = false;
}

static void note_signal(const struct seq_step *st)
{
	/* not the freezer: who is frozen and thawed hears nothing of it */
	if (st->op == SEQ_OP_SIGNAL || st->op == SEQ_OP_KILL)
		model.signalled[st->arg[0] % SEQ_MAX_TASKS] = true;
}

void model_step_begins(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	struct model_step *m = &model.step[step];
	struct uses u;

	note_signal(st);
	if (st->op == SEQ_OP_IOCTL)
		model.context[st->arg[0]].wild = true;
	model.supplicants += st->op == SEQ_OP_SUPP_OPEN;
	model.received |= st->op == SEQ_OP_SUPP_RECEIVE || st->op == SEQ_OP_SUPP_SERVE ||
			  st->op == SEQ_OP_IOCTL;
	uses_of(st, &u);
	memset(m, 0, sizeof(*m));
	m->under_way = true;
	m->steady = true;
	m->fault = comes_after_fault(step);
	for (u32 i = 0; i < u.num; i++)
		m->steady &= !u.slot[i]->writers;
	m->driver = model.driver;
	m->session = model.session[st->arg[0] % SEQ_SLOTS];
	m->memory = model.memory[st->arg[0] % SEQ_SLOTS];
	switch (st->op) {
	case SEQ_OP_OPEN_SESSION:
	case SEQ_OP_SHM_ALLOC:
	case SEQ_OP_SHM_REGISTER:
		m->context = model.context[st->arg[1] % SEQ_SLOTS];
		break;
	case SEQ_OP_INVOKE:
	case SEQ_OP_CANCEL:
	case SEQ_OP_SYSTEM:
	case SEQ_OP_CLOSE_SESSION:
		m->context = model.context[m->session.context];
		break;
	default:
		m->context = model.context[st->arg[0] % SEQ_SLOTS];
	}
	for (u32 i = 0; i < st->num_params; i++)
		m->ref[i] = model.memory[st->param[i].memory % SEQ_SLOTS];
	if (st->op >= SEQ_OP_CLOSE_FD && st->op <= SEQ_OP_USE_MEMORY) {
		/* a slot that a number has become is any process's to name */
		for (u32 i = MODEL_USER; i <= MODEL_SUPPLICANT; i++)
			if (st->op != SEQ_OP_CLOSE_FD || i == model_owner(step))
				model.loose[i] = true;
		doubt_files(model_owner(step));
	}
	model_data_begins(step);
	if (takes_anothers_file(step))
		doubt_files(model_owner(step));
	m->sessions = sessions_of(st);
	touch(&u, m->sessions, 1);
	m->began = model.clock;
	/* the executor's user tasks forget them before they close the file */
	if (st->op == SEQ_OP_CLOSE_CONTEXT && m->context.slot.open &&
	    m->context.slot.owner != MODEL_KERNEL && model_owner(step) != MODEL_KERNEL)
		forget_sessions(st->arg[0], ANY_NUMBER);
}

/* ---- a step ends ---------------------------------------------------------------- */

static void remember_session(const struct seq_step *st, const struct model_step *m,
			     const struct run_step_result *r)
{
	struct model_session *s = &model.session[st->arg[0]];

	if (r->rc || r->ret)
		return;
	/* a kernel client's slots are free as soon as their context is being closed */
	if (s->slot.open && m->context.slot.owner != MODEL_KERNEL) {
		/* as this one was for a user's session, perhaps: whose it is now is not known */
		s->slot.unsure |= !m->steady;
		return;
	}
	s->slot.open = true;
	s->slot.unsure = !m->steady || m->lied_to;
	s->slot.owner = m->context.slot.owner;
	s->slot.number = m->context.slot.number;
	s->context = st->arg[1];
	s->ta = st->arg[2];
	s->id = r->session;
	s->login = st->arg[3];
}

static void remember_memory(u32 step, const struct model_step *m, const struct run_step_result *r)
{
	const struct seq_step *st = &model.seq->step[step];
	struct model_memory *to = &model.memory[st->arg[0]];

	if (r->rc)
		return;
	to->slot.open = true;
	to->slot.unsure = !m->steady || m->lied_to;
	to->slot.owner = model_owner(step);
	to->slot.number = m->context.slot.number;
	to->size = r->size;
	to->registered = st->op == SEQ_OP_SHM_REGISTER;
	to->id_known |= to->slot.owner != MODEL_KERNEL;
	model.bytes += r->size;
}


static void remember_context(u32 step)
{
	struct model_context *c = &model.context[model.seq->step[step].arg[0]];

	c->slot.open = true;
	c->slot.owner = model_owner(step);
	c->slot.number = ++model.numbers;
	c->slot.unsure = !model.step[step].steady;
	c->binding = model.driver.number;
	c->wild = false;
}

static void forget_context(u32 step, const struct model_step *m)
{
	struct model_context *c = &model.context[model.seq->step[step].arg[0]];

	if (c->slot.number == m->context.slot.number)
		c->slot.open = false;
	if (model_owner(step) == MODEL_KERNEL)
		forget_sessions(model.seq->step[step].arg[0], m->context.slot.number);
}

static void follow(u32 step, const struct model_step *m, const struct run_step_result *r)
{
	const struct seq_step *st = &model.seq->step[step];

	switch (st->op) {
	case SEQ_OP_OPEN_CONTEXT:
	case SEQ_OP_SUPP_OPEN:
		if (!r->rc)
			remember_context(step);
		break;
	case SEQ_OP_CLOSE_CONTEXT:
	case SEQ_OP_SUPP_CLOSE:
		forget_context(step, m);
		break;
	case SEQ_OP_OPEN_SESSION:
		remember_session(st, m, r);
		break;
	case SEQ_OP_CLOSE_SESSION:
		if (!r->rc)
			model.session[st->arg[0]].slot.open = false;
		break;
	case SEQ_OP_INVOKE:
		/* a trusted application that has panicked runs no command any more */
		if (m->lied_to & LIES_RESULT)
			model.session[st->arg[0]].slot.unsure = true;
		break;
	case SEQ_OP_SHM_ALLOC:
	case SEQ_OP_SHM_REGISTER:
		remember_memory(step, m, r);
		break;
	case SEQ_OP_SHM_FREE:
		model.memory[st->arg[0]].slot.open = false;
		break;
	default:
		break;
	}
}

bool model_admissible(const struct model_expect *e, long rc)
{
	if (e->any)
		return true;
	if (e->failure)
		return rc < 0;
	for (u32 i = 0; i < e->num; i++)
		if (e->rc[i] == rc)
			return true;
	return !e->num && !rc;
}

const char *model_rc_text(const struct model_expect *e, char *text, size_t size)
{
	int n = 0;

	if (e->failure)
		return "an error";
	if (!e->num)
		return "0";
	for (u32 i = 0; i < e->num; i++)
		n += snprintf(text + n, size - n, "%s%ld", i ? " or " : "", e->rc[i]);
	return text;
}

static void judge(u32 step, const struct run_step_result *r)
{
	const char *name = seq_op_info[model.seq->step[step].op].name, *wrong;
	struct model_expect e = { };
	char text[MODEL_RC_TEXT];
	u32 param = 0;

	model_errno(step, &e);
	model.step[step].left = e.any == model_by_promises ? NULL : e.any;
	if (!model_admissible(&e, r->rc)) {
		host_fail(HOST_O6_MODEL, "%s returned errno %ld, %s is right (step %u)", name, -r->rc,
			  model_rc_text(&e, text, sizeof(text)), step);
		return;
	}
	if (r->rc || e.any || model.step[step].disturbed)
		return;
	if (e.ret_known && (r->ret != e.ret || (e.ret && r->origin != e.origin))) {
		host_fail(HOST_O6_MODEL, "%s has result %#x of origin %#x, result %#x of origin %#x is right (step %u)",
			  name, r->ret, r->origin, e.ret, e.origin, step);
		return;
	}
	if (model.seq->step[step].op == SEQ_OP_VERSION && model_version(step)) {
		host_fail(HOST_O6_MODEL, "version: %s (step %u)", model_version(step), step);
		return;
	}
	wrong = model_ta_values(step, e.ret_known, &param);
	if (wrong)
		host_fail(HOST_O6_MODEL, "%s: parameter came back with %s (parameter %u, step %u)", name,
			  wrong, param, step);
}

void model_step_ends(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct run_step_result *r = &run_report.step[step];
	struct model_step *m = &model.step[step];
	struct uses u;

	if (!m->under_way)
		return;
	m->under_way = false;
	uses_of(st, &u);
	for (u32 i = 0; i < u.num; i++)
		m->steady &= u.slot[i]->writers == u.writes[i] && u.slot[i]->changed <= m->began;
	m->lied_to = lies_in_step(st->task);
	m->disturbed = model.signalled[st->task] || deadlock_killed();
	touch(&u, m->sessions, -1);
	if (r->rc == RUN_SKIPPED) {
		model_data_ends(step);
		return;
	}
	/* the secure world of these worlds has bounds, too */
	m->left = "the secure world sends RPCs without end";
	if (!secure_keeps_asking())
		judge(step, r);
	model_data_ends(step);
	follow(step, m, r);
	model_follow_driver(step, r);
}

const char *model_left(u32 step)
{
	return model.step[step].left;
}
