/* SPDX-License-Identifier: GPL-2.0-only */
/* The trace's internal side: what the scheduler reports to it. */
#ifndef OS_TRACE_H
#define OS_TRACE_H

#include "host.h"

/** trace_hash, trace_fd - the hash so far, and where the text goes, -1: nowhere */
extern u64 trace_hash;
extern int trace_fd;

static inline u64 trace_mix(u64 h, u64 v)
{
	/* not symmetric: of two equal values nothing may be lost */
	h = (h * 0xd6e8feb86659fd93ull) ^ (v + 0x9e3779b97f4a7c15ull);
	h *= 0x9e3779b97f4a7c15ull;
	return h ^ (h >> 32);
}

void trace_reset(void);
void trace_spawn(struct host_task *t);
/** trace_more() - the text of a scheduling point */
void trace_more(struct host_task *t, enum host_point kind, const void *obj);

static inline void trace_hash_point(enum host_point kind, const void *obj)
{
	trace_hash = trace_mix(trace_hash, (u64)obj * 64 + kind);
}

void trace_wait(struct host_task *t, enum host_point why, const void *chan);
void trace_switch(u32 from, u32 to);
void trace_time(u64 ns);

#endif
