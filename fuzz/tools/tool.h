/* SPDX-License-Identifier: GPL-2.0-only */
/* What the sub-commands of build/.../hosted/teeproof share. */
#ifndef TOOL_H
#define TOOL_H

#include "play.h"

/** tool_read() - the sequence in file @path; ends the program with a message when there is none */
void tool_read(const char *path, struct sequence *s);
/** tool_read_about() - and what else it says */
void tool_read_about(const char *path, struct sequence *s, struct seq_about *about);
/** tool_over_ffa() - TRANSPORT=ffa */
bool tool_over_ffa(void);
/** tool_not_played() - has @s played over TRANSPORT; why that makes no sense, NULL: it does */
const char *tool_not_played(struct sequence *s, const struct seq_about *about);
/** tool_driver_is_tree() - the kernel tree's own driver is under test */
bool tool_driver_is_tree(void);
/** tool_where() - which of the results that a text states apply to @s: bits 1 << SEQ_OF_TREE, ... */
u8 tool_where(const struct sequence *s);
/** tool_seconds() - monotonic time */
double tool_seconds(void);
/** tool_cpu_seconds() - of this process */
double tool_cpu_seconds(void);
/** tool_verdict() - one line about the last run */
const char *tool_verdict(enum play_verdict v);

/**
 * struct tool_runs - what a command plays before the files, which begin at optind
 * @count:	-n: generated sequences
 * @seed:	-s: which
 * @flag:	an option of the command's own was given
 */
struct tool_runs {
	unsigned long count, seed;
	bool flag;
};

/** tool_runs_options() - read them, and option @flag; false: another one was given */
bool tool_runs_options(int argc, char **argv, char flag, struct tool_runs *runs);

/** tool_generate() - the @nth of a series of generated sequences, for tasks of all roles */
void tool_generate(struct sequence *s, unsigned long nth, u64 *seed);

int tool_replay(int argc, char **argv);
int tool_repeat(int argc, char **argv);
int tool_bench(int argc, char **argv);
int tool_explore(int argc, char **argv);
int tool_shrink(int argc, char **argv);
int tool_encode(int argc, char **argv);
int tool_decode(int argc, char **argv);
int tool_same(int argc, char **argv);
int tool_cause(int argc, char **argv);
int tool_judge(int argc, char **argv);
int tool_random(int argc, char **argv);
int tool_results(int argc, char **argv);
int tool_state(int argc, char **argv);
int tool_playable(int argc, char **argv);
int tool_header(int argc, char **argv);
int tool_generated(int argc, char **argv);
int tool_judged(int argc, char **argv);

#endif
