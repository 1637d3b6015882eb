// SPDX-License-Identifier: GPL-2.0-only
/*
 * New sequences from old ones. A mutation works on structure: it inserts, drops,
 * moves and copies steps, and changes an argument to another value of its kind;
 * references prefer slots that an earlier step fills, numbers prefer those at edges.
 */
#include "monitor.h"
#include "sequence.h"

u32 seq_random(u64 *seed)
{
	/* SplitMix64, as in Steele, Lea, Flood: Fast splittable pseudorandom number generators */
	u64 z = *seed += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31)) >> 32;
}

static u32 below(u64 *seed, u32 limit)
{
	return limit ? seq_random(seed) % limit : 0;
}

static bool one_in(u64 *seed, u32 n)
{
	return !below(seed, n);
}

static u64 random_number(u64 *seed, u64 max)
{
	static const u64 edge[] = {
		0, 1, 2, 3, 4, 7, 8, 16, 64, 100, 255, 256, 511, 512, 4095, 4096, 4097,
		8192, 65536, 2097152, 0x7fffffff, 0x80000000, 0xffffffff,
		0x7fffffffffffffff, 0xfffffffffffff000, 0xffffffffffffffff,
	};
	u64 v = one_in(seed, 4) ? edge[below(seed, sizeof(edge) / sizeof(edge[0]))] :
				  below(seed, 5);

	if (one_in(seed, 64))
		v = (u64)seq_random(seed) << 32 | seq_random(seed);
	return max == ~(u64)0 ? v : v % (max + 1);
}

static u64 random_size(u64 *seed)
{
	static const u64 usual[] = { 1, 8, 64, 4096, 4097, 8192, 100, 4000 };

	return one_in(seed, 3) ? random_number(seed, ~(u64)0) :
				 usual[below(seed, sizeof(usual) / sizeof(usual[0]))];
}

static u64 random_value(u64 *seed, const struct sequence *s, enum seq_kind kind)
{
	u32 count = seq_kind_count(kind);

	switch (kind) {
	case SEQ_TASK:
		return below(seed, s->num_tasks);
	case SEQ_CONTEXT:
	case SEQ_SESSION:
	case SEQ_MEMORY:
	case SEQ_BUFFER:
		/* few slots, so that steps meet */
		return one_in(seed, 8) ? below(seed, count) : below(seed, 2);
	case SEQ_SIZE:
		return random_size(seed);
	default:
		return count ? below(seed, count) : random_number(seed, seq_kind_max(kind));
	}
}

static void random_param(u64 *seed, const struct sequence *s, struct seq_param *p)
{
	unsigned int i;

	*p = (struct seq_param){ .type = below(seed, SEQ_P_META) };
	if (one_in(seed, 32))
		p->type = below(seed, SEQ_P_TYPES);
	for (i = 0; i < seq_param_numbers(p->type); i++)
		p->v[i] = random_number(seed, ~(u64)0);
	if (p->type < SEQ_P_MEMREF_IN || p->type > SEQ_P_MEMREF_INOUT)
		return;
	p->memory = one_in(seed, 8) ? SEQ_SLOTS : random_value(seed, s, SEQ_MEMORY);
	if (!one_in(seed, 4)) {
		p->v[0] = 0;
		p->v[1] = random_size(seed) % 4097;
	}
}

static void random_step(u64 *seed, const struct sequence *s, struct seq_step *st)
{
	const struct seq_op_info *info;
	unsigned int i;

	*st = (struct seq_step){ .task = below(seed, s->num_tasks) };
	do {
		st->op = below(seed, SEQ_OPS);
		info = &seq_op_info[st->op];
	} while (!(info->roles & (1u << s->role[st->task])));
	for (i = 0; info->arg[i] != SEQ_NONE; i++)
		st->arg[i] = random_value(seed, s, info->arg[i]);
	if (!info->params)
		return;
	st->num_params = below(seed, SEQ_MAX_PARAMS + 1);
	for (i = 0; i < st->num_params; i++)
		random_param(seed, s, &st->param[i]);
}

