// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a text says of its run: the lines of its header, and the result of each step
 * (see print.c). Earlier versions said so in comments ("# expect: fine"); those are
 * read as the lines that they have become.
 */
#include "lex.h"

#define NAMES(names) names, sizeof(names) / sizeof((names)[0])

static bool fail_line(struct lex *in)
{
	return lex_fail(in, "a line is a step (a: ...), a comment, or begins with sequence, machine, task, rule, schedule, expect, also, verdict, uml, ffa, kernels, fault, promise, found, by, order");
}

/* ---- the header ----------------------------------------------------------------------- */

static void put_word(char *to, size_t room, const char *from, size_t n)
{
	size_t i;

	for (i = 0; i < n && i + 1 < room; i++)
		to[i] = from[i];
	to[i] = 0;
}

static bool take_expected(struct lex *in, struct seq_claim *c)
{
	const char *at;

	lex_skip_space(in);
	c->word = lex_one_of(in, NAMES(seq_expected_name));
	if (c->word == SEQ_EXPECTED)
		return lex_fail(in, "expected is: fine, stuck or finding");
	lex_skip_space(in);
	at = in->at;
	lex_line(in, c->text, sizeof(c->text));
	if (c->text[0] && c->word != SEQ_EXPECT_FINDING)
		return lex_fail_at(in, at, "only a finding has a cause");
	return !in->error;
}

static bool take_text(struct lex *in, struct seq_claim *c, const char *missing)
{
	lex_line(in, c->text, sizeof(c->text));
	return c->text[0] ? !in->error : lex_fail(in, missing);
}

static bool take_cause(struct lex *in, struct seq_claim *c)
{
	return take_text(in, c, "a cause is expected here, as teeproof cause prints it");
}

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* An operation, or a rule that lies. */
static bool is_condition(const char *word)
{
	unsigned int op;

	for (op = 0; op < SEQ_OPS; op++)
		if (same(word, seq_op_info[op].name))
			return true;
	return same(word, "lie");
}

/* The word that a sequence has to have, up to @end. */
static bool take_with(struct lex *in, struct seq_claim *c, char end)
{
	const char *from = in->at;

	while (lex_goes_on(*in->at))
		in->at++;
	put_word(c->with, sizeof(c->with), from, in->at - from);
	if (!is_condition(c->with) || *in->at != end)
		return lex_fail_at(in, from, "an operation is expected here, or lie");
	in->at++;
	return true;
}

/* FUNCTION<FUNCTION: each is called by the next one */
static bool take_stack(struct lex *in, struct seq_claim *c)
{
	const char *from = in->at;

	while (lex_goes_on(*in->at) || *in->at == '_' || *in->at == '<')
		in->at++;
	put_word(c->stack, sizeof(c->stack), from, in->at - from);
	if (*in->at != ' ' || in->at == from || in->at - from >= (long)sizeof(c->stack))
		return lex_fail_at(in, from, "functions are expected here, the innermost first, with < between them");
	in->at++;
	return true;
}

static bool begins(const char *text, const char *with)
{
	while (*with && *text == *with) {
		text++;
		with++;
	}
	return !*with;
}

/* Before a name that says whose fault it is: in FUNCTION, by FUNCTION, from FUNCTION */
static bool is_place(const char *text, const char *at)
{
	static const char *const before[] = { " in ", " by ", " from " };
	unsigned int i, len;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		for (len = 0; before[i][len];)
			len++;
		if (at - text >= (long)len && begins(at - len, before[i]))
			return true;
	}
	return false;
}

/* Functions that are named in the cause, and on the stack */
static unsigned int functions(const struct seq_claim *c)
{
	unsigned int n = c->stack[0] != 0;
	const char *at;

	for (at = c->stack; *at; at++)
		n += *at == '<';
	for (at = c->text; *at; at++)
		n += begins(at, "()") && at > c->text && at[-1] != '*';
	return n;
}

/*
 * A pattern stands for one fault: * is a number or a detail and no kind of error. What is
 * the same wherever the fault lies, a memory error, something left, a deadlock, atomic context or a
 * lock, is tied to an event or to the stack; of a memory error or a lock two functions are
 * known.
 */
