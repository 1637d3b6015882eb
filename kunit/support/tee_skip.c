// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests after which the kernel with this driver may not go on (it crashes or hangs), by
 * name, with commas between them: ci/kernel/kunit takes them from kunit/lists/known-failures and
 * hands them over as tee_skip.names=.
 */
#include <kunit/test.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include "tee_skip.h"

static char *names;
module_param(names, charp, 0444);

void tee_skip(struct kunit *test)
{
	size_t len = strlen(test->name);
	const char *at = names;

	while (at && *at) {
		if (!strncmp(at, test->name, len) && (at[len] == ',' || !at[len]))
			kunit_skip(test, "the kernel does not survive it: see kunit/lists/known-failures");
		at = strchr(at, ',');
		at += at ? 1 : 0;
	}
}
