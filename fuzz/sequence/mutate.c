// SPDX-License-Identifier: GPL-2.0-only
/*
 * New sequences from old ones. A mutation works on structure: it inserts, drops,
 * moves and copies steps, and changes an argument to another value of its kind;
 * references prefer slots that an earlier step fills, numbers prefer those at edges.
 * mutate_life.c inserts the steps of whole lives, mutate_crowd.c tasks that contend, mutate_value.c has the values.
 */
#include "monitor.h"
#include "optee_abi.h"
#include "mutate_private.h"

static void random_step(u64 *seed, const struct sequence *s, struct seq_step *st)
{
	const struct seq_op_info *info;
	unsigned int i;

	*st = (struct seq_step){ .task = mutate_below(seed, s->num_tasks) };
	do {
		st->op = mutate_below(seed, SEQ_OPS);
		info = &seq_op_info[st->op];
	} while (!(info->roles & (1u << s->role[st->task])));
	for (i = 0; info->arg[i].kind != SEQ_NONE; i++)
		st->arg[i] = mutate_value(seed, s, info->arg[i].kind);
	if (!info->params)
		return;
	st->num_params = mutate_below(seed, SEQ_MAX_PARAMS + 1);
	for (i = 0; i < st->num_params; i++)
		mutate_param(seed, s, &st->param[i]);
}

void mutate_insert(struct sequence *s, unsigned int at, const struct seq_step *st)
{
	unsigned int i;

	if (s->num_steps == SEQ_MAX_STEPS)
		return;
	for (i = s->num_steps++; i > at; i--)
		s->step[i] = s->step[i - 1];
	s->step[at] = *st;
}

static void mutate_step(u64 *seed, const struct sequence *s, struct seq_step *st)
{
	const struct seq_op_info *info = &seq_op_info[st->op];
	unsigned int count = 0;
	u32 pick;

	while (info->arg[count].kind != SEQ_NONE)
		count++;
	pick = mutate_below(seed, count + st->num_params + 1);
	if (pick < count)
		st->arg[pick] = mutate_value(seed, s, info->arg[pick].kind);
	else if (pick < count + st->num_params)
		mutate_param(seed, s, &st->param[pick - count]);
	else if (info->params && st->num_params < SEQ_MAX_PARAMS)
		mutate_param(seed, s, &st->param[st->num_params++]);
	else
		random_step(seed, s, st);
}

static void mutate_steps(u64 *seed, struct sequence *s)
{
	u32 a = mutate_below(seed, s->num_steps), b = mutate_below(seed, s->num_steps);
	struct seq_step st;

	switch (mutate_below(seed, 6)) {
	case 0:
		mutate_insert_life(seed, s);
		break;
	case 1:
		random_step(seed, s, &st);
		mutate_insert(s, mutate_below(seed, s->num_steps + 1), &st);
		break;
	case 2:
		if (s->num_steps > 1)
			seq_drop_steps(s, a, 1);
		break;
	case 3:
		if (s->num_steps) {
			st = s->step[a];
			s->step[a] = s->step[b];
			s->step[b] = st;
		}
		break;
	case 4:
		if (s->num_steps) {
			st = s->step[a];
			mutate_insert(s, b, &st);
		}
		break;
	default:
		if (s->num_steps)
			mutate_step(seed, s, &s->step[a]);
	}
}

/* Races are a few points wide and anywhere in the run: short gaps and long ones. */
static struct seq_switch random_switch(u64 *seed, const struct sequence *s)
{
	struct seq_switch sw;

	sw.after = mutate_below(seed, mutate_one_in(seed, 2) ? 16 : mutate_one_in(seed, 2) ? 128 : 1024);
	sw.task = mutate_below(seed, s->num_tasks);
	if (mutate_one_in(seed, 8))
		sw.task = SEQ_SWITCH_OTHER + mutate_below(seed, 24);
	else if (mutate_one_in(seed, 24))
		sw.task = SEQ_SWITCH_CLOCK;
	return sw;
}

static void mutate_schedule(u64 *seed, struct sequence *s)
{
	u32 at = mutate_below(seed, s->num_schedule + 1), i;

	if (s->num_schedule && mutate_one_in(seed, 4)) {
		s->num_schedule = mutate_below(seed, s->num_schedule);
		return;
	}
	if (at < s->num_schedule && mutate_one_in(seed, 2)) {
		s->schedule[at] = random_switch(seed, s);
		return;
	}
	if (s->num_schedule == SEQ_MAX_SCHEDULE)
		return;
	for (i = s->num_schedule++; i > at; i--)
		s->schedule[i] = s->schedule[i - 1];
	s->schedule[at] = random_switch(seed, s);
}

