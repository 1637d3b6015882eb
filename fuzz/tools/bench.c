// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof bench: how many runs of a sequence, from loading the
 * driver to unloading it, a second of one processor holds.
 */
#include <stdio.h>
#include "tool.h"

int tool_bench(int argc, char **argv)
{
	static struct sequence s;

	for (int i = 1; i < argc; i++) {
		double start, now;
		unsigned long n = 0;

		tool_read(argv[i], &s);
		play(&s, SCHEDULE_SEQUENCE, 0, false);
		start = tool_cpu_seconds();
		do {
			for (int k = 0; k < 200; k++, n++)
				if (play(&s, SCHEDULE_SEQUENCE, 0, false) == PLAY_FAILED) {
					printf("%s: %s\n", argv[i], host_failed());
					return 1;
				}
			now = tool_cpu_seconds();
		} while (now - start < 2);
		printf("%s: %.0f runs/s, %llu scheduling points each\n", argv[i], n / (now - start),
		       (unsigned long long)host_points);
	}
	return 0;
}
