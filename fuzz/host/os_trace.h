/* SPDX-License-Identifier: GPL-2.0-only */
/* The trace's internal side: what the scheduler reports to it. */
#ifndef OS_TRACE_H
#define OS_TRACE_H

#include "host.h"

void trace_reset(void);
void trace_spawn(struct host_task *t);
void trace_point(struct host_task *t, enum host_point kind, const void *obj);
void trace_wait(struct host_task *t, enum host_point why, const void *chan);
void trace_switch(u32 from, u32 to);
void trace_time(u64 ns);

#endif
