// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof state: plays files and writes into each the results of its steps ("=> 0") and,
 * of one that says nothing of it, whether it was fine or stuck. With the kernel tree's
 * driver under test only what differs from what is stated there, as "tree=...". All
 * else in a file stays as it is, but comments that say what lines of the header say
 * today ("# expect: fine") become those, and steps are written as they are printed
 * today; -h does no more than that. To be read by whoever runs it: it states what
 * is, not what is right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "run.h"
#include "tool.h"

static void put_results(FILE *f, const struct seq_result *r)
{
	const char *arrow = " =>";
	char text[40];

	for (u32 where = 0; where < SEQ_WHERES; where++) {
		if (!r[where].kind)
			continue;
		seq_print_result(&r[where], text, sizeof(text));
		fprintf(f, "%s %s%s%s", arrow, seq_where_name[where], where ? "=" : "", text);
		arrow = "";
	}
}

static void note(struct seq_result *stated, const struct run_step_result *got)
{
	u32 where = tool_driver_is_tree() ? SEQ_OF_TREE : SEQ_EVERYWHERE;

	if (where == SEQ_OF_TREE && !stated[where].kind && run_result_is(got, stated))
		return;
	run_result(got, &stated[where]);
}

/* A step's line, as it is printed today, and its comment. */
static void put_step(FILE *f, const char *line, const struct sequence *s, u32 step, const struct seq_result *r)
{
	size_t n = strcspn(line, "#\n");
	char text[400];

	seq_print_step(s, step, text, sizeof(text));
	fputs(text, f);
	put_results(f, r);
	fprintf(f, "%s%.*s\n", line[n] == '#' ? " " : "", (int)strcspn(line + n, "\n"), line + n);
}

static void put_header(FILE *f, const char *path, struct seq_about *about, enum play_verdict v)
{
	static char text[SEQ_MAX_CLAIMS * (SEQ_CLAIM_BYTES + 64) + 4 * SEQ_MAX_STEPS];
	const struct seq_claim *c = seq_claim(about, SEQ_EXPECT, tool_driver_is_tree());

	/* a planted bug's sequence says what its oracle says */
	if (!c && !seq_claim(about, SEQ_VERDICT, true) && v != PLAY_FAILED && about->num_claims < SEQ_MAX_CLAIMS)
		about->claim[about->num_claims++] = (struct seq_claim) {
			.kind = SEQ_EXPECT,
			.word = v == PLAY_FINE ? SEQ_EXPECT_FINE : SEQ_EXPECT_STUCK,
		};
	if (v == PLAY_FAILED && host_failed() && (!c || c->word != SEQ_EXPECT_FINDING))
		fprintf(stderr, "%s: %s\n", path, tool_verdict(v));
	if (seq_print_header(about, text, sizeof(text)))
		fputs(text, f);
}

/* Whether a line is one of the header, or a comment that was one. */
static bool is_header(const char *line)
{
	static struct seq_about about;
	static struct sequence s;
	struct seq_error error;
	char text[1024];

	snprintf(text, sizeof(text), "task a client\n%s", line);
	seq_parse(&s, &about, text, &error);
	return about.num_claims || about.num_order;
}

static bool is_comment(const char *line)
{
	return *line == '#' || *line == '\n';
}

static void state(const char *path, enum play_verdict v, const struct sequence *s, struct seq_about *about)
{
	char line[4096], name[1024];
	bool header = false;
	u32 number = 0, step = 0;
	FILE *from = fopen(path, "r"), *to;

	snprintf(name, sizeof(name), "%s.new", path);
	to = from ? fopen(name, "w") : NULL;
	while (to && fgets(line, sizeof(line), from)) {
		number++;
		if (is_header(line))
			continue;
		if (!header && !is_comment(line) && strncmp(line, "sequence", 8)) {
			put_header(to, path, about, v);
			header = true;
		}
		if (step < s->num_steps && about->line[step] == number)
			put_step(to, line, s, step, about->result[step]), step++;
		else
			fputs(line, to);
	}
	if (!to || fclose(from) || fclose(to) || rename(name, path)) {
		perror(name);
		exit(2);
	}
}

int tool_state(int argc, char **argv)
{
	static struct seq_about about;
	static struct sequence s;
	bool only_header = argc > 1 && !strcmp(argv[1], "-h");

	play_quiet();
	for (int i = 1 + only_header; i < argc; i++) {
		enum play_verdict v = PLAY_FAILED;

		tool_read_about(argv[i], &s, &about);
		if (!only_header)
			v = play(&s, SCHEDULE_SEQUENCE, 0, false);
		/* a run that a finding ended has no results */
		for (u32 k = 0; k < s.num_steps && v != PLAY_FAILED; k++)
			note(about.result[k], &run_report.step[k]);
		state(argv[i], v, &s, &about);
	}
	return argc < 2 ? 2 : 0;
}
