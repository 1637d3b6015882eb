/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel world of the executor: what play.c needs beside
 * fuzz/sequence/world.h. Process context, may sleep.
 */
#ifndef SEQUENCE_KERNEL_WORLD_H
#define SEQUENCE_KERNEL_WORLD_H

#include <linux/types.h>
#include <world.h>

/* Threads of a run have names that begin so. */
#define SEQUENCE_COMM	"seq-"

struct sequence_play;
struct task_struct;

/**
 * sequence_world_start() - make the threads that world_spawn() hands out
 * @p:	the run: one for each task of its sequence; its steps begin in its order
 *
 * They wait until the first world_join(). Returns 0 or -ENOMEM.
 */
int sequence_world_start(struct sequence_play *p);
/** sequence_world_caller() - number of the @i-th thread with the monitor */
u32 sequence_world_caller(u32 i);
/** sequence_world_thread() - the @i-th thread, NULL: no such thread */
struct task_struct *sequence_world_thread(u32 i);
/** sequence_world_sleepers() - tasks that are in a step of their own that sleeps */
u32 sequence_world_sleepers(void);
/** sequence_world_bounded() - tasks in what has to end in a stated time by itself: removal, shutdown, exit */
u32 sequence_world_bounded(void);
/** sequence_world_bound() - the current task begins it (1), or is through (-1) */
void sequence_world_bound(int change);
/** sequence_world_order_off() - steps may begin in any order from now on */
void sequence_world_order_off(void);
/** sequence_world_locked() - a system call returned with a lock held */
bool sequence_world_locked(void);
/** sequence_world_stop() - let the threads go; all must have ended, or not begun */
void sequence_world_stop(void);

/* process.c */

/** sequence_process_names() - which devices world_open() opens: those that were registered last */
void sequence_process_names(void);
/**
 * sequence_process_kept() - forget user pages that the secure world keeps, of a driver that has
 *			     given up: they stay pinned
 */
void sequence_process_kept(void);
/** sequence_process_pinned() - user pages that are still pinned; forgets all processes */
u32 sequence_process_pinned(void);

#endif /* SEQUENCE_KERNEL_WORLD_H */
