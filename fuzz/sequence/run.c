// SPDX-License-Identifier: GPL-2.0-only
/*
 * The executor's frame: tasks take their steps in the order of the sequence, each
 * on its own; what they open goes to slots that all of them share. Afterwards
 * everything that kernel clients left open is given back.
 *
 * A kernel client may not do what a correct client never does (use a context after
 * closing it, free memory in use): such steps are skipped. User tasks may do all.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/tee.h>
#include <linux/tee_drv.h>
#include "run_private.h"

struct run_report run_report;
struct run_state run;

static bool turned(const struct run_activity *a)
{
	if (a->call != RUN_INVOKE && a->call != RUN_CLOSE_SESSION)
		return false;
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		const struct run_session *s = &run.session[i];

		if (s->open && s->system && s->context == a->context && s->id == a->session)
			return !a->system;
	}
	return a->system;
}

bool run_activity(u32 task, struct run_activity *out)
{
	struct run_task *t = &run.task[task];

	if (!run.s || task >= run.s->num_tasks || !t->t)
		return false;
	*out = t->now;
	out->caller = t->caller;
	out->ended = t->ended;
	out->turned = turned(out);
	return true;
}

bool run_session_open(u32 slot)
{
	return run.s && run.session[slot].open;
}

bool run_anything_open(void)
{
	for (u32 i = 0; run.s && i < SEQ_SLOTS; i++)
		if (run.context[i].open || run.memory[i].live)
			return true;
	return false;
}

bool run_activity_of(u32 caller, struct run_activity *out)
{
	for (u32 i = 0; run.s && i < run.s->num_tasks; i++)
		if (run.task[i].t && run.task[i].caller == caller)
			return run_activity(i, out);
	return false;
}

/* What has become of sessions counts for their calls that are under way until these end. */
static void note_turned(void)
{
	for (u32 i = 0; run.s && i < run.s->num_tasks; i++)
		run.task[i].now.has_turned |= turned(&run.task[i].now);
}

void run_begin(struct run_task *t, enum run_call call, bool system)
{
	t->now.call = call;
	t->now.has_turned = false;
	t->now.system = system;
	t->now.order = ++run.order;
	run_report.calls++;
}

void run_announce(u32 cmd, u32 session, u32 func, u32 cancel_id)
{
	if (world_monitor())
		monitor_announce(world_monitor(), cmd, session, func, cancel_id);
}

void run_end(struct run_task *t)
{
	run_announce(MONITOR_ANY, 0, 0, 0);
	t->now.call = RUN_NO_CALL;
	t->now.system = false;
	t->now.ends = 0;
	note_turned();
	world_changed();
}

u64 run_param_attr(const struct seq_param *p)
{
	switch (p->type) {
	case SEQ_P_VALUE_IN:
		return TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	case SEQ_P_VALUE_OUT:
		return TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	case SEQ_P_VALUE_INOUT:
		return TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	case SEQ_P_MEMREF_IN:
		return TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT;
	case SEQ_P_MEMREF_OUT:
		return TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT;
	case SEQ_P_MEMREF_INOUT:
		return TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
	case SEQ_P_META:
		return TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT | TEE_IOCTL_PARAM_ATTR_META;
	case SEQ_P_BAD:
		return p->v[0];
	default:
		return TEE_IOCTL_PARAM_ATTR_TYPE_NONE;
	}
}

u32 run_login(u64 login)
{
	return login == 7 ? TEE_IOCTL_LOGIN_REE_KERNEL : login;
}

static s64 take_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	switch (st->op) {
	case SEQ_OP_OPEN_CONTEXT ... SEQ_OP_IOCTL:
		if (t->role == SEQ_CLIENT)
			return run_client_step(t, st, r);
		return run_user_step(t, st, r);
	case SEQ_OP_NOWAIT:
		return run_client_step(t, st, r);
	case SEQ_OP_FILL:
	case SEQ_OP_SUM:
		return run_data_step(t, st);
	case SEQ_OP_CLOSE_FD ... SEQ_OP_USE_MEMORY:
	case SEQ_OP_GET_FD ... SEQ_OP_FORK:
	case SEQ_OP_HEAP_ALLOC ... SEQ_OP_SHM_REGISTER_FD:
		return run_user_step(t, st, r);
	case SEQ_OP_SUPP_OPEN ... SEQ_OP_SUPP_CLOSE:
		return run_supplicant_step(t, st, r);
	default:
		return run_machine_step(t, st, r);
	}
}

