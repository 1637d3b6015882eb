// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof results: what came of each step, for comparison with another world, which
 * prints the same lines (kunit/sequence_compare.c); of files, or of generated
 * sequences with one task, in which nothing depends on a schedule. teeproof
 * generated: one of those as text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "run.h"
#include "tool.h"

static void print_results(const char *name, const struct sequence *s, enum play_verdict v)
{
	static const char *const word[] = { "fine", "stuck", "finding", "lost" };

	printf("result %s verdict %s\n", name, word[v]);
	for (u32 i = 0; i < s->num_steps; i++) {
		const struct run_step_result *r = &run_report.step[i];

		printf("result %s step %u nth %u done %d rc %ld ret %x origin %u\n", name, i, r->nth, r->done,
		       r->rc, r->ret, r->origin);
	}
}

int tool_results(int argc, char **argv)
{
	static struct sequence s;
	unsigned long count = 0, seed = 1;
	char name[32];
	int opt;

	while ((opt = getopt(argc, argv, "n:s:")) != -1) {
		if (opt == 'n')
			count = strtoul(optarg, NULL, 0);
		else if (opt == 's')
			seed = strtoul(optarg, NULL, 0);
		else
			return 2;
	}
	play_quiet();
	for (unsigned long i = 0; i < count; i++) {
		seq_generate_single(&s, seed + i);
		snprintf(name, sizeof(name), "%lu", seed + i);
		print_results(name, &s, play(&s, SCHEDULE_SEQUENCE, 0, false));
	}
	for (; optind < argc; optind++) {
		tool_read(argv[optind], &s);
		print_results(argv[optind], &s, play(&s, SCHEDULE_SEQUENCE, 0, false));
	}
	return 0;
}

int tool_generated(int argc, char **argv)
{
	static struct sequence s;

	for (int i = 1; i < argc; i++) {
		seq_generate_single(&s, strtoul(argv[i], NULL, 0));
		play_print_sequence(1, &s);
	}
	return 0;
}
