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
		if (seq_names_memory(&st->param[i]))
			use(u, &model.memory[st->param[i].memory].slot, false);
}

u32 model_through(const struct seq_step *st)
{
	u64 through = st->arg[st->op == SEQ_OP_INVOKE ? 3 : st->op == SEQ_OP_CANCEL ? 2 : 1];

	return st->op != SEQ_OP_SYSTEM && through ? through - 1 : model.session[st->arg[0]].context;
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
		use(u, &model.context[model_through(st)].slot, false);
		use_params(u, st);
		break;
	case SEQ_OP_SHM_ALLOC:
	case SEQ_OP_SHM_REGISTER:
		use(u, &m->slot, true);
		use(u, &second->slot, false);
		break;
	case SEQ_OP_SHM_REGISTER_FD:
		use(u, &m->slot, true);
		use(u, &second->slot, false);
		use(u, &model.memory[st->arg[2]].slot, false);
		break;
	case SEQ_OP_HEAP_ALLOC:
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
	case SEQ_OP_GET_FD:
		use(u, &c->slot, true);
		use(u, &second->slot, false);
		break;
	case SEQ_OP_GET_MEMORY:
		use(u, &m->slot, true);
		use(u, &model.memory[st->arg[1] % SEQ_SLOTS].slot, false);
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

static bool on_memory(u8 op)
{
	return op == SEQ_OP_SHM_FREE || op == SEQ_OP_SHM_MAP || op == SEQ_OP_SHM_UNMAP || op == SEQ_OP_GET_MEMORY;
}

bool model_holds(u32 step)
{
	const struct model_step *m = &model.step[step];

	return m->holds >> m->process & 1;
}

u32 model_from(u32 step)
{
	const struct model_step *m = &model.step[step];

	return model_holds(step) || !m->holds ? m->process : (u32)__builtin_ctz(m->holds);
}

/* A number of another process's file is some file of one's own, or none. */
static bool takes_anothers_file(u32 step)
{
	const struct model_step *m = &model.step[step];
	u8 op = model.seq->step[step].op;

	if ((op > SEQ_OP_SUPP_CLOSE && op != SEQ_OP_SHM_REGISTER_FD) || model_owner(step) == MODEL_KERNEL)
		return false;
	return (on_memory(op) ? m->memory.slot : m->context.slot).open && m->holds && !model_holds(step);
}

/* A number that may be another file's by now is closed. */
static bool closes_by_guess(const struct seq_step *st, const struct model_step *m)
{
	switch (st->op) {
	case SEQ_OP_CLOSE_CONTEXT:
	case SEQ_OP_SUPP_CLOSE:
		return m->context.slot.owner != MODEL_KERNEL && (m->context.slot.unsure || m->anothers);
	case SEQ_OP_SHM_FREE:
		return m->memory.slot.owner != MODEL_KERNEL && (m->memory.slot.unsure || m->anothers);
	default:
		return false;
	}
}

/* Which of a process's files such a step has met is not known: each may have been closed. */
static void doubt_files(u32 process)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		if (run_context_holders(i) >> process & 1)
			model.context[i].slot.unsure = true;
		if (run_memory_holders(i) >> process & 1)
			model.memory[i].slot.unsure = true;
		if (run_context_holders(model.session[i].context) >> process & 1)
			model.session[i].slot.unsure = true;
	}
}

static void doubt_closed(u32 process)
{
	model.guessed[process] = ++model.clock;
	doubt_files(process);
}

bool model_guessed(const struct model_step *m, u32 process)
{
	return model.guessed[process] > m->began;
}

/* The descriptor that a step has put into a slot is not surely there. */
static bool is_doubtful(u32 step)
{
	const struct model_step *m = &model.step[step];

	return !m->steady || (model_owner(step) != MODEL_KERNEL && model_guessed(m, m->process));
}

#define ANY_NUMBER	(~0ull)

/* The open device of slot @slot is in another as well: what was opened on it stays. */
static bool is_elsewhere(u64 slot)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++)
		if (i != slot && model.context[i].slot.open &&
		    model.context[i].slot.number == model.context[slot].slot.number)
			return true;
	return false;
}

