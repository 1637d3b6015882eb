/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that read a sequence's text share: where they are, words and numbers. */
#ifndef SEQUENCE_LEX_H
#define SEQUENCE_LEX_H

#include "sequence.h"

/**
 * struct lex - a place in a text
 * @at:		what is read next
 * @line_start:	first character of the line
 * @line:	its number, from 1
 * @error:	the first thing that is wrong, NULL: nothing
 * @error_at:	where
 */
struct lex {
	const char *at, *line_start;
	unsigned int line;
	const char *error, *error_at;
};

/** lex_fail() - something is wrong here; returns false */
bool lex_fail(struct lex *in, const char *what);
/** lex_fail_at() - the same of the word at @at, which has been taken */
bool lex_fail_at(struct lex *in, const char *at, const char *what);
/** lex_goes_on() - whether a word goes on with @c */
bool lex_goes_on(char c);
void lex_skip_space(struct lex *in);
/** lex_at_line_end() - behind any space: nothing follows in this line but a comment */
bool lex_at_line_end(struct lex *in);
/** lex_word() - takes @word if it stands here as a whole word */
bool lex_word(struct lex *in, const char *word);
/** lex_one_of() - the index of the word of @names that stands here and is taken, @count: none does */
unsigned int lex_one_of(struct lex *in, const char *const *names, unsigned int count);
bool lex_char(struct lex *in, char c);
bool lex_number(struct lex *in, u64 *value);
/** lex_line() - the rest of the line, without space around it */
void lex_line(struct lex *in, char *to, size_t room);
/** lex_error() - what is wrong, for who asked to read the text */
void lex_error(const struct lex *in, struct seq_error *error);

/* ---- parse_about.c ---- */

/** about_line() - takes a line of the header, if it is one; @about may be NULL */
bool about_line(struct lex *in, struct seq_about *about);
/** about_comment() - takes a comment that says what a line of the header says today, as "# expect: fine" */
bool about_comment(struct lex *in, struct seq_about *about);
/** about_results() - takes the results behind a step's "=>" */
bool about_results(struct lex *in, struct seq_result *result);

#endif /* SEQUENCE_LEX_H */
