// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sequence as text:
 *
 *	sequence 1
 *	expect fine
 *	machine threads=2 rpmb-probe
 *	task a client
 *	rule at=invoke do=park task=a func=1 count=1 value=3
 *	a: open-context c0 => 0
 *	a: open-session s0 c0 scmi
 *	a: invoke s0 scmi.clock value-inout(1,0,0) memref-in(m0,0,64)
 *	schedule 17:b 40:a 3:9
 *
 * The schedule's last entry says: 3 scheduling points after the switch to a, the
 * world's task 1 (8 stands for task 0) runs.
 *
 * "=> 0 tree=-EINTR" states the result of a step, in the kernel tree's own driver
 * -EINTR. The lines of the header (expect, also, verdict, uml, kernels, order) say
 * how the run ends. Lines that begin with # are comments, which printing does not
 * make.
 */
#include "monitor.h"
#include "sequence.h"

struct out {
	char *to;
	size_t room, used;
};

static void put_char(struct out *o, char c)
{
	if (o->used < o->room)
		o->to[o->used] = c;
	o->used++;
}

static void put_text(struct out *o, const char *text)
{
	while (*text)
		put_char(o, *text++);
}

/* Numbers are decimal up to a million, hexadecimal above, where they are patterns. */
static void put_number(struct out *o, u64 value)
{
	unsigned int base = value > 1000000 ? 16 : 10, n = 0;
	char digit[20];

	if (base == 16)
		put_text(o, "0x");
	do {
		digit[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		put_char(o, digit[--n]);
}

static void put_value(struct out *o, enum seq_kind kind, u64 value)
{
	static const char letter[SEQ_KINDS] = {
		[SEQ_CONTEXT] = 'c', [SEQ_SESSION] = 's', [SEQ_MEMORY] = 'm',
		[SEQ_BUFFER] = 'b',
	};
	const char *name = seq_kind_name(kind, value);

	if (name)
		return put_text(o, name);
	if (kind == SEQ_TASK)
		return put_char(o, (char)('a' + value));
	if (letter[kind])
		put_char(o, letter[kind]);
	put_number(o, value);
}

static void put_param(struct out *o, const struct seq_param *p)
{
	bool memref = seq_is_memref(p->type);
	unsigned int i, n = seq_param_numbers(p->type);

	put_char(o, ' ');
	put_text(o, seq_param_word[p->type].name);
	if (!n)
		return;
	put_char(o, '(');
	if (memref) {
		if (p->memory == SEQ_SLOTS)
			put_text(o, "null");
		else
			put_value(o, SEQ_MEMORY, p->memory);
		put_char(o, ',');
	}
	for (i = 0; i < n; i++) {
		if (i)
			put_char(o, ',');
		put_number(o, p->v[i]);
	}
	put_char(o, ')');
}

/* The trusted application of a session's slot, if it has one in the whole sequence: else MONITOR_TA_COUNT. */
static u64 ta_of(const struct sequence *s, u64 slot)
{
	u64 ta = MONITOR_TA_COUNT;
	unsigned int i;

	for (i = 0; i < s->num_steps; i++) {
		const struct seq_step *st = &s->step[i];

		if (st->op != SEQ_OP_OPEN_SESSION || st->arg[0] != slot)
			continue;
		if (ta != MONITOR_TA_COUNT && ta != st->arg[2])
			return MONITOR_TA_COUNT;
		ta = st->arg[2];
	}
	return ta;
}

static void put_command(struct out *o, const struct sequence *s, const struct seq_step *st, u64 func)
{
	u64 ta = ta_of(s, st->arg[0]), of, number;
	const struct seq_word *w;
	unsigned int i;

	for (i = 0; (w = seq_command(i, &of, &number)); i++) {
		if (of == ta && number == func) {
			put_char(o, ' ');
			return put_text(o, w->name);
		}
	}
	put_text(o, " func=");
	put_number(o, func);
}

static void put_operand(struct out *o, const struct sequence *s, const struct seq_step *st, unsigned int i)
{
	const struct seq_operand *a = &seq_op_info[st->op].arg[i];

	if (a->kind == SEQ_COMMAND)
		return put_command(o, s, st, st->arg[i]);
	if (a->named && !st->arg[i])
		return;
	put_char(o, ' ');
	if (a->named) {
		put_text(o, a->name);
		put_char(o, '=');
	}
	put_value(o, a->kind, st->arg[i]);
}

static void put_step(struct out *o, const struct sequence *s, const struct seq_step *st)
{
	const struct seq_op_info *info = &seq_op_info[st->op];
	unsigned int i;

	put_value(o, SEQ_TASK, st->task);
	put_text(o, ": ");
	put_text(o, info->name);
	for (i = 0; info->arg[i].kind != SEQ_NONE; i++)
		put_operand(o, s, st, i);
	for (i = 0; i < st->num_params; i++)
		put_param(o, &st->param[i]);
}

static void put_setting(struct out *o, const char *name, enum seq_kind kind, u64 value)
{
	put_char(o, ' ');
	put_text(o, name);
	put_char(o, '=');
	put_value(o, kind, value);
}

static void put_rule(struct out *o, const struct seq_rule *rule)
{
	unsigned int i, n = 4;

	put_text(o, "rule");
	put_setting(o, "at", SEQ_POINT, rule->point);
	put_setting(o, "do", SEQ_ACTION, rule->action);
	if (rule->task < SEQ_MAX_TASKS)
		put_setting(o, "task", SEQ_TASK, rule->task);
	if (rule->func != MONITOR_ANY)
		put_setting(o, "func", SEQ_U32, rule->func);
	if (rule->skip)
		put_setting(o, "skip", SEQ_U8, rule->skip);
	if (rule->count)
		put_setting(o, "count", SEQ_U8, rule->count);
	while (n && !rule->value[n - 1])
		n--;
	for (i = 0; i < n; i++) {
		if (i)
			put_char(o, ',');
		else
			put_text(o, " value=");
		put_number(o, rule->value[i]);
	}
	put_char(o, '\n');
}

static void put_machine(struct out *o, const struct sequence *s)
{
	unsigned int i;

	put_text(o, "machine");
	if (s->transport) {
		put_text(o, " transport=");
		put_text(o, seq_transport_word[s->transport].name);
	}
	put_setting(o, "threads", SEQ_U8, s->threads);
	if (s->fault)
		put_setting(o, "fault", SEQ_U32, s->fault);
	for (i = 0; i < SEQ_FLAGS; i++) {
		if (s->flags & (1u << i)) {
			put_char(o, ' ');
			put_text(o, seq_flag_word[i].name);
		}
	}
	put_char(o, '\n');
	for (i = 0; i < s->num_tasks; i++) {
		put_text(o, "task ");
		put_value(o, SEQ_TASK, i);
		put_char(o, ' ');
		put_text(o, seq_role_word[s->role[i]].name);
		if (s->process[i])
			put_setting(o, "process", SEQ_U8, s->process[i]);
		put_char(o, '\n');
	}
}

static void put_claim(struct out *o, const struct seq_claim *c)
{
	bool elsewhere = c->kind == SEQ_UML || c->kind == SEQ_NOT_BY_FFA;

	put_text(o, seq_claim_name[c->kind]);
	if (c->tree)
		put_text(o, " driver=tree");
	if (c->with[0]) {
		put_text(o, " with=");
		put_text(o, c->with);
	}
	if (c->stack[0]) {
		put_text(o, " stack=");
		put_text(o, c->stack);
	}
	if (c->kind == SEQ_EXPECT || elsewhere) {
		put_char(o, ' ');
		put_text(o, elsewhere ? seq_uml_name[c->word] : seq_expected_name[c->word]);
	}
	if (c->text[0]) {
		put_text(o, elsewhere ? ", " : " ");
		put_text(o, c->text);
	}
	put_char(o, '\n');
}

static void put_header(struct out *o, const struct seq_about *about)
{
	unsigned int i;

	for (i = 0; i < about->num_claims; i++)
		put_claim(o, &about->claim[i]);
	for (i = 0; i < about->num_order; i++) {
		put_text(o, i ? " " : "order ");
		put_number(o, about->order[i]);
	}
	if (i)
		put_char(o, '\n');
}

static void put_result(struct out *o, const struct seq_result *r)
{
	unsigned int i;

	switch (r->kind) {
	case SEQ_RESULT_RC:
		if (r->rc >= 0)
			return put_number(o, r->rc);
		put_char(o, '-');
		if (seq_errno_name(-r->rc))
			return put_text(o, seq_errno_name(-r->rc));
		return put_number(o, -r->rc);
	case SEQ_RESULT_TEE:
		for (i = 1; seq_kind_name(SEQ_RESULT, i); i++)
			if (seq_result_code(i) == r->ret)
				return put_text(o, seq_kind_name(SEQ_RESULT, i));
		/* a small number would be what the call returned */
		put_text(o, r->ret > 0x7fffffff ? "" : "tee(");
		put_number(o, r->ret);
		put_text(o, r->ret > 0x7fffffff ? "" : ")");
		return;
	default:
		put_text(o, seq_result_name[r->kind]);
	}
}

static void put_results(struct out *o, const struct seq_result *r)
{
	const char *arrow = " =>";
	unsigned int where;

	for (where = 0; where < SEQ_WHERES; where++) {
		if (!r[where].kind)
			continue;
		put_text(o, arrow);
		put_char(o, ' ');
		put_text(o, seq_where_name[where]);
		put_text(o, where ? "=" : "");
		put_result(o, &r[where]);
		arrow = "";
	}
}

static size_t finish(struct out *o)
{
	put_char(o, '\0');
	return o->used <= o->room ? o->used - 1 : 0;
}

size_t seq_print_text(const struct sequence *s, const struct seq_about *about, char *to, size_t room)
{
	struct out o = { .to = to, .room = room };
	unsigned int i;

	put_text(&o, "sequence 1\n");
	if (about)
		put_header(&o, about);
	put_machine(&o, s);
	for (i = 0; i < s->num_rules; i++)
		put_rule(&o, &s->rule[i]);
	for (i = 0; i < s->num_steps; i++) {
		put_step(&o, s, &s->step[i]);
		if (about)
			put_results(&o, about->result[i]);
		put_char(&o, '\n');
	}
	for (i = 0; i < s->num_schedule; i++) {
		const struct seq_switch *sw = &s->schedule[i];

		put_text(&o, i % 16 ? " " : i ? "\nschedule " : "schedule ");
		put_number(&o, sw->after);
		put_char(&o, ':');
		put_value(&o, sw->task < SEQ_MAX_TASKS ? SEQ_TASK : SEQ_U8, sw->task);
	}
	if (i)
		put_char(&o, '\n');
	return finish(&o);
}

size_t seq_print(const struct sequence *s, char *to, size_t room)
{
	return seq_print_text(s, NULL, to, room);
}

size_t seq_print_header(const struct seq_about *about, char *to, size_t room)
{
	struct out o = { .to = to, .room = room };

	put_header(&o, about);
	return finish(&o);
}

size_t seq_print_result(const struct seq_result *r, char *to, size_t room)
{
	struct out o = { .to = to, .room = room };

	put_result(&o, r);
	return finish(&o);
}

size_t seq_print_step(const struct sequence *s, unsigned int step, char *to, size_t room)
{
	struct out o = { .to = to, .room = room };

	put_step(&o, s, &s->step[step]);
	return finish(&o);
}