static void mutate_rules(u64 *seed, struct sequence *s)
{
	u32 at = mutate_below(seed, s->num_rules);

	if (s->num_rules && mutate_one_in(seed, 4))
		seq_drop_rule(s, at);
	else if (s->num_rules < SEQ_MAX_RULES && mutate_one_in(seed, 2))
		mutate_rule(seed, s, &s->rule[s->num_rules++]);
	else if (s->num_rules)
		s->rule[at].value[mutate_below(seed, 4)] = mutate_number(seed, ~(u64)0);
}

static u8 random_role(u64 *seed, u8 roles)
{
	u8 role;

	do {
		role = mutate_below(seed, SEQ_ROLES);
	} while (roles && !(roles & (1u << role)));
	return role;
}

/* Most are threads of one process of their role. */
static void mutate_add_task(u64 *seed, struct sequence *s, u8 role)
{
	s->role[s->num_tasks] = role;
	s->process[s->num_tasks++] = seq_in_process(role) && mutate_one_in(seed, 4) ?
				     1 + mutate_below(seed, SEQ_PROCESSES - 1) : 0;
}

static void mutate_machine(u64 *seed, struct sequence *s, u8 roles)
{
	u32 task = mutate_below(seed, s->num_tasks);

	switch (mutate_below(seed, 5)) {
	case 0:
		s->threads = mutate_one_in(seed, 4) ? 1 + mutate_below(seed, MONITOR_MAX_THREADS) :
					       1 + mutate_below(seed, 4);
		break;
	case 1:
		s->flags ^= 1u << mutate_below(seed, s->transport == SEQ_FFA ? SEQ_FLAGS : SEQ_SMC_FLAGS);
		s->flags &= seq_settings(s->transport);
		break;
	case 2:
		s->fault = mutate_one_in(seed, 2) ? 0 : mutate_below(seed, 60);
		break;
	case 3:
		s->process[task] = seq_in_process(s->role[task]) ? mutate_below(seed, SEQ_PROCESSES) : 0;
		break;
	default:
		if (s->num_tasks < SEQ_MAX_TASKS)
			mutate_add_task(seed, s, random_role(seed, roles));
		else
			seq_drop_task(s, task);
	}
}

void seq_mutate(struct sequence *s, u8 roles, u64 *seed)
{
	u32 n = 1 + mutate_below(seed, 3);

	while (n--) {
		switch (mutate_below(seed, 10)) {
		case 0:
			mutate_machine(seed, s, roles);
			break;
		case 1:
			mutate_rules(seed, s);
			break;
		case 2:
		case 3:
		case 4:
			mutate_schedule(seed, s);
			break;
		default:
			mutate_steps(seed, s);
		}
	}
}

/* The first probe is a step now and then: others open the device while it is under way. */
static void begin_with_probe(u64 *seed, struct sequence *s)
{
	struct seq_step st = { .op = SEQ_OP_PROBE };

	while (st.task < s->num_tasks && s->role[st.task] != SEQ_MACHINE)
		st.task++;
	if (st.task == s->num_tasks || !mutate_one_in(seed, 6))
		return;
	s->flags |= SEQ_F_NOT_PROBED;
	mutate_insert(s, 0, &st);
}

void seq_generate(struct sequence *s, u8 roles, u64 *seed)
{
	u32 lives = 1 + mutate_below(seed, 4), changes = mutate_below(seed, 8), tasks;
	u8 nothing = 0;

	seq_decode(s, &nothing, 0);
	s->threads = 1 + mutate_below(seed, 4);
	/* how the hosted machine behaves where a kernel leaves it open */
	s->flags |= mutate_one_in(seed, 2) ? SEQ_F_POINTS_AFTER : 0;
	s->flags |= mutate_one_in(seed, 4) ? SEQ_F_RECYCLE : 0;
	s->flags |= mutate_one_in(seed, 4) ? SEQ_F_RCU_LATER : 0;
	s->flags |= mutate_one_in(seed, 2) ? SEQ_F_MUTEX_SPIN : 0;
	s->flags |= mutate_one_in(seed, 8) ? SEQ_F_IRQ_LATER : 0;
	s->flags |= mutate_one_in(seed, 4) ? SEQ_F_RPMB : 0;
	s->flags |= mutate_one_in(seed, 4) ? SEQ_F_PROTMEM : 0;
	tasks = 1 + mutate_below(seed, 4);
	s->num_tasks = 0;
	while (s->num_tasks < tasks)
		mutate_add_task(seed, s, random_role(seed, roles));
	if (mutate_one_in(seed, 3))
		mutate_add_crowd(seed, s, roles);
	while (lives--)
		mutate_insert_life(seed, s);
	begin_with_probe(seed, s);
	while (changes--)
		seq_mutate(s, roles, seed);
}

