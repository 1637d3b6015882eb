// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O9: the same input gives the same trace, byte for byte. It is no part of
 * a run: it plays a sequence twice and compares.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "os/report.h"
#include "play.h"

static char *trace_of(const struct sequence *s, size_t *size)
{
	int fd = memfd_create("trace", 0);
	char *text;

	host_trace_open(fd);
	play(s, SCHEDULE_SEQUENCE, 0, false);
	host_trace_open(-1);
	*size = lseek(fd, 0, SEEK_CUR);
	text = malloc(*size + 1);
	if (!text || pread(fd, text, *size, 0) != (ssize_t)*size)
		host_panic("no memory for a trace");
	text[*size] = 0;
	close(fd);
	return text;
}

static void tell_difference(const char *a, const char *b)
{
	const char *la = a, *lb = b;

	while (*a && *a == *b) {
		if (*a == '\n') {
			la = a + 1;
			lb = b + 1;
		}
		a++;
		b++;
	}
	host_fail(HOST_O9_REPEAT, "two runs, two traces: first \"%.*s\", then \"%.*s\"",
		  (int)strcspn(la, "\n"), la, (int)strcspn(lb, "\n"), lb);
}

bool repeat_check(const struct sequence *s)
{
	size_t na, nb;
	char *a = trace_of(s, &na), *b = trace_of(s, &nb);
	bool same = na == nb && !memcmp(a, b, na);

	if (!same) {
		/* whatever the second run's own verdict was */
		report_reset();
		tell_difference(a, b);
	}
	free(a);
	free(b);
	return same;
}

u64 repeat_hash(const struct sequence *s)
{
	u64 hash;

	play(s, SCHEDULE_SEQUENCE, 0, false);
	hash = host_trace_hash();
	/* the same trace may still be judged otherwise */
	for (const char *c = host_failed() ? play_cause() : ""; *c; c++)
		hash = hash * 31 + (u8)*c;
	return hash;
}
