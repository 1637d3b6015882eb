/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the secure world said that was not so, or was not the command's own: of each
 * rule of a sequence what it does, and how often it has by now. So an oracle leaves
 * the step, or the object, that a rule has changed, and no other.
 */
#ifndef LIES_H
#define LIES_H

#include "sequence.h"

/* What a rule changes; one that parks, interrupts or notifies changes nothing that counts. */
#define LIES_FAST	1u	/* the answer of a fast call */
#define LIES_RESULT	2u	/* a result that is not the command's: refused, pretended, panicked */
#define LIES_ANSWER	4u	/* registers or arguments of a call that returns */
#define LIES_RPC	8u	/* those of an RPC, or an RPC that no command makes */
#define LIES_TA		16u	/* a trusted application's result, which it may have: refused or panicked */
#define LIES_SHARED	32u	/* over FF-A: by which handle memory is shared, or whether it is */
#define LIES_ALL	63u

/** lies_begin() - a run of @s begins */
void lies_begin(const struct sequence *s);
/** lies_told() - how often rules of @kinds have acted in calls of the sequence's task @task, SEQ_MAX_TASKS: of all, workers too */
u32 lies_told(u32 task, u32 kinds);
/** lies_keep() - the rules or the secure world are about to go: at the end of the sequence, or of a run that ended before */
void lies_keep(void);
/** lies_told_in_run() - how often rules have lied in the last run */
u32 lies_told_in_run(void);
/** lies_step_begins() - step @step of the sequence is taken now */
void lies_step_begins(u32 step);
/** lies_in_step() - what rules have changed for @task since its step began: LIES_* */
u32 lies_in_step(u32 task);
/** lies_possible() - the sequence has such a rule */
bool lies_possible(void);

#endif
