// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the fidelity suites (kunit/fidelity) in the hosted world: each test once
 * as it comes, and then under random and PCT schedules, which must not change
 * the verdict. What a test leaves behind fails it, as in every other run.
 *
 * usage: host_fidelity [-n SEEDS] [-v] [GLOB]	GLOB: which SUITE.TEST
 *
 * One line a test: its verdict and name, and what KUnit said about a failure.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "host_fidelity.h"
#include "observer.h"
#include "oracle.h"
#include "os/report.h"
#include "schedule.h"
#include "os/driver_data.h"

static struct sequence none;
static char said[1 << 16];
static size_t said_used;
static int loud;

void host_schedule_begin(void)
{
	schedule_begin();
}

void host_schedule_end(void)
{
	schedule_end();
}

static void keep(const char *text, size_t len)
{
	if (loud)
		fwrite(text, 1, len, stdout);
	if (len > sizeof(said) - 1 - said_used)
		len = sizeof(said) - 1 - said_used;
	memcpy(said + said_used, text, len);
	said_used += len;
	said[said_used] = 0;
}

static const char *left_over(const struct host_fidelity *f)
{
	static char text[120];

	if (!f->live && !f->pages && !f->devices && !f->files)
		return NULL;
	snprintf(text, sizeof(text), "%u allocations, %u pages, %u devices, %u files are left",
		 f->live, f->pages, f->devices, f->files);
	return text;
}

/* NULL: the test passed */
static const char *run(struct host_fidelity *f, enum schedule_kind kind, u64 seed)
{
	enum host_run_result result;

	said_used = 0;
	said[0] = 0;
	f->passed = false;
	state_restore();
	schedule_set(&none, kind, seed, false);
	result = host_run(host_fidelity_run, f);
	if (host_failed())
		return host_failed();
	if (result == HOST_RUN_LOST)
		return "no end: a livelock";
	if (result != HOST_RUN_DONE)
		return "no thread can run: a deadlock";
	if (!f->passed)
		return "a check failed";
	return left_over(f);
}

static int one(struct host_fidelity *f, const char *suite, const char *test, unsigned int seeds)
{
	const char *why = run(f, SCHEDULE_SEQUENCE, 0);
	unsigned int seed = 0;

	while (!why && seed < seeds) {
		seed++;
		why = run(f, seed & 1 ? SCHEDULE_RANDOM : SCHEDULE_PCT, seed);
	}
	printf("%s %s.%s\n", why ? "not ok" : "ok", suite, test);
	if (why)
		printf("# schedule %u: %s\n%s", seed, why, said);
	return why != NULL;
}

int main(int argc, char **argv)
{
	unsigned int seeds = 50, tests = 0, failed = 0;
	const char *glob = "*", *suite, *test;
	struct host_fidelity f = { 0 };
	int opt;

	while ((opt = getopt(argc, argv, "n:v")) != -1) {
		if (opt == 'n')
			seeds = atoi(optarg);
		else if (opt == 'v')
			loud = 1;
		else
			return 2;
	}
	if (optind < argc)
		glob = argv[optind];
	state_keep();
	memory_init(true);
	host_observe(&oracle_observer);
	host_log_level = 1;
	host_print_to = keep;
	schedule_keeps_time = true;
	for (; host_fidelity_name(f.suite, 0, &suite, &test); f.suite++) {
		for (f.test = 0; host_fidelity_name(f.suite, f.test, &suite, &test) && test; f.test++) {
			char name[256];

			snprintf(name, sizeof(name), "%s.%s", suite, test);
			if (fnmatch(glob, name, 0))
				continue;
			tests++;
			failed += one(&f, suite, test, seeds);
			fflush(stdout);
		}
	}
	printf("hosted: %u passed, %u failed\n", tests - failed, failed);
	return failed || !tests;
}
