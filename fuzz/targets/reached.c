// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which blocks of the driver have run so far, for ci/hosted/reached-lines, which makes lines of
 * them. libFuzzer keeps the same to itself. With TEEPROOF_REACHED=FILE the blocks'
 * addresses go there, every other second while there are new ones, and at the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "target.h"

#define WRITE_EVERY_S	2

/* Sections of the compiler's; builds for other engines have none. */
extern const u8 __start___sancov_cntrs[], __stop___sancov_cntrs[];
#pragma weak __start___sancov_cntrs
#pragma weak __stop___sancov_cntrs
extern const struct { u64 pc, flags; } __start___sancov_pcs[];
#pragma weak __start___sancov_pcs

static const char *path;
static u8 *seen;
static bool news;
static time_t written;

static void write_reached(void)
{
	size_t blocks = __stop___sancov_cntrs - __start___sancov_cntrs;
	FILE *f = news ? fopen(path, "w") : NULL;

	if (!f)
		return;
	for (size_t i = 0; i < blocks; i++)
		if (seen[i])
			fwrite(&__start___sancov_pcs[i].pc, sizeof(u64), 1, f);
	fclose(f);
	news = false;
}

void reached_begin(void)
{
	path = getenv("TEEPROOF_REACHED");
	if (!path || !__start___sancov_pcs)
		return;
	seen = calloc(__stop___sancov_cntrs - __start___sancov_cntrs, 1);
	if (seen)
		atexit(write_reached);
}

void reached_collect(void)
{
	size_t blocks = __stop___sancov_cntrs - __start___sancov_cntrs;

	if (!seen)
		return;
	for (size_t i = 0; i < blocks; i++) {
		if (!__start___sancov_cntrs[i] || seen[i])
			continue;
		seen[i] = 1;
		news = true;
	}
	if (news && time(NULL) >= written + WRITE_EVERY_S) {
		write_reached();
		written = time(NULL);
	}
}
