/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Playing a sequence in the hosted world, as programs use it: one call, one
 * verdict. C library's side.
 */
#ifndef PLAY_H
#define PLAY_H

#include "host.h"
#include "schedule.h"
#include "sequence.h"

enum play_verdict {
	PLAY_FINE,
	PLAY_STUCK,	/* fine, but tasks had to be helped on: see deadlock.c */
	PLAY_FAILED,	/* an oracle fired: host_failed() */
	PLAY_LOST,	/* given up: the sequence is of no use */
};

/** play_init() - once a process; @keep_going: memory errors end a run, not the program */
void play_init(bool keep_going);
/** play_quiet() - ASan's reports go nowhere, verdicts stay */
void play_quiet(void);
/** play_cause() - what the last run's finding is, without what differs between runs of one cause */
const char *play_cause(void);
/** play() - runs @s with @kind of schedule; @record for schedule_recorded() */
enum play_verdict play(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record);
/** play_replays() - whether @s has the same verdict @times times: oracle O9 of a finding */
bool play_replays(const struct sequence *s, const char *cause, unsigned int times);
/** play_shrink() - makes the finding @s as short as @points scheduling points allow; runs that it took, 0: no finding */
unsigned int play_shrink(struct sequence *s, u64 points);
/** play_timeline() - prints what each task did in the last run, in the order of time */
void play_timeline(const struct sequence *s);
/** play_title() - the last run's finding in a line: class and function */
const char *play_title(void);
/** play_print_sequence() - @s as text */
void play_print_sequence(int fd, const struct sequence *s);
/** play_print_why() - the verdict, who waits for whom, stacks, as comment lines */
void play_print_why(int fd);
/**
 * play_print_finding() - the last run's finding as a file that replays it
 * @by:		what found it
 * @path:	the file's name, for the command
 */
void play_print_finding(int fd, const struct sequence *s, const char *by, const char *path);
/** play_known() - whether @dir has a file of the last run's finding, or of another with its cause by @by */
bool play_known(const char *dir, const char *by);
/**
 * play_keep() - writes the last run's finding, as short as it gets, to a file of its own in @dir
 * @by:	what found it
 * @s:	plays it again: anything but the same cause, ten times of ten, is not kept
 */
bool play_keep(const char *dir, const char *by, const struct sequence *s);
/** repeat_check() - plays @s twice; false: the traces differ, and that is the verdict */
bool repeat_check(const struct sequence *s);
/** repeat_hash() - plays @s once; the hash of its trace */
u64 repeat_hash(const struct sequence *s);
/** play_read() - the sequence in file @path, and in @about what else it says; false: @error->what, or errno, says why */
bool play_read(const char *path, struct sequence *s, struct seq_about *about, struct seq_error *error);
/** known_add() - the finding in file @path is known; false: it cannot be read */
bool known_add(const char *path);
/** known_add_folder() - those in the text files of @folder are */
void known_add_folder(const char *folder);
/**
 * known_as() - the file of the known finding that @cause, which @s ended in, is one of; NULL: it is new
 *
 * Plays the known ones, once a process.
 */
const char *known_as(const struct sequence *s, const char *cause);
/** past_init() - reads what TEEPROOF_PAST names, once a process (known.c) */
void past_init(void);
/** play_about - kernel and driver under test; ci/hosted/build makes it */
extern const char play_about[], play_driver[];

#endif