/* Those of a slot's context, of that with @number only: another may be in the slot already. */
static void forget_sessions(u64 context, u64 number)
{
	bool stay = is_elsewhere(context);

	for (u32 i = 0; i < SEQ_SLOTS; i++)
		if (model.session[i].context == context &&
		    (number == ANY_NUMBER || model.session[i].slot.number == number)) {
			model.session[i].slot.open = false;
			model.session[i].slot.unsure |= stay || model.session[i].slot.number == MODEL_SOME;
		}
}

/* What only processes had that have ended is gone: the executor's slots say so, whose numbers they are. */
static void forget_ended(void)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		struct model_slot *c = &model.context[i].slot, *m = &model.memory[i].slot;

		if (c->open && c->owner != MODEL_KERNEL && !c->writers && !run_context_holders(i)) {
			c->open = false;
			forget_sessions(i, ANY_NUMBER);
		}
		if (m->open && m->owner != MODEL_KERNEL && !m->writers && !run_memory_holders(i))
			m->open = false;
	}
}

static u32 holders(const struct seq_step *st)
{
	switch (st->op) {
	case SEQ_OP_SHM_FREE:
	case SEQ_OP_SHM_MAP:
	case SEQ_OP_SHM_UNMAP:
		return run_memory_holders(st->arg[0]);
	case SEQ_OP_GET_MEMORY:
		return run_memory_holders(st->arg[1]);
	case SEQ_OP_GET_FD:
	case SEQ_OP_OPEN_SESSION:
	case SEQ_OP_SHM_ALLOC:
	case SEQ_OP_SHM_REGISTER:
	case SEQ_OP_SHM_REGISTER_FD:
		return run_context_holders(st->arg[1]);
	case SEQ_OP_INVOKE:
	case SEQ_OP_CANCEL:
	case SEQ_OP_CLOSE_SESSION:
		return run_context_holders(model_through(st));
	default:
		return run_context_holders(st->arg[0] % SEQ_SLOTS);
	}
}

/* The slot's number ends in the last process that has it. */
static bool drops(const struct model_step *m)
{
	return m->holds == 1u << m->process;
}

/* Each slot that has the same open device. */
static void go_wild(u32 slot)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++)
		model.context[i].wild |= i == slot || (model.context[i].slot.open &&
				model.context[i].slot.number == model.context[slot].slot.number);
}

static void note_signal(const struct seq_step *st)
{
	/* not the freezer: who is frozen and thawed hears nothing of it */
	if (st->op == SEQ_OP_SIGNAL || st->op == SEQ_OP_KILL)
		model.signalled[st->arg[0] % SEQ_MAX_TASKS] = true;
	if (st->op == SEQ_OP_KILL)
		model.killed[st->arg[0] % SEQ_MAX_TASKS] = true;
}

