/* SPDX-License-Identifier: GPL-2.0-only */
/* What the two files of teeproof explore share. */
#ifndef EXPLORE_H
#define EXPLORE_H

#include "host.h"

/**
 * struct explore_choice - at a scheduling point, tasks that could run instead of the usual one
 * @node:	the schedule that leads there
 * @point:	number of the scheduling point
 * @costs:	it takes a preemption
 * @ready:	bit n: task n
 */
struct explore_choice {
	u32 node, point;
	u64 ready;
	bool costs;
};

/** explore_branch() - its schedules are to be played, too */
void explore_branch(const struct explore_choice *c);
/** explore_pruned() - the last run was ended, for it would go on as another */
bool explore_pruned(void);
/** explore_skip_begin() - runs of another sequence begin */
void explore_skip_begin(void);
/** explore_skip() - @c is a choice only if what the running task does next is about something shared */
void explore_skip(const struct explore_choice *c);
/** explore_skip_decide() - the running task has done it */
void explore_skip_decide(void);
/** explore_skipped() - choices that were none */
unsigned long explore_skipped(void);

#endif
