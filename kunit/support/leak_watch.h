/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watches a piece of a test through the kernel's tracepoints: which memory it
 * allocated and never freed, and whether the kernel reported a WARNING or a
 * KASAN error meanwhile.
 */
#ifndef TEE_WATCH_H
#define TEE_WATCH_H

#include <linux/types.h>

struct kunit;

/* Suites' .suite_init and .suite_exit: connect to the tracepoints and leave */
struct kunit_suite;
int tee_watch_init(struct kunit_suite *suite);
void tee_watch_exit(struct kunit_suite *suite);

/**
 * tee_watch_begin() - Begin to account for what the calling task allocates
 * @test:	the test, which fails if more is allocated than can be recorded
 *
 * Only kmalloc() and its family count: what caches keep (dentries, files,
 * mappings) is not the driver's.
 */
void tee_watch_begin(struct kunit *test);

/* tee_watch_stop() - End the account; how many allocations were not freed */
int tee_watch_stop(void);

/**
 * tee_watch_end() - Fail the test for each allocation that was not freed
 * @test:	the test
 *
 * Waits for deferred work on files, workqueues that go, and RCU first. Each leak
 * is reported with the function that allocated it.
 *
 * Return: number of leaks
 */
int tee_watch_end(struct kunit *test);

/* tee_watch_rearm() - Let WARN_ON_ONCE() that has fired report again */
void tee_watch_rearm(void);

/* tee_watch_reports() - WARNINGs and KASAN reports since tee_watch_init() */
int tee_watch_reports(void);

#endif /* TEE_WATCH_H */
