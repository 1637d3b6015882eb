// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof judged: how much each oracle judges, of files or of COUNT generated sequences
 * (as teeproof repeat makes them), and why it leaves the rest. -f: less than what is
 * stated here is a failure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "judged.h"
#include "tool.h"

static void play_generated(unsigned long count, u64 seed)
{
	static struct sequence s;

	for (unsigned long i = 0; i < count; i++) {
		tool_generate(&s, i, &seed);
		play(&s, SCHEDULE_SEQUENCE, 0, false);
	}
}

/* Per cent of steps, and of sequences of which every step is judged */
static const struct {
	const char *name;
	const struct judged *of;
	double steps, whole;
} floors[] = {
	{ "O1", &judged[HOST_O1_MEMORY], 100, 100 },
	{ "O2", &judged[HOST_O2_LEFT], 97, 97 },
	{ "O3", &judged[HOST_O3_DEADLOCK], 97, 97 },
	{ "O4", &judged[HOST_O4_PROMISE], 95, 90 },
	{ "O4 with a system session", &judged_system, 90, 80 },
	{ "O5", &judged[HOST_O5_MONITOR], 99, 98 },
	{ "O6", &judged[HOST_O6_MODEL], 87, 55 },
	{ "O7", &judged[HOST_O7_ATOMIC], 100, 100 },
	{ "O8", &judged[HOST_O8_SECRET], 99, 98 },
};

static bool below(double floor, u64 part, u64 all, const char *name, const char *what)
{
	if (all && 100.0 * part >= floor * all)
		return false;
	printf("%s judges %.2f %% of %s, at least %.0f %% it must be\n", name,
	       all ? 100.0 * part / all : 0, what, floor);
	return true;
}

static int check_floors(void)
{
	int bad = 0;

	for (size_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++) {
		const struct judged *j = floors[i].of;

		bad += below(floors[i].steps, j->steps, j->steps + j->left, floors[i].name, "steps");
		bad += below(floors[i].whole, j->whole, j->runs, floors[i].name, "sequences");
	}
	return bad;
}

int tool_judged(int argc, char **argv)
{
	static struct sequence s;
	struct tool_runs runs;

	if (!tool_runs_options(argc, argv, 'f', &runs))
		return 2;
	play_quiet();
	play_generated(runs.count, runs.seed);
	for (; optind < argc; optind++) {
		tool_read(argv[optind], &s);
		play(&s, SCHEDULE_SEQUENCE, 0, false);
	}
	judged_print(stdout);
	return runs.flag && check_floors() ? 1 : 0;
}
