// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O3: deadlock. When no task can run and no timer is due, there is one.
 * That is no fault yet: a sequence may have parked its calls, sent no supplicant, or
 * hold what others wait for. So first everything is done that could come from outside
 * at any time, one thing after the other: gates open, stolen threads come back, every
 * notification is sent, the tasks are killed. Whoever waits then waits for ever.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "host.h"
#include "different/smc.h"
#include "oracle.h"
#include "os/report.h"
#include "run.h"

#define RPC_NOTIFICATION	4	/* optee_rpc_cmd.h: OPTEE_RPC_CMD_NOTIFICATION */

#define MAX_STUCK	1000	/* a sequence may close gates again and again */

static const struct sequence *seq;
static enum run_help next_help;
static u32 stuck;
static char first_graph[8192], last_graph[8192], dot_graph[16384];

void deadlock_begin(const struct sequence *s)
{
	seq = s;
	next_help = RUN_HELP_DRAIN;
	stuck = 0;
	first_graph[0] = 0;
	last_graph[0] = 0;
	dot_graph[0] = 0;
}

u32 deadlock_stuck(void)
{
	return stuck;
}

bool deadlock_killed(void)
{
	return next_help > RUN_HELP_KILL;
}

const char *deadlock_first_graph(void)
{
	return first_graph[0] ? first_graph : NULL;
}

const char *deadlock_last_graph(void)
{
	return last_graph[0] ? last_graph : NULL;
}

static bool deadlock_others_in(void)
{
	for (u32 i = 0; i < host_tasks(); i++)
		if (task_secure[i].thread)
			return true;
	return false;
}

static bool waits(const struct host_task *t)
{
	return t && t->state == HOST_WAITING && !(t->flags & HOST_IDLE);
}

static const struct host_task *holder(const void *lock)
{
	for (u32 i = 0; i < host_tasks(); i++) {
		struct host_task *t = host_task(i);

		for (u32 k = 0; k < t->num_holds; k++)
			if (t->holds[k] == lock)
				return t;
	}
	return NULL;
}

static bool find_activity(u32 caller, struct run_activity *a)
{
	for (u32 i = 0; run_activity(i, a); i++)
		if (a->caller == caller)
			return true;
	return false;
}

static void describe(const struct host_task *t, char *buf, size_t size)
{
	const struct host_task *h = holder(t->chan);
	struct run_activity a;
	char step[160] = "";
	u32 gate;
	int n;

	if (find_activity(t->id, &a) && seq)
		seq_print_step(seq, a.step, step, sizeof(step));
	n = snprintf(buf, size, "%s", t->name);
	if (host_gate_chan(t->chan, &gate))
		n += snprintf(buf + n, size - n, " is parked in the secure world at gate %u", gate);
	else if (h)
		n += snprintf(buf + n, size - n, " waits for a lock that %s holds", h->name);
	else
		n += snprintf(buf + n, size - n, " waits (%s at %#lx)", host_point_name(t->why),
			      (unsigned long)t->chan);
	if (task_secure[t->id].thread)
		n += snprintf(buf + n, size - n, ", holds a thread context of the secure world");
	if (step[0])
		snprintf(buf + n, size - n, ", in step %u: %s", a.step, step);
}

static size_t graph(char *to, size_t size, bool dot)
{
	size_t n = 0;

	if (dot)
		n += snprintf(to + n, size - n, "digraph waiting {\n\tnode [shape=box fontname=sans];\n");
	for (u32 i = 0; i < host_tasks() && n < size; i++) {
		const struct host_task *t = host_task(i), *h;
		char line[320];

		if (!waits(t))
			continue;
		describe(t, line, sizeof(line));
		if (!dot) {
			n += snprintf(to + n, size - n, "  %s\n", line);
			continue;
		}
		for (char *c = line; *c; c++)
			if (*c == '"')
				*c = '\'';
		n += snprintf(to + n, size - n, "\tt%u [label=\"%s\"];\n", i, line);
		h = holder(t->chan);
		if (h && n < size)
			n += snprintf(to + n, size - n, "\tt%u -> t%u [label=\"lock\"];\n", i, h->id);
		/* who waits outside the secure world waits for those with a context */
		for (u32 k = 0; k < host_tasks() && n < size; k++)
			if (!h && !task_secure[i].thread && task_secure[k].thread &&
			    t->why != HOST_AT_JOIN)
				n += snprintf(to + n, size - n,
					      "\tt%u -> t%u [style=dashed label=\"context\"];\n", i, k);
	}
	if (dot && n < size)
		n += snprintf(to + n, size - n, "}\n");
	return n < size ? n : size - 1;
}

const char *deadlock_dot(void)
{
	return dot_graph[0] ? dot_graph : NULL;
}

/* Both forms of now: the one for graphviz is the first deadlock's, until there is a verdict. */
static void keep_graph(char *text, size_t size)
{
	graph(text, size, false);
	graph(dot_graph, sizeof(dot_graph), true);
}

