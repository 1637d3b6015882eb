/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Oracle O4 as a world that judges with it sees it: the hosted world and the
 * kernel of kunit/play. What it asks of them is in tasks.h.
 */
#ifndef PROMISES_H
#define PROMISES_H

#include "sequence.h"
#include "tasks.h"

void promises_begin(const struct sequence *s);
/** promises_step_begins() - the current task takes a step now */
void promises_step_begins(void);
/** promises_left() - why the call that the current task has ended, or a part of it, was not judged; NULL: all of it was */
const char *promises_left(void);
/** promises_contexts() - T as the secure world tells it, 0: it does not */
u32 promises_contexts(void);
/** promises_changed() - a call into the driver has ended */
void promises_changed(void);
/** promises_on_look() - the current task sees whether it has to wait: what it waits for may be there already */
void promises_on_look(void);
/** promises_on_wait() - the current task begins to wait */
void promises_on_wait(void);
/** promises_on_idle() - nobody can run until some time has passed */
void promises_on_idle(void);
/** promises_on_stuck() - nothing moves any more */
void promises_on_stuck(void);
/** promises_at_end() - what was returned for sessions that can't be system sessions */
void promises_at_end(void);
/**
 * promises_refused() - @task may be in a call that was refused with ETHREAD_LIMIT
 *
 * Who takes the driver down, or brings it up, makes calls that may give up, and waits for
 * others afterwards: such a task is not told from one that waits for a context.
 */
bool promises_refused(u32 task);

/* Of the current task, as its SMC goes: */

/** promises_called() - it makes the yielding SMC @id */
void promises_called(u64 id);
/**
 * promises_parked() - its SMC waits at a gate, or goes on from there
 * @yields:	it is a call for which the driver has taken a context
 */
void promises_parked(bool parked, bool yields);
/** promises_answered() - it returns to the driver with @a0 (OPTEE_SMC_RETURN_*) */
void promises_answered(u64 a0);
/** promises_forget_refusal() - it is in no call any more: one that was refused, and then gave up, is past */
void promises_forget_refusal(void);

#endif
