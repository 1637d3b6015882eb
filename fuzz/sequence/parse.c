// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text into a sequence: the grammar is what print.c writes (see there), with
 * comments, empty lines and any amount of space between words.
 */
#include "lex.h"
#include "monitor.h"

static bool take_letter_number(struct lex *in, char letter, u64 *value)
{
	if (!lex_char(in, letter))
		return lex_fail(in, "a slot is expected here: c0, s0, m0, b0");
	return lex_number(in, value);
}

static bool take_task(struct lex *in, u64 *value)
{
	if (*in->at < 'a' || *in->at >= 'a' + SEQ_MAX_TASKS || lex_goes_on(in->at[1]))
		return lex_fail(in, "a task is expected here: a letter from a to h");
	*value = *in->at++ - 'a';
	return true;
}

static bool take_command(struct lex *in, u64 *value)
{
	const struct seq_word *w;
	unsigned int i;
	u64 ta;

	if (*in->at >= '0' && *in->at <= '9')
		return lex_number(in, value);
	for (i = 0; (w = seq_command(i, &ta, value)); i++)
		if (lex_word(in, w->name))
			return true;
	return lex_fail(in, "no such command; a command is a number or a word as slow.park");
}

static bool take_value(struct lex *in, enum seq_kind kind, u64 *value)
{
	static const char letter[SEQ_KINDS] = {
		[SEQ_CONTEXT] = 'c', [SEQ_SESSION] = 's', [SEQ_MEMORY] = 'm',
		[SEQ_BUFFER] = 'b',
	};
	const char *name, *at;
	u64 i;

	lex_skip_space(in);
	at = in->at;
	for (i = 0; (name = seq_kind_name(kind, i)); i++) {
		if (lex_word(in, name)) {
			*value = i;
			return true;
		}
	}
	if (i)
		return lex_fail(in, "no such name here");
	if (kind == SEQ_TASK)
		return take_task(in, value);
	if (kind == SEQ_COMMAND)
		return take_command(in, value) &&
		       (*value <= seq_kind_max(kind) || lex_fail_at(in, at, "the value is too large"));
	if (letter[kind] ? !take_letter_number(in, letter[kind], value) :
			   !lex_number(in, value))
		return false;
	return *value <= seq_kind_max(kind) ? true : lex_fail_at(in, at, "the value is too large");
}

static bool take_param_values(struct lex *in, struct seq_param *p)
{
	unsigned int i, n = seq_param_numbers(p->type);
	u64 slot;

	if (!n)
		return true;
	if (!lex_char(in, '('))
		return lex_fail(in, "a parameter's values stand in ( )");
	if (seq_is_memref(p->type)) {
		if (lex_word(in, "null"))
			p->memory = SEQ_SLOTS;
		else if (take_value(in, SEQ_MEMORY, &slot))
			p->memory = slot;
		else
			return false;
		if (!lex_char(in, ','))
			return lex_fail(in, "a memref is (memory,offset,size)");
	}
	for (i = 0; i < n; i++) {
		if (i && !lex_char(in, ','))
			return lex_fail(in, "a parameter has more values than that");
		lex_skip_space(in);
		if (!lex_number(in, &p->v[i]))
			return false;
	}
	return lex_char(in, ')') ? true : lex_fail(in, "a parameter's values end with )");
}

static bool take_param(struct lex *in, struct seq_step *st)
{
	struct seq_param *p = &st->param[st->num_params];
	unsigned int type;

	if (st->num_params == SEQ_MAX_PARAMS)
		return lex_fail(in, "more than 4 parameters");
	for (type = 0; type < SEQ_P_TYPES; type++) {
		if (lex_word(in, seq_param_word[type].name)) {
			p->type = type;
			st->num_params++;
			return take_param_values(in, p);
		}
	}
	return lex_fail(in, "no such parameter type");
}

/* Whether a parameter, the results or the end of the line stand here. */
static bool operands_end(struct lex *in)
{
	struct lex ahead;
	unsigned int type;

	if (lex_at_line_end(in) || (in->at[0] == '=' && in->at[1] == '>'))
		return true;
	for (type = 0; type < SEQ_P_TYPES; type++) {
		ahead = *in;
		if (lex_word(&ahead, seq_param_word[type].name))
			return true;
	}
	return false;
}

/* NAME=, of an operand that has not been given: its number; SEQ_MAX_ARGS: none */
static unsigned int operand_by_name(struct lex *in, const struct seq_op_info *info, u32 given)
{
	const char *at = in->at;
	unsigned int i;

	for (i = 0; info->arg[i].kind != SEQ_NONE; i++) {
		if (lex_word(in, info->arg[i].name) && in->at[0] == '=' && in->at[1] != '>') {
			in->at++;
			if (given & (1u << i))
				lex_fail_at(in, at, "this operand is given twice");
			return i;
		}
		in->at = at;
	}
	return SEQ_MAX_ARGS;
}

