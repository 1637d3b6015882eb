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
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tool.h"

#define CAUSE_BYTES	600

/* What a sequence ends in: a cause, "" when it does not fail, and the file that knows it, or "" */
struct verdict {
	char cause[CAUSE_BYTES], known[PATH_MAX];
};

static void verdict_of(const struct sequence *s, struct verdict *v)
{
	const char *known;

	memset(v, 0, sizeof(*v));
	if (play(s, SCHEDULE_SEQUENCE, 0, false) != PLAY_FAILED)
		return;
	snprintf(v->cause, sizeof(v->cause), "%s", play_cause());
	known = known_as(s, v->cause);
	snprintf(v->known, sizeof(v->known), "%s", known ? known : "");
}

/*
 * The same, found out by a process of its own: a fault of the driver may leave something behind in one that goes on.
 * No cause when that one ends in another way, too.
 */
static void judge_apart(const struct sequence *s, struct verdict *v)
{
	size_t got = 0;
	int end[2], status;
	ssize_t n;
	pid_t pid;

	fflush(stdout);
	if (pipe(end) || (pid = fork()) < 0) {
		perror("teeproof judge");
		exit(2);
	}
	if (!pid) {
		play_quiet();	/* ASan's file is one process's: a child's would be ".PID" here */
		verdict_of(s, v);
		_exit(write(end[1], v, sizeof(*v)) != sizeof(*v));
	}
	close(end[1]);
	while ((n = read(end[0], (char *)v + got, sizeof(*v) - got)) > 0)
		got += n;
	close(end[0]);
	waitpid(pid, &status, 0);
	if (status || got != sizeof(*v))
		memset(v, 0, sizeof(*v));
}

int tool_cause(int argc, char **argv)
{
	static struct sequence s;
	static struct verdict v;

	play_quiet();
	for (int i = 1; i < argc; i++) {
		tool_read(argv[i], &s);
		judge_apart(&s, &v);
		printf("%s\t%s\n", argv[i], *v.cause ? v.cause : "-");
	}
	return 0;
}

int tool_same(int argc, char **argv)
{
	static struct sequence s;
	static struct verdict v;

	if (argc < 3)
		return 2;
	play_quiet();
	tool_read(argv[1], &s);
	for (int i = 2; i < argc; i++)
		if (!known_add(argv[i])) {
			fprintf(stderr, "%s: it cannot be read\n", argv[i]);
			return 2;
		}
	judge_apart(&s, &v);
	if (*v.known)
		printf("%s\n", v.known);
	return !*v.known;
}

int tool_judge(int argc, char **argv)
{
	static struct sequence s;
	static struct verdict v;
	bool news = false;
	int opt;

	while ((opt = getopt(argc, argv, "k:")) != -1) {
		if (opt != 'k')
			return 2;
		known_add_folder(optarg);
	}
	play_quiet();
	for (int i = optind; i < argc; i++) {
		tool_read(argv[i], &s);
		judge_apart(&s, &v);
		printf("%s\t%s\t%s\t%s\n", argv[i], !*v.cause ? "unsure" : *v.known ? "known" : "new",
		       *v.cause ? v.cause : "-", *v.known ? v.known : "-");
		news |= !*v.known;
	}
	return news;
}