static bool thawed(void *arg)
{
	struct run_task *t = arg;

	return !t->frozen || run.draining;
}

bool run_thaw(struct run_task *t)
{
	if (world_signalled())
		return false;
	world_signals_clear();
	return world_wait(thawed, t) && !world_killed();
}

static void take_steps(void *arg)
{
	struct run_task *t = arg;
	u32 i;

	if (t->process) {
		world_process_enter(t->process->world);
		t->scratch = world_user_alloc(t->process->world, 2);
	}
	for (i = 0; i < run.s->num_steps; i++) {
		struct run_step_result *r = &run_report.step[i];

		if (run.s->step[i].task != t->index)
			continue;
		if (t->frozen)
			world_wait(thawed, t);
		if (world_killed() && t->process)
			break;
		t->now.step = i;
		world_step(i);
		r->begun = true;
		r->nth = ++run.begun;
		r->rc = take_step(t, &run.s->step[i], r);
		r->done = true;
		run_end(t);
		/* what a fault step asks for is for the step behind it */
		if (run.s->step[i].op != SEQ_OP_FAULT)
			world_fault(0);
		world_signals_clear();
	}
	/* files that are still open are closed then, and their sessions with them */
	if (t->process) {
		run_begin(t, RUN_OTHER_CALL, false);
		run_process_leaves(t->process);
		world_process_leave();
		run_process_ended();
		run_end(t);
	}
	t->ended = true;
	world_changed();
}

/* What is left in the slots of kernel clients; users' files went with their process. */
static void give_back(void)
{
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		struct run_memory *m = &run.memory[i];

		if (m->live && m->shm)
			tee_shm_free(m->shm);
		if (m->pages)
			world_kernel_pages_free(m->pages, m->num_pages);
		m->pages = NULL;
		m->live = false;
	}
	for (u32 i = 0; i < SEQ_SLOTS; i++) {
		struct run_context *c = &run.context[i];

		if (c->open && c->ctx)
			tee_client_close_context(c->ctx);
		c->open = false;
	}
	for (u32 i = 0; i < SEQ_SLOTS; i++)
		if (run.session[i].open && run.session[i].system)
			run_report.system_sessions--;
}

void run_sequence(const struct sequence *s)
{
	static const char *const name[SEQ_MAX_TASKS] = { "a", "b", "c", "d", "e", "f", "g", "h" };

	memset(&run, 0, sizeof(run));
	run_supplicant_begin();
	memset(&run_report, 0, offsetof(struct run_report, step[s->num_steps]));
	run.s = s;
	run_agent();
	for (u32 i = 0; i < s->num_tasks; i++) {
		struct run_task *t = &run.task[i];

		t->index = i;
		t->role = s->role[i];
		if (seq_in_process(t->role))
			run_process_begin(t, s->process[i] + (t->role == SEQ_SUPPLICANT ? SEQ_PROCESSES : 0));
	}
	for (u32 i = 0; i < s->num_tasks; i++) {
		run.task[i].t = world_spawn(name[i], take_steps, &run.task[i]);
		run.task[i].caller = world_caller(run.task[i].t);
	}
	/*
	 * A removal that waits for contexts to be closed goes on when they are:
	 * kernel clients that ended without closing do it now.
	 */
	for (u32 i = 0; i < s->num_tasks; i++)
		if (run.task[i].role != SEQ_MACHINE)
			world_join(run.task[i].t);
	give_back();
	for (u32 i = 0; i < s->num_tasks; i++)
		world_join(run.task[i].t);
	run.s = NULL;
}

/* The first help that a sequence gets in a deadlock. */
void run_drain(void)
{
	for (u32 i = 0; run.s && i < run.s->num_steps && !run.draining; i++)
		run_report.step[i].waited = run_report.step[i].begun && !run_report.step[i].done;
	run.draining = true;
	run_resume();
	world_changed();
}

bool run_suspending(void)
{
	return run.s && run.suspending;
}

bool run_kill_all(void)
{
	bool any = false;

	if (!run.s)
		return false;
	for (u32 i = 0; i < run.s->num_tasks; i++) {
		struct run_task *t = &run.task[i];

		if (!t->t || world_ended(t->t))
			continue;
		world_signal(t->t, true);
		any = true;
	}
	return any;
}