static void random_rule(u64 *seed, const struct sequence *s, struct seq_rule *rule)
{
	unsigned int i;

	*rule = (struct seq_rule){
		.point = below(seed, seq_kind_count(SEQ_POINT)),
		.action = below(seed, seq_kind_count(SEQ_ACTION)),
		.task = one_in(seed, 2) ? SEQ_MAX_TASKS : below(seed, s->num_tasks),
		.skip = one_in(seed, 2) ? 0 : below(seed, 4),
		.count = one_in(seed, 3) ? 0 : 1 + below(seed, 3),
		.func = one_in(seed, 2) ? MONITOR_ANY : below(seed, 25),
	};
	for (i = 0; i < 4; i++)
		rule->value[i] = random_number(seed, ~(u64)0);
}

static void insert_step(struct sequence *s, unsigned int at, const struct seq_step *st)
{
	unsigned int i;

	if (s->num_steps == SEQ_MAX_STEPS)
		return;
	for (i = s->num_steps++; i > at; i--)
		s->step[i] = s->step[i - 1];
	s->step[at] = *st;
}

/* A client's usual life, into which mutation brings disorder. */
static void insert_life(u64 *seed, struct sequence *s)
{
	static const u8 life[] = {
		SEQ_OP_OPEN_CONTEXT, SEQ_OP_OPEN_SESSION, SEQ_OP_SYSTEM, SEQ_OP_SHM_ALLOC,
		SEQ_OP_INVOKE, SEQ_OP_INVOKE, SEQ_OP_SHM_FREE, SEQ_OP_CLOSE_SESSION,
		SEQ_OP_CLOSE_CONTEXT,
	};
	u32 task = below(seed, s->num_tasks), slot = below(seed, 3), ta = below(seed, MONITOR_TA_COUNT);
	unsigned int i, at = below(seed, s->num_steps + 1);

	for (i = 0; i < sizeof(life); i++) {
		const struct seq_op_info *info = &seq_op_info[life[i]];
		struct seq_step st = { .task = task, .op = life[i] };
		unsigned int k;

		if (!(info->roles & (1u << s->role[task])) || one_in(seed, 8))
			continue;
		for (k = 0; info->arg[k] != SEQ_NONE; k++) {
			u32 slots = seq_kind_count(info->arg[k]);

			st.arg[k] = slots == SEQ_SLOTS ? slot : random_value(seed, s, info->arg[k]);
			if (info->arg[k] == SEQ_TA)
				st.arg[k] = ta;
			if (info->arg[k] == SEQ_LOGIN)
				st.arg[k] = 0;
		}
		if (life[i] == SEQ_OP_INVOKE) {
			st.num_params = 1 + below(seed, 2);
			for (k = 0; k < st.num_params; k++)
				random_param(seed, s, &st.param[k]);
		}
		insert_step(s, at, &st);
		at = at < s->num_steps ? at + 1 : s->num_steps;
		at += one_in(seed, 3) ? below(seed, s->num_steps - at + 1) : 0;
	}
}

static void mutate_step(u64 *seed, const struct sequence *s, struct seq_step *st)
{
	const struct seq_op_info *info = &seq_op_info[st->op];
	unsigned int count = 0;
	u32 pick;

	while (info->arg[count] != SEQ_NONE)
		count++;
	pick = below(seed, count + st->num_params + 1);
	if (pick < count)
		st->arg[pick] = random_value(seed, s, info->arg[pick]);
	else if (pick < count + st->num_params)
		random_param(seed, s, &st->param[pick - count]);
	else if (info->params && st->num_params < SEQ_MAX_PARAMS)
		random_param(seed, s, &st->param[st->num_params++]);
	else
		random_step(seed, s, st);
}

