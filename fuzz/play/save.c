// SPDX-License-Identifier: GPL-2.0-only
/*
 * Findings as files: one a cause and what found it, named after them, and only when
 * it replays each time. Fuzz targets and tools that go on after a finding keep theirs
 * here.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "host.h"
#include "play.h"

#define REPLAYS		10
/* Some seconds */
#define SHRINK_POINTS	100000000ull
#define CAUSE_BYTES	600

static u32 hash_of(u32 h, const char *text)
{

	for (; *text; text++)
		h = (h ^ (u8)*text) * 16777619u;
	return h;
}

static void cause_file(char *path, size_t size, const char *dir, const char *cause, const char *by)
{
	snprintf(path, size, "%s/%08x.txt", dir, hash_of(hash_of(2166136261u, cause), by));
}

bool play_known(const char *dir, const char *by)
{
	char path[512];

	cause_file(path, sizeof(path), dir, play_cause(), by);
	return !access(path, F_OK);
}

/* A finding is one when it replays each time, and is saved as short as it gets. */
bool play_keep(const char *dir, const char *by, const struct sequence *s)
{
	static struct sequence shortest;
	char path[512], cause[CAUSE_BYTES];
	int fd;

	snprintf(cause, sizeof(cause), "%s", play_cause());
	cause_file(path, sizeof(path), dir, cause, by);
	if (!play_replays(s, cause, REPLAYS)) {
		fprintf(stderr, "O9: does not replay: %s\n", cause);
		return false;
	}
	shortest = *s;
	play_shrink(&shortest, SHRINK_POINTS);
	if (!play_replays(&shortest, cause, REPLAYS)) {
		shortest = *s;
		play(&shortest, SCHEDULE_SEQUENCE, 0, false);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
	if (fd < 0)
		return false;
	fprintf(stderr, "FINDING %s: %s\n", path, cause);
	play_print_finding(fd, &shortest, by, path);
	close(fd);
	return true;
}
