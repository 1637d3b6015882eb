// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words and numbers of a sequence's text, and where in it something is wrong.
 */
#include "lex.h"

bool lex_fail_at(struct lex *in, const char *at, const char *what)
{
	if (!in->error) {
		in->error = what;
		in->error_at = at;
	}
	return false;
}

bool lex_fail(struct lex *in, const char *what)
{
	return lex_fail_at(in, in->at, what);
}

void lex_skip_space(struct lex *in)
{
	while (*in->at == ' ' || *in->at == '\t' || *in->at == '\r')
		in->at++;
}

bool lex_at_line_end(struct lex *in)
{
	lex_skip_space(in);
	return *in->at == '\n' || *in->at == '\0' || *in->at == '#';
}

bool lex_goes_on(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool lex_word(struct lex *in, const char *word)
{
	const char *p = in->at;

	while (*word && *p == *word) {
		p++;
		word++;
	}
	if (*word || lex_goes_on(*p))
		return false;
	in->at = p;
	return true;
}

unsigned int lex_one_of(struct lex *in, const char *const *names, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (lex_word(in, names[i]))
			break;
	return i;
}

bool lex_char(struct lex *in, char c)
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

bool lex_number(struct lex *in, u64 *value)
{
	const char *at = in->at;
	int base = 10;

	if (in->at[0] == '0' && in->at[1] == 'x') {
		base = 16;
		in->at += 2;
	}
	if (digit_of(*in->at) >= base)
		return lex_fail(in, "a number is expected here");
	for (*value = 0; digit_of(*in->at) < base; in->at++) {
		u64 more = *value * base + digit_of(*in->at);

		if (*value > ~(u64)0 / base || more / base != *value)
			return lex_fail_at(in, at, "the number is above 64 bits");
		*value = more;
	}
	if (lex_goes_on(*in->at))
		return lex_fail(in, "characters follow the number");
	return true;
}

void lex_line(struct lex *in, char *to, size_t room)
{
	size_t n = 0, end = 0;

	lex_skip_space(in);
	for (; *in->at && *in->at != '\n' && *in->at != '\r'; in->at++) {
		if (n + 1 == room) {
			lex_fail(in, "the line is too long");
			break;
		}
		to[n++] = *in->at;
		if (*in->at != ' ' && *in->at != '\t')
			end = n;
	}
	to[end] = 0;
}

void lex_error(const struct lex *in, struct seq_error *error)
{
	const char *at = in->error_at;
	size_t n = 0;

	error->what = in->error;
	error->line = in->line;
	error->column = at - in->line_start + 1;
	while (*at && *at != ' ' && *at != '\t' && *at != '\n' && *at != '\r' &&
	       n + 1 < sizeof(error->word))
		error->word[n++] = *at++;
	error->word[n] = 0;
}
