// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests, and sequences, after which the kernel with this driver may not go on (it crashes
 * or hangs). ci/kernel/kunit takes them from kunit/lists/known-failures. It hands them over
 * as tee_skip.names=, with commas between them, to the kernel that runs all others; and
 * each of them has a kernel of its own, in which tee_skip.only=N leaves of a
 * parametrised test the Nth parameter.
 */
#include <kunit/test.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include "tee_skip.h"

static char *names[TEE_SKIP_NAMES];
static unsigned int num_names;
module_param_array(names, charp, &num_names, 0444);

static unsigned int only;
module_param(only, uint, 0444);

bool tee_skip_has(const char *prefix, const char *name)
{
	size_t len = strlen(prefix);
	unsigned int i;

	for (i = 0; i < num_names; i++)
		if (!strncmp(names[i], prefix, len) && !strcmp(names[i] + len, name))
			return true;
	return false;
}

void tee_skip(struct kunit *test, const char *prefix)
{
	static unsigned int nth;

	if (only && ++nth != only)
		kunit_skip(test, "another parameter runs in this kernel");
	if (tee_skip_has(prefix, test->name))
		kunit_skip(test, "the kernel does not survive it: see kunit/lists/known-failures");
}