void model_step_begins(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	struct model_step *m = &model.step[step];
	struct uses u;

	note_signal(st);
	forget_ended();
	if (st->op == SEQ_OP_IOCTL)
		go_wild(st->arg[0]);
	model.supplicants += st->op == SEQ_OP_SUPP_OPEN;
	model.received |= st->op == SEQ_OP_SUPP_RECEIVE || st->op == SEQ_OP_SUPP_SERVE ||
			  st->op == SEQ_OP_IOCTL;
	uses_of(st, &u);
	memset(m, 0, sizeof(*m));
	m->under_way = true;
	m->steady = true;
	m->fault = comes_after_fault(step);
	m->process = run_process_of(st->task);
	m->ends = run_ends();
	for (u32 i = 0; i < u.num; i++)
		m->steady &= !u.slot[i]->writers;
	m->driver = model.driver;
	m->session = model.session[st->arg[0] % SEQ_SLOTS];
	m->memory = model.memory[st->arg[0] % SEQ_SLOTS];
	switch (st->op) {
	case SEQ_OP_OPEN_SESSION:
	case SEQ_OP_SHM_ALLOC:
	case SEQ_OP_SHM_REGISTER:
	case SEQ_OP_SHM_REGISTER_FD:
	case SEQ_OP_GET_FD:
		m->context = model.context[st->arg[1] % SEQ_SLOTS];
		break;
	case SEQ_OP_INVOKE:
	case SEQ_OP_CANCEL:
	case SEQ_OP_SYSTEM:
	case SEQ_OP_CLOSE_SESSION:
		m->context = model.context[model_through(st)];
		break;
	default:
		m->context = model.context[st->arg[0] % SEQ_SLOTS];
	}
	if (st->op == SEQ_OP_GET_MEMORY || st->op == SEQ_OP_SHM_REGISTER_FD)
		m->memory = model.memory[st->arg[st->op == SEQ_OP_GET_MEMORY ? 1 : 2]];
	m->holds = holders(st);
	for (u32 i = 0; i < st->num_params; i++)
		m->ref[i] = model.memory[st->param[i].memory % SEQ_SLOTS];
	if (st->op >= SEQ_OP_CLOSE_FD && st->op <= SEQ_OP_USE_MEMORY) {
		/* a slot that a number has become is any process's to name */
		model.loose |= st->op == SEQ_OP_CLOSE_FD ? 1u << m->process : ~0u;
		doubt_files(m->process);
	}
	model_data_begins(step);
	m->anothers = takes_anothers_file(step);
	if (closes_by_guess(st, m))
		doubt_closed(m->process);
	else if (m->anothers)
		doubt_files(m->process);
	m->sessions = sessions_of(st);
	touch(&u, m->sessions, 1);
	m->began = model.clock;
	/* the executor's user tasks forget them before they close the file */
	if ((st->op == SEQ_OP_CLOSE_CONTEXT || st->op == SEQ_OP_SUPP_CLOSE) && m->context.slot.open &&
	    m->context.slot.owner != MODEL_KERNEL && model_owner(step) != MODEL_KERNEL && drops(m))
		forget_sessions(st->arg[0], ANY_NUMBER);
}

/* ---- a step ends ---------------------------------------------------------------- */

/* By a number that may be another file's by now, which then is the one that it belongs to. */
static u64 belongs_to(const struct model_step *m)
{
	const struct model_slot *c = &m->context.slot;

	return c->unsure && c->owner != MODEL_KERNEL ? MODEL_SOME : c->number;
}

static void remember_session(u32 step, const struct model_step *m, const struct run_step_result *r)
{
	const struct seq_step *st = &model.seq->step[step];
	struct model_session *s = &model.session[st->arg[0]];

	if (r->rc || r->ret)
		return;
	/* a kernel client's slots are free as soon as their context is being closed */
	if (s->slot.open && m->context.slot.owner != MODEL_KERNEL) {
		/* as this one was for a user's session, perhaps: whose it is now is not known */
		s->slot.unsure |= is_doubtful(step);
		return;
	}
	s->slot.open = true;
	s->slot.unsure = is_doubtful(step) || m->lied_to || m->anothers;
	s->slot.owner = m->context.slot.owner;
	s->slot.number = belongs_to(m);
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
	to->slot.unsure = is_doubtful(step) || m->lied_to || m->anothers;
	to->slot.owner = model_owner(step);
	to->slot.number = belongs_to(m);
	to->size = r->size;
	to->registered = st->op != SEQ_OP_SHM_ALLOC;
	to->dma_buf = st->op == SEQ_OP_HEAP_ALLOC;
	to->binding = m->driver.number;
	to->id_known |= to->slot.owner != MODEL_KERNEL && !to->dma_buf;
	model.bytes += r->size;
}


static void remember_context(u32 step)
{
	struct model_context *c = &model.context[model.seq->step[step].arg[0]];

	c->slot.open = true;
	c->slot.owner = model_owner(step);
	c->slot.number = ++model.numbers;
	c->slot.unsure = is_doubtful(step);
	c->binding = model.driver.number;
	c->wild = false;
}

/* The same open device, or descriptor of memory, in one more slot. */
static void remember_got(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];
	const struct model_step *m = &model.step[step];
	struct model_slot *to = st->op == SEQ_OP_GET_FD ? &model.context[st->arg[0]].slot :
				&model.memory[st->arg[0]].slot;
	u32 writers = to->writers;
	u64 changed = to->changed;

	if (st->op == SEQ_OP_GET_FD) {
		model.context[st->arg[0]] = m->context;
		model.context[st->arg[0]].wild |= model.context[st->arg[1]].wild;
	} else {
		model.memory[st->arg[0]] = m->memory;
		model_data_alias(st->arg[0], st->arg[1]);
	}
	to->open = true;
	to->unsure |= is_doubtful(step) || m->ends != run_ends() || model_guessed(m, model_from(step));
	to->writers = writers;
	to->changed = changed;
}

