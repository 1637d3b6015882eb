/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of a sequence in a real kernel, from the secure world's start to its
 * end, with the verdict on it. Process context, may sleep; one run at a time.
 */
#ifndef SEQUENCE_PLAY_H
#define SEQUENCE_PLAY_H

#include <linux/completion.h>
#include <linux/types.h>
#include <sequence.h>

#define SEQUENCE_VERDICTS	8
#define SEQUENCE_TEXT_BYTES	256

/**
 * struct sequence_play - a run
 * @s:		what is played
 * @order:	numbers of steps in the order in which they begin
 * @num_order:	entries in @order, 0: in any order
 * @probe:	what the driver's probe returned
 * @stuck:	how often all tasks waited and had to be helped on
 * @given_up:	a task waits for an event that the sequence never sends
 * @verdict:	what went wrong, a sentence each; more than there is room for are dropped
 * @num_verdicts: entries in @verdict
 * @waiting:	who waited for what at the first deadlock
 * @phase:	see play.c
 * @done:	completed at its end
 * @breaches:	of the ABI, which the monitor has printed
 * @pinned:	pages of user memory that are still pinned
 */
struct sequence_play {
	const struct sequence *s;
	u8 order[SEQ_MAX_STEPS];
	u32 num_order;
	int probe;
	u32 stuck;
	bool given_up;
	char verdict[SEQUENCE_VERDICTS][SEQUENCE_TEXT_BYTES];
	u32 num_verdicts;
	char waiting[SEQ_MAX_TASKS * SEQUENCE_TEXT_BYTES];
	u32 phase;
	struct completion done;
	u32 breaches;
	u32 pinned;
};

/**
 * sequence_play() - run it
 * @p:	its first three members are set
 *
 * Return: 0 when the run has ended, whatever the verdict; -EDEADLK when
 * something in the driver never returns, after which nothing can be played any more;
 * another errno when it could not be started.
 */
int sequence_play(struct sequence_play *p);
/** sequence_fail() - add a verdict to the run */
void sequence_fail(struct sequence_play *p, const char *fmt, ...) __printf(2, 3);
/** sequence_timeline() - print the result of each step to the kernel log, in the order in which they began */
void sequence_timeline(const struct sequence_play *p);

#endif /* SEQUENCE_PLAY_H */