static const char *too_broad(const struct seq_claim *c)
{
	const char *text = c->text, *at;
	bool place = text[1] == '1' || text[1] == '7';

	if (text[0] != 'O' || text[1] < '1' || text[1] > '9' || text[2] != ' ')
		return "a cause begins with its oracle, O1 to O9";
	if (!begins(text, "O4 P") && !begins(text, "O5 breach ") && !begins(text, "O6 ") && !c->with[0] && !c->stack[0])
		return "this cause may have another reason as well: say with=OPERATION, with=lie or stack=FUNCTION<FUNCTION";
	if (place && functions(c) < 2)
		return "two functions are wanted: where it went wrong, and who called it, freed the memory, or holds the lock";
	for (at = text; *at; at++) {
		/* a function that has no name is printed as ? */
		if (*at == '\\' && at[1]) {
			at++;
			continue;
		}
		if (*at == '?' || *at == '[' || (*at == '*' && (at[-1] != ' ' || (at[1] && at[1] != ' ' && at[1] != ','))))
			return "* stands for a word, and nothing else for any text";
		if (*at == '*' && at == text + 3 && text[1] != '2')
			return "* stands for no kind of error";
		if (*at == '*' && is_place(text, at) && (!place || at[1]))
			return "* stands for no function but the last of three";
	}
	return NULL;
}

/* The cause behind the conditions of SEQ_ALSO */
static bool take_pattern(struct lex *in, struct seq_claim *c)
{
	const char *at, *wrong;

	lex_skip_space(in);
	at = in->at;
	if (!take_cause(in, c))
		return false;
	wrong = too_broad(c);
	return wrong ? lex_fail_at(in, at, wrong) : true;
}

static bool take_also(struct lex *in, struct seq_claim *c)
{
	lex_skip_space(in);
	if (lex_word(in, "with") && (!lex_char(in, '=') || !take_with(in, c, ' ')))
		return lex_fail(in, "a condition is with=OPERATION or with=lie");
	lex_skip_space(in);
	if (lex_word(in, "stack") && (!lex_char(in, '=') || !take_stack(in, c)))
		return lex_fail(in, "a condition is stack=FUNCTION<FUNCTION");
	return take_pattern(in, c);
}

/* driver=tree, or nothing: it is so with each driver */
static bool take_driver(struct lex *in, struct seq_claim *c)
{
	lex_skip_space(in);
	if (!lex_word(in, "driver"))
		return true;
	if (!lex_char(in, '=') || !lex_word(in, "tree"))
		return lex_fail(in, "of one driver is driver=tree");
	c->tree = true;
	lex_skip_space(in);
	return true;
}

static bool take_uml(struct lex *in, struct seq_claim *c)
{
	if (!take_driver(in, c))
		return false;
	c->word = lex_one_of(in, NAMES(seq_uml_name));
	if (c->word == SEQ_UMLS)
		return lex_fail(in, "in UML a finding fires, does-not-show or is not-played");
	lex_char(in, ',');
	lex_line(in, c->text, sizeof(c->text));
	return !in->error;
}

static bool take_not_by_ffa(struct lex *in, struct seq_claim *c)
{
	lex_skip_space(in);
	if (!lex_word(in, seq_uml_name[SEQ_UML_NOT_PLAYED]) || !lex_char(in, ','))
		return lex_fail(in, "over FF-A a file is not-played, and why");
	c->word = SEQ_UML_NOT_PLAYED;
	lex_line(in, c->text, sizeof(c->text));
	return c->text[0] ? !in->error : lex_fail(in, "why it is not played is expected here");
}

/* 6.12 7.3: numbers with one dot, a space between two */
static bool take_kernels(struct lex *in, struct seq_claim *c)
{
	const char *from, *at;
	unsigned int dots = 0;

	lex_skip_space(in);
	from = in->at;
	lex_line(in, c->text, sizeof(c->text));
	for (at = c->text; *at; at++) {
		dots = *at == ' ' ? 0 : dots + (*at == '.');
		if ((*at < '0' || *at > '9') && *at != '.' && *at != ' ')
			break;
		if (*at != ' ' && dots != 1 && (at[1] == ' ' || !at[1]))
			break;
	}
	if (*at || !c->text[0])
		return lex_fail_at(in, from, "versions of Linux are expected here, as in 6.12 7.3");
	return !in->error;
}

/* What stands behind the class of a fault: (WHO): */
static bool skip_who(struct lex *in)
{
	unsigned int who;
	const char *at, *name;

	lex_char(in, '(');
	for (who = 0; who < SEQ_WHOS; who++) {
		name = seq_who_name[who];
		if (!begins(in->at, name))
			continue;
		for (at = in->at; *name; name++)
			at++;
		if (begins(at, "): ")) {
			in->at = at + 3;
			return true;
		}
	}
	return false;
}

