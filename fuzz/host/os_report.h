/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports, as the C library's side uses them. */
#ifndef OS_REPORT_H
#define OS_REPORT_H

#include "host.h"

/**
 * report_init() - once a process
 * @keep_going: a memory error ends its run with a verdict, not the program
 */
void report_init(bool keep_going);
/** report_asan_fired() - the run goes on after a memory error, until it can end */
bool report_asan_fired(void);
void report_quiet(void);
/** report_where() - the innermost function of the driver on @t's stack, "?" when there is none */
void report_where(const struct host_task *t, char *name, size_t size);
/** report_verdict_stack() - the stack at the verdict, as comment lines */
void report_verdict_stack(int fd);
u32 report_backtrace(const struct host_task *t, void **pc, u32 max);
/** report_reset() - forgets the verdict of the last run */
void report_reset(void);
/** report_at_end - called before a memory error ends the program */
extern void (*report_at_end)(void);

#endif
