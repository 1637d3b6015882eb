// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of the bugs that ci/hosted/oracle-test has planted in its copy of the project are
 * there in this run: those that TEEPROOF_PLANTED names, with commas between them.
 */
#include <stdlib.h>
#include <string.h>

int host_planted(const char *name);
int host_planted(const char *name)
{
	const char *wanted = getenv("TEEPROOF_PLANTED");
	size_t len = strlen(name);

	for (; wanted && *wanted; wanted += strcspn(wanted, ","), wanted += *wanted == ',')
		if (strcspn(wanted, ",") == len && !strncmp(wanted, name, len))
			return 1;
	return 0;
}
