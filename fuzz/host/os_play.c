// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run from the C library's side: everything is put back, the schedule set,
 * task 0 started, and the oracles' verdict read.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sanitizer/common_interface_defs.h>
#include "host_play.h"
#include "host_smc.h"
#include "oracle.h"
#include "os_report.h"
#include "os_state.h"
#include "play.h"
#include "run.h"

void play_init(bool keep_going)
{
	static bool done;

	if (done)
		return;
	done = true;
	state_keep();
	report_init(keep_going);
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
	/* a secure world that asks again and again is no fault of the driver */
	if (result == HOST_RUN_LOST && !secure_keeps_asking() && !deadlock_hopeless())
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

static void print_events(void)
{
	struct monitor *m = host_monitor_last();
	struct monitor_event e;

	for (u32 i = 0; m && i < monitor_event_count(m); i++) {
		if (!monitor_event_get(m, i, &e))
			continue;
		printf("  secure world %3u: %-8s by %-10s thread %d session %d func %#x value %#llx\n", e.step,
		       monitor_event_name(e.kind), host_task(e.caller) ? host_task(e.caller)->name : "?",
		       (int)e.thread, (int)e.session, e.func, (unsigned long long)e.value);
	}
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
	if (host_log_level > 0)
		print_events();
}

void play_quiet(void)
{
	if (getenv("TEEPROOF_LOUD"))
		return;
	__sanitizer_set_report_fd((void *)(long)open("/dev/null", O_WRONLY));
	report_quiet();
}

/* Numbers differ between runs of one cause: steps, counts, addresses. */
const char *play_cause(void)
{
	static char text[600];
	const char *from = host_failed();
	size_t n;

	if (!from)
		return NULL;
	n = snprintf(text, sizeof(text), "O%d ", host_failed_oracle());
	for (; *from && n + 1 < sizeof(text); from++) {
		if (*from == '0' && from[1] == 'x') {
			from++;
			while (strchr("0123456789abcdef", from[1]) && from[1])
				from++;
		} else if (!(*from >= '0' && *from <= '9') || (from[-1] == 'P' || from[-1] == 'T')) {
			text[n++] = *from;
		}
	}
	text[n] = 0;
	return text;
}

void play_print_sequence(int fd, const struct sequence *s)
{
	static char text[1 << 17];
	size_t n = seq_print(s, text, sizeof(text));

	if (write(fd, text, n) != (ssize_t)n)
		return;
}

void play_print_why(int fd)
{
	dprintf(fd, "# O%d: %s\n", host_failed_oracle(), host_failed());
	if (!deadlock_last_graph())
		report_verdict_stack(fd);
	for (const char *c = deadlock_last_graph(); c && *c; c += strcspn(c, "\n") + 1)
		dprintf(fd, "# %.*s\n", (int)strcspn(c, "\n"), c);
}

void play_print_finding(int fd, const struct sequence *s)
{
	if (host_failed())
		play_print_why(fd);
	play_print_sequence(fd, s);
}