/* CLASS (WHO): SENTENCE */
static bool take_fault(struct lex *in, struct seq_claim *c)
{
	const char *from;

	lex_skip_space(in);
	from = in->at;
	while (!lex_at_line_end(in) && *in->at != '(')
		in->at++;
	if (in->at == from || *in->at != '(')
		return lex_fail_at(in, from, "a fault is CLASS (WHO): SENTENCE");
	if (!skip_who(in) || lex_at_line_end(in))
		return lex_fail(in, "who can bring the fault about is expected here, and a sentence: (user): , (supplicant): , (secure world): , (kernel): or (none): ");
	in->at = from;
	lex_line(in, c->text, sizeof(c->text));
	return !in->error;
}

/* P4 P5: each once, in order */
static bool take_promises(struct lex *in, struct seq_claim *c)
{
	unsigned int nth, next = 0;
	const char *from, *at, *end;

	lex_skip_space(in);
	from = in->at;
	do {
		at = in->at;
		nth = lex_one_of(in, NAMES(seq_promise_name));
		end = in->at;
		if (nth < next || nth == SEQ_PROMISES || (!lex_at_line_end(in) && in->at == end))
			return lex_fail_at(in, at, "promises are P1 to P10, each once and in order, as in P4 P5");
		next = nth + 1;
	} while (!lex_at_line_end(in));
	put_word(c->text, sizeof(c->text), from, end - from);
	return true;
}

static bool take_order(struct lex *in, struct seq_about *about)
{
	u64 step;

	while (!lex_at_line_end(in)) {
		if (!lex_number(in, &step))
			return false;
		if (step >= SEQ_MAX_STEPS || about->num_order == SEQ_MAX_STEPS)
			return lex_fail(in, "the order names steps by their numbers, each once");
		about->order[about->num_order++] = step;
	}
	return true;
}

static struct seq_claim *new_claim(struct lex *in, struct seq_about *about, u8 kind)
{
	struct seq_claim *c = &about->claim[about->num_claims];

	if (about->num_claims == SEQ_MAX_CLAIMS) {
		lex_fail(in, "the header has too many lines");
		return NULL;
	}
	about->num_claims++;
	c->kind = kind;
	return c;
}

static bool take_claim(struct lex *in, struct seq_claim *c)
{
	switch (c->kind) {
	case SEQ_EXPECT:
		return take_driver(in, c) && take_expected(in, c);
	case SEQ_ALSO:
		return take_also(in, c);
	case SEQ_UML:
		return take_uml(in, c);
	case SEQ_NOT_BY_FFA:
		return take_not_by_ffa(in, c);
	case SEQ_KERNELS:
		return take_kernels(in, c);
	case SEQ_FAULT:
		return take_fault(in, c);
	case SEQ_PROMISE:
		return take_promises(in, c);
	case SEQ_FOUND:
		return take_text(in, c, "what the oracle said is expected here");
	case SEQ_BY:
		return take_text(in, c, "the search that found it is expected here");
	default:
		return take_cause(in, c);
	}
}

static void skip_line(struct lex *in)
{
	while (*in->at && *in->at != '\n')
		in->at++;
}

bool about_line(struct lex *in, struct seq_about *about)
{
	struct seq_claim *c;
	u8 kind;

	if (lex_word(in, "order")) {
		if (about)
			return take_order(in, about);
		skip_line(in);
		return true;
	}
	kind = lex_one_of(in, NAMES(seq_claim_name));
	if (kind == SEQ_CLAIM_KINDS)
		return fail_line(in);
	if (!about) {
		skip_line(in);
		return true;
	}
	c = new_claim(in, about, kind);
	return c && take_claim(in, c);
}

/* ---- comments of earlier versions --------------------------------------------------------- */

static bool skip_text(struct lex *in, const char *text)
{
	const char *at = in->at;

	while (*text && *at == *text) {
		at++;
		text++;
	}
	if (*text)
		return false;
	in->at = at;
	return true;
}

static bool old_uml(struct lex *in, struct seq_claim *c)
{
	if (skip_text(in, " does not show")) {
		c->word = SEQ_UML_HIDDEN;
	} else if (skip_text(in, " not played")) {
		c->word = SEQ_UML_NOT_PLAYED;
	} else if (!skip_text(in, " fires")) {
		return lex_fail(in, "in UML a finding fires, does-not-show or is not-played");
	}
	lex_char(in, ',');
	lex_line(in, c->text, sizeof(c->text));
	return !in->error;
}

/* "# also WORD: ..." is one, "# also of interest" is prose. */
static bool has_condition(const struct lex *in)
{
	const char *at = in->at;

	while (lex_goes_on(*at))
		at++;
	return at > in->at && *at == ':';
}