/* A command of the TA that makes any RPC: for the time. */
static bool is_get_time(const struct seq_step *st)
{
	return (st->arg[1] == MONITOR_RPC_SEND || st->arg[1] == MONITOR_RPC_RAW) &&
	       st->param[0].v[0] == OPTEE_RPC_GET_TIME;
}

void seq_generate_plain(struct sequence *s, u64 seed, bool single)
{
	u32 kept = 0;
	u8 roles = seed & 1 ? 1u << SEQ_CLIENT : 1u << SEQ_USER;
	bool rpc[SEQ_SLOTS] = { };	/* it has had a session with that TA */

	seq_generate(s, single ? roles : 0, &seed);
	while (single && s->num_tasks > 1)
		seq_drop_task(s, s->num_tasks - 1);
	s->num_schedule = 0;
	s->fault = 0;
	/* devices that only the hosted world has */
	s->flags &= ~(SEQ_F_SCMI | SEQ_F_SCMI_NO_SYSTEM | SEQ_F_RPMB);
	for (u32 i = 0; i < s->num_steps; i++) {
		struct seq_step *st = &s->step[i];

		/* it may wait, for what only another task could do, or spin */
		if (st->op == SEQ_OP_OPEN_SESSION && st->arg[2] == MONITOR_TA_SLOW)
			st->arg[2] = MONITOR_TA_ECHO;
		/* no two worlds have the same time */
		if (st->op == SEQ_OP_OPEN_SESSION)
			rpc[st->arg[0]] |= st->arg[2] == MONITOR_TA_RPC;
		if (st->op == SEQ_OP_INVOKE && rpc[st->arg[0]] && is_get_time(st))
			st->param[0].v[0]++;
		if (st->op != SEQ_OP_FAULT && st->op != SEQ_OP_FORK)
			s->step[kept++] = *st;
	}
	s->num_steps = kept;
}

void seq_cross(struct sequence *to, const struct sequence *a, const struct sequence *b, u64 *seed)
{
	u32 first = mutate_below(seed, b->num_steps), count = mutate_below(seed, b->num_steps - first + 1);
	u32 at = mutate_below(seed, a->num_steps + 1);

	*to = *a;
	for (; count && to->num_steps < SEQ_MAX_STEPS; count--, first++) {
		struct seq_step st = b->step[first];

		if (st.task >= to->num_tasks ||
		    !(seq_op_info[st.op].roles & (1u << to->role[st.task])))
			continue;
		mutate_insert(to, at++, &st);
	}
	if (b->num_rules && to->num_rules < SEQ_MAX_RULES && mutate_one_in(seed, 3))
		to->rule[to->num_rules++] = b->rule[mutate_below(seed, b->num_rules)];
	if (mutate_one_in(seed, 3)) {
		to->num_schedule = b->num_schedule;
		for (u32 i = 0; i < b->num_schedule; i++)
			to->schedule[i] = b->schedule[i];
	}
}

void seq_drop_steps(struct sequence *s, unsigned int first, unsigned int count)
{
	unsigned int i;

	if (first >= s->num_steps)
		return;
	if (count > s->num_steps - first)
		count = s->num_steps - first;
	for (i = first; i + count < s->num_steps; i++)
		s->step[i] = s->step[i + count];
	s->num_steps -= count;
}

void seq_drop_task(struct sequence *s, unsigned int task)
{
	unsigned int i = 0;

	if (s->num_tasks < 2 || task >= s->num_tasks)
		return;
	while (i < s->num_steps) {
		if (s->step[i].task == task) {
			seq_drop_steps(s, i, 1);
			continue;
		}
		s->step[i].task -= s->step[i].task > task;
		i++;
	}
	for (i = task; i + 1 < s->num_tasks; i++) {
		s->role[i] = s->role[i + 1];
		s->process[i] = s->process[i + 1];
	}
	s->num_tasks--;
	s->process[s->num_tasks] = 0;
	for (i = s->num_rules; i-- > 0; ) {
		if (s->rule[i].task == task)
			seq_drop_rule(s, i);
		else if (s->rule[i].task < SEQ_MAX_TASKS)
			s->rule[i].task -= s->rule[i].task > task;
	}
}

void seq_drop_rule(struct sequence *s, unsigned int rule)
{
	if (rule >= s->num_rules)
		return;
	for (; rule + 1 < s->num_rules; rule++)
		s->rule[rule] = s->rule[rule + 1];
	s->num_rules--;
}
