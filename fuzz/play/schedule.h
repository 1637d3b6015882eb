/* SPDX-License-Identifier: GPL-2.0-only */
/* Schedules of a run in the hosted world. */
#ifndef OS_SCHEDULE_H
#define OS_SCHEDULE_H

#include "host.h"
#include "sequence.h"

#define SCHEDULE_PCT_DEPTH	3
#define SCHEDULE_PCT_POINTS	1500	/* change points lie within so many scheduling points */

enum schedule_kind {
	SCHEDULE_SEQUENCE,	/* what the sequence says */
	SCHEDULE_RANDOM,
	SCHEDULE_PCT,
	SCHEDULE_OTHER,		/* schedule_other() is asked */
};

/**
 * schedule_set() - for the next run, of @s
 * @seed:	of SCHEDULE_RANDOM and SCHEDULE_PCT
 * @record:	keep the switches, for schedule_recorded()
 */
void schedule_set(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record);
/** schedule_begin()/schedule_end() - the sequence's steps begin and are over */
void schedule_begin(void);
void schedule_end(void);
/** schedule_recorded() - puts the switches of the last run into @s; false: there were too many */
bool schedule_recorded(struct sequence *s);
/** schedule_other - of SCHEDULE_OTHER: answers with one of the ready tasks */
extern u32 (*schedule_other)(const struct host_choice *c, u32 usual);

/** schedule_keeps_time - of SCHEDULE_RANDOM: time passes only when no task can run */
extern bool schedule_keeps_time;

#endif
