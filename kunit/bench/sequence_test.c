// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many runs of a sequence a real kernel makes in a second, beside the hosted
 * world's (fuzz/tools/bench.c): from the start of the secure world and the probe to
 * the driver's removal. A program of ci/hosted/compare-uml, no test.
 */
#include <kunit/test.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "play/files.h"
#include "play/play.h"

#define SEQUENCE	"scenarios/first"
#define WARM_UP_RUNS	20
#define MEASURE_MS	2000

struct bench {
	struct sequence s;
	struct sequence_play play;
};

static void bench_play(struct kunit *test, struct bench *b)
{
	memset(&b->play, 0, sizeof(b->play));
	b->play.s = &b->s;
	KUNIT_ASSERT_EQ(test, sequence_play(&b->play), 0);
	KUNIT_ASSERT_EQ_MSG(test, b->play.num_verdicts, 0, "%s", b->play.verdict[0]);
	KUNIT_ASSERT_EQ(test, b->play.breaches, 0);
}

static void optee_bench_sequence_runs(struct kunit *test)
{
	const struct sequence_file *f = sequence_files;
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	struct seq_error error;
	unsigned int runs = 0;
	ktime_t begin, now;

	KUNIT_ASSERT_NOT_NULL(test, b);
	while (f->name && strcmp(f->name, SEQUENCE))
		f++;
	KUNIT_ASSERT_TRUE(test, f->name && seq_parse(&b->s, NULL, f->text, &error));
	while (runs++ < WARM_UP_RUNS)
		bench_play(test, b);
	runs = 0;
	begin = ktime_get();
	do {
		bench_play(test, b);
		runs++;
		now = ktime_get();
	} while (ktime_ms_delta(now, begin) < MEASURE_MS);
	pr_info("bench: sequence_runs %lld runs/s\n",
		div64_s64(1000LL * runs, ktime_ms_delta(now, begin)));
}

static struct kunit_case optee_sequence_bench_cases[] = {
	KUNIT_CASE_SLOW(optee_bench_sequence_runs),
	{}
};

static struct kunit_suite optee_sequence_bench_suite = {
	.name = "optee_sequence_bench",
	.test_cases = optee_sequence_bench_cases,
};

kunit_test_suite(optee_sequence_bench_suite);
