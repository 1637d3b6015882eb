// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof results: the result of each step, for comparison with another world, which
 * prints the same lines (kunit/play/sequence_test.c); of files, or of generated
 * sequences (-m: of many tasks, else of one). teeproof generated: those as text.
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

		printf("result %s step %u nth %u done %d rc %ld ret %x origin %u", name, i, r->nth, r->done,
		       r->rc, r->ret, r->origin);
		for (u32 k = 0; k < s->step[i].num_params; k++)
			printf(" out %llx,%llx,%llx", (unsigned long long)r->out[k].a,
			       (unsigned long long)r->out[k].b, (unsigned long long)r->out[k].c);
		printf("\n");
	}
}

int tool_results(int argc, char **argv)
{
	static struct sequence s;
	struct tool_runs runs;
	char name[32];

	if (!tool_runs_options(argc, argv, 'm', &runs))
		return 2;
	play_quiet();
	for (unsigned long n = runs.seed; n < runs.seed + runs.count; n++) {
		seq_generate_plain(&s, n, !runs.flag);
		snprintf(name, sizeof(name), "%lu", n);
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

	bool many = argc > 1 && !strcmp(argv[1], "-m");

	for (int i = 1 + many; i < argc; i++) {
		seq_generate_plain(&s, strtoul(argv[i], NULL, 0), !many);
		play_print_sequence(1, &s);
	}
	return 0;
}
