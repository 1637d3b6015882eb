/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The oracles of the hosted world, a file each: O1 memory.c, O2 leaks.c and growth.c, O3
 * deadlock.c and bound.c, O4 promises.c, O5 abi.c, O6 model.c, O7 atomic_context.c, O8
 * infoleak.c; O9, which plays a sequence twice, is fuzz/play/repeat.c. What the hosted kernel
 * tells them is in fuzz/host/observer.h; here is what those who run sequences ask them.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include "host.h"
#include "promises.h"
#include "sequence.h"

struct host_observer;

/** oracle_observer - what the oracles watch, but for a run in a deadlock or without end (deadlock.c) */
extern const struct host_observer oracle_observer;

/* memory.c: O1 */

/**
 * memory_init() - once a process
 * @keep_going: a memory error ends its run with a verdict, not the program
 */
void memory_init(bool keep_going);
void memory_bad_free(const void *p, const char *what);
void memory_bad_page(const char *what, u64 pfn);
void memory_panic(const char *text);

/* leaks.c: O2 */

enum leaks_kind {
	LEAKS_PAGES, LEAKS_DEVICES, LEAKS_FILES, LEAKS_WORK, LEAKS_THREADS, LEAKS_IRQS,
	LEAKS_MAPPINGS, LEAKS_HOTPLUG, LEAKS_KINDS
};

/** leaks_begin() - a run begins; leaks_ends() - its sequence has ended, and its rules have told what lies they have */
void leaks_begin(void);
void leaks_ends(void);
/** leaks_check() - the driver has gone; @count: what is still there beside memory; @heaps: it has added some */
void leaks_check(const u32 count[LEAKS_KINDS], bool heaps);

/* deadlock.c: O3 */

/** deadlock_begin() - a run of @s begins */
void deadlock_begin(const struct sequence *s);
/** deadlock_on_stuck() - no task can run: helps from outside, or gives the verdict */
bool deadlock_on_stuck(bool by_time);
/** deadlock_not_frozen() - suspend is given up because of @t */
void deadlock_not_frozen(const struct host_task *t);
/** deadlock_behind() - who holds the lock that @who waits for, or the lock that that one waits for; else @who */
const struct host_task *deadlock_behind(const struct host_task *who);
/** deadlock_hopeless() - a call waits for a notification that only the sequence could send */
bool deadlock_hopeless(void);
/** deadlock_stuck() - how often no task could run and one had to be helped */
u32 deadlock_stuck(void);
/** deadlock_killed() - it could be helped only by killing its tasks */
bool deadlock_killed(void);
/** deadlock_dot() - the wait-for graph of the verdict, else of the first deadlock, for graphviz; NULL: none */
const char *deadlock_dot(void);
/** deadlock_first_graph() - the graph of the first deadlock, NULL: there was none */
const char *deadlock_first_graph(void);
/** deadlock_last_graph() - when nothing helped any more */
const char *deadlock_last_graph(void);

/* bound.c: O3 */

enum bound_what { BOUND_NOTHING, BOUND_SHUTDOWN, BOUND_REMOVAL, BOUND_PROBE, BOUND_END };

/** bound_begin() - a run begins */
void bound_begin(void);
/** bound_starts() - the current task begins what has to end in time */
void bound_starts(enum bound_what what);
/** bound_ends() - it has ended; @gone: and no driver is bound, or it serves no more */
void bound_ends(bool gone);
/** bound_gave_up() - the driver that is bound is being removed or shut down, or has been, and may have given up */
bool bound_gave_up(void);
/** bound_ever_gave_up() - a removal, shutdown or probe of this run may have */
bool bound_ever_gave_up(void);
/** bound_probe() - another driver begins */
void bound_probe(void);
/** bound_probe_took_long() - the current task's last probe took so long that it may have been given up */
bool bound_probe_took_long(void);
/** bound_pending() - something has still time to end: nobody is to be helped before */
bool bound_pending(void);
/** bound_look() - has something not ended in time? Nobody can run; @for_ever: time helps nobody either */
void bound_look(bool for_ever);

/* abi.c: O5 */

/** abi_check() - the monitor's breaches so far; @driver_gone: and nothing may be open there */
void abi_check(bool driver_gone);
/** abi_left() - why the monitor has left something of what the driver sent since the last call, NULL: nothing */
const char *abi_left(void);
/** secure_keeps_asking() - the secure world sent RPCs without end */
bool secure_keeps_asking(void);

/* model.c: O6 */

void model_begin(const struct sequence *s);
/** model_first_probe() - the driver was probed before the first step; @fault: an allocation failed */
void model_first_probe(int rc, bool fault);
/** model_step_begins() - step number @step is taken now */
void model_step_begins(u32 step);
/** model_left() - why step @step, which has ended, was not judged; NULL: it was */
const char *model_left(u32 step);
/** model_step_ends() - its result is in run_report */
void model_step_ends(u32 step);

/* growth.c: O2 */

void growth_begin(const struct sequence *s);
/** growth_step_ends() - step number @step has ended; its result is in run_report */
void growth_step_ends(u32 step);

/* atomic_context.c: O7 */

/** atomic_context_begin() - a run begins: the order of locks is forgotten */
void atomic_context_begin(void);
void atomic_context_warned(const char *file, int line, const char *text);
void atomic_context_broken(const char *text);
void atomic_context_hold(const void *lock, bool sleeps);
void atomic_context_unhold(const void *lock);
/** atomic_context_returns() - the current task returns to user space */
void atomic_context_returns(void);
void atomic_context_ends(int preempt);

/* infoleak.c: O8 */

void infoleak_begin(const struct sequence *s);
/** infoleak_left() - what of the step of the current task was not looked at, NULL: nothing */
const char *infoleak_left(void);

void infoleak_to_user(const char *how, const void *p, size_t n);
void infoleak_to_secure(const char *how, const void *p, size_t n);

#endif
