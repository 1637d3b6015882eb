// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run of a sequence in a real kernel.
 *
 * A thread of its own starts the secure world, binds the driver, runs the
 * executor and takes all down again, while the caller's thread watches: when
 * nothing moves any more it does what could be done from outside at any time
 * (run_help(), as in the hosted world). Who waits then waits for ever.
 */
#include <linux/file.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <monitor_kernel.h>
#include <optee_abi.h>
#include <promises.h>
#include <run.h>
#include "support/compat.h"
#include "play.h"
#include "promises.h"
#include "world.h"

#define STATIC_SHM_PAGES	128	/* as in the hosted world */

/*
 * Time passes only while everything sleeps. Longer than any timer that a driver
 * waits for without a sequence's or the secure world's doing.
 */
#define STILL_MS		1000
#define BOUND_MS		30000	/* what removal, shutdown and exit may take, as in fuzz/oracle/bound.c */
#define HELP_EVERY_MS		15000	/* retries with a back-off move, but get nowhere */
#define PING_MS			500
#define MAX_STUCK		100	/* gates may be closed again and again */
#define MAX_PINGS		8
#define HALT_STILL		20	/* times STILL_MS that taking down may take */

enum phase { PHASE_START, PHASE_RUN, PHASE_HALT };

void sequence_fail(struct sequence_play *p, const char *fmt, ...)
{
	va_list args;
	char *to;

	if (p->num_verdicts == SEQUENCE_VERDICTS)
		return;
	to = p->verdict[p->num_verdicts];
	va_start(args, fmt);
	vsnprintf(to, SEQUENCE_TEXT_BYTES, fmt, args);
	va_end(args);
	/* a promise is looked at at each deadlock */
	for (u32 i = 0; i < p->num_verdicts; i++)
		if (!strcmp(p->verdict[i], to))
			return;
	p->num_verdicts++;
}

/* ---- the run ------------------------------------------------------------------------ */

static void configure(const struct sequence *s, struct monitor_config *c, struct monitor_dt *dt)
{
	run_configure(s, c);
	*dt = (struct monitor_dt) {
		.method = run_conduit(s),
		.no_irq = s->flags & SEQ_F_NO_ASYNC_NOTIF,
		.percpu_irq = s->flags & SEQ_F_PERCPU_IRQ,
	};
	if (s->flags & SEQ_F_NO_DYNAMIC_SHM)
		dt->static_shm_pages = STATIC_SHM_PAGES;
	if (s->flags & SEQ_F_PROTMEM_STATIC)
		dt->static_protmem_pages = RUN_PROTMEM_PAGES;
	/* devices that no driver here is for: it would make calls of its own */
	for (u32 i = 0; i < c->num_devices; i++)
		c->devices[i].uuid[0] ^= 0xff;
}

static void add_rules(const struct sequence *s)
{
	u32 caller[SEQ_MAX_TASKS];

	for (u32 i = 0; i < s->num_tasks; i++)
		caller[i] = sequence_world_caller(i);
	run_rules(s, monitor_current(), caller, s->num_tasks);
}

static int start(struct sequence_play *p, struct monitor_config *config)
{
	struct monitor_dt dt;
	int rc;

	configure(p->s, config, &dt);
	rc = monitor_start(config, &dt);
	if (rc)
		return rc;
	if (!(p->s->flags & SEQ_F_NOT_PROBED)) {
		world_fault(p->s->fault);
		p->probe = monitor_bind();
		world_fault(0);
	}
	sequence_process_names();
	return sequence_world_start(p);
}

/* Work that a call has left to others ends before the driver goes. */
static void settle(void)
{
	compat_flush_scheduled_work();
	flush_delayed_fput();
}

