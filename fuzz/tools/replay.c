// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof replay: plays sequences and prints the timeline and the verdict. A
 * comment line "# expect: fine|stuck|finding" in a file says what shall come out
 * (nothing: no finding), "# expect with DRIVER=tree: ..." what is known of that
 * driver; behind "finding" may stand the cause (teeproof cause), with * for any text.
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
#include "tool.h"

static const char *expectation(const char *path)
{
	static char line[512], word[300], other[300];
	bool tree = getenv("DRIVER") && !strcmp(getenv("DRIVER"), "tree");
	FILE *f = fopen(path, "r");

	word[0] = 0;
	while (f && fgets(line, sizeof(line), f)) {
		/* what is known of the kernel's own driver comes after what is right */
		if (sscanf(line, "# expect with DRIVER=tree: %299[^\n]", other) == 1 && tree)
			strcpy(word, other);
		else
			sscanf(line, "# expect: %299[^\n]", word);
	}
	if (f)
		fclose(f);
	return word;
}

static int as_expected(const char *path, enum play_verdict v)
{
	const char *e = expectation(path), *cause = strchr(e, ' ');
	size_t n = strcspn(e, " ");

	if (!*e)
		return v != PLAY_FAILED;
	if (cause && (v != PLAY_FAILED || fnmatch(cause + 1, play_cause(), 0)))
		return false;
	return (!strncmp(e, "fine", n) && v == PLAY_FINE) || (!strncmp(e, "stuck", n) && v == PLAY_STUCK) ||
	       (!strncmp(e, "finding", n) && v == PLAY_FAILED);
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
		printf("who waited when it got stuck:\n%s", deadlock_first_graph());
	printf("%llu scheduling points\n", (unsigned long long)host_points);
	fflush(stdout);
	if (v == PLAY_FAILED)
		play_print_why(1);
}

int tool_replay(int argc, char **argv)
{
	static struct sequence s;
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

		tool_read(argv[optind], &s);
		v = play(&s, SCHEDULE_SEQUENCE, 0, false);
		if (host_log_level >= 0)
			explain(&s, v);
		printf("%s: %s\n", argv[optind], tool_verdict(v));
		fflush(stdout);
		if (dot)
			write_graph(dot);
		bad += fires ? v == PLAY_FAILED : !as_expected(argv[optind], v);
	}
	return bad ? 1 : 0;
}
