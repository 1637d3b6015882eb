// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof repeat: oracle O9 on files and on COUNT generated sequences. Of a file
 * the traces of two runs are compared as text, and by hash with all other files
 * played before the one or the other; of generated ones by hash, with
 * other runs between the two, and as text where the hashes differ. With -f no
 * generated sequence may end in a finding, and those that do are printed. With
 * TEEPROOF_FINDINGS=DIR they are written there, each cause once, for `teeproof judge`.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "oracle.h"
#include "tool.h"

#define BATCH	64
#define MAX_FILES	1024

static bool findings_fail;	/* a generated sequence that ends in a finding is a failure */

static bool differs(const char *name, const struct sequence *s)
{
	if (repeat_check(s))
		return false;
	printf("%s: O%d: %s\n", name, host_failed_oracle(), host_failed());
	return true;
}

#define CAUSES	1024

static void write_finding(const char *dir, u32 nth, const struct sequence *s)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/generated-%u.txt", dir, nth);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0)
		host_panic("a finding can't be written: TEEPROOF_FINDINGS");
	play_print_finding(fd, s, "make repeat", path);
	close(fd);
}

/* A generated sequence may end in a finding: each cause is told once, with its sequence. */
static void tell_cause(const struct sequence *s)
{
	const char *dir = getenv("TEEPROOF_FINDINGS");
	static char known[CAUSES][600];
	static u32 num;

	for (u32 i = 0; i < num; i++)
		if (!strcmp(known[i], play_cause()))
			return;
	if (num == CAUSES)
		host_panic("more causes than there is room for");
	snprintf(known[num++], sizeof(known[0]), "%s", play_cause());
	if (dir)
		write_finding(dir, num, s);
	if (!findings_fail)
		return;
	fflush(stdout);
	play_print_finding(1, s, "make repeat", "FILE");
}

void tool_generate(struct sequence *s, unsigned long nth, u64 *seed)
{
	seq_generate(s, 1u << (nth / BATCH % 4) | 1, seed);
	for (int k = 0; k < 8; k++)
		seq_mutate(s, 0xf, seed);
	/* what is made by chance has no claim to end by itself */
	s->flags &= ~SEQ_F_MUST_END;
	if (!tool_over_ffa())
		return;
	s->transport = SEQ_FFA;
	s->flags &= seq_settings(SEQ_FFA);
}

static int generated(unsigned int count, u64 seed)
{
	static struct sequence batch[BATCH];
	u64 hash[BATCH], findings = 0;
	int bad = 0;

	for (unsigned int done = 0; done < count; done += BATCH) {
		for (int i = 0; i < BATCH; i++) {
			tool_generate(&batch[i], done + i, &seed);
			hash[i] = repeat_hash(&batch[i]);
			if (!host_failed())
				continue;
			findings++;
			tell_cause(&batch[i]);
		}
		for (int i = BATCH; i-- > 0;) {
			if (repeat_hash(&batch[i]) == hash[i])
				continue;
			bad++;
			differs("generated", &batch[i]);
		}
	}
	printf("%u generated sequences, %d of them differ (%llu end in a finding)\n", count, bad,
	       (unsigned long long)findings);
	return bad + (findings_fail && findings);
}

/* What was played before a file leaves no trace in its own: all in their order, then back. */
static int orders_differ(char **path, int num)
{
	static struct sequence s;
	u64 hash[MAX_FILES];
	int bad = 0;

	if (num > MAX_FILES)
		num = MAX_FILES;
	for (int i = 0; i < num; i++) {
		tool_read(path[i], &s);
		hash[i] = repeat_hash(&s);
	}
	for (int i = num; i-- > 0;) {
		tool_read(path[i], &s);
		if (repeat_hash(&s) == hash[i])
			continue;
		printf("%s: O9: what was played before makes a difference\n", path[i]);
		bad++;
	}
	return bad;
}

int tool_repeat(int argc, char **argv)
{
	static struct sequence s;
	struct tool_runs runs;
	int bad = 0, files = 0;

	if (!tool_runs_options(argc, argv, 'f', &runs))
		return 2;
	findings_fail = runs.flag;
	play_quiet();
	for (; optind + files < argc; files++) {
		tool_read(argv[optind + files], &s);
		bad += differs(argv[optind + files], &s);
	}
	/* what differs from itself says nothing about those before it */
	if (!bad)
		bad += orders_differ(argv + optind, files);
	printf("%d files, %d of them differ\n", files, bad);
	if (runs.count)
		bad += generated(runs.count, runs.seed);
	printf("repeat: %d passed, %d failed\n", files + (int)runs.count - bad, bad);
	return bad ? 1 : 0;
}
