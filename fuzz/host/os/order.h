/* SPDX-License-Identifier: GPL-2.0-only */
/* What happened before what in a run, as the scheduler reports it: see order.c. */
#ifndef OS_ORDER_H
#define OS_ORDER_H

#include "host.h"

void order_reset(void);
/** order_spawn() - @t begins after what the current task has done */
void order_spawn(struct host_task *t);
/** order_arrives() - @t comes to a scheduling point; what it did just before may be about @obj */
void order_arrives(struct host_task *t, enum host_point kind, const void *obj);
/** order_goes_on() - @t leaves it, and does now what the point is about */
void order_goes_on(struct host_task *t, enum host_point kind, const void *obj);
/** order_waits() - @t begins to wait on @chan */
void order_waits(struct host_task *t, enum host_point why, const void *chan);
/** order_looks() - it goes on, and looks at what it has waited for */
void order_looks(struct host_task *t, const void *chan);
/** order_wakes_nobody() - the current task wakes who waits on @chan: nobody does */
void order_wakes_nobody(const void *chan);
/** order_signals() - the current task sends @t a signal, or lets it freeze, wherever that is */
void order_signals(struct host_task *t);
/** order_woken() - @t can go on, by what the current task does, or by time */
void order_woken(struct host_task *t, enum host_wait_result result);
/** order_key() - names what the current task makes now, the same in all equivalent runs */
u64 order_key(void);

#endif
