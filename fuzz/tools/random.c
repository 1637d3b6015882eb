// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof random: plays files with random and PCT schedules in turn until an
 * oracle fires or the time is up; the schedule that did goes to standard output
 * with its sequence, as a file that replays it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tool.h"

static int found(const char *path, struct sequence *s, u64 seed, enum schedule_kind kind)
{
	static char verdict[600];

	snprintf(verdict, sizeof(verdict), "%s", host_failed());
	play(s, kind, seed, true);
	if (!schedule_recorded(s)) {
		fprintf(stderr, "%s: %s (its schedule has too many switches)\n", path, verdict);
		return 1;
	}
	play(s, SCHEDULE_SEQUENCE, 0, false);
	fprintf(stderr, "%s: %s%s\n", path, verdict,
		host_failed() && !strcmp(host_failed(), verdict) ? "" : " (does not replay)");
	play_print_finding(1, s, "random schedules", "FILE");
	return 1;
}

int tool_random(int argc, char **argv)
{
	static struct sequence s;
	double seconds = 10, end;
	int opt, bad = 0;

	while ((opt = getopt(argc, argv, "s:")) != -1) {
		if (opt != 's')
			return 2;
		seconds = atof(optarg);
	}
	play_quiet();
	for (; optind < argc; optind++) {
		unsigned long n = 0;
		int hit = 0;

		tool_read(argv[optind], &s);
		end = tool_seconds() + seconds;
		while (!hit && tool_seconds() < end) {
			enum schedule_kind kind = n & 1 ? SCHEDULE_PCT : SCHEDULE_RANDOM;

			if (play(&s, kind, n + 1, false) == PLAY_FAILED)
				hit = found(argv[optind], &s, n + 1, kind);
			n++;
		}
		fprintf(stderr, "%s: %lu schedules, %s\n", argv[optind], n, hit ? "finding" : "none");
		bad += hit;
	}
	return bad ? 1 : 0;
}