static int play_main(void *data)
{
	struct sequence_play *p = data;
	struct monitor_config *config = kzalloc(sizeof(*config), GFP_KERNEL);
	int rc = -ENOMEM;

	sequence_promises_begin(p);
	if (config)
		rc = start(p, config);
	kfree(config);
	if (!rc) {
		add_rules(p->s);
		WRITE_ONCE(p->phase, PHASE_RUN);
		sequence_promises_run(true);
		run_sequence(p->s);
		settle();
		sequence_promises_run(false);
		WRITE_ONCE(p->phase, PHASE_HALT);
		monitor_rules_clear(monitor_current());
		/* no one else will give them back while the driver waits for one to go */
		monitor_steal_threads(monitor_current(), 0);
		sequence_promises_end();
		sequence_process_kept();
	} else {
		sequence_fail(p, "the run cannot start: %d", rc);
	}
	sequence_world_stop();
	p->breaches = monitor_halt();
	complete(&p->done);
	return 0;
}

/* ---- watching ------------------------------------------------------------------------- */

/* Changes whenever a step begins or ends, or the secure world sees something. */
static u64 progress(void)
{
	struct monitor *m = monitor_current();
	u64 n = run_report.calls;

	for (u32 i = 0; i < SEQ_MAX_STEPS; i++)
		n += run_report.step[i].begun + run_report.step[i].done;
	return n + (m ? monitor_event_count(m) : 0);
}

static const char *doing(u32 task, const struct run_activity *a)
{
	struct sequence_secure now = sequence_secure_state(task);

	if (now.parked)
		return "is parked in the secure world";
	if (now.thread)
		return "waits, with a thread context of the secure world";
	return a->call == RUN_NO_CALL ? "waits for another task" : "waits in the driver";
}

/* Who waits for what, a line each, as in fuzz/oracle/deadlock.c */
static void describe(struct sequence_play *p, char *to, size_t size)
{
	struct run_activity a;
	char step[160];
	int n = 0;

	for (u32 i = 0; i < p->s->num_tasks; i++) {
		if (!run_activity(i, &a) || a.ended)
			continue;
		seq_print_step(p->s, a.step, step, sizeof(step));
		n += scnprintf(to + n, size - n, "%c %s, in step %u: %s\n", 'a' + i, doing(i, &a),
			       a.step, step);
	}
}

/* false: there is nothing left to do. */
static bool on_stuck(struct sequence_play *p, enum run_help *next, bool by_time)
{
	if (!p->stuck++)
		describe(p, p->waiting, sizeof(p->waiting));
	if (!by_time)
		sequence_promises_stuck();
	/* of one with a schedule, which can't be followed here, this is not known */
	if (!by_time && p->s->flags & SEQ_F_MUST_END && !p->s->num_schedule)
		sequence_fail(p, "halt: the sequence, which must end by itself, does not");
	if (*next == RUN_HELP_DRAIN)
		sequence_world_order_off();
	return run_help(next, p->stuck <= MAX_STUCK);
}

static const char *why(u32 task)
{
	if (!promises_refused(SEQUENCE_FIRST_TASK + task))
		return "deadlock";
	return promises_contexts() ? "P9, a call that was refused with ETHREAD_LIMIT" :
				     "P10, a call that was refused with ETHREAD_LIMIT";
}

static void verdict_hang(struct sequence_play *p)
{
	struct run_activity a;
	char step[160];

	for (u32 i = 0; i < p->s->num_tasks; i++) {
		if (!run_activity(i, &a) || a.ended)
			continue;
		if (sequence_secure_state(i).notification) {
			p->given_up = true;
			continue;
		}
		seq_print_step(p->s, a.step, step, sizeof(step));
		sequence_fail(p, "%s: waits for ever in step %u: %s", why(i), a.step, step);
		sched_show_task(sequence_world_thread(i));
	}
}

static int any_tee(struct tee_ioctl_version_data *v, const void *data)
{
	return 1;
}

static int ping_main(void *data)
{
	struct tee_ioctl_open_session_arg arg = { };
	struct tee_context *ctx = tee_client_open_context(NULL, any_tee, NULL, NULL);

	if (!IS_ERR(ctx)) {
		memcpy(arg.uuid, monitor_ta_uuid(MONITOR_TA_ECHO), sizeof(arg.uuid));
		if (!tee_client_open_session(ctx, &arg, NULL) && !arg.ret)
			tee_client_close_session(ctx, arg.session);
		tee_client_close_context(ctx);
	}
	return 0;
}

