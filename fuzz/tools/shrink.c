// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof shrink: makes a finding as short as it gets, into a file of its own.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "tool.h"

/* Minutes */
#define SHRINK_POINTS	1200000000ull

int tool_shrink(int argc, char **argv)
{
	static struct sequence s;
	unsigned int runs;
	int fd;

	if (argc != 3)
		return 2;
	tool_read(argv[1], &s);
	play_quiet();
	runs = play_shrink(&s, SHRINK_POINTS);
	if (!runs) {
		fprintf(stderr, "%s: no oracle fires\n", argv[1]);
		return 1;
	}
	fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0) {
		perror(argv[2]);
		return 2;
	}
	play_print_finding(fd, &s, "make shrink", argv[2]);
	close(fd);
	printf("%s: %u steps, %u switches after %u runs: %s\n", argv[2], s.num_steps,
	       s.num_schedule, runs, tool_verdict(PLAY_FAILED));
	return 0;
}
