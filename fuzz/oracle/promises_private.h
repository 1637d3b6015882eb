/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of oracle O4 share: promises.c, promises_stuck.c, promises_turn.c. */
#ifndef PROMISES_PRIVATE_H
#define PROMISES_PRIVATE_H

#include "monitor.h"
#include "promises.h"
#include "run.h"

/* A call's class; EITHER: its session becomes or ceases to be a system session meanwhile */
enum promise_class { CLASS_NORMAL, CLASS_SYSTEM, CLASS_EITHER, CLASSES };

/**
 * struct promise_task - of one task of the world
 * @class:	with which it got its thread context
 * @calls_then:	calls that had begun when its last wait did
 * @refusals:	ETHREAD_LIMIT in a row, in call @refused_call, at time @refused_at and after
 *		@leaves_then
 * @left:	why its call can't be judged, all of it, NULL: it can
 * @entered_call:	the last call that got in
 * @queued_call:	the last one that waited for a context, @queued_then: calls that had begun then,
 *		@queued_enters and @queued_leaves: that had got in, and left, @queued_late: time that had passed beside a task that could run
 * @waits_for_own: a call whose wait may be for another call of its session
 * @waited_call: the last call that waited before it got in, refused or not
 * @waits_since: time that had been used when its last wait began
 * @between:	number and 1 of a step that waits for a context outside a call, as the end of memory
 *		does, until it has got in
 */
struct promise_task {
	enum promise_class class;
	u64 calls_then;
	u32 refusals;
	u64 refused_call, refused_at, leaves_then;
	const char *left;
	u64 entered_call, queued_call, queued_then, queued_enters, queued_leaves, queued_late;
	u64 waits_for_own, waited_call, waits_since;
	u32 between;
};

/**
 * struct promises - of one run
 * @contexts:	T
 * @refused:	a call was refused, and there has been one since at any time: the driver may
 *		believe in fewer contexts
 * @was_stolen:	contexts were taken by others in that time
 * @moves:	the sequence has steps that bind the driver, let it go or shut it down
 * @miscounted:	the driver that is bound was told another T
 * @fast_lies:	that rules had told when the driver was bound, or let go, last
 * @shut:	when the last shutdown began, @probed: the last good probe, in the order of steps
 * @doubtful:	sessions (bits: slots) that a rule had to do with as they were opened
 * @sessions:	S when last looked at, @ever: all that there have been, @ended: those gone,
 *		@outliving: memory that has contexts with system sessions live on
 * @ended_then:	calls that had begun when one last went, @came_then: when one last came
 * @enters:	calls that have got in, @leaves: that have left the secure world
 * @busy_at:	time that had been used when a call queued last, @believed: nobody has for a while
 *		since the last refusal, so that the driver believes in all contexts
 * @last_entered: of each class, the call that began last of those that have got in
 */
struct promises {
	const struct sequence *seq;
	u32 contexts;
	bool refused, was_stolen, moves, miscounted;
	u32 fast_lies, shut, probed, doubtful;
	u32 sessions, ever, ended, outliving;
	u64 ended_then, came_then, enters, leaves, busy_at;
	bool believed;
	u64 last_entered[CLASSES];
	struct promise_task task[TASKS_MAX];
};

extern struct promises promises;

/** promises_stolen() - others have contexts now */
bool promises_stolen(void);
/** promises_fit() - calls can be judged now */
bool promises_fit(void);
/** promises_held() - R, as far as the driver may know of it */
u32 promises_held(void);
/** promises_held_at_most() - R with all sessions that begin or end now */
u32 promises_held_at_most(void);
/** promises_activity() - what world task @task does for the sequence, false: nothing */
bool promises_activity(u32 task, struct run_activity *a);
/** promises_sibling() - the next activity of another task in @a's session, from number @i on, which moves; false: no more */
bool promises_sibling(const struct run_activity *a, u32 *i, struct run_activity *o);
enum promise_class promises_class(const struct run_activity *a);
bool promises_enters(const struct run_activity *a);
/** promises_waits_for_own() - it may have to wait for another call of its session */
bool promises_waits_for_own(const struct run_activity *a);
/** promises_queues() - its task waits for a context */
bool promises_queues(const struct run_activity *a);
/** promises_queueing() - how many tasks do */
u32 promises_queueing(void);
/** promises_count() - contexts in use, by class */
void promises_count(u32 in[CLASSES]);

/** promises_queue_begins() - a call begins to queue; promises.busy_at: until when others did */
void promises_queue_begins(void);
/** promises_turn_entered() - call @a of the current task has got in */
void promises_turn_entered(const struct run_activity *a);
/** promises_turn_waits() - it begins to wait */
void promises_turn_waits(const struct run_activity *a);
/** promises_turn_left() - a call of the current task is over */
void promises_turn_left(void);

/** promises_steady() - the driver stays, and its calls can be judged, but for refusals */
bool promises_steady(void);

/* promises_refused.c: others have contexts */

void promises_refused_begin(void);
/** promises_unused_ns() - time that has passed beside a task that could run */
u64 promises_unused_ns(void);
/** promises_refused_once() - a call was refused with ETHREAD_LIMIT */
void promises_refused_once(void);
/** promises_refused_parked() - the current task's call is parked, or goes on */
void promises_refused_parked(bool parked);
/** promises_refused_waits() - the current task begins to wait */
void promises_refused_waits(void);
/** promises_refused_got() - the current task's call has got a context */
void promises_refused_got(void);
/** promises_refused_left() - ... and has come back from there */
void promises_refused_left(void);
/** promises_refused_entered() - normal call @a has got a context */
void promises_refused_entered(const struct run_activity *a);
/** promises_settled() - others have none, or no more, for so long that each promise holds again */
bool promises_settled(void);

#endif
