// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof replay: plays sequences and prints the timeline and the verdict. What shall
 * come out stands in the file: "expect fine|stuck|finding" (nothing: no finding), behind
 * "finding" the cause (teeproof cause) with * for any text, and the result of each step.
 * -q prints the verdicts only, -v the driver's log as well, -t writes the
 * trace, -g the wait-for graph for graphviz. -f: an oracle that fires is a failure,
 * whatever the file expects.
 */
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "oracle.h"
#include "run.h"
#include "tool.h"

static bool verdict_is_expected(const char *path, const struct seq_about *about, enum play_verdict v)
{
	static const enum play_verdict wanted[SEQ_EXPECTED] = { PLAY_FINE, PLAY_STUCK, PLAY_FAILED };
	const struct seq_claim *c = seq_claim(about, SEQ_EXPECT, tool_driver_is_tree());

	/* a run that was given up has not been judged */
	if (!c)
		return v != PLAY_FAILED && v != PLAY_LOST;
	if (v != wanted[c->word]) {
		if (v != PLAY_FAILED)
			printf("NOT AS STATED: %s: it is not %s\n", path, seq_expected_name[c->word]);
		return false;
	}
	if (!c->text[0] || !fnmatch(c->text, play_cause(), 0))
		return true;
	printf("expected: %s\n     not: %s\n", c->text, play_cause());
	return false;
}

/* A run that a finding ended stops there: the results of its steps do not count. */
static bool results_are_stated(const char *path, const struct sequence *s,
			       const struct seq_about *about)
{
	bool good = true;

	for (u32 i = 0; i < s->num_steps && !host_failed(); i++) {
		const struct seq_result *stated = seq_stated(about, i, tool_where(s));
		char step[200], got[40], want[40];
		struct seq_result r;

		if (run_result_is(&run_report.step[i], stated))
			continue;
		run_result(&run_report.step[i], &r);
		seq_print_step(s, i, step, sizeof(step));
		seq_print_result(&r, got, sizeof(got));
		seq_print_result(stated, want, sizeof(want));
		printf("NOT AS STATED: %s:%u: %s => %s, not %s\n", path, about->line[i], step, got, want);
		good = false;
	}
	return good;
}

static void write_graph(const char *path)
{
	const char *dot = deadlock_dot();
	FILE *f = dot ? fopen(path, "w") : NULL;

	if (!f)
		return;
	fputs(dot, f);
	fclose(f);
}

static void explain(const struct sequence *s, enum play_verdict v)
{
	play_timeline(s);
	if (deadlock_first_graph() && v != PLAY_FAILED)
		printf("who waited at the deadlock:\n%s", deadlock_first_graph());
	printf("%llu scheduling points\n", (unsigned long long)host_points);
	fflush(stdout);
	if (v == PLAY_FAILED)
		play_print_why(1);
}

int tool_replay(int argc, char **argv)
{
	static struct sequence s;
	static struct seq_about about;
	const char *dot = NULL;
	bool fires = false;
	int bad = 0, opt;

	while ((opt = getopt(argc, argv, "vt:qg:f")) != -1) {
		if (opt == 'v')
			host_log_level = 1;
		else if (opt == 't')
			host_trace_open(open(optarg, O_WRONLY | O_CREAT | O_TRUNC, 0666));
		else if (opt == 'q')
			host_log_level = -1;
		else if (opt == 'g')
			dot = optarg;
		else if (opt == 'f')
			fires = true;
		else
			return 2;
	}
	if (host_log_level < 0)
		play_quiet();
	for (; optind < argc; optind++) {
		enum play_verdict v;

		tool_read_about(argv[optind], &s, &about);
		v = play(&s, SCHEDULE_SEQUENCE, 0, false);
		if (host_log_level >= 0)
			explain(&s, v);
		printf("%s: %s\n", argv[optind], tool_verdict(v));
		fflush(stdout);
		if (dot)
			write_graph(dot);
		if (!results_are_stated(argv[optind], &s, &about) && !fires)
			bad++;
		else
			bad += fires ? v == PLAY_FAILED : !verdict_is_expected(argv[optind], &about, v);
	}
	return bad ? 1 : 0;
}