/*
 * The verdict is in; so that others can be played after this one, calls of another
 * client come and go, whose end wakes who would otherwise sleep on.
 */
static bool rescue(struct sequence_play *p)
{
	for (u32 i = 0; i < MAX_PINGS; i++) {
		struct task_struct *t = kthread_run(ping_main, NULL, "seq-ping");

		if (IS_ERR(t))
			return false;
		if (wait_for_completion_timeout(&p->done, msecs_to_jiffies(PING_MS)))
			return true;
	}
	return false;
}

/* Something is under way that ends by itself, if the driver is right. */
static bool has_time(u32 *bounded, unsigned long *since)
{
	u32 now = sequence_world_bounded();

	if (now != *bounded) {
		*bounded = now;
		*since = jiffies;
	}
	return now && time_before(jiffies, *since + msecs_to_jiffies(BOUND_MS));
}

/* Until the run is over; false: it never will be. */
static bool watch(struct sequence_play *p)
{
	unsigned long helped = jiffies, since = jiffies;
	u32 bounded = 0;
	enum run_help next = RUN_HELP_DRAIN;
	u32 halting = 0;
	u64 last = 0, now;

	while (!wait_for_completion_timeout(&p->done, msecs_to_jiffies(STILL_MS))) {
		bool by_time = time_after(jiffies, helped + msecs_to_jiffies(HELP_EVERY_MS));

		if (READ_ONCE(p->phase) != PHASE_RUN) {
			if (++halting == HALT_STILL) {
				sequence_fail(p, "the driver's probe or remove does not return");
				return false;
			}
			continue;
		}
		sequence_promises_idle();
		if (run_suspending()) {	/* which ends by itself */
			helped = jiffies;
			continue;
		}
		now = progress();
		if (has_time(&bounded, &since) ||
		    (!by_time && (now != last || sequence_world_sleepers()))) {
			last = now;
			continue;
		}
		helped = jiffies;
		if (on_stuck(p, &next, now != last))
			continue;
		if (now != last)
			continue;
		verdict_hang(p);
		return rescue(p);
	}
	return true;
}

int sequence_play(struct sequence_play *p)
{
	struct task_struct *t;
	int rc = 0;

	init_completion(&p->done);
	t = kthread_run(play_main, p, SEQUENCE_COMM "play");
	if (IS_ERR(t))
		rc = PTR_ERR(t);
	else if (!watch(p))
		rc = -EDEADLK;
	else
		p->pinned = sequence_process_pinned();
	sequence_promises_stop();
	return rc;
}

/* ---- for people -------------------------------------------------------------------------- */

static void print_result(const struct sequence_play *p, u32 i)
{
	const struct run_step_result *r = &run_report.step[i];
	char text[200];

	seq_print_step(p->s, i, text, sizeof(text));
	if (!r->begun)
		pr_info("sequence: %3u  %-60s never begun\n", i, text);
	else if (!r->done)
		pr_info("sequence: %3u  %-60s never ended\n", i, text);
	else if (r->rc == RUN_SKIPPED)
		pr_info("sequence: %3u  %-60s rc skipped ret %#x origin %u\n", i, text, r->ret,
			r->origin);
	else
		pr_info("sequence: %3u  %-60s rc %ld ret %#x origin %u\n", i, text, r->rc, r->ret,
			r->origin);
}

void sequence_timeline(const struct sequence_play *p)
{
	const struct run_step_result *r = run_report.step;

	pr_info("sequence: probe: %d\n", p->probe);
	for (u32 nth = 1; nth <= p->s->num_steps; nth++)
		for (u32 i = 0; i < p->s->num_steps; i++)
			if (r[i].nth == nth)
				print_result(p, i);
	for (u32 i = 0; i < p->s->num_steps; i++)
		if (!r[i].begun)
			print_result(p, i);
}
