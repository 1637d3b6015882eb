// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps that are no calls into the driver: gates, notifications, signals, time,
 * and what the machine does to the driver (bind, remove, shut down).
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include "run_private.h"

/* What all tasks together have to freeze (kernel/power/process.c, freeze_timeout_msecs) */
#define FREEZE_MS	20000

struct parked {
	u32 gate, callers;
};

static bool are_parked(void *arg)
{
	struct parked *p = arg;

	return run.draining || !world_monitor() ||
	       monitor_gate_waiting(world_monitor(), p->gate) >= p->callers;
}

static struct run_task *other(u64 task)
{
	return task < run.s->num_tasks && run.task[task].t ? &run.task[task] : NULL;
}

static bool other_ended(void *arg)
{
	return run.draining || world_ended(arg);
}

static s64 join(struct run_task *t, struct run_task *o)
{
	if (!o || o == t)
		return RUN_SKIPPED;
	world_wait(other_ended, o->t);
	return 0;
}

static s64 freeze(struct run_task *o, bool frozen)
{
	if (!o)
		return RUN_SKIPPED;
	o->frozen = frozen;
	world_freeze(o->t, frozen);
	world_changed();
	return 0;
}

/* The SCMI agent comes and goes with the driver. Its transport's system session is one like a client's. */
void run_agent(void)
{
	bool system = world_scmi_system();

	run_report.system_sessions += system - run.agent_system;
	run.agent_system = system;
}

static s64 clock(struct run_task *t, const struct seq_step *st)
{
	t->now.context = SEQ_SLOTS;	/* the agent's, which is in no slot */
	run_begin(t, RUN_INVOKE, world_scmi_system());
	return world_clock(st->arg[0], st->arg[1]);
}

/* Whom suspend freezes: kernel threads go on. */
static bool has_to_freeze(const struct run_task *o)
{
	return o->t && o->process && !world_ended(o->t);
}

static bool all_frozen(void)
{
	for (u32 i = 0; i < run.s->num_tasks; i++)
		if (has_to_freeze(&run.task[i]) && !world_frozen(run.task[i].t))
			return false;
	return true;
}

s64 run_resume(void)
{
	for (u32 i = 0; run.s && i < run.s->num_tasks; i++)
		if (run.task[i].frozen)
			freeze(&run.task[i], false);
	return 0;
}

/* As the kernel's freezer: all are asked, one after the other, and then have FREEZE_MS. */
static s64 suspend(u64 first)
{
	u32 n = run.s->num_tasks, ms = 0;

	for (u32 i = 0; i < n; i++) {
		struct run_task *o = &run.task[(first + i) % n];

		if (has_to_freeze(o))
			freeze(o, true);
	}
	run.suspending = true;
	for (u32 wait = 1; ms < FREEZE_MS && !all_frozen() && !world_signalled();
	     ms += wait, wait = min(2 * wait, FREEZE_MS - ms))
		world_sleep_ms(wait);
	run.suspending = false;
	if (all_frozen())
		return 0;
	if (world_signalled()) {	/* it has not waited for them */
		run_resume();
		return -EINTR;
	}
	for (u32 i = 0; i < n; i++)
		if (has_to_freeze(&run.task[i]) && !world_frozen(run.task[i].t))
			world_not_frozen(run.task[i].t);
	run_resume();
	return -EBUSY;
}

/* Is another task in the driver? */
static bool others_call(const struct run_task *t)
{
	for (u32 i = 0; i < run.s->num_tasks; i++)
		if (&run.task[i] != t && run.task[i].now.call != RUN_NO_CALL)
			return true;
	return false;
}

/* No client survives it, and none comes before the next kernel is there. */
static s64 kexec(struct run_task *t)
{
	int rc;

	if (!world_bound() || !world_has_kexec() || run_anything_open() || others_call(t))
		return RUN_SKIPPED;
	run_begin(t, RUN_OTHER_CALL, false);
	run.kexec = true;
	rc = world_kexec();
	run.kexec = false;
	return rc;
}

static s64 wait_parked(const struct seq_step *st)
{
	struct parked p = { st->arg[0] % MONITOR_MAX_GATES, st->arg[1] };

	return world_wait(are_parked, &p) ? 0 : -EINTR;
}

static s64 with_monitor(struct monitor *m, const struct seq_step *st)
{
	switch (st->op) {
	case SEQ_OP_GATE_OPEN:
		monitor_gate_open(m, st->arg[0] % MONITOR_MAX_GATES, st->arg[1] ?: MONITOR_ANY);
		return 0;
	case SEQ_OP_GATE_CLOSE:
		monitor_gate_close(m, st->arg[0] % MONITOR_MAX_GATES);
		return 0;
	case SEQ_OP_NOTIFY:
		monitor_notify(m, st->arg[0]);
		return 0;
	case SEQ_OP_STEAL:
		monitor_steal_threads(m, st->arg[0]);
		return 0;
	default:
		return RUN_SKIPPED;
	}
}

s64 run_machine_step(struct run_task *t, const struct seq_step *st, struct run_step_result *r)
{
	struct run_task *o = other(st->arg[0]);
	int rc;

	switch (st->op) {
	case SEQ_OP_GATE_OPEN:
	case SEQ_OP_GATE_CLOSE:
	case SEQ_OP_NOTIFY:
	case SEQ_OP_STEAL:
		return world_monitor() ? with_monitor(world_monitor(), st) : RUN_SKIPPED;
	case SEQ_OP_WAIT_PARKED:
		return wait_parked(st);
	case SEQ_OP_SIGNAL:
	case SEQ_OP_KILL:
		if (!o || world_ended(o->t))
			return RUN_SKIPPED;
		world_signal(o->t, st->op == SEQ_OP_KILL);
		return 0;
	case SEQ_OP_JOIN:
		return join(t, o);
	case SEQ_OP_SLEEP:
		world_sleep_ms(st->arg[0] % 10000);
		return 0;
	case SEQ_OP_FREEZE:
		/* help has come already, which thawed everybody, and comes once */
		return run.draining ? RUN_SKIPPED : freeze(o, true);
	case SEQ_OP_THAW:
		return freeze(o, false);
	case SEQ_OP_SUSPEND:
		return run.draining ? RUN_SKIPPED : suspend(st->arg[0]);
	case SEQ_OP_RESUME:
		return run_resume();
	case SEQ_OP_REMOVE:
		if (!world_bound())
			return RUN_SKIPPED;
		run_begin(t, RUN_OTHER_CALL, false);
		t->now.ends = run.agent_system;
		world_remove();
		run_agent();
		return 0;
	case SEQ_OP_PROBE:
		if (world_bound())
			return RUN_SKIPPED;
		run_begin(t, RUN_OTHER_CALL, false);
		rc = world_probe();
		run_agent();
		return rc;
	case SEQ_OP_CLOCK:
		return run.s->flags & SEQ_F_SCMI ? clock(t, st) : RUN_SKIPPED;
	case SEQ_OP_SHUTDOWN:
		run_begin(t, RUN_OTHER_CALL, false);
		world_shutdown();
		return 0;
	case SEQ_OP_KEXEC:
		return kexec(t);
	case SEQ_OP_RPMB_ADD:
	case SEQ_OP_RPMB_REMOVE:
		return world_rpmb(st->op == SEQ_OP_RPMB_ADD, &rc) ? rc : RUN_SKIPPED;
	case SEQ_OP_FAULT:
		world_fault(st->arg[0]);
		return 0;
	default:
		return RUN_SKIPPED;
	}
}
