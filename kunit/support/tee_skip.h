/* SPDX-License-Identifier: GPL-2.0-only */
/* Tests after which the kernel with the driver under test may not go on. */
#ifndef TEE_SKIP_H
#define TEE_SKIP_H

#include <linux/types.h>

struct kunit;

/* Names that tee_skip.names= has at most; ci/kernel/kunit_run.py knows it */
#define TEE_SKIP_NAMES	200

/* tee_skip_has() - is a test or a sequence, behind @prefix, among the names? */
bool tee_skip_has(const char *prefix, const char *name);

/*
 * tee_skip() - For .init of suites with such tests: skip the test if it is one; @prefix tells
 * its name from that of the same test in another suite.
 */
void tee_skip(struct kunit *test, const char *prefix);

#endif /* TEE_SKIP_H */
