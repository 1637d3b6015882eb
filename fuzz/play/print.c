// SPDX-License-Identifier: GPL-2.0-only
/*
 * What people read of a run: its timeline, and a finding as a file: title, versions,
 * the command that replays it, who waits for whom, stacks, the sequence and its
 * schedule.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "task0.h"
#include "different/smc.h"
#include "oracle.h"
#include "os/report.h"
#include "play.h"
#include "run.h"

static const char *const class_name[] = {
	[HOST_O1_MEMORY] = "memory error", [HOST_O2_LEFT] = "something left",
	[HOST_O3_DEADLOCK] = "deadlock", [HOST_O4_PROMISE] = "broken promise",
	[HOST_O5_MONITOR] = "breach of the ABI", [HOST_O6_MODEL] = "wrong result",
	[HOST_O7_ATOMIC] = "atomic context or locking", [HOST_O8_SECRET] = "leak of memory contents",
	[HOST_O9_REPEAT] = "not deterministic",
};

/* ---- the timeline ---------------------------------------------------------------- */

static const char *outcome(const struct run_step_result *r, char *buf, size_t size)
{
	if (r->rc == RUN_SKIPPED)
		return "skipped";
	if (r->ret || r->origin)
		snprintf(buf, size, "%ld, result %#x of origin %u", r->rc, r->ret, r->origin);
	else
		snprintf(buf, size, "%ld", r->rc);
	return buf;
}

/* A step without a scheduling point: its end is no event of its own. */
static bool at_one_point(u32 step)
{
	const struct run_step_result *r = &run_report.step[step];

	return r->done && r->begin_point == r->end_point;
}

/* The next begin or end of a step at or after @point; @last: the one printed before. */
static u32 next_event(const struct sequence *s, u64 *key)
{
	u32 best = SEQ_MAX_STEPS;
	u64 least = ~0ull;

	for (u32 i = 0; i < s->num_steps; i++) {
		const struct run_step_result *r = &run_report.step[i];
		/* of two at one point the end comes first, it made the beginning possible */
		u64 begin = (r->begin_point * 2 + 1) * SEQ_MAX_STEPS + i;
		u64 end = r->end_point * 2 * SEQ_MAX_STEPS + i;

		if (r->begun && begin > *key && begin < least) {
			least = begin;
			best = i;
		}
		if (r->done && !at_one_point(i) && end > *key && end < least) {
			least = end;
			best = i + SEQ_MAX_STEPS;
		}
	}
	*key = least;
	return best;
}

static void print_event(const struct sequence *s, u32 event, bool whole)
{
	u32 i = event % SEQ_MAX_STEPS;
	const struct run_step_result *r = &run_report.step[i];
	char text[200], number[64];

	seq_print_step(s, i, text, sizeof(text));
	if (whole)
		printf("%8llu  step %2u  %s -> %s\n", (unsigned long long)r->begin_point, i, text,
		       outcome(r, number, sizeof(number)));
	else if (event < SEQ_MAX_STEPS)
		printf("%8llu  step %2u  %s ...\n", (unsigned long long)r->begin_point, i, text);
	else
		printf("%8llu  step %2u  ... %c -> %s\n", (unsigned long long)r->end_point, i, text[0],
		       outcome(r, number, sizeof(number)));
}

static void print_secure_world(void)
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
	char text[200];
	u64 key = 0;
	u32 event, next;

	printf("   point  (probe: %d)\n", host_play.probe);
	event = next_event(s, &key);
	while (event < 2 * SEQ_MAX_STEPS && key != ~0ull) {
		next = next_event(s, &key);
		if (event < SEQ_MAX_STEPS && at_one_point(event)) {
			print_event(s, event, true);
		} else if (event < SEQ_MAX_STEPS && next == event + SEQ_MAX_STEPS) {
			print_event(s, event, true);
			next = next_event(s, &key);
		} else {
			print_event(s, event, false);
		}
		event = next;
	}
	for (u32 i = 0; i < s->num_steps; i++) {
		if (run_report.step[i].done)
			continue;
		seq_print_step(s, i, text, sizeof(text));
		printf("   never  step %2u  %s %s\n", i, text,
		       run_report.step[i].begun ? "ends" : "begins");
	}
	if (host_log_level > 0)
		print_secure_world();
}

/* ---- a finding --------------------------------------------------------------------- */

const char *play_title(void)
{
	static char text[600];

	snprintf(text, sizeof(text), "O%d %s: %s", host_failed_oracle(),
		 class_name[host_failed_oracle()], host_failed());
	return text;
}

static void comment(int fd, const char *lines)
{
	for (const char *c = lines; c && *c; c += strcspn(c, "\n")) {
		c += *c == '\n';
		if (*c)
			dprintf(fd, "# %.*s\n", (int)strcspn(c, "\n"), c);
	}
}

static void print(int fd, const struct sequence *s, const struct seq_about *about)
{
	static char text[1 << 17];
	size_t n = seq_print_text(s, about, text, sizeof(text));

	if (write(fd, text, n) != (ssize_t)n)
		return;
}

void play_print_sequence(int fd, const struct sequence *s)
{
	print(fd, s, NULL);
}

static void put_stacks(int fd)
{
	if (!deadlock_last_graph()) {
		report_verdict_stack(fd);
		return;
	}
	comment(fd, deadlock_last_graph());
	report_waiting_stacks(fd);
}

void play_print_why(int fd)
{
	dprintf(fd, "# %s\n", play_title());
	put_stacks(fd);
}

void play_print_finding(int fd, const struct sequence *s, const char *by, const char *path)
{
	static struct seq_about about = {
		.num_claims = 3,
		.claim = { { .kind = SEQ_FOUND }, { .kind = SEQ_BY }, { .kind = SEQ_EXPECT, .word = SEQ_EXPECT_FINDING } },
	};

	if (!host_failed()) {
		print(fd, s, NULL);
		return;
	}
	dprintf(fd, "# found in %s\n", play_about);
	dprintf(fd, "# make replay DRIVER=%s FINDING=%s\n", play_driver, path);
	put_stacks(fd);
	snprintf(about.claim[0].text, sizeof(about.claim[0].text), "%s", play_title());
	snprintf(about.claim[1].text, sizeof(about.claim[1].text), "%s", by);
	print(fd, s, &about);
}
