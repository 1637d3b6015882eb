// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sequence as bytes. Numbers are LEB128 (seven bits a byte, low ones first), in
 * the order of the structs; the schedule is whatever is left. Decoding takes any
 * bytes: what is out of range is brought into it, what is missing is left away.
 */
#include "monitor.h"
#include "sequence.h"

struct writer {
	u8 *to;
	size_t room, used;
};

struct reader {
	const u8 *from;
	size_t size, used;
};

static void put(struct writer *w, u64 value)
{
	do {
		u8 byte = value & 0x7f;

		value >>= 7;
		if (w->used < w->room)
			w->to[w->used] = byte | (value ? 0x80 : 0);
		w->used++;
	} while (value);
}

static u64 get(struct reader *r)
{
	u64 value = 0;
	unsigned int shift = 0;
	u8 byte = 0x80;

	while ((byte & 0x80) && r->used < r->size) {
		byte = r->from[r->used++];
		if (shift < 64)
			value |= (u64)(byte & 0x7f) << shift;
		shift += 7;
	}
	return value;
}

/* A number from 0 to @max. */
static u64 get_upto(struct reader *r, u64 max)
{
	u64 value = get(r);

	return max == ~(u64)0 ? value : value % (max + 1);
}

static bool at_end(const struct reader *r)
{
	return r->used >= r->size;
}

static void put_step(struct writer *w, const struct seq_step *st)
{
	const struct seq_op_info *info = &seq_op_info[st->op];
	unsigned int i, k;

	put(w, st->op);
	put(w, st->task);
	for (i = 0; info->arg[i].kind != SEQ_NONE; i++)
		put(w, st->arg[i]);
	if (!info->params)
		return;
	put(w, st->num_params);
	for (i = 0; i < st->num_params; i++) {
		const struct seq_param *p = &st->param[i];

		put(w, p->type);
		if (seq_is_memref(p->type))
			put(w, p->memory);
		for (k = 0; k < seq_param_numbers(p->type); k++)
			put(w, p->v[k]);
	}
}

/* The operation, or the next in the table that the role may do. */
static u8 allowed_op(u8 op, u8 role)
{
	while (!(seq_op_info[op].roles & (1u << role)))
		op = (op + 1) % SEQ_OPS;
	return op;
}

static void get_step(struct reader *r, const struct sequence *s, struct seq_step *st)
{
	const struct seq_op_info *info;
	unsigned int i, k;

	st->op = get_upto(r, SEQ_OPS - 1);
	st->task = get_upto(r, s->num_tasks - 1);
	st->op = allowed_op(st->op, s->role[st->task]);
	info = &seq_op_info[st->op];
	for (i = 0; info->arg[i].kind != SEQ_NONE; i++)
		st->arg[i] = get_upto(r, seq_kind_max(info->arg[i].kind));
	if (!info->params)
		return;
	st->num_params = get_upto(r, SEQ_MAX_PARAMS);
	for (i = 0; i < st->num_params; i++) {
		struct seq_param *p = &st->param[i];

		p->type = get_upto(r, SEQ_P_TYPES - 1);
		if (seq_is_memref(p->type))
			p->memory = get_upto(r, SEQ_SLOTS);
		for (k = 0; k < seq_param_numbers(p->type); k++)
			p->v[k] = get(r);
	}
}

static void put_rule(struct writer *w, const struct seq_rule *rule)
{
	unsigned int i;

	put(w, rule->point);
	put(w, rule->action);
	put(w, rule->task);
	put(w, rule->skip);
	put(w, rule->count);
	put(w, rule->func);
	for (i = 0; i < 4; i++)
		put(w, rule->value[i]);
}

static void get_rule(struct reader *r, struct seq_rule *rule)
{
	unsigned int i;

	rule->point = get_upto(r, seq_kind_max(SEQ_POINT));
	rule->action = get_upto(r, seq_kind_max(SEQ_ACTION));
	rule->task = get_upto(r, SEQ_MAX_TASKS);
	rule->skip = get_upto(r, 0xff);
	rule->count = get_upto(r, 0xff);
	rule->func = get_upto(r, 0xffffffff);
	for (i = 0; i < 4; i++)
		rule->value[i] = get(r);
}

size_t seq_encode(const struct sequence *s, u8 *to, size_t room)
{
	struct writer w = { .to = to, .room = room };
	unsigned int i;

	put(&w, s->threads - 1 + MONITOR_MAX_THREADS * s->transport);
	put(&w, s->flags);
	put(&w, s->fault);
	put(&w, s->num_tasks - 1);
	for (i = 0; i < s->num_tasks; i++)
		put(&w, s->role[i] + SEQ_ROLES * s->process[i]);
	put(&w, s->num_rules);
	for (i = 0; i < s->num_rules; i++)
		put_rule(&w, &s->rule[i]);
	put(&w, s->num_steps);
	for (i = 0; i < s->num_steps; i++)
		put_step(&w, &s->step[i]);
	for (i = 0; i < s->num_schedule; i++) {
		put(&w, s->schedule[i].after);
		put(&w, s->schedule[i].task);
	}
	return w.used <= w.room ? w.used : 0;
}

void seq_decode(struct sequence *s, const u8 *from, size_t size)
{
	struct reader r = { .from = from, .size = size };
	unsigned int i, count;
	u8 *clear = (u8 *)s;

	for (i = 0; i < sizeof(*s); i++)
		clear[i] = 0;
	count = get_upto(&r, SEQ_TRANSPORTS * MONITOR_MAX_THREADS - 1);
	s->threads = count % MONITOR_MAX_THREADS + 1;
	s->transport = count / MONITOR_MAX_THREADS;
	s->flags = get_upto(&r, SEQ_ALL_FLAGS) & seq_settings(s->transport);
	s->fault = get_upto(&r, 0xffff);
	s->num_tasks = get_upto(&r, SEQ_MAX_TASKS - 1) + 1;
	for (i = 0; i < s->num_tasks; i++) {
		u64 who = get_upto(&r, SEQ_ROLES * SEQ_PROCESSES - 1);

		s->role[i] = who % SEQ_ROLES;
		s->process[i] = seq_in_process(s->role[i]) ? who / SEQ_ROLES : 0;
	}
	count = get_upto(&r, SEQ_MAX_RULES);
	while (s->num_rules < count && !at_end(&r))
		get_rule(&r, &s->rule[s->num_rules++]);
	count = get_upto(&r, SEQ_MAX_STEPS);
	while (s->num_steps < count && !at_end(&r))
		get_step(&r, s, &s->step[s->num_steps++]);
	while (s->num_schedule < SEQ_MAX_SCHEDULE && !at_end(&r)) {
		struct seq_switch *sw = &s->schedule[s->num_schedule++];

		sw->after = get_upto(&r, 0xffff);
		sw->task = get_upto(&r, SEQ_SWITCH_CLOCK);
	}
}
