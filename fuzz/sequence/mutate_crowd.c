// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contention on the call queue by design: several clients, half of them with system
 * sessions, whose calls stay in the few thread contexts that there are (parked at a
 * gate) while others come, and somebody who lets them go. By chance such a crowd is
 * rare, and the promises (oracle O4) are about little else.
 */
#include "monitor.h"
#include "mutate_private.h"

#define R(role)		(1u << SEQ_##role)
#define GATE		5
#define CROWD_MAX	4

static void put(struct sequence *s, struct seq_step st)
{
	mutate_insert(s, s->num_steps, &st);
}

static void put_op(struct sequence *s, u8 task, u8 op, u64 a, u64 b, u64 c)
{
	put(s, (struct seq_step){ .task = task, .op = op, .arg = { a, b, c } });
}

static void put_invoke(struct sequence *s, u8 task, u8 slot, u8 func, u8 type, u64 value)
{
	put(s, (struct seq_step){
		.task = task, .op = SEQ_OP_INVOKE, .num_params = 1, .arg = { slot, func },
		.param = { { .type = type, .v = { value } } },
	});
}

/* One whose calls take long, or one whose calls are short, each in a session of its own. */
static void put_client(u64 *seed, struct sequence *s, u8 task, u8 slot)
{
	bool slow = mutate_one_in(seed, 2);
	u32 calls = 1 + mutate_below(seed, 3);

	put_op(s, task, SEQ_OP_OPEN_CONTEXT, slot, 0, 0);
	put_op(s, task, SEQ_OP_OPEN_SESSION, slot, slot, slow ? MONITOR_TA_SLOW : MONITOR_TA_SCMI);
	if (s->role[task] == SEQ_CLIENT && mutate_one_in(seed, 2))
		put_op(s, task, SEQ_OP_SYSTEM, slot, 0, 0);
	if (mutate_one_in(seed, 2))
		put_op(s, task, SEQ_OP_SLEEP, 1 + mutate_below(seed, 4), 0, 0);
	while (calls--) {
		if (slow)
			put_invoke(s, task, slot, MONITOR_SLOW_PARK, SEQ_P_VALUE_IN, GATE);
		else
			put_invoke(s, task, slot, MONITOR_SCMI_CLOCK, SEQ_P_VALUE_INOUT, calls & 1);
	}
	if (mutate_one_in(seed, 4))
		put_op(s, task, SEQ_OP_CANCEL, slot, 0, 0);
	if (mutate_one_in(seed, 2))
		put_op(s, task, SEQ_OP_CLOSE_SESSION, slot, 0, 0);
	if (mutate_one_in(seed, 2))
		put_op(s, task, SEQ_OP_CLOSE_CONTEXT, slot, 0, 0);
}

/* Lets the parked go by and by: time passes only when nobody can run. */
static void put_opener(u64 *seed, struct sequence *s, u8 task)
{
	u32 times = 2 + mutate_below(seed, 4);

	while (times--) {
		put_op(s, task, SEQ_OP_SLEEP, 1 + mutate_below(seed, 5), 0, 0);
		put_op(s, task, SEQ_OP_GATE_OPEN, GATE, 1 + mutate_below(seed, 2), 0);
	}
	put_op(s, task, SEQ_OP_SLEEP, 20, 0, 0);
	put_op(s, task, SEQ_OP_GATE_OPEN, GATE, 0, 0);
}

void mutate_add_crowd(u64 *seed, struct sequence *s, u8 roles)
{
	u32 crowd = 2 + mutate_below(seed, CROWD_MAX - 1);

	roles &= R(CLIENT) | R(USER);
	if (!roles)
		return;
	for (u32 i = 0; i < crowd && s->num_tasks + 1 < SEQ_MAX_TASKS; i++) {
		u8 task = s->num_tasks++;
		bool kernel = (roles & R(CLIENT)) && (!(roles & R(USER)) || !mutate_one_in(seed, 4));

		s->role[task] = kernel ? SEQ_CLIENT : SEQ_USER;
		put_client(seed, s, task, (SEQ_SLOTS - 1 - i) % SEQ_SLOTS);
	}
	if (s->num_tasks == SEQ_MAX_TASKS)
		return;
	s->role[s->num_tasks] = roles & R(CLIENT) ? SEQ_CLIENT : SEQ_USER;
	put_opener(seed, s, s->num_tasks++);
	/* fewer contexts than calls, and more than one most often, or no session is a system session */
	s->threads = mutate_one_in(seed, 6) ? 1 : 2 + mutate_below(seed, 3);
}