/* The secure world itself waits for a notification that nobody will send. */
static bool waits_for_notification(u32 caller)
{
	struct monitor *m = host_monitor();
	struct monitor_event e;
	u32 n = m ? monitor_event_count(m) : 0;

	while (n-- > 0 && monitor_event_get(m, n, &e))
		if (e.caller == caller && e.kind == MONITOR_EV_RPC)
			return e.func == RPC_NOTIFICATION;
	/* so long ago that the event is gone */
	return n != MONITOR_ANY && task_secure[caller].thread;
}

bool deadlock_hopeless(void)
{
	for (u32 i = 0; i < host_tasks(); i++)
		if (waits(host_task(i)) && waits_for_notification(i))
			return true;
	return false;
}

/* A call that was refused says most, then one outside the secure world. */
static u32 rank(const struct host_task *t)
{
	return task_secure[t->id].thread ? 0 : promises_refused(t->id) ? 2 : 1;
}

/* Who waits for a lock waits for what its holder waits for. */
const struct host_task *deadlock_behind(const struct host_task *who)
{
	for (u32 n = host_tasks(); who && n; n--) {
		const struct host_task *h = holder(who->chan);

		if (!waits(h))
			break;
		who = h;
	}
	return who;
}

/* Holds a lock, and waits for it, or for one whose holder waits for one in turn. */
static bool in_circle(const struct host_task *t)
{
	return t && waits(holder(t->chan));
}

/*
 * One of those who wait stands for all: the one outside the secure world, if there
 * is one, since those inside may only be what it waits for. Where the secure world
 * waits for a notification, anybody may wait for its call; a circle of locks is the
 * driver's doing all the same.
 */
static const struct host_task *victim(bool must_end)
{
	const struct host_task *who = NULL;
	bool circles = !must_end && deadlock_hopeless();

	for (u32 i = 0; i < host_tasks(); i++) {
		if (!waits(host_task(i)) || host_task(i)->why == HOST_AT_JOIN ||
		    (circles && !in_circle(deadlock_behind(host_task(i)))))
			continue;
		if (!who || rank(host_task(i)) > rank(who))
			who = host_task(i);
	}
	return deadlock_behind(who);
}

static void verdict(void)
{
	const struct host_task *who = victim(false);
	char where[128];

	if (!who)
		return;
	keep_graph(last_graph, sizeof(last_graph));
	report_where(who, where, sizeof(where));
	if (promises_refused(who->id) && !deadlock_others_in())
		host_fail(HOST_O4_PROMISE,
			  "%s: a call that was refused with ETHREAD_LIMIT waits for ever in %s, though no other call is in",
			  promises_contexts() ? "P9" : "P10", where);
	else
		host_fail(HOST_O3_DEADLOCK, "deadlock: waits for ever in %s (%s%s)", where,
			  host_point_name(who->why),
			  task_secure[who->id].thread ? ", inside a call" : "");
}

/*
 * One who is in the secure world's hands does not sleep: that is not the driver's
 * doing. Who waits for a lock waits for its holder, frozen or not.
 */
void deadlock_not_frozen(const struct host_task *t)
{
	char where[128];
	u32 gate;

	/* who can run has not been let run, and who was thawed meanwhile need not freeze */
	if (!waits(t) || !t->freezing || host_gate_chan(deadlock_behind(t)->chan, &gate) || host_failed())
		return;
	graph(last_graph, sizeof(last_graph), false);
	report_where(t, where, sizeof(where));
	host_fail(HOST_O3_DEADLOCK, "suspend is given up: a task can't be frozen, it waits in %s (%s%s)", where,
		  host_point_name(t->why), task_secure[t->id].thread ? ", inside a call" : "");
}

/* A sequence may say of itself that nothing in it needs help from outside. */
static void must_not_halt(void)
{
	const struct host_task *who = victim(true);
	char where[128];

	if (!who)
		return;
	graph(last_graph, sizeof(last_graph), false);
	report_where(who, where, sizeof(where));
	host_fail(HOST_O3_DEADLOCK, "halt: the sequence, which must end by itself, waits in %s (%s%s)", where,
		  host_point_name(who->why), task_secure[who->id].thread ? ", inside a call" : "");
}

bool deadlock_on_stuck(bool by_time)
{
	/* it has longer than others */
	if (by_time && run_suspending())
		return true;
	if (!stuck++)
		keep_graph(first_graph, sizeof(first_graph));
	host_trace_mix("stuck", next_help, 0);
	if (!by_time)
		promises_on_stuck();
	bound_look(!by_time);
	if (by_time && bound_pending() && !host_failed())
		return true;
	if (!by_time && (seq->flags & SEQ_F_MUST_END))
		must_not_halt();
	if (run_help(&next_help, stuck <= MAX_STUCK))
		return true;
	if (!by_time)
		verdict();
	return false;
}
