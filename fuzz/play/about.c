// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the steps of a sequence are about, beside what they make the driver do: which
 * of them commute, for teeproof explore -e (fuzz/host/os/order.c).
 */
#include "about.h"
#include "host.h"

static const struct sequence *now;
static bool shares;	/* a slot is used by two tasks */

/* A value has no memory. */
static bool refers(const struct seq_param *p)
{
	return p->type > SEQ_P_VALUE_INOUT;
}

static bool two_tasks_use(enum seq_kind kind, u64 slot)
{
	u8 task = SEQ_MAX_TASKS;

	for (u32 i = 0; i < now->num_steps; i++) {
		const struct seq_step *st = &now->step[i];
		bool uses = false;

		for (u32 k = 0; seq_op_info[st->op].arg[k].kind != SEQ_NONE; k++)
			uses |= seq_op_info[st->op].arg[k].kind == kind && st->arg[k] == slot;
		for (u32 k = 0; k < st->num_params && kind == SEQ_MEMORY; k++)
			uses |= refers(&st->param[k]) && st->param[k].memory == slot;
		if (uses && task != SEQ_MAX_TASKS && task != st->task)
			return true;
		if (uses)
			task = st->task;
	}
	return false;
}

void about_begin(const struct sequence *s)
{
	static const enum seq_kind kinds[] = { SEQ_CONTEXT, SEQ_SESSION, SEQ_MEMORY, SEQ_BUFFER };

	now = s;
	shares = false;
	if (!host_state_wanted)
		return;
	for (u32 i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (u32 slot = 0; slot < SEQ_SLOTS; slot++)
			shares |= two_tasks_use(kinds[i], slot);
}

/*
 * Steps that do something to the world, or that share a slot with others', come before
 * or after all others. The beginnings of the rest commute, their ends do not: calls are
 * counted, and oracles look who else is in the secure world.
 */
void about_step(u32 step, bool ends)
{
	u8 op = now->step[step].op;

	host_about(host_secure_world, ends || shares ||
		   op == SEQ_OP_KEXEC || op == SEQ_OP_RPMB_ADD || op == SEQ_OP_RPMB_REMOVE || (op >= SEQ_OP_GATE_OPEN && op <= SEQ_OP_SHUTDOWN && op != SEQ_OP_SLEEP));
}
