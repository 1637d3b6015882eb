// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run from the C library's side: everything is put back, the schedule set,
 * task 0 started, and the oracles' verdict read.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "host_play.h"
#include "host_smc.h"
#include "oracle.h"
#include "os_report.h"
#include "os_state.h"
#include "play.h"
#include "run.h"

void play_init(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	state_keep();
	report_init();
	host_on_stuck = deadlock_on_stuck;
}

void host_play_begin(void)
{
	schedule_begin();
}

void host_play_end(void)
{
	schedule_end();
}

void host_play_promises(void)
{
	promises_at_end();
}

void host_play_monitor(bool driver_gone)
{
	secure_check(driver_gone);
}

enum play_verdict play(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record)
{
	enum host_run_result result;

	state_restore();
	schedule_set(s, kind, seed, record);
	deadlock_begin(s);
	promises_begin(s);
	result = host_run(host_play_main, (void *)s);
	if (result == HOST_RUN_LOST)
		host_fail(HOST_O3_DEADLOCK, "livelock: no end after %llu scheduling points",
			  (unsigned long long)host_points);
	if (result != HOST_RUN_DONE && !host_failed())
		secure_check(false);
	host_smc_stop();
	if (host_failed())
		return PLAY_FAILED;
	if (result != HOST_RUN_DONE)
		return PLAY_LOST;
	return deadlock_stuck() ? PLAY_STUCK : PLAY_FINE;
}

static const char *errno_name(long rc, char *buf, size_t size)
{
	if (rc == RUN_SKIPPED)
		return "skipped";
	snprintf(buf, size, "%ld", rc);
	return buf;
}

void play_timeline(const struct sequence *s)
{
	char text[200], number[24];

	printf("probe: %d\n", host_play.probe);
	for (u32 i = 0; i < s->num_steps; i++) {
		const struct run_step_result *r = &run_report.step[i];

		seq_print_step(s, i, text, sizeof(text));
		if (!r->begun)
			printf("%3u  %-60s never begun\n", i, text);
		else if (!r->done)
			printf("%3u  %-60s never ended\n", i, text);
		else
			printf("%3u  %-60s rc %s ret %#x origin %u\n", i, text,
			       errno_name(r->rc, number, sizeof(number)), r->ret, r->origin);
	}
}

void play_print_sequence(int fd, const struct sequence *s)
{
	static char text[1 << 17];
	size_t n = seq_print(s, text, sizeof(text));

	if (write(fd, text, n) != (ssize_t)n)
		return;
}

void play_print_finding(int fd, const struct sequence *s)
{
	if (host_failed())
		dprintf(fd, "# O%d: %s\n", host_failed_oracle(), host_failed());
	play_print_sequence(fd, s);
}
