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
#include "about.h"
#include "task0.h"
#include "different/smc.h"
#include "judged.h"
#include "lies.h"
#include "observer.h"
#include "oracle.h"
#include "os/report.h"
#include "os/driver_data.h"
#include "play.h"
#include "run.h"
#include "world.h"

static const struct sequence *now;

#define PATIENCE_NS	(60ull * 1000 * 1000 * 1000)

/* More interrupts than any sequence asks for: each makes the secure world raise the next one */
#define IRQ_STORM	1000

/* A secure world that asks, interrupts or refuses again and again is no fault of the driver. */
static bool secure_world_does_not_end(void)
{
	return secure_keeps_asking() || host_irqs_taken() > IRQ_STORM || deadlock_hopeless() ||
	       (lies_possible() && host_clock_ns > PATIENCE_NS);
}

/* Who waits for a call to be parked is woken. */
static void parked(bool parked, bool yields)
{
	promises_parked(parked, yields);
	if (parked)
		world_changed();
}

void play_init(bool keep_going)
{
	static struct host_observer observer;
	static bool done;

	if (done)
		return;
	done = true;
	past_init();
	state_keep();
	memory_init(keep_going);
	observer = oracle_observer;
	observer.stuck = deadlock_on_stuck;
	observer.endless = secure_world_does_not_end;
	observer.smc_parked = parked;
	host_observe(&observer);
}

void host_play_begin(void)
{
	schedule_begin();
	/* what the probe sent says why it failed */
	abi_check(false);
	model_first_probe(host_play.probe, host_play.probe_fault);
}

void host_play_end(void)
{
	schedule_end();
	leaks_ends();
}

void host_play_promises(void)
{
	promises_at_end();
}

void host_play_step(u32 step)
{
	run_report.step[step].begin_point = host_points;
	about_step(step, false);
	lies_step_begins(step);
	promises_step_begins();
	model_step_begins(step);
}

/* One that may wait for a thread context, or that depends on how many are held */
static bool makes_call(u8 op)
{
	return op >= SEQ_OP_OPEN_SESSION && op <= SEQ_OP_CLOSE_SESSION;
}

/* One that the driver takes part in */
static bool asks_driver(u8 op)
{
	return op <= SEQ_OP_SUPP_CLOSE || (op >= SEQ_OP_REMOVE && op <= SEQ_OP_SHUTDOWN) || op == SEQ_OP_KEXEC ||
	       op == SEQ_OP_HEAP_ALLOC || op == SEQ_OP_SHM_REGISTER_FD;
}

/* What each oracle has made of a step that has ended. */
static void count_judged(u32 step)
{
	judged_step(HOST_O1_MEMORY, NULL);
	if (makes_call(now->step[step].op))
		judged_step(HOST_O4_PROMISE, promises_left());
	judged_step(HOST_O5_MONITOR, abi_left());
	if (asks_driver(now->step[step].op))
		judged_step(HOST_O6_MODEL, model_left(step));
	judged_step(HOST_O7_ATOMIC, NULL);
	judged_step(HOST_O8_SECRET, infoleak_left());
}

void host_play_changed(void)
{
	struct run_activity a;

	promises_changed();
	if (!run_activity_of(host_current->id, &a) || !run_report.step[a.step].done || run_report.step[a.step].end_point)
		return;
	run_report.step[a.step].end_point = host_points;
	about_step(a.step, true);
	model_step_ends(a.step);
	growth_step_ends(a.step);
	if (run_report.step[a.step].rc != RUN_SKIPPED)
		count_judged(a.step);
}

void host_play_monitor(bool driver_gone)
{
	abi_check(driver_gone);
}

static void livelock(void)
{
	char where[128];

	report_entry(host_left, where, sizeof(where));
	host_fail(HOST_O3_DEADLOCK, "livelock: no end after %llu scheduling points, in %s",
		  (unsigned long long)host_points, where);
}

enum play_verdict play(const struct sequence *s, enum schedule_kind kind, u64 seed, bool record)
{
	enum host_run_result result;

	now = s;
	state_restore();
	schedule_set(s, kind, seed, record);
	host_machine = (struct host_machine) {
		.points_after = s->flags & SEQ_F_POINTS_AFTER,
		.recycle = s->flags & SEQ_F_RECYCLE,
		.rcu_later = s->flags & SEQ_F_RCU_LATER,
		.mutex_spin = s->flags & SEQ_F_MUTEX_SPIN,
	};
	lies_begin(s);
	about_begin(s);
	deadlock_begin(s);
	bound_begin();
	leaks_begin();
	promises_begin(s);
	model_begin(s);
	growth_begin(s);
	infoleak_begin(s);
	judged_begin(s);
	result = host_run(host_play_main, (void *)s);
	if (result == HOST_RUN_LOST && !host_given_up && !secure_world_does_not_end())
		livelock();
	if (result != HOST_RUN_DONE && !host_failed() && !host_given_up)
		abi_check(false);
	judged_end(result == HOST_RUN_DONE);
	lies_keep();
	host_smc_stop();
	if (host_failed())
		return PLAY_FAILED;
	if (result != HOST_RUN_DONE)
		return PLAY_LOST;
	return deadlock_stuck() ? PLAY_STUCK : PLAY_FINE;
}

void play_quiet(void)
{
	if (getenv("TEEPROOF_LOUD"))
		return;
	__sanitizer_set_report_fd((void *)(long)open("/dev/null", O_WRONLY));
	report_quiet();
}

/*
 * Numbers differ between runs of one cause: steps, counts, sizes, addresses. Those that
 * tell one cause from another stand behind one of these.
 */
static bool distinguishes(const char *text, size_t n)
{
	static const char *const before[] = { "P", "T", "errno ", "func ", "result ", "origin ", "returned " };

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		size_t len = strlen(before[i]);

		if (n >= len && !strncmp(text + n - len, before[i], len))
			return true;
	}
	return false;
}

#define ADDRESS_DIGITS	16	/* as %px prints one */

/* How much of @from is a number: with 0x, in decimal, or an address */
static size_t number(const char *from, const char *before, size_t n)
{
	size_t hex = strspn(from, "0123456789abcdef");

	if (from[0] == '0' && from[1] == 'x')
		return 2 + strspn(from + 2, "0123456789abcdef");
	if (hex == ADDRESS_DIGITS && n && strchr(" (=", before[n - 1]))
		return hex;
	return strspn(from, "0123456789");
}

const char *play_cause(void)
{
	static char text[600];
	const char *from = host_failed();
	size_t n;

	if (!from)
		return NULL;
	n = snprintf(text, sizeof(text), "O%d ", host_failed_oracle());
	while (*from && n + 1 < sizeof(text)) {
		size_t len = number(from, text, n);

		if (len && !distinguishes(text, n)) {
			from += len;
			continue;
		}
		for (len = len ? len : 1; len && n + 1 < sizeof(text); len--)
			text[n++] = *from++;
	}
	text[n] = 0;
	return text;
}

bool play_replays(const struct sequence *s, const char *cause, unsigned int times)
{
	while (times--)
		if (play(s, SCHEDULE_SEQUENCE, 0, false) != PLAY_FAILED ||
		    strcmp(play_cause(), cause))
			return false;
	return true;
}
