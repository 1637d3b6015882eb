/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hosted kernel tells the oracles of fuzz/oracle while it runs. The host
 * records what happens; whether that is wrong, and the words for it, are theirs.
 * Plain C types: both sides include this.
 */
#ifndef HOST_ORACLE_H
#define HOST_ORACLE_H

#include "host.h"

/* ---- O1, memory.c: each ends the run --------------------------------------- */

/** memory_bad_free() - @p is freed, but @what: "has been freed already" */
void memory_bad_free(const void *p, const char *what) __attribute__((noreturn));
/** memory_bad_page() - page @pfn is given back once too often: @what was done to it */
void memory_bad_page(const char *what, u64 pfn) __attribute__((noreturn));
/** memory_panic() - the kernel has panicked */
void memory_panic(const char *text) __attribute__((noreturn));

/* ---- O2, left.c -------------------------------------------------------------- */

enum left_kind { LEFT_PAGES, LEFT_DEVICES, LEFT_FILES, LEFT_WORK, LEFT_KINDS };

/** left_check() - the driver has gone; @count: what is still there beside memory */
void left_check(const u32 count[LEFT_KINDS]);

/* ---- O7, context.c ------------------------------------------------------------ */

/** context_broken() - the current task did what its context, or a lock's state, forbids */
void context_broken(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/** context_hold() - the current task has taken @lock; @sleeps: one that may sleep */
void context_hold(const void *lock, bool sleeps);
/** context_unhold() - it has given it back */
void context_unhold(const void *lock);
/** context_returns() - the current task returns to user space */
void context_returns(void);
/** context_ends() - the current task ends; @preempt: its preempt count too many */
void context_ends(int preempt);
/** context_begin() - a run begins: the order of locks is forgotten */
void context_begin(void);

/* ---- O8, secret.c --------------------------------------------------------------- */

/** secret_to_user() - @n bytes at @p reach user space through @how */
void secret_to_user(const char *how, const void *p, size_t n);
/** secret_to_secure() - the secure world is handed @n bytes at @p */
void secret_to_secure(const char *how, const void *p, size_t n);

#endif
