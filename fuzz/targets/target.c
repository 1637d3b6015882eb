// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all fuzz targets share: one input is one sequence; mutation and crossover
 * work on its structure; an oracle that fires prints the sequence as text.
 *
 * With TEEPROOF_FINDINGS=DIR a finding goes to a file there, named after its cause,
 * and fuzzing goes on; one cause is written once. Without, the program ends, as
 * fuzzing engines expect it.
 */
#include <stdio.h>
#include <stdlib.h>
#include "judged.h"
#include "monitor.h"
#include "os/report.h"
#include "play.h"
#include "target.h"

#define MAX_INPUT	(1u << 14)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const u8 *data1, size_t size1, const u8 *data2, size_t size2,
				 u8 *out, size_t max_out, unsigned int seed);
/* libFuzzer's; other engines have none */
size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max_size) __attribute__((weak));

/* Scheduling points after which a run is given up */
#define FUZZ_POINTS	300000

static struct sequence now;
static const char *findings;
static u64 replay_points;

static void print_now(void)
{
	fprintf(stderr, "the sequence:\n");
	play_print_finding(2, &now, target.name, "FILE");
	fprintf(stderr, "to replay: save it in FILE, then `make replay FINDING=FILE`\n");
}

/* With TEEPROOF_JUDGED=FILE: what the oracles have judged, at the end */
static void write_judged(void)
{
	FILE *f = fopen(getenv("TEEPROOF_JUDGED"), "w");

	if (!f)
		return;
	judged_print(f);
	fclose(f);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	findings = getenv("TEEPROOF_FINDINGS");
	play_init(findings != NULL);
	if (findings)
		play_quiet();
	report_at_end = print_now;
	if (getenv("TEEPROOF_JUDGED"))
		atexit(write_judged);
	reached_begin();
	replay_points = host_point_limit;
	host_point_limit = FUZZ_POINTS;
	return 0;
}

/*
 * A run that takes longer than most is given up soon; whether it is a livelock
 * says one with as much time as a replay has, which stays so until the finding
 * has been written down.
 */
static enum play_verdict play_input(const u8 *data, size_t size)
{
	enum play_verdict verdict;

	host_point_limit = FUZZ_POINTS;
	seq_decode(&now, data, size);
	target_restrict(&now);
	verdict = play(&now, SCHEDULE_SEQUENCE, 0, false);
	reached_collect();
	if (verdict != PLAY_FAILED || host_points <= FUZZ_POINTS)
		return verdict;
	host_point_limit = replay_points;
	return play(&now, SCHEDULE_SEQUENCE, 0, false);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	enum play_verdict verdict;

	if (size > MAX_INPUT)
		return -1;
	verdict = play_input(data, size);
	/* what was given up is no seed: its mutations take as long, and are as often given up */
	if (verdict == PLAY_LOST)
		return -1;
	if (verdict != PLAY_FAILED)
		return 0;
	if (findings) {
		if (!play_known(findings, target.name))
			play_keep(findings, target.name, &now);
		return 0;
	}
	fprintf(stderr, "%s: O%d: %s\n", target.name, host_failed_oracle(), host_failed());
	print_now();
	abort();
}

/* The engine's own mutations know the dictionary and what the driver compared with what. */
static size_t mutate_bytes(u8 *data, size_t size, size_t max_size)
{
	static struct sequence s;
	size_t n;

	seq_decode(&s, data, LLVMFuzzerMutate(data, size, max_size));
	target_restrict(&s);
	n = seq_encode(&s, data, max_size);
	return n ? n : size;
}

/*
 * Who runs when, as a random or a PCT scheduler has it: the schedule that this makes.
 * Not where a memory error ends the program: it would do so here, and the engine
 * would write down the input before as the one that did it.
 */
static size_t reschedule(u8 *data, size_t size, size_t max_size, u64 *state)
{
	enum schedule_kind kind = seq_random(state) % 2 ? SCHEDULE_PCT : SCHEDULE_RANDOM;
	static struct sequence s;
	size_t n = 0;

	seq_decode(&s, data, size);
	if (s.num_tasks < 2)
		return size;
	play(&s, kind, seq_random(state), true);
	if (schedule_recorded(&s))
		n = seq_encode(&s, data, max_size);
	return n ? n : size;
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size, unsigned int seed)
{
	u64 state = seed;

	if (LLVMFuzzerMutate && size >= 8 && !(seq_random(&state) % 8))
		return mutate_bytes(data, size, max_size);
	size = target_mutate(data, size, max_size, &state);
	if (!findings || seq_random(&state) % 8)
		return size;
	return reschedule(data, size, max_size, &state);
}

size_t LLVMFuzzerCustomCrossOver(const u8 *data1, size_t size1, const u8 *data2, size_t size2,
				 u8 *out, size_t max_out, unsigned int seed)
{
	u64 state = seed;

	return target_cross(data1, size1, data2, size2, out, max_out, &state);
}