static void forget_context(u32 step, const struct model_step *m)
{
	struct model_context *c = &model.context[model.seq->step[step].arg[0]];

	if (model_owner(step) != MODEL_KERNEL && !drops(m))
		return;
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
		remember_session(step, m, r);
		break;
	case SEQ_OP_CLOSE_SESSION:
		if (!r->rc)
			model.session[st->arg[0]].slot.open = false;
		break;
	case SEQ_OP_INVOKE:
		/* a trusted application that has panicked runs no command any more, of others neither */
		if (m->lied_to & LIES_RESULT) {
			model.session[st->arg[0]].slot.unsure = true;
			model.session[st->arg[0]].slot.changed = ++model.clock;
		}
		break;
	case SEQ_OP_SHM_ALLOC:
	case SEQ_OP_SHM_REGISTER:
	case SEQ_OP_SHM_REGISTER_FD:
	case SEQ_OP_HEAP_ALLOC:
		remember_memory(step, m, r);
		break;
	case SEQ_OP_SHM_FREE:
		if (model_owner(step) == MODEL_KERNEL || drops(m))
			model.memory[st->arg[0]].slot.open = false;
		break;
	case SEQ_OP_FORK:
		if (model.loose >> m->process & 1)
			model.loose |= 1u << r->process;
		break;
	case SEQ_OP_GET_FD:
	case SEQ_OP_GET_MEMORY:
		if (!r->rc)
			remember_got(step);
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
	if (r->rc || e.any)
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

/*
 * A call of another task that is under way in the step's session may have ended it already by a
 * lie: a trusted application that has panicked runs no command any more.
 */
static bool session_lied_to(u32 step)
{
	const struct seq_step *st = model.seq->step;

	if (st[step].op != SEQ_OP_INVOKE)
		return false;
	for (u32 i = 0; i < model.seq->num_steps; i++)
		if (i != step && model.step[i].under_way && st[i].op == SEQ_OP_INVOKE &&
		    st[i].arg[0] == st[step].arg[0] && lies_in_step(st[i].task) & LIES_RESULT)
			return true;
	return false;
}

/* Trusted applications that ask the kernel for nothing, so that their calls wait in the driver only */
static bool asks_nothing(u64 ta)
{
	return ta == MONITOR_TA_ECHO || ta == MONITOR_TA_SCMI || ta == MONITOR_TA_PANIC ||
	       ta == MONITOR_TA_SINGLE || ta == MONITOR_TA_RNG || ta == MONITOR_TA_RTC;
}

/* Where the driver waits for a client in the kernel no signal ends that, but in requests of the secure world. */
static bool may_be_cut(u32 step)
{
	const struct seq_step *st = &model.seq->step[step];

	if (model_owner(step) != MODEL_KERNEL)
		return true;
	return st->op == SEQ_OP_OPEN_SESSION ? !asks_nothing(st->arg[2]) :
	       st->op != SEQ_OP_INVOKE || !asks_nothing(model.step[step].session.ta);
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
	/* another call may have been told the number of the session that is being opened, or will be */
	if (st->op == SEQ_OP_OPEN_SESSION && lies_told(SEQ_MAX_TASKS, LIES_ANSWER))
		m->lied_to |= LIES_ANSWER;
	m->steady &= !session_lied_to(step);
	/* memory for messages may be of an earlier step */
	if (lies_told(SEQ_MAX_TASKS, LIES_SHARED))
		m->lied_to |= LIES_SHARED;
	m->disturbed = (model.signalled[st->task] || deadlock_killed()) && may_be_cut(step);
	/* the executor's tasks forget a signal when a step ends, unless it kills them */
	model.signalled[st->task] = model.killed[st->task];
	/* between its beginning and now the other's step may have ended, and another begun */
	note_signal(st);
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
	if (closes_by_guess(st, m))
		doubt_closed(m->process);
	model_follow_driver(step, r);
}

const char *model_left(u32 step)
{
	return model.step[step].left;
}
