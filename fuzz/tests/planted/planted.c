// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of the bugs that ci/hosted/oracle-test has planted in its copy of the driver is
 * there in this run: the one that TEEPROOF_PLANTED names.
 */
#include <stdlib.h>
#include <string.h>

int host_planted(const char *name);
int host_planted(const char *name)
{
	const char *wanted = getenv("TEEPROOF_PLANTED");

	return wanted && !strcmp(wanted, name);
}
