// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof encode: text files as inputs of fuzzing engines. teeproof decode: the
 * other way. teeproof same: whether a finding has the cause of one of some others.
 * teeproof cause: the cause of each, "-" when it ends well.
 *
 * One fault of a driver may show in many ways. A finding's file may name the others,
 * as teeproof cause prints them, with * for any text:
 *	also O3 deadlock: *
 *	also with=remove O1 heap-use-after-free, * in handle_rpc_*
 * where the word is an operation, or "lie" for a rule that makes the secure world a
 * liar, without which a sequence does not count.
 */
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tool.h"

/* For scripts: what the header of each file says, "FILE<tab>LINE" */
int tool_header(int argc, char **argv)
{
	static struct seq_about about;
	static struct sequence s;
	static char text[SEQ_MAX_CLAIMS * (SEQ_CLAIM_BYTES + 64) + 4 * SEQ_MAX_STEPS];

	for (int i = 1; i < argc; i++) {
		tool_read_about(argv[i], &s, &about);
		seq_print_header(&about, text, sizeof(text));
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
			printf("%s\t%s\n", argv[i], line);
	}
	return argc < 2 ? 2 : 0;
}

int tool_encode(int argc, char **argv)
{
	static struct sequence s;
	static u8 bytes[1 << 16];

	for (int i = 2; i < argc; i++) {
		char path[1024];
		size_t at, n;
		FILE *f;

		tool_read(argv[i], &s);
		n = seq_encode(&s, bytes, sizeof(bytes));
		/* two folders may have a file of one name */
		at = strlen(argv[1]) + 1;
		if (snprintf(path, sizeof(path), "%s/%s", argv[1], argv[i]) >= (int)sizeof(path))
			return 2;
		for (char *c = path + at; *c; c++)
			if (*c == '/')
				*c = '-';
		f = fopen(path, "w");
		if (!f || fwrite(bytes, 1, n, f) != n || fclose(f)) {
			perror(path);
			return 2;
		}
	}
	return argc < 2 ? 2 : 0;
}

int tool_decode(int argc, char **argv)
{
	static struct sequence s;
	static u8 bytes[1 << 16];

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");

		if (!f) {
			perror(argv[i]);
			return 2;
		}
		seq_decode(&s, bytes, fread(bytes, 1, sizeof(bytes), f));
		fclose(f);
		play_print_sequence(1, &s);
	}
	return 0;
}

static const char *cause(const char *path)
{
	static struct sequence s;
	static char text[600];

	tool_read(path, &s);
	if (play(&s, SCHEDULE_SEQUENCE, 0, false) != PLAY_FAILED)
		return "";
	snprintf(text, sizeof(text), "%s", play_cause());
	return text;
}

int tool_cause(int argc, char **argv)
{
	play_quiet();
	for (int i = 1; i < argc; i++) {
		const char *text = cause(argv[i]);

		printf("%s\t%s\n", argv[i], *text ? text : "-");
	}
	return 0;
}

static bool has(const struct sequence *s, const char *word)
{
	for (unsigned int i = 0; i < s->num_steps; i++)
		if (!strcmp(seq_op_info[s->step[i].op].name, word))
			return true;
	for (unsigned int i = 0; i < s->num_rules && !strcmp(word, "lie"); i++)
		if (seq_rule_lies(&s->rule[i]))
			return true;
	return false;
}

/* A line of @path says that the cause @wanted of @s is its own, too. */
static bool also(const char *path, const struct sequence *s, const char *wanted)
{
	static struct seq_about about;
	static struct sequence other;
	const struct seq_claim *c;

	tool_read_about(path, &other, &about);
	for (c = about.claim; c < about.claim + about.num_claims; c++)
		if (c->kind == SEQ_ALSO && (!c->with[0] || has(s, c->with)) && !fnmatch(c->text, wanted, 0))
			return true;
	return false;
}

int tool_same(int argc, char **argv)
{
	static struct sequence s;
	char wanted[600];

	if (argc < 3)
		return 2;
	play_quiet();
	snprintf(wanted, sizeof(wanted), "%s", cause(argv[1]));
	tool_read(argv[1], &s);
	for (int i = 2; i < argc; i++) {
		if (*wanted && (also(argv[i], &s, wanted) || !strcmp(cause(argv[i]), wanted))) {
			printf("%s\n", argv[i]);
			return 0;
		}
	}
	return 1;
}
