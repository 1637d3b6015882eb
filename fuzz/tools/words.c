// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof words: the reference of the sequence language, made from the tables in
 * fuzz/sequence.
 */
#include <string.h>
#include "sequence.h"
#include "words.h"

static void roles(FILE *f, u8 bits)
{
	const char *comma = "";

	for (u32 r = 0; r < SEQ_ROLES; r++) {
		if (!(bits & (1u << r)))
			continue;
		fprintf(f, "%s%s", comma, seq_role_word[r].name);
		comma = ", ";
	}
}

/* "offset=" by name; a value's kind where a name would say less */
static void operand(FILE *f, const struct seq_operand *a)
{
	static const char *const slot[SEQ_KINDS] = {
		[SEQ_CONTEXT] = "c0", [SEQ_SESSION] = "s0", [SEQ_MEMORY] = "m0", [SEQ_BUFFER] = "b0",
	};

	if (slot[a->kind])
		fprintf(f, " %s", slot[a->kind]);
	else if (a->named && !seq_op_needs(a))
		fprintf(f, " [%s=]", a->name);
	else
		fprintf(f, " %s%s", a->name, a->named ? "=" : "");
}

static const char *unit(enum seq_kind kind)
{
	switch (kind) {
	case SEQ_CONTEXT:
	case SEQ_SESSION:
	case SEQ_MEMORY:
	case SEQ_BUFFER:
		return "a slot, 0 to 7";
	case SEQ_TASK:
		return "a letter";
	case SEQ_U8:
		return "0 to 255";
	case SEQ_U32:
	case SEQ_COMMAND:
		return "32 bits";
	case SEQ_SIZE:
	case SEQ_U64:
		return "64 bits";
	case SEQ_TA:
		return "a trusted application";
	case SEQ_LOGIN:
		return "a login method";
	case SEQ_THROUGH:
		return "own, or the slot of a context, c0 to c7";
	case SEQ_RESULT:
		return "a TEE result";
	case SEQ_HEAP:
		return "a heap of protected memory";
	default:
		return "a word";
	}
}

static void operations(FILE *f)
{
	fprintf(f, "### Operations\n\n");
	for (u32 op = 0; op < SEQ_OPS; op++) {
		const struct seq_op_info *info = &seq_op_info[op];

		fprintf(f, "`%s", info->name);
		for (u32 i = 0; info->arg[i].kind != SEQ_NONE; i++)
			operand(f, &info->arg[i]);
		fprintf(f, "%s` (", info->params ? " [PARAMETER...]" : "");
		roles(f, info->roles);
		fprintf(f, "): %s.\n", info->help);
		for (u32 i = 0; info->arg[i].kind != SEQ_NONE; i++)
			fprintf(f, "- %s: %s (%s)\n", info->arg[i].name, info->arg[i].help, unit(info->arg[i].kind));
		fprintf(f, "\n");
	}
}

static void word(FILE *f, const struct seq_word *w)
{
	fprintf(f, w->help[0] ? "| `%s` | %s |\n" : "| `%s` |%s |\n", w->name, w->help);
}

static void table(FILE *f, const char *title, const char *first, const char *second,
		  const struct seq_word *w, u32 count)
{
	fprintf(f, "### %s\n\n| %s | %s |\n| --- | --- |\n", title, first, second);
	while (count--)
		word(f, w++);
	fprintf(f, "\n");
}

static void kind(FILE *f, const char *title, const char *first, enum seq_kind k)
{
	table(f, title, first, "", seq_kind_word(k, 0), seq_kind_count(k));
}

static void commands(FILE *f)
{
	const struct seq_word *w;
	u64 ta, func;

	fprintf(f, "### Commands of the trusted applications\n\n| command | number | parameters, and what it does |\n| --- | --- | --- |\n");
	for (u32 i = 0; (w = seq_command(i, &ta, &func)); i++)
		fprintf(f, "| `%s` | %llu | %s |\n", w->name, (unsigned long long)func, w->help);
	fprintf(f, "\n");
}

static void results(FILE *f)
{
	const char *comma = "";

	fprintf(f, "### TEE results\n\n");
	for (u32 i = 0; i < seq_kind_count(SEQ_RESULT); i++, comma = ", ")
		fprintf(f, "%s`%s` %#x", comma, seq_kind_name(SEQ_RESULT, i), seq_result_code(i));
	fprintf(f, "\n");
}

void words_print(FILE *f)
{
	table(f, "Roles", "role", "task", seq_role_word, SEQ_ROLES);
	table(f, "Transports", "transport=", "", seq_transport_word, SEQ_TRANSPORTS);
	table(f, "Settings of the machine", "setting", "", seq_flag_word, SEQ_FLAGS);
	operations(f);
	table(f, "Parameters", "type", "", seq_param_word, SEQ_P_TYPES);
	kind(f, "Trusted applications", "name", SEQ_TA);
	commands(f);
	kind(f, "Login methods", "login=", SEQ_LOGIN);
	kind(f, "Heaps of protected memory", "heap", SEQ_HEAP);
	kind(f, "Rules: where", "at=", SEQ_POINT);
	kind(f, "Rules: what", "do=", SEQ_ACTION);
	results(f);
}