bool about_comment(struct lex *in, struct seq_about *about)
{
	static const struct {
		const char *begin;
		u8 kind;
		bool tree, with;
	} old[] = {
		{ "# expect with DRIVER=tree:", SEQ_EXPECT, true, false },
		{ "# expect:", SEQ_EXPECT, false, false },
		{ "# also:", SEQ_ALSO, false, false },
		{ "# also ", SEQ_ALSO, false, true },
		{ "# verdict:", SEQ_VERDICT, false, false },
		{ "# uml:", SEQ_UML, false, false },
	};
	struct seq_claim *c;
	unsigned int i;

	if (!about)
		return true;
	if (skip_text(in, "# order:"))
		return take_order(in, about);
	for (i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (skip_text(in, old[i].begin))
			break;
	if (i == sizeof(old) / sizeof(old[0]) || (old[i].with && !has_condition(in)))
		return true;
	c = new_claim(in, about, old[i].kind);
	if (!c || (old[i].with && !take_with(in, c, ':')))
		return false;
	c->tree = old[i].tree;
	if (c->kind == SEQ_UML)
		return old_uml(in, c);
	if (c->kind == SEQ_ALSO)
		return take_pattern(in, c);
	return c->kind == SEQ_EXPECT ? take_expected(in, c) : take_cause(in, c);
}

/* ---- results of steps ------------------------------------------------------------------------ */

static bool take_errno(struct lex *in, int *rc)
{
	const char *at = in->at;
	unsigned int nr;
	u64 value;

	for (nr = 1; nr < 600; nr++) {
		if (seq_errno_name(nr) && skip_text(in, seq_errno_name(nr))) {
			if ((*in->at < 'A' || *in->at > 'Z') && !lex_goes_on(*in->at)) {
				*rc = -(int)nr;
				return true;
			}
			in->at = at;
		}
	}
	if (!lex_number(in, &value))
		return lex_fail(in, "an errno is expected here: -EINVAL, -22");
	if (value > 4095)
		return lex_fail_at(in, at, "an errno is below 4096");
	*rc = -(int)value;
	return true;
}

static bool take_number_result(struct lex *in, struct seq_result *r)
{
	u64 value;

	if (lex_char(in, '-')) {
		r->kind = SEQ_RESULT_RC;
		return take_errno(in, &r->rc);
	}
	if (!lex_number(in, &value))
		return false;
	/* TEE results are above all that a call returns */
	r->kind = value > 0x7fffffff ? SEQ_RESULT_TEE : SEQ_RESULT_RC;
	r->rc = value > 0x7fffffff ? 0 : (int)value;
	r->ret = value > 0x7fffffff ? (u32)value : 0;
	return value <= 0xffffffff ? true : lex_fail(in, "a TEE result has 32 bits");
}

/* tee(7): a TEE result that is below those of GlobalPlatform */
static bool take_small_tee(struct lex *in, struct seq_result *r)
{
	u64 value;

	if (!lex_char(in, '(') || !lex_number(in, &value) || !lex_char(in, ')') || value > 0xffffffff)
		return lex_fail(in, "a TEE result is tee(NUMBER), of 32 bits");
	r->kind = SEQ_RESULT_TEE;
	r->ret = (u32)value;
	return true;
}

static bool take_result(struct lex *in, struct seq_result *r)
{
	const char *name;
	u64 i;

	if (r->kind)
		return lex_fail(in, "a second result for the same place");
	for (i = SEQ_RESULT_SKIPPED; i < SEQ_RESULT_KINDS; i++) {
		if (lex_word(in, seq_result_name[i])) {
			r->kind = i;
			return true;
		}
	}
	for (i = 1; (name = seq_kind_name(SEQ_RESULT, i)); i++) {
		if (lex_word(in, name)) {
			r->kind = SEQ_RESULT_TEE;
			r->ret = seq_result_code(i);
			return true;
		}
	}
	if (lex_word(in, "tee"))
		return take_small_tee(in, r);
	if (*in->at == '-' || (*in->at >= '0' && *in->at <= '9'))
		return take_number_result(in, r);
	return lex_fail(in, "a result is 0, -EINTR, a TEE result such as busy, 0xffff000d or tee(7), skipped, waits, never");
}

bool about_results(struct lex *in, struct seq_result *result)
{
	u8 where;

	do {
		lex_skip_space(in);
		for (where = SEQ_WHERES - 1; where; where--)
			if (lex_word(in, seq_where_name[where]) && lex_char(in, '='))
				break;
		if (!take_result(in, &result[where]))
			return false;
	} while (!lex_at_line_end(in));
	return true;
}
