/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The oracles of the hosted world, a file each: O1 memory.c, O2 left.c, O3
 * deadlock.c, O4 promises.c, O5 secure.c, O6 model.c, O7 context.c, O8 secret.c, O9
 * repeat.c. What the hosted kernel tells them is in fuzz/host/observer.h; here is
 * what those who run sequences ask them.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include "host.h"
#include "sequence.h"

/* memory.c: O1 */

/**
 * memory_init() - once a process
 * @keep_going: a memory error ends its run with a verdict, not the program
 */
void memory_init(bool keep_going);
void memory_begin(void);
/** memory_fired - the run goes on after a memory error, until it can end */
extern bool memory_fired;

/* deadlock.c: O3 */

/** deadlock_begin() - a run of @s begins */
void deadlock_begin(const struct sequence *s);
/** deadlock_on_stuck() - no task can run: helps as the outside world would, or gives the verdict */
bool deadlock_on_stuck(bool by_time);
/** deadlock_hopeless() - a call waits for a notification that only the sequence could send */
bool deadlock_hopeless(void);
/** deadlock_stuck() - how often the sequence came to a halt and had to be helped */
u32 deadlock_stuck(void);
/** deadlock_dot() - the wait-for graph of the verdict, else of the first halt, for graphviz; NULL: none */
const char *deadlock_dot(void);
/** deadlock_first_graph() - the graph when the run got stuck for the first time, NULL: it did not */
const char *deadlock_first_graph(void);
/** deadlock_last_graph() - when nothing helped any more */
const char *deadlock_last_graph(void);

/* promises.c, promises_stuck.c: O4 */

void promises_begin(const struct sequence *s);
/** promises_lied() - the sequence makes the secure world a liar: it is no judge then */
bool promises_lied(void);
/** promises_contexts() - T as the secure world tells it, 0: it does not */
u32 promises_contexts(void);
/** promises_changed() - a call into the driver has ended */
void promises_changed(void);
/** promises_on_wait() - the current task begins to wait */
void promises_on_wait(void);
/** promises_on_idle() - nobody can run until some time has passed */
void promises_on_idle(void);
/** promises_on_stuck() - nothing moves any more */
void promises_on_stuck(void);
/** promises_at_end() - what was returned for sessions that can't be system sessions */
void promises_at_end(void);

/* secure.c: O5 */

/** secure_check() - the monitor's breaches so far; @driver_gone: and nothing may be open there */
void secure_check(bool driver_gone);
/** secure_keeps_asking() - the secure world sent RPCs without end */
bool secure_keeps_asking(void);

/* model.c: O6 */

void model_begin(const struct sequence *s);
/** model_first_probe() - the driver was probed before the first step; @fault: an allocation failed */
void model_first_probe(int rc, bool fault);
/** model_step_begins() - step number @step is taken now */
void model_step_begins(u32 step);
/** model_step_ends() - its result is in run_report */
void model_step_ends(u32 step);

/* repeat.c: O9 */

/** repeat_check() - plays @s twice; false: the traces differ, and that is the verdict */
bool repeat_check(const struct sequence *s);
/** repeat_hash() - plays @s once; the hash of its trace */
u64 repeat_hash(const struct sequence *s);

#endif