/* By name in any order; those without a name are the next that has not been given. */
static bool take_operands(struct lex *in, struct seq_step *st)
{
	const struct seq_op_info *info = &seq_op_info[st->op];
	u32 given = 0;
	unsigned int i, next = 0;

	while (!operands_end(in)) {
		i = operand_by_name(in, info, given);
		while (given & (1u << next))
			next++;
		if (i == SEQ_MAX_ARGS)
			i = next;
		if (info->arg[i].kind == SEQ_NONE)
			return lex_fail(in, info->params ? "no such operand or parameter" :
						  "more operands than the operation has");
		given |= 1u << i;
		if (in->error || !take_value(in, info->arg[i].kind, &st->arg[i]))
			return false;
	}
	for (i = 0; info->arg[i].kind != SEQ_NONE; i++)
		if (!(given & (1u << i)) && seq_op_needs(&info->arg[i]))
			return lex_fail(in, "an operand is missing here; teeproof words lists those of each operation");
	return true;
}

static bool take_params(struct lex *in, struct seq_step *st)
{
	while (!lex_at_line_end(in) && !(in->at[0] == '=' && in->at[1] == '>')) {
		if (!seq_op_info[st->op].params)
			return lex_fail(in, "this operation takes no parameters");
		if (!take_param(in, st))
			return false;
	}
	return true;
}

static bool take_operation(struct lex *in, struct seq_step *st, u8 role)
{
	const char *at = in->at;

	for (st->op = 0; st->op < SEQ_OPS; st->op++)
		if (lex_word(in, seq_op_info[st->op].name))
			break;
	if (st->op == SEQ_OPS)
		return lex_fail(in, "no such operation");
	if (!(seq_op_info[st->op].roles & (1u << role)))
		return lex_fail_at(in, at, "a task of this role can't do that");
	return true;
}

/* "=> 0 tree=-EINTR": the result */
static bool take_results(struct lex *in, struct seq_result *to)
{
	struct seq_result unwanted[SEQ_WHERES] = { 0 };

	if (lex_at_line_end(in))
		return true;
	in->at += 2;
	return about_results(in, to ? to : unwanted);
}

static bool take_step(struct lex *in, struct sequence *s, struct seq_about *about)
{
	struct seq_step *st = &s->step[s->num_steps];
	const char *at = in->at;
	u64 task;

	if (s->num_steps == SEQ_MAX_STEPS)
		return lex_fail(in, "too many steps");
	if (!take_task(in, &task))
		return false;
	if (!lex_char(in, ':'))
		return lex_fail(in, "a step is 'a: operation arguments'");
	if (task >= s->num_tasks)
		return lex_fail_at(in, at, "no such task; 'task a client' declares one");
	lex_skip_space(in);
	st->task = task;
	if (!take_operation(in, st, s->role[task]) || !take_operands(in, st) ||
	    !take_params(in, st))
		return false;
	if (about)
		about->line[s->num_steps] = in->line;
	if (!take_results(in, about ? about->result[s->num_steps] : NULL))
		return false;
	s->num_steps++;
	return true;
}

static bool take_setting(struct lex *in, const char *name, enum seq_kind kind, u64 *value)
{
	if (!lex_word(in, name))
		return false;
	if (!lex_char(in, '='))
		return lex_fail(in, "'=' is expected here");
	return take_value(in, kind, value);
}

static bool take_rule(struct lex *in, struct sequence *s)
{
	struct seq_rule *rule = &s->rule[s->num_rules];
	u64 v;
	unsigned int i;

	if (s->num_rules == SEQ_MAX_RULES)
		return lex_fail(in, "too many rules");
	rule->task = SEQ_MAX_TASKS;
	rule->func = MONITOR_ANY;
	while (!lex_at_line_end(in)) {
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
			for (i = 1; i < 4 && lex_char(in, ','); i++)
				if (!lex_number(in, &rule->value[i]))
					return false;
		} else {
			return lex_fail(in, "a rule has at= do= task= func= skip= count= value=");
		}
	}
	s->num_rules++;
	return true;
}

static bool take_transport(struct lex *in, struct sequence *s)
{
	for (s->transport = 0; s->transport < SEQ_TRANSPORTS; s->transport++)
		if (lex_word(in, seq_transport_word[s->transport].name))
			return true;
	return false;
}

static bool take_machine(struct lex *in, struct sequence *s)
{
	unsigned int i;
	u64 v;

	while (!lex_at_line_end(in)) {
		const char *at = in->at;

		if (take_setting(in, "threads", SEQ_U8, &v)) {
			if (!v || v > MONITOR_MAX_THREADS)
				return lex_fail_at(in, at, "threads are 1 to 64");
			s->threads = v;
			continue;
		}
		if (lex_word(in, "transport")) {
			if (!lex_char(in, '=') || !take_transport(in, s))
				return lex_fail(in, "a transport is smc or ffa");
			continue;
		}
		if (take_setting(in, "fault", SEQ_U32, &v)) {
			if (v > 0xffff)
				return lex_fail_at(in, at, "fault is below 65536");
			s->fault = v;
			continue;
		}
		for (i = 0; i < SEQ_FLAGS; i++)
			if (lex_word(in, seq_flag_word[i].name))
				break;
		if (i == SEQ_FLAGS)
			return lex_fail(in, "no such setting of the machine");
		s->flags |= 1u << i;
	}
	if (s->flags & ~seq_settings(s->transport))
		return lex_fail(in, s->transport == SEQ_FFA ? "one of these settings is not there over FF-A" :
				    "one of these settings is there over FF-A only: transport=ffa");
	return true;
}

