// SPDX-License-Identifier: GPL-2.0-only
/*
 * Past what is known: with TEEPROOF_PAST=FOLDER a verdict after which a run can go on
 * and that a file of the folder names, behind "expect finding" or "also", is
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

static char pattern[PATTERNS][SEQ_CLAIM_BYTES];
static unsigned int patterns;

static bool past(void)
{
	for (unsigned int i = 0; i < patterns; i++)
		if (!fnmatch(pattern[i], play_cause(), 0))
			return true;
	return false;
}

/* A pattern with a condition is for people to judge. */
static void read_patterns(const char *path)
{
	static struct seq_about about;
	static struct sequence s;
	static char text[1 << 17];
	FILE *f = fopen(path, "r");
	struct seq_error error;
	const struct seq_claim *c;

	text[f ? fread(text, 1, sizeof(text) - 1, f) : 0] = 0;
	if (f)
		fclose(f);
	if (!seq_parse(&s, &about, text, &error))
		return;
	for (c = about.claim; c < about.claim + about.num_claims && patterns < PATTERNS; c++)
		if (c->text[0] && !c->with[0] && (c->kind == SEQ_ALSO || c->kind == SEQ_EXPECT))
			strcpy(pattern[patterns++], c->text);
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
