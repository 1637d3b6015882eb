// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known: a finding is, when a file of a known one has its cause, or names it.
 *
 * One fault of a driver may show in many ways. A known finding's file may name the
 * others, as teeproof cause prints them, with * for any text:
 *	also O3 deadlock: *
 *	also with=remove O1 heap-use-after-free, * in handle_rpc_*
 * where the word is an operation, or "lie" for a rule that makes the secure world a
 * liar: what must have taken place before the verdict. That it stands in the sequence
 * is not enough.
 *
 * With TEEPROOF_PAST=FOLDER a verdict after which a run can go on and that a file of
 * the folder names, behind "expect finding" or "also" without a condition, is none.
 * What a known fault of a driver would hide comes to light.
 */
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lies.h"
#include "os/report.h"
#include "play.h"
#include "run.h"

#define MAX_FILES	512u
#define PATTERNS	1024u

/* A known finding; @cause: what it ends in here, "" when it does not fail */
static struct {
	char *path;
	char *cause;
} file[MAX_FILES];

/* What a file's header says of its cause; @with: only of sequences that have this */
static struct {
	unsigned int file;
	bool also;
	char with[24];
	char text[SEQ_CLAIM_BYTES];
} pattern[PATTERNS];

static unsigned int files, patterns;

bool play_read(const char *path, struct sequence *s, struct seq_about *about, struct seq_error *error)
{
	static char text[1 << 17];
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	text[fread(text, 1, sizeof(text) - 1, f)] = 0;
	fclose(f);
	return seq_parse(s, about, text, error);
}

bool known_add(const char *path)
{
	static struct seq_about about;
	static struct sequence s;
	struct seq_error error;
	const struct seq_claim *c;

	if (files == MAX_FILES || !play_read(path, &s, &about, &error))
		return false;
	for (c = about.claim; c < about.claim + about.num_claims && patterns < PATTERNS; c++) {
		if (!c->text[0] || (c->kind != SEQ_ALSO && c->kind != SEQ_EXPECT))
			continue;
		pattern[patterns].file = files;
		pattern[patterns].also = c->kind == SEQ_ALSO;
		strcpy(pattern[patterns].with, c->with);
		strcpy(pattern[patterns++].text, c->text);
	}
	file[files].path = strdup(path);
	file[files++].cause = NULL;
	return true;
}

static int is_text(const struct dirent *e)
{
	const char *end = strrchr(e->d_name, '.');

	return end && !strcmp(end, ".txt");
}

void known_add_folder(const char *folder)
{
	struct dirent **entry;
	int n = scandir(folder, &entry, is_text, alphasort);

	for (int i = 0; i < n; i++) {
		char path[1024];

		snprintf(path, sizeof(path), "%s/%s", folder, entry[i]->d_name);
		if (!known_add(path))
			fprintf(stderr, "%s: not a known finding: it cannot be read\n", path);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

/* Whether what @word names had taken place when the verdict of the last run, of @s, came. */
static bool happened(const struct sequence *s, const char *word)
{
	for (unsigned int i = 0; i < s->num_steps; i++)
		if (run_report.step[i].begun && run_report.step[i].begin_point <= report_verdict_point() &&
		    !strcmp(seq_op_info[s->step[i].op].name, word))
			return true;
	for (unsigned int i = 0; i < s->num_rules && !strcmp(word, "lie"); i++)
		if (seq_rule_lies(&s->rule[i]) && lies_told(SEQ_MAX_TASKS, LIES_ALL))
			return true;
	return false;
}

/* The first pattern for another way of a known fault that fits, -1: none. Other files are played later: they change the report. */
static int another_way(const struct sequence *s, const char *cause)
{
	bool same = play(s, SCHEDULE_SEQUENCE, 0, false) == PLAY_FAILED && !strcmp(play_cause(), cause);

	for (unsigned int i = 0; i < patterns; i++)
		if (pattern[i].also && (!pattern[i].with[0] || (same && happened(s, pattern[i].with))) &&
		    !fnmatch(pattern[i].text, cause, 0))
			return i;
	return -1;
}

/* What known finding @i ends in: it is played when this is asked for the first time. */
static const char *cause_of(unsigned int i)
{
	static struct sequence s;
	struct seq_error error;
	bool fails;

	if (file[i].cause)
		return file[i].cause;
	fails = play_read(file[i].path, &s, NULL, &error) &&
		play(&s, SCHEDULE_SEQUENCE, 0, false) == PLAY_FAILED;
	file[i].cause = strdup(fails ? play_cause() : "");
	return file[i].cause;
}

const char *known_as(const struct sequence *s, const char *cause)
{
	int way = another_way(s, cause);

	if (way >= 0)
		return file[pattern[way].file].path;
	for (unsigned int i = 0; i < files; i++)
		if (!strcmp(cause_of(i), cause))
			return file[i].path;
	return NULL;
}

/* A pattern with a condition is for people to judge. */
static bool past(void)
{
	for (unsigned int i = 0; i < patterns; i++)
		if (!pattern[i].with[0] && !fnmatch(pattern[i].text, play_cause(), 0))
			return true;
	return false;
}

void past_init(void)
{
	const char *folder = getenv("TEEPROOF_PAST");

	if (!folder)
		return;
	known_add_folder(folder);
	if (patterns)
		report_past = past;
}
