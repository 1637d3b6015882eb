// SPDX-License-Identifier: GPL-2.0-only
/*
 * Past what is known: with TEEPROOF_PAST=FOLDER a verdict after which a run can go on
 * and that a file of the folder names, behind "# expect: finding" or "# also:", is
 * none. What a known fault of a driver would hide comes to light.
 */
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "os/report.h"
#include "play.h"

#define PATTERNS	256
#define PATTERN_BYTES	300

static char pattern[PATTERNS][PATTERN_BYTES];
static unsigned int patterns;

static bool past(void)
{
	for (unsigned int i = 0; i < patterns; i++)
		if (!fnmatch(pattern[i], play_cause(), 0))
			return true;
	return false;
}

static void read_patterns(const char *path)
{
	char line[PATTERN_BYTES + 40], *to;
	FILE *f = fopen(path, "r");

	while (f && patterns < PATTERNS && fgets(line, sizeof(line), f)) {
		to = pattern[patterns];
		/* a pattern with a condition is for people to judge */
		if (sscanf(line, "# also: %299[^\n]", to) == 1 ||
		    sscanf(line, "# expect: finding %299[^\n]", to) == 1)
			patterns++;
	}
	if (f)
		fclose(f);
}

void past_init(void)
{
	const char *folder = getenv("TEEPROOF_PAST");
	char path[1024];
	struct dirent *e;
	DIR *d;

	d = folder ? opendir(folder) : NULL;
	while (d && (e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		read_patterns(path);
	}
	if (d)
		closedir(d);
	if (patterns)
		report_past = past;
}