static bool take_task_line(struct lex *in, struct sequence *s)
{
	const char *at;
	unsigned int role;
	u64 task, process = 0;

	lex_skip_space(in);
	at = in->at;
	if (!take_task(in, &task))
		return false;
	if (task != s->num_tasks)
		return lex_fail_at(in, at, "tasks are declared in order: a, b, c");
	lex_skip_space(in);
	for (role = 0; role < SEQ_ROLES; role++)
		if (lex_word(in, seq_role_word[role].name))
			break;
	/* its name in earlier versions */
	if (role == SEQ_ROLES && lex_word(in, "world"))
		role = SEQ_MACHINE;
	if (role == SEQ_ROLES)
		return lex_fail(in, "a task is a client, user, supplicant or machine");
	if (!lex_at_line_end(in)) {
		at = in->at;
		if (!take_setting(in, "process", SEQ_U8, &process))
			return lex_fail(in, "only process= may follow here");
		if (process >= SEQ_PROCESSES || !seq_in_process(role))
			return lex_fail_at(in, at, "users and supplicants have processes 0 to 3");
	}
	s->role[s->num_tasks] = role;
	s->process[s->num_tasks++] = process;
	return true;
}

static bool take_schedule(struct lex *in, struct sequence *s)
{
	while (!lex_at_line_end(in)) {
		const char *at = in->at;
		u64 after, task;

		if (s->num_schedule == SEQ_MAX_SCHEDULE)
			return lex_fail(in, "the schedule is too long");
		if (!lex_number(in, &after))
			return false;
		if (after > 0xffff || !lex_char(in, ':'))
			return lex_fail(in, "a schedule's entry is POINTS:TASK, as in 17:b");
		if (*in->at >= 'a' && *in->at < 'a' + SEQ_MAX_TASKS)
			task = *in->at++ - 'a';
		else if (!lex_number(in, &task))
			return false;
		if (task > SEQ_SWITCH_CLOCK)
			return lex_fail_at(in, at, "a schedule's task is a letter or a number below 64");
		s->schedule[s->num_schedule].after = after;
		s->schedule[s->num_schedule++].task = task;
	}
	return true;
}

static bool take_header(struct lex *in)
{
	const char *at;
	u64 version;

	lex_skip_space(in);
	at = in->at;
	if (!lex_number(in, &version))
		return false;
	return version == 1 ? true : lex_fail_at(in, at, "only version 1 is known");
}

static bool take_line(struct lex *in, struct sequence *s, struct seq_about *about)
{
	bool good;

	lex_skip_space(in);
	if (*in->at == '#')
		return about_comment(in, about);
	if (lex_at_line_end(in))
		return true;
	if (lex_word(in, "sequence"))
		good = take_header(in);
	else if (lex_word(in, "machine") || lex_word(in, "world"))
		good = take_machine(in, s);
	else if (lex_word(in, "task"))
		good = take_task_line(in, s);
	else if (lex_word(in, "rule"))
		good = take_rule(in, s);
	else if (lex_word(in, "schedule"))
		good = take_schedule(in, s);
	else if (in->at[0] && in->at[1] == ':')
		good = take_step(in, s, about);
	else
		return about_line(in, about);
	return good && (lex_at_line_end(in) || lex_fail(in, "something follows that does not belong here"));
}

static void clear(void *what, size_t size)
{
	u8 *at = what;

	while (size--)
		*at++ = 0;
}

/* Of an error at the end of the text, too: the order names steps. */
static void check_order(struct lex *in, const struct sequence *s, const struct seq_about *about)
{
	unsigned int i;

	for (i = 0; about && i < about->num_order; i++)
		if (about->order[i] >= s->num_steps)
			lex_fail(in, "the order names a step that there is not");
}

bool seq_parse(struct sequence *s, struct seq_about *about, const char *text, struct seq_error *error)
{
	struct lex in = { .at = text, .line_start = text, .line = 1 };

	clear(s, sizeof(*s));
	if (about)
		clear(about, sizeof(*about));
	s->threads = 4;
	while (*in.at) {
		if (!take_line(&in, s, about) || in.error)
			break;
		while (*in.at && *in.at != '\n')
			in.at++;
		if (!lex_char(&in, '\n'))
			break;
		in.line++;
		in.line_start = in.at;
	}
	if (!in.error && !s->num_tasks)
		lex_fail(&in, "no task is declared");
	check_order(&in, s, about);
	if (in.error)
		lex_error(&in, error);
	return !in.error;
}
