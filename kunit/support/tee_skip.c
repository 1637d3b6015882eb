// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests after which the kernel with this driver may not go on (it crashes or hangs).
 * ci/kernel/kunit takes them from kunit/lists/known-failures. It hands them over as
 * tee_skip.names=, with commas between them, to the kernel that runs all others; and
 * each of them has a kernel of its own, in which tee_skip.only=N leaves of a
 * parametrised test the Nth parameter.
 */
#include <kunit/test.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include "tee_skip.h"

static char *names;
module_param(names, charp, 0444);

static unsigned int only;
module_param(only, uint, 0444);

void tee_skip(struct kunit *test, const char *prefix)
{
	size_t start = strlen(prefix), len = strlen(test->name);
	const char *at = names;
	static unsigned int nth;

	if (only && ++nth != only)
		kunit_skip(test, "another parameter runs in this kernel");
	while (at && *at) {
		if (!strncmp(at, prefix, start) && !strncmp(at + start, test->name, len) &&
		    (at[start + len] == ',' || !at[start + len]))
			kunit_skip(test, "the kernel does not survive it: see kunit/lists/known-failures");
		at = strchr(at, ',');
		at += at ? 1 : 0;
	}
}
