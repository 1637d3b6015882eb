// SPDX-License-Identifier: GPL-2.0-only
/*
 * teeproof repeat: oracle O9. Each file, and COUNT generated sequences, run twice
 * with other runs between; the traces must be equal byte for byte (files: as text;
 * generated ones: by hash, and as text where the hashes differ).
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "tool.h"

#define BATCH	64

static char *trace_of(const struct sequence *s, size_t *size)
{
	int fd = memfd_create("trace", 0);
	char *text;

	host_trace_open(fd);
	play(s, SCHEDULE_SEQUENCE, 0, false);
	host_trace_open(-1);
	*size = lseek(fd, 0, SEEK_CUR);
	text = malloc(*size + 1);
	if (pread(fd, text, *size, 0) != (ssize_t)*size)
		exit(2);
	text[*size] = 0;
	close(fd);
	return text;
}

static void print_difference(const char *a, const char *b)
{
	const char *la = a;

	while (*a && *a == *b) {
		if (*a == '\n')
			la = a + 1;
		a++;
		b++;
	}
	printf("first difference: %.*s\n", (int)strcspn(la, "\n"), la);
}

static int same_text(const char *name, const struct sequence *s)
{
	size_t na, nb;
	char *a = trace_of(s, &na), *b = trace_of(s, &nb);
	int same = na == nb && !memcmp(a, b, na);

	if (!same) {
		printf("O9: %s: two runs, two traces\n", name);
		print_difference(a, b);
	}
	free(a);
	free(b);
	return same;
}

static int same_hashes(unsigned int count)
{
	static struct sequence batch[BATCH];
	u64 hash[BATCH], seed = 1, kinds = 0;
	int bad = 0;

	for (unsigned int done = 0; done < count; done += BATCH) {
		for (int i = 0; i < BATCH; i++) {
			seq_generate(&batch[i], 1u << (done / BATCH % 4) | 1, &seed);
			for (int k = 0; k < 8; k++)
				seq_mutate(&batch[i], 0xf, &seed);
			play(&batch[i], SCHEDULE_SEQUENCE, 0, false);
			hash[i] = host_trace_hash();
			kinds += host_failed() != NULL;
		}
		for (int i = BATCH; i-- > 0;) {
			play(&batch[i], SCHEDULE_SEQUENCE, 0, false);
			if (host_trace_hash() == hash[i])
				continue;
			bad++;
			same_text("generated", &batch[i]);
		}
	}
	printf("%u generated sequences, %d of them differ (%llu end in a finding)\n", count, bad,
	       (unsigned long long)kinds);
	return bad;
}

int tool_repeat(int argc, char **argv)
{
	static struct sequence s;
	unsigned int count = 0;
	int bad = 0, opt, files = 0;

	while ((opt = getopt(argc, argv, "n:")) != -1) {
		if (opt != 'n')
			return 2;
		count = atoi(optarg);
	}
	play_quiet();
	for (; optind < argc; optind++, files++) {
		tool_read(argv[optind], &s);
		bad += !same_text(argv[optind], &s);
	}
	printf("%d files, %d of them differ\n", files, bad);
	if (count)
		bad += same_hashes(count);
	return bad ? 1 : 0;
}
