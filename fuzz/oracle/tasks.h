/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tasks of a world, as an oracle that more than one world has sees them. Each
 * such world provides the functions: fuzz/play/tasks.c, kunit/play/promises.c. Plain
 * C types, which a kernel and the C library's side have.
 */
#ifndef ORACLE_TASKS_H
#define ORACLE_TASKS_H

#include "monitor_types.h"

#define TASKS_MAX	32	/* tasks are numbered below this */

/**
 * struct task_secure - what a task has in the secure world
 * @thread:	it holds a thread context (running, suspended in an RPC or parked)
 * @calls:	how many it holds: in an RPC it may make another call
 * @arrives:	its SMC is a call that has no context yet
 * @parked:	at a gate
 * @parked_fast: with an SMC that is no yielding call
 * @limited:	its last call of this step was answered with ETHREAD_LIMIT
 */
struct task_secure {
	bool thread, parked, parked_fast, limited, arrives;
	u32 calls;
};

/* Kept by promises.c from what it is told */
extern struct task_secure task_secure[TASKS_MAX];

/** tasks_number() - tasks so far, also those that have ended */
u32 tasks_number(void);
/** tasks_running() - the sequence is being played: neither before it nor after */
bool tasks_running(void);
/**
 * tasks_exact() - each wait is told as it begins, and who has neither a call of the sequence nor waits
 * makes none: no other task is at work in the driver
 */
bool tasks_exact(void);
/** tasks_now_ns() - the world's clock */
u64 tasks_now_ns(void);
/** tasks_used_ns() - of that, the time in which whoever could run did */
u64 tasks_used_ns(void);
/** task_current() - the task that runs */
u32 task_current(void);
/** task_sleeps() - @task waits for something */
bool task_sleeps(u32 task);
/** task_queues() - it may be for a context of the secure world: not for a lock, or parked there */
bool task_queues(u32 task);
/** task_where() - in what @task waits, for people */
void task_where(u32 task, char *name, size_t size);
/** tasks_fail() - a promise has been broken: the run's verdict, when it is the first one */
void tasks_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/** tasks_end() - ends the run, which cannot go on */
void tasks_end(void) __attribute__((noreturn));
struct monitor;
/** tasks_monitor() - the secure world, NULL: there is none now */
struct monitor *tasks_monitor(void);

#endif
