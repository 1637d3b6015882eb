// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known: a finding is, when a file of a known one has its cause, or names it.
 *
 * One fault of a driver may show in many ways. A known finding's file may name the
 * others, as teeproof cause prints them, with * for a number:
 *	also with=remove O3 deadlock: waits for ever in optee_remove() *
 *	also stack=params_to_supp<optee_supp_thrd_req O1 invalid access at NULL in params_to_supp()
 * where the word behind with= is an operation, which must have begun before the verdict,
 * or "lie" for a rule that makes the secure world a liar, which must have told a lie in
 * this run. That it stands in the sequence is not enough. Functions behind stack= have
 * called each other, the innermost first, in the task of the verdict, or of a deadlock in
 * one that waits. What is too broad is not read (fuzz/sequence/parse_about.c).
 *
 * With TEEPROOF_PAST=FOLDER a verdict after which a run can go on and that a file of
 * the folder names, behind "expect finding" or "also" without a condition, is none.
 * What a known fault of a driver would hide comes to light.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
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

/* What a file's header says of its cause */
static struct {
	unsigned int file;
	struct seq_claim claim;
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
		pattern[patterns++].claim = *c;
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
		if (seq_rule_lies(&s->rule[i]) && lies_told_in_run())
			return true;
	return false;
}

/* The stacks of the last verdict, of a deadlock also those of the tasks that wait: a line a function, as in a finding's file */
static const char *stacks(void)
{
	static char text[1 << 15];
	int fd = memfd_create("stacks", 0);
	ssize_t n;

	if (fd < 0)
		return "";
	report_verdict_stack(fd);
	if (host_failed_oracle() == HOST_O3_DEADLOCK)
		report_waiting_stacks(fd);
	n = pread(fd, text, sizeof(text) - 1, 0);
	text[n < 0 ? 0 : n] = 0;
	close(fd);
	return text;
}

/* Whether the functions @names, the innermost first, with < between them, stand one behind the other in one of the stacks @text. */
static bool on_a_stack(const char *names, const char *text)
{
	const char *name = names, *line, *function;

	for (line = text; *line; line += strcspn(line, "\n"), line += *line != 0) {
		function = line + strspn(line, "# ");
		if (strncmp(function, name, strcspn(name, "<")) || function[strcspn(name, "<")] != ' ')
			name = names;
		if (strncmp(function, name, strcspn(name, "<")) || function[strcspn(name, "<")] != ' ')
			continue;
		name += strcspn(name, "<");
		if (!*name++)
			return true;
	}
	return false;
}

/* The first pattern for another way of a known fault that fits, -1: none. Other files are played later: they change the report. */
static int another_way(const struct sequence *s, const char *cause)
{
	bool same = play(s, SCHEDULE_SEQUENCE, 0, false) == PLAY_FAILED && !strcmp(play_cause(), cause);
	const char *text = same ? stacks() : "";

	for (unsigned int i = 0; i < patterns; i++) {
		const struct seq_claim *c = &pattern[i].claim;

		if (c->kind != SEQ_ALSO || fnmatch(c->text, cause, 0))
			continue;
		if ((!c->with[0] || (same && happened(s, c->with))) && (!c->stack[0] || on_a_stack(c->stack, text)))
			return i;
	}
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
		if (!pattern[i].claim.with[0] && !pattern[i].claim.stack[0] && !fnmatch(pattern[i].claim.text, play_cause(), 0))
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
