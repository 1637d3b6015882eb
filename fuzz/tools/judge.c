// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof judge: whether findings are new. teeproof same: whether a finding has the
 * cause of one of some others. teeproof cause: the cause of each, "-" when it ends
 * well.
 *
 * judge prints a line a file, columns separated by tabs: the file; "new", "known", or
 * "unsure" for one that does not fail in a process of its own, so that a fault of the
 * hosted world is no finding; its cause; the file that knows it, or "-".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tool.h"

#define CAUSE_BYTES	600

/* The cause that @s ends in, "" when it does not fail */
static void cause_of(const struct sequence *s, char *cause)
{
	*cause = 0;
	if (play(s, SCHEDULE_SEQUENCE, 0, false) == PLAY_FAILED)
		snprintf(cause, CAUSE_BYTES, "%s", play_cause());
}

/* The same, found out by a process of its own; "" also when that one ends in another way */
static void cause_apart(const struct sequence *s, char *cause)
{
	ssize_t n, got = 0;
	int end[2], status;
	pid_t pid;

	*cause = 0;
	fflush(stdout);
	if (pipe(end) || (pid = fork()) < 0) {
		perror("teeproof judge");
		exit(2);
	}
	if (!pid) {
		play_quiet();	/* ASan's file is one process's: a child's would be ".PID" here */
		cause_of(s, cause);
		_exit(write(end[1], cause, strlen(cause)) != (ssize_t)strlen(cause));
	}
	close(end[1]);
	while ((n = read(end[0], cause + got, CAUSE_BYTES - 1 - got)) > 0)
		got += n;
	cause[got] = 0;
	close(end[0]);
	waitpid(pid, &status, 0);
	if (status)
		*cause = 0;
}

int tool_cause(int argc, char **argv)
{
	static struct sequence s;
	char cause[CAUSE_BYTES];

	play_quiet();
	for (int i = 1; i < argc; i++) {
		tool_read(argv[i], &s);
		cause_of(&s, cause);
		printf("%s\t%s\n", argv[i], *cause ? cause : "-");
	}
	return 0;
}

int tool_same(int argc, char **argv)
{
	static struct sequence s;
	char cause[CAUSE_BYTES];
	const char *known;

	if (argc < 3)
		return 2;
	play_quiet();
	tool_read(argv[1], &s);
	cause_of(&s, cause);
	for (int i = 2; i < argc; i++)
		if (!known_add(argv[i])) {
			fprintf(stderr, "%s: it cannot be read\n", argv[i]);
			return 2;
		}
	known = *cause ? known_as(&s, cause) : NULL;
	if (known)
		printf("%s\n", known);
	return !known;
}

int tool_judge(int argc, char **argv)
{
	static struct sequence s;
	bool news = false;
	int opt;

	while ((opt = getopt(argc, argv, "k:")) != -1) {
		if (opt != 'k')
			return 2;
		known_add_folder(optarg);
	}
	play_quiet();
	for (int i = optind; i < argc; i++) {
		char cause[CAUSE_BYTES];
		const char *known;

		tool_read(argv[i], &s);
		cause_apart(&s, cause);
		known = *cause ? known_as(&s, cause) : NULL;
		printf("%s\t%s\t%s\t%s\n", argv[i], !*cause ? "unsure" : known ? "known" : "new",
		       *cause ? cause : "-", known ? known : "-");
		news |= !known;
	}
	return news;
}
