/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fibers: stacks for the hosted kernel's tasks and the switch between them.
 * Internal to os/; ASan is told of every switch.
 */
#ifndef OS_FIBER_H
#define OS_FIBER_H

#include "host.h"

#define FIBER_STACKS_BASE	0x210000000000ul
#define FIBER_STACK_STRIDE	(2ul * HOST_STACK_BYTES)
#define FIBER_STACKS_BYTES	(FIBER_STACK_STRIDE * (HOST_MAX_TASKS + 1))

/** fiber_stack() - lowest address of task @id's stack, aligned to its size */
char *fiber_stack(u32 id);
/** fiber_prepare() - @t starts in @entry when it is first switched to */
void fiber_prepare(struct host_task *t, void (*entry)(void));
/** fiber_forget() - @t is given up in the middle of its functions */
void fiber_forget(struct host_task *t);
/** fiber_switch() - leaves @from (it never runs again if @last), goes on with @to */
void fiber_switch(struct host_task *from, struct host_task *to, bool last);
/** fiber_entered() - first thing that a new fiber calls */
void fiber_entered(void);

#endif
