// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hosted world as a program for people and scripts: sub-commands on sequences
 * in text files. `make` targets call it; see usage().
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "tool.h"
#include "words.h"

static int tool_words(int argc, char **argv)
{
	words_print(stdout);
	return argc != 1 || !argv[0];
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} command[] = {
	{ "replay", tool_replay, "[-v] [-t TRACE] FILE...   play files; 1 when an oracle fires" },
	{ "repeat", tool_repeat, "[-n COUNT] [-s SEED] [-f] FILE...   each file, and generated sequences, twice: same traces?" },
	{ "random", tool_random, "[-s SECONDS] [-r ROLES] FILE...   random and PCT schedules on files" },
	{ "explore", tool_explore, "[-e [-i]] [-c] [-v] [-p PREEMPTIONS] [-w TURNS] [-n SCHEDULES] [-s SECONDS] [-t SECONDS] [-f DIR] FILE...   all schedules" },
	{ "shrink", tool_shrink, "FILE OUT   the shortest sequence and schedule with the same verdict" },
	{ "encode", tool_encode, "DIR FILE...   text to inputs for engines" },
	{ "decode", tool_decode, "INPUT...   inputs to text" },
	{ "judge", tool_judge, "[-k DIR] FILE...   whether each finding is new, or known by a file of DIR: a line a file" },
	{ "same", tool_same, "FILE OTHER...   whether one of the others has the same cause" },
	{ "playable", tool_playable, "FILE...   of them, those that can be played on this driver over TRANSPORT=smc|ffa" },
	{ "results", tool_results, "[-m] [-n COUNT] [-s FIRST] FILE...   the result of each step, of files and of generated sequences" },
	{ "state", tool_state, "[-h] FILE...   play files and write into each the results of its steps" },
	{ "words", tool_words, "  the reference of the sequence language" },
	{ "header", tool_header, "FILE...   the lines of each file's header, behind its name" },
	{ "judged", tool_judged, "[-n COUNT] [-s SEED] [-f] FILE...   the share of steps that each oracle judges; -f: 1 when it is too small" },
	{ "generated", tool_generated, "[-m] NUMBER...   the generated sequences of these numbers, as text" },
	{ "cause", tool_cause, "FILE...   the cause that each ends in" },
	{ "bench", tool_bench, "FILE...   runs a second" },
};

#define COMMANDS (sizeof(command) / sizeof(command[0]))

static int usage(void)
{
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(stderr, "teeproof %s %s\n", command[i].name, command[i].help);
	return 2;
}

bool tool_driver_is_tree(void)
{
	return !strcmp(play_driver, "tree");
}

u8 tool_where(const struct sequence *s)
{
	return (tool_driver_is_tree() ? 1u << SEQ_OF_TREE : 0) | (s->transport == SEQ_FFA ? 1u << SEQ_OVER_FFA : 0);
}

/* TRANSPORT=ffa: files that say nothing of FF-A are played over it, where that makes sense. */
bool tool_over_ffa(void)
{
	const char *transport = getenv("TRANSPORT");

	if (!transport || !*transport || !strcmp(transport, seq_transport_word[SEQ_SMC].name))
		return false;
	if (!strcmp(transport, seq_transport_word[SEQ_FFA].name))
		return true;
	fprintf(stderr, "TRANSPORT=%s: unknown transport; known: smc, ffa\n", transport);
	exit(2);
}

const char *tool_not_played(struct sequence *s, const struct seq_about *about)
{
	return tool_over_ffa() ? seq_over_ffa(s, about) : NULL;
}

static void play_over_ffa(const char *path, struct sequence *s, const struct seq_about *about)
{
	const char *why = tool_not_played(s, about);

	if (!why)
		return;
	fprintf(stderr, "%s: not played over FF-A: %s\n", path, why);
	exit(2);
}

void tool_read_about(const char *path, struct sequence *s, struct seq_about *about)
{
	struct seq_error error = { .what = NULL };

	if (play_read(path, s, about, &error)) {
		play_over_ffa(path, s, about);
		return;
	}
	if (error.what)
		fprintf(stderr, "%s:%u:%u: '%s': %s\n", path, error.line, error.column, error.word, error.what);
	else
		perror(path);
	exit(2);
}

void tool_read(const char *path, struct sequence *s)
{
	tool_read_about(path, s, NULL);
}

bool tool_runs_options(int argc, char **argv, char flag, struct tool_runs *runs)
{
	const char options[] = { 'n', ':', 's', ':', flag, '\0' };
	int opt;

	*runs = (struct tool_runs) { .seed = 1 };
	while ((opt = getopt(argc, argv, options)) != -1) {
		if (opt == 'n')
			runs->count = strtoul(optarg, NULL, 0);
		else if (opt == 's')
			runs->seed = strtoul(optarg, NULL, 0);
		else if (opt == flag)
			runs->flag = true;
		else
			return false;
	}
	return true;
}

double tool_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

double tool_cpu_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

const char *tool_verdict(enum play_verdict v)
{
	static char text[600];

	switch (v) {
	case PLAY_FINE:
		return "fine";
	case PLAY_STUCK:
		return "stuck on the way, released cleanly";
	case PLAY_LOST:
		if (host_given_up)
			return "given up: its memory is used up";
		return "inconclusive: a task waits for an event that the sequence never sends";
	case PLAY_FAILED:
		snprintf(text, sizeof(text), "O%d: %s", host_failed_oracle(), host_failed());
		return text;
	}
	return "?";
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage();
	play_init(true);
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], command[i].name))
			return command[i].run(argc - 1, argv + 1);
	return usage();
}
