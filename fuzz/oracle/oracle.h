/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The oracles of the hosted world that look at a run from outside the driver. O1
 * is ASan and the arena's records (fuzz/host/os_arena.c), O2 is at the end of
 * fuzz/host/host_play.c, O7 in host_lock.c, host_lockdep.c and host_task.c, O8 in
 * host_secret.c; the others are here, a file each.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include "host.h"
#include "sequence.h"

/* deadlock.c: O3 */

/** deadlock_begin() - a run of @s begins */
void deadlock_begin(const struct sequence *s);
/** deadlock_on_stuck() - no task can run: helps as the outside world would, or gives the verdict */
bool deadlock_on_stuck(bool by_time);
/** deadlock_hopeless() - a call waits for a notification that only the sequence could send */
bool deadlock_hopeless(void);
/** deadlock_stuck() - how often the sequence came to a halt and had to be helped */
u32 deadlock_stuck(void);
/** deadlock_graph() - the wait-for graph of now as text for people, or for graphviz */
void deadlock_graph(int fd, bool dot);
/** deadlock_first_graph() - the graph when the run got stuck for the first time, NULL: it did not */
const char *deadlock_first_graph(void);
/** deadlock_last_graph() - when nothing helped any more */
const char *deadlock_last_graph(void);

/* promises.c: O4 */

void promises_begin(const struct sequence *s);
/** promises_lied() - the sequence makes the secure world a liar: it is no judge then */
bool promises_lied(void);
/** promises_on_stuck() - what has to hold when nothing moves any more: P1 to P4 */
void promises_on_stuck(void);
/** promises_at_end() - P6: every context can be used again */
void promises_at_end(void);

/* secure.c: O5 */

/** secure_check() - the monitor's breaches so far; @driver_gone: and nothing may be open there */
void secure_check(bool driver_gone);
/** secure_keeps_asking() - the secure world sent RPCs without end */
bool secure_keeps_asking(void);

#endif
