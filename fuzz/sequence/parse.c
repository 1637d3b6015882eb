// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text into a sequence: the grammar is what print.c writes (see there), with
 * comments, empty lines and any amount of space between words.
 */
#include "monitor.h"
#include "sequence.h"

struct in {
	const char *at;
	const char *error;
	unsigned int line;
};

static bool fail(struct in *in, const char *error)
{
	if (!in->error)
		in->error = error;
	return false;
}

static void skip_space(struct in *in)
{
	while (*in->at == ' ' || *in->at == '\t' || *in->at == '\r')
		in->at++;
}

static bool at_line_end(struct in *in)
{
	skip_space(in);
	return *in->at == '\n' || *in->at == '\0' || *in->at == '#';
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Takes @word if it stands here as a whole word. */
static bool take_word(struct in *in, const char *word)
{
	const char *p = in->at;

	while (*word && *p == *word) {
		p++;
		word++;
	}
	if (*word || is_word_char(*p))
		return false;
	in->at = p;
	return true;
}

static bool take_char(struct in *in, char c)
{
	if (*in->at != c)
		return false;
	in->at++;
	return true;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return 99;
}

static bool take_number(struct in *in, u64 *value)
{
	int base = 10;

	if (in->at[0] == '0' && in->at[1] == 'x') {
		base = 16;
		in->at += 2;
	}
	if (digit_of(*in->at) >= base)
		return fail(in, "a number is expected here");
	for (*value = 0; digit_of(*in->at) < base; in->at++) {
		u64 more = *value * base + digit_of(*in->at);

		if (*value > ~(u64)0 / base || more / base != *value)
			return fail(in, "the number is above 64 bits");
		*value = more;
	}
	if (is_word_char(*in->at))
		return fail(in, "the number does not end where it should");
	return true;
}

static bool take_letter_number(struct in *in, char letter, u64 *value)
{
	if (!take_char(in, letter))
		return fail(in, "a slot is expected here: c0, s0, m0, b0");
	return take_number(in, value);
}

static bool take_task(struct in *in, u64 *value)
{
	if (*in->at < 'a' || *in->at >= 'a' + SEQ_MAX_TASKS || is_word_char(in->at[1]))
		return fail(in, "a task is expected here: a letter from a to h");
	*value = *in->at++ - 'a';
	return true;
}

static bool take_value(struct in *in, enum seq_kind kind, u64 *value)
{
	static const char letter[SEQ_KINDS] = {
		[SEQ_CONTEXT] = 'c', [SEQ_SESSION] = 's', [SEQ_MEMORY] = 'm',
		[SEQ_BUFFER] = 'b',
	};
	const char *name;
	u64 i;

	skip_space(in);
	for (i = 0; (name = seq_kind_name(kind, i)); i++) {
		if (take_word(in, name)) {
			*value = i;
			return true;
		}
	}
	if (i)
		return fail(in, "no such name here");
	if (kind == SEQ_TASK)
		return take_task(in, value);
	if (letter[kind] ? !take_letter_number(in, letter[kind], value) :
			   !take_number(in, value))
		return false;
	return *value <= seq_kind_max(kind) ? true : fail(in, "the value is too large");
}

static bool take_param_values(struct in *in, struct seq_param *p)
{
	unsigned int i, n = seq_param_numbers(p->type);
	u64 slot;

	if (!n)
		return true;
	if (!take_char(in, '('))
		return fail(in, "a parameter's values stand in ( )");
	if (p->type >= SEQ_P_MEMREF_IN && p->type <= SEQ_P_MEMREF_INOUT) {
		if (take_word(in, "null"))
			p->memory = SEQ_SLOTS;
		else if (take_value(in, SEQ_MEMORY, &slot))
			p->memory = slot;
		else
			return false;
		if (!take_char(in, ','))
			return fail(in, "a memref is (memory,offset,size)");
	}
	for (i = 0; i < n; i++) {
		if (i && !take_char(in, ','))
			return fail(in, "a parameter has more values than that");
		skip_space(in);
		if (!take_number(in, &p->v[i]))
			return false;
	}
	return take_char(in, ')') ? true : fail(in, "a parameter's values end with )");
}

static bool take_param(struct in *in, struct seq_step *st)
{
	struct seq_param *p = &st->param[st->num_params];
	unsigned int type;

	if (st->num_params == SEQ_MAX_PARAMS)
		return fail(in, "more than 4 parameters");
	for (type = 0; type < SEQ_P_TYPES; type++) {
		if (take_word(in, seq_param_name[type])) {
			p->type = type;
			st->num_params++;
			return take_param_values(in, p);
		}
	}
	return fail(in, "no such parameter type");
}

static bool take_step(struct in *in, struct sequence *s)
{
	struct seq_step *st = &s->step[s->num_steps];
	const struct seq_op_info *info;
	unsigned int i;
	u64 task;

	if (s->num_steps == SEQ_MAX_STEPS)
		return fail(in, "too many steps");
	if (!take_task(in, &task))
		return false;
	if (task >= s->num_tasks)
		return fail(in, "no such task; 'task a client' declares one");
	if (!take_char(in, ':'))
		return fail(in, "a step is 'a: operation arguments'");
	skip_space(in);
	st->task = task;
	for (st->op = 0; st->op < SEQ_OPS; st->op++)
		if (take_word(in, seq_op_info[st->op].name))
			break;
	if (st->op == SEQ_OPS)
		return fail(in, "no such operation");
	info = &seq_op_info[st->op];
	if (!(info->roles & (1u << s->role[task])))
		return fail(in, "a task of this role can't do that");
	for (i = 0; info->arg[i] != SEQ_NONE; i++)
		if (!take_value(in, info->arg[i], &st->arg[i]))
			return false;
	while (!at_line_end(in)) {
		if (!info->params)
			return fail(in, "more arguments than the operation has");
		if (!take_param(in, st))
			return false;
	}
	s->num_steps++;
	return true;
}

static bool take_setting(struct in *in, const char *name, enum seq_kind kind, u64 *value)
{
	if (!take_word(in, name))
		return false;
	if (!take_char(in, '='))
		return fail(in, "'=' is expected here");
	return take_value(in, kind, value);
}

static bool take_rule(struct in *in, struct sequence *s)
{
	struct seq_rule *rule = &s->rule[s->num_rules];
	u64 v;
	unsigned int i;

	if (s->num_rules == SEQ_MAX_RULES)
		return fail(in, "too many rules");
	rule->task = SEQ_MAX_TASKS;
	rule->func = MONITOR_ANY;
	while (!at_line_end(in)) {
		if (take_setting(in, "at", SEQ_POINT, &v)) {
			rule->point = v;
		} else if (take_setting(in, "do", SEQ_ACTION, &v)) {
			rule->action = v;
		} else if (take_setting(in, "task", SEQ_TASK, &v)) {
			rule->task = v;
		} else if (take_setting(in, "func", SEQ_U32, &v)) {
			rule->func = v;
		} else if (take_setting(in, "skip", SEQ_U8, &v)) {
			rule->skip = v;
		} else if (take_setting(in, "count", SEQ_U8, &v)) {
			rule->count = v;
		} else if (take_setting(in, "value", SEQ_U64, &rule->value[0])) {
			for (i = 1; i < 4 && take_char(in, ','); i++)
				if (!take_number(in, &rule->value[i]))
					return false;
		} else {
			return fail(in, "a rule has at= do= task= func= skip= count= value=");
		}
	}
	s->num_rules++;
	return true;
}

static bool take_world(struct in *in, struct sequence *s)
{
	unsigned int i;
	u64 v;

	while (!at_line_end(in)) {
		if (take_setting(in, "threads", SEQ_U8, &v)) {
			if (!v || v > MONITOR_MAX_THREADS)
				return fail(in, "threads are 1 to 64");
			s->threads = v;
			continue;
		}
		if (take_setting(in, "fault", SEQ_U32, &v)) {
			if (v > 0xffff)
				return fail(in, "fault is below 65536");
			s->fault = v;
			continue;
		}
		for (i = 0; i < SEQ_FLAGS; i++)
			if (take_word(in, seq_flag_name[i]))
				break;
		if (i == SEQ_FLAGS)
			return fail(in, "no such setting of the world");
		s->flags |= 1u << i;
	}
	return true;
}

static bool take_task_line(struct in *in, struct sequence *s)
{
	unsigned int role;
	u64 task;

	skip_space(in);
	if (!take_task(in, &task))
		return false;
	if (task != s->num_tasks)
		return fail(in, "tasks are declared in order: a, b, c");
	skip_space(in);
	for (role = 0; role < SEQ_ROLES; role++)
		if (take_word(in, seq_role_name[role]))
			break;
	if (role == SEQ_ROLES)
		return fail(in, "a task is a client, user, supplicant or world");
	s->role[s->num_tasks++] = role;
	return true;
}

static bool take_schedule(struct in *in, struct sequence *s)
{
	while (!at_line_end(in)) {
		u64 after, task;

		if (s->num_schedule == SEQ_MAX_SCHEDULE)
			return fail(in, "the schedule is too long");
		if (!take_number(in, &after))
			return false;
		if (after > 0xffff || !take_char(in, ':'))
			return fail(in, "a schedule's entry is POINTS:TASK, as in 17:b");
		if (*in->at >= 'a' && *in->at < 'a' + SEQ_MAX_TASKS)
			task = *in->at++ - 'a';
		else if (!take_number(in, &task))
			return false;
		if (task > SEQ_SWITCH_CLOCK)
			return fail(in, "a schedule's task is a letter or a number below 64");
		s->schedule[s->num_schedule].after = after;
		s->schedule[s->num_schedule++].task = task;
	}
	return true;
}

static bool take_header(struct in *in)
{
	u64 version;

	skip_space(in);
	if (!take_number(in, &version))
		return false;
	return version == 1 ? true : fail(in, "only version 1 is known");
}

static bool take_line(struct in *in, struct sequence *s)
{
	bool good;

	if (at_line_end(in))
		return true;
	if (take_word(in, "sequence"))
		good = take_header(in);
	else if (take_word(in, "world"))
		good = take_world(in, s);
	else if (take_word(in, "task"))
		good = take_task_line(in, s);
	else if (take_word(in, "rule"))
		good = take_rule(in, s);
	else if (take_word(in, "schedule"))
		good = take_schedule(in, s);
	else
		good = take_step(in, s);
	return good && (at_line_end(in) || fail(in, "something follows that does not belong here"));
}

bool seq_parse(struct sequence *s, const char *text, const char **error, unsigned int *line)
{
	struct in in = { .at = text, .line = 1 };
	u8 *clear = (u8 *)s;
	size_t i;

	for (i = 0; i < sizeof(*s); i++)
		clear[i] = 0;
	s->threads = 4;
	while (*in.at) {
		if (!take_line(&in, s) || in.error)
			break;
		while (*in.at && *in.at != '\n')
			in.at++;
		if (take_char(&in, '\n'))
			in.line++;
	}
	if (!in.error && !s->num_tasks)
		fail(&in, "no task is declared");
	*error = in.error;
	*line = in.line;
	return !in.error;
}