static void mutate_steps(u64 *seed, struct sequence *s)
{
	u32 a = below(seed, s->num_steps), b = below(seed, s->num_steps);
	struct seq_step st;

	switch (below(seed, 6)) {
	case 0:
		insert_life(seed, s);
		break;
	case 1:
		random_step(seed, s, &st);
		insert_step(s, below(seed, s->num_steps + 1), &st);
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
			insert_step(s, b, &st);
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

	sw.after = below(seed, one_in(seed, 2) ? 16 : one_in(seed, 2) ? 128 : 1024);
	sw.task = below(seed, s->num_tasks);
	if (one_in(seed, 8))
		sw.task = SEQ_SWITCH_OTHER + below(seed, 24);
	else if (one_in(seed, 24))
		sw.task = SEQ_SWITCH_CLOCK;
	return sw;
}

static void mutate_schedule(u64 *seed, struct sequence *s)
{
	u32 at = below(seed, s->num_schedule + 1), i;

	if (s->num_schedule && one_in(seed, 4)) {
		s->num_schedule = below(seed, s->num_schedule);
		return;
	}
	if (at < s->num_schedule && one_in(seed, 2)) {
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
	u32 at = below(seed, s->num_rules);

	if (s->num_rules && one_in(seed, 4))
		seq_drop_rule(s, at);
	else if (s->num_rules < SEQ_MAX_RULES && one_in(seed, 2))
		random_rule(seed, s, &s->rule[s->num_rules++]);
	else if (s->num_rules)
		s->rule[at].value[below(seed, 4)] = random_number(seed, ~(u64)0);
}

static u8 random_role(u64 *seed, u8 roles)
{
	u8 role;

	do {
		role = below(seed, SEQ_ROLES);
	} while (roles && !(roles & (1u << role)));
	return role;
}

static void mutate_world(u64 *seed, struct sequence *s, u8 roles)
{
	switch (below(seed, 4)) {
	case 0:
		s->threads = one_in(seed, 4) ? 1 + below(seed, MONITOR_MAX_THREADS) :
					       1 + below(seed, 4);
		break;
	case 1:
		s->flags ^= 1u << below(seed, SEQ_FLAGS);
		break;
	case 2:
		s->fault = one_in(seed, 2) ? 0 : below(seed, 60);
		break;
	default:
		if (s->num_tasks < SEQ_MAX_TASKS)
			s->role[s->num_tasks++] = random_role(seed, roles);
		else
			seq_drop_task(s, below(seed, s->num_tasks));
	}
}

void seq_mutate(struct sequence *s, u8 roles, u64 *seed)
{
	u32 n = 1 + below(seed, 3);

	while (n--) {
		switch (below(seed, 10)) {
		case 0:
			mutate_world(seed, s, roles);
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

void seq_generate(struct sequence *s, u8 roles, u64 *seed)
{
	u32 lives = 1 + below(seed, 4), changes = below(seed, 8);
	u8 nothing = 0;

	seq_decode(s, &nothing, 0);
	s->threads = 1 + below(seed, 4);
	s->num_tasks = 1 + below(seed, 4);
	for (u32 i = 0; i < s->num_tasks; i++)
		s->role[i] = random_role(seed, roles);
	while (lives--)
		insert_life(seed, s);
	while (changes--)
		seq_mutate(s, roles, seed);
}

void seq_generate_plain(struct sequence *s, u64 seed, bool single)
{
	u32 kept = 0;
	u8 roles = seed & 1 ? 1u << SEQ_CLIENT : 1u << SEQ_USER;

	seq_generate(s, single ? roles : 0, &seed);
	while (single && s->num_tasks > 1)
		seq_drop_task(s, s->num_tasks - 1);
	s->num_schedule = 0;
	s->fault = 0;
	for (u32 i = 0; i < s->num_steps; i++) {
		struct seq_step *st = &s->step[i];

		/* it may wait, for what only another task could do, or spin */
		if (st->op == SEQ_OP_OPEN_SESSION && st->arg[2] == MONITOR_TA_SLOW)
			st->arg[2] = MONITOR_TA_ECHO;
		if (st->op != SEQ_OP_FAULT)
			s->step[kept++] = *st;
	}
	s->num_steps = kept;
}

void seq_cross(struct sequence *to, const struct sequence *a, const struct sequence *b, u64 *seed)
{
	u32 first = below(seed, b->num_steps), count = below(seed, b->num_steps - first + 1);
	u32 at = below(seed, a->num_steps + 1);

	*to = *a;
	for (; count && to->num_steps < SEQ_MAX_STEPS; count--, first++) {
		struct seq_step st = b->step[first];

		if (st.task >= to->num_tasks ||
		    !(seq_op_info[st.op].roles & (1u << to->role[st.task])))
			continue;
		insert_step(to, at++, &st);
	}
	if (b->num_rules && to->num_rules < SEQ_MAX_RULES && one_in(seed, 3))
		to->rule[to->num_rules++] = b->rule[below(seed, b->num_rules)];
	if (one_in(seed, 3)) {
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
	for (i = task; i + 1 < s->num_tasks; i++)
		s->role[i] = s->role[i + 1];
	s->num_tasks--;
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
