/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports, as the C library's side uses them. */
#ifndef OS_REPORT_H
#define OS_REPORT_H

#include "host.h"

/** report_quiet() - histories of objects go nowhere */
void report_quiet(void);
/** report_asan_details() - what is known of @address, for people */
void report_asan_details(const void *address);
/** report_function() - the innermost function of the driver among @n frames, "?" when there is none */
void report_function(void *const *pc, u32 n, char *name, size_t size);
struct arena_object;
/** report_freed() - "freed in FUNCTION by FUNCTION": the innermost one of the driver and the one through which it was entered */
void report_freed(const struct arena_object *o, char *text, size_t size);
/** report_where_at() - likewise, from a place and a frame of the current task */
void report_where_at(void *pc, void *bp, char *name, size_t size);
/** report_call_at() - likewise, and what called it from another file of the driver: "FUNCTION from FUNCTION" */
void report_call_at(void *pc, void *bp, char *text, size_t size);
/** report_where() - the innermost function of the driver on @t's stack, "?" when there is none */
void report_where(const struct host_task *t, char *name, size_t size);
/** report_entry() - the outermost one */
void report_entry(const struct host_task *t, char *name, size_t size);
/** report_verdict_point() - the scheduling point at which the verdict came */
u64 report_verdict_point(void);
/** report_verdict_at() - the verdict that has just come is about this place and frame of the current task: AddressSanitizer's own frames end a stack */
void report_verdict_at(void *pc, void *bp);
/** report_verdict_stack() - the stack at the verdict, as comment lines */
void report_verdict_stack(int fd);
/** report_waiting_stacks() - the stack of each task that waits, as comment lines */
void report_waiting_stacks(int fd);
u32 report_backtrace(const struct host_task *t, void **pc, u32 max);
/** report_reset() - forgets the verdict of the last run */
void report_reset(void);
/** report_past - whether the verdict of now is to be none (fuzz/play/known.c) */
extern bool (*report_past)(void);
/** report_at_end - called before a memory error ends the program */
extern void (*report_at_end)(void);

#endif
