// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints a target's dictionary, in the form that libFuzzer and AFL++ read: the steps,
 * rules and switches of the schedule that its sequences may have, as bytes. Made from
 * the tables of fuzz/sequence, so it cannot go stale; each entry is read back before
 * it is printed.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "monitor.h"
#include "target.h"

#define MAX_BYTES	512u

static unsigned int entries;

static void print_entry(const char *name, const u8 *bytes, size_t n)
{
	for (; *name; name++)
		putchar(isalnum((unsigned char)*name) ? *name : '_');
	printf("=\"");
	while (n--)
		printf("\\x%02x", *bytes++);
	printf("\"\n");
	entries++;
}

static size_t encode(const struct sequence *s, u8 *bytes)
{
	static struct sequence back;
	size_t n = seq_encode(s, bytes, MAX_BYTES);

	seq_decode(&back, bytes, n);
	if (!n || !seq_equal(s, &back)) {
		fprintf(stderr, "dictionary: an entry does not read back\n");
		exit(1);
	}
	return n;
}

/* One task, nothing else: what an entry adds to this is the entry. */
static struct sequence bare(u8 role)
{
	struct sequence s = { .threads = 1, .num_tasks = 1, .role = { role } };

	return s;
}

static u8 role_for(u8 op)
{
	return __builtin_ctz(seq_op_info[op].roles & target.roles);
}

/* The bytes at the end that @s has more than a sequence of nothing. */
static void print_end(const char *name, const struct sequence *s)
{
	struct sequence nothing = bare(s->role[0]);
	u8 bytes[MAX_BYTES];
	size_t before = encode(&nothing, bytes), n = encode(s, bytes);

	print_entry(name, bytes + before, n - before);
}

static void print_step(const struct seq_step *st)
{
	struct sequence s = bare(role_for(st->op));
	char text[200];

	s.num_steps = 1;
	s.step[0] = *st;
	if (seq_print_step(&s, 0, text, sizeof(text)))
		print_end(text + strlen("a: "), &s);
}

/* A value of a kind that works, for those without words. */
static u64 usual(enum seq_kind kind)
{
	return kind == SEQ_SIZE ? 4096 : kind == SEQ_U8 || kind == SEQ_U32 ? 1 : 0;
}

/* Each operation, and again with each word that an argument may have. */
static void print_op(u8 op)
{
	const struct seq_op_info *info = &seq_op_info[op];
	struct seq_step st = { .op = op };

	for (u32 i = 0; info->arg[i].kind != SEQ_NONE; i++)
		st.arg[i] = usual(info->arg[i].kind);
	print_step(&st);
	for (u32 i = 0; info->arg[i].kind != SEQ_NONE; i++) {
		for (u64 v = 1; seq_kind_name(info->arg[i].kind, v); v++) {
			struct seq_step other = st;

			other.arg[i] = v;
			print_step(&other);
		}
	}
	for (u8 type = 0; info->params && type < SEQ_P_TYPES; type++) {
		st.num_params = 1;
		st.param[0] = (struct seq_param){ .type = type };
		print_step(&st);
	}
}

/* Rules stand before the steps, of which there are none: one byte. */
static void print_rule(const struct seq_rule *rule)
{
	struct sequence s = bare(__builtin_ctz(target.roles)), nothing = s;
	u8 bytes[MAX_BYTES];
	size_t before = encode(&nothing, bytes), n;
	char name[64];

	s.num_rules = 1;
	s.rule[0] = *rule;
	n = encode(&s, bytes);
	snprintf(name, sizeof(name), "%s %s", seq_kind_name(SEQ_POINT, rule->point),
		 seq_kind_name(SEQ_ACTION, rule->action));
	print_entry(name, bytes + before - 1, n - before);
}

static void print_rules(void)
{
	struct seq_rule rule = { .task = SEQ_MAX_TASKS, .count = 1, .func = MONITOR_ANY };

	for (rule.point = 0; seq_kind_name(SEQ_POINT, rule.point); rule.point++)
		for (rule.action = 0; seq_kind_name(SEQ_ACTION, rule.action); rule.action++)
			if (target_allows_rule(&rule))
				print_rule(&rule);
}

static void print_switches(void)
{
	struct sequence s = bare(__builtin_ctz(target.roles));

	s.num_schedule = 1;
	s.schedule[0].after = 1;
	print_end("switch", &s);
	s.schedule[0].task = SEQ_SWITCH_OTHER;
	print_end("switch other", &s);
	s.schedule[0].task = SEQ_SWITCH_CLOCK;
	print_end("switch clock", &s);
}

int main(void)
{
	printf("# %s: made from the tables in fuzz/sequence\n", target.name);
	for (u8 op = 0; op < SEQ_OPS; op++)
		if (target_allows_op(op))
			print_op(op);
	print_rules();
	print_switches();
	return fflush(stdout) || !entries;
}
