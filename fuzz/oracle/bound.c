// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oracle O3, continued: what has to end in a stated time, whatever the secure world
 * refuses, keeps, or gives to another guest:
 *
 *   shutdown	in any case;
 *   removal	but for the time in which somebody has a context or memory open and makes no
 *		call, whose business that is, or an SMC does not return (a parked call):
 *		its task is at work in the driver;
 *   a probe	likewise: one that fails removes what it has set up;
 *   a task of user space that was killed, or ends: whoever has the thread contexts. Not
 *		while its own call is parked, or a fast call that another makes with a lock
 *		that it needs, or its own waits for a notification or the end of a
 *		time for the secure world, and not while it is frozen.
 *
 * A removal or probe that takes so long may have given up: what the secure world has
 * then, it keeps, and that is no leak (monitor_give_up()).
 */
#include <string.h>
#include "different/smc.h"
#include "host.h"
#include "oracle.h"
#include "os/report.h"
#include "run.h"

#define BOUND_S		30ull
#define NS_PER_S	(1000ull * 1000 * 1000)
#define GIVE_UP_NS	(5 * NS_PER_S)

#define RPC_NOTIFICATION	4	/* optee_rpc_cmd.h: OPTEE_RPC_CMD_NOTIFICATION */
#define RPC_SUSPEND		5	/* OPTEE_RPC_CMD_SUSPEND */

/*
 * By task: its shutdown, removal or end is under way; @since: when its clock, of used time, was put back last;
 * @excused: it was when last looked at
 */
static struct {
	enum bound_what what;
	u64 began, since;
	bool excused;
} going[HOST_MAX_TASKS];

/* A removal or shutdown of the driver that is bound took so long; the last probe did */
static bool gave_up, probe_took_long;
/* In this run some did */
static bool ever_gave_up;

static const char *const text[] = {
	[BOUND_SHUTDOWN] = "a shutdown", [BOUND_REMOVAL] = "a removal", [BOUND_PROBE] = "a probe",
	[BOUND_END] = "a task that was killed",
};

/* The time that was used: a driver that can't run while time passes ends nothing. */
static u64 used_ns(void)
{
	return host_clock_ns - host_late_ns;
}

void bound_begin(void)
{
	memset(going, 0, sizeof(going));
	gave_up = false;
	ever_gave_up = false;
	probe_took_long = false;
}

void bound_probe(void)
{
	gave_up = false;
}

static bool ends_driver(u32 task)
{
	return going[task].what == BOUND_SHUTDOWN || going[task].what == BOUND_REMOVAL;
}

/* It waits for those who have something open, or fails and then does. */
static bool sees_users_off(u32 task)
{
	return going[task].what == BOUND_REMOVAL || going[task].what == BOUND_PROBE;
}

static bool gives_up(u32 task)
{
	return (ends_driver(task) || going[task].what == BOUND_PROBE) &&
	       host_clock_ns - going[task].began >= GIVE_UP_NS;
}

bool bound_gave_up(void)
{
	for (u32 i = 0; i < HOST_MAX_TASKS; i++)
		if (gives_up(i))
			return true;
	return gave_up;
}

void bound_starts(enum bound_what what)
{
	going[host_current->id].what = what;
	going[host_current->id].began = host_clock_ns;
	going[host_current->id].since = used_ns();
}

void bound_ends(bool gone)
{
	u32 me = host_current->id;

	if (going[me].what == BOUND_PROBE)
		probe_took_long = gives_up(me);
	if (gone && gives_up(me)) {
		gave_up = true;
		ever_gave_up = true;
		if (host_monitor())
			monitor_give_up(host_monitor());
	}
	going[me].what = BOUND_NOTHING;
	/* who waited for this one begins now */
	for (u32 i = 0; i < HOST_MAX_TASKS; i++)
		going[i].since = used_ns();
}

static bool waits(const struct host_task *t)
{
	return t->state == HOST_WAITING && !(t->flags & HOST_IDLE);
}

/* The last request of its call is to wait. */
static bool waits_for_secure_world(u32 task)
{
	struct monitor *m = host_monitor();
	struct monitor_event e;
	u32 n = m && task_secure[task].thread ? monitor_event_count(m) : 0;

	while (n-- > 0) {
		if (!monitor_event_get(m, n, &e))
			return true;	/* so long ago that the monitor has forgotten it */
		if (e.caller == task && e.kind == MONITOR_EV_RPC)
			return e.func == RPC_NOTIFICATION || e.func == RPC_SUSPEND;
	}
	return false;
}

static bool any_parked(void)
{
	for (u32 i = 0; i < host_tasks(); i++)
		if (task_secure[i].parked)
			return true;
	return false;
}

/*
 * Somebody has something open, and does not wait for the driver to give it back; it may wait for a supplicant, or be frozen. A
 * shutdown that waits for the device of this removal has nothing open.
 */
static bool users_business(u32 task)
{
	struct run_activity a;

	for (u32 i = 0; run_activity(i, &a); i++)
		if (!ends_driver(a.caller) && a.caller != task && a.call != RUN_NO_CALL && !a.ended &&
		    !host_frozen(host_task(a.caller)) && (!task_secure[a.caller].thread || waits_for_secure_world(a.caller)))
			return false;
	/* a slot may be empty whose file another process has */
	return run_anything_open() || host_files_open();
}

/* What a run in a deadlock is still going to be helped with, before anybody waits for ever */
static bool notification_helps(u32 task)
{
	for (u32 i = 0; i < host_tasks(); i++)
		if (sees_users_off(task) && waits_for_secure_world(i))
			return true;
	return false;
}

/* Who is frozen gives nothing back: a removal comes at its own risk between suspend and resume. */
static bool any_freezing(void)
{
	for (u32 i = 0; i < host_tasks(); i++)
		if (host_task(i)->user && host_task(i)->freezing && host_task(i)->state != HOST_DONE)
			return true;
	return false;
}

static bool excused(u32 task)
{
	/* its own SMC does not return, or a fast call of the one who holds the lock that it waits for */
	if (task_secure[task].parked || task_secure[deadlock_behind(host_task(task))->id].parked_fast)
		return true;
	switch (going[task].what) {
	case BOUND_REMOVAL:
	case BOUND_PROBE:
		return users_business(task) || any_parked() || any_freezing();
	case BOUND_END:
		return waits_for_secure_world(task) || host_frozen(host_task(task));
	default:
		return false;
	}
}

/* Tasks that have been killed since the last look */
static void look_for_killed(void)
{
	struct run_activity a;

	for (u32 i = 0; i < host_tasks(); i++) {
		const struct host_task *t = host_task(i);

		if (going[i].what || !t->user || !(t->kill || t->exits) || t->state == HOST_DONE ||
		    !run_activity_of(i, &a))
			continue;
		going[i].what = BOUND_END;
		going[i].since = used_ns();
	}
}

bool bound_ever_gave_up(void)
{
	return ever_gave_up;
}

bool bound_probe_took_long(void)
{
	return probe_took_long;
}

bool bound_pending(void)
{
	for (u32 i = 0; i < host_tasks(); i++)
		if (going[i].what && host_task(i)->state != HOST_DONE && !excused(i) &&
		    used_ns() - going[i].since < BOUND_S * NS_PER_S)
			return true;
	return false;
}

void bound_look(bool for_ever)
{
	char where[128];
	bool now;

	look_for_killed();
	for (u32 i = 0; i < host_tasks(); i++) {
		const struct host_task *t = host_task(i);

		if (t->state == HOST_DONE)
			going[i].what = BOUND_NOTHING;
		if (!going[i].what) {
			going[i].excused = false;
			continue;
		}
		now = excused(i);
		/* what has passed since the last look was of its excuse */
		if (now || going[i].excused)
			going[i].since = used_ns();
		going[i].excused = now;
		if (now)
			continue;
		if (!waits(t) || (for_ever ? notification_helps(i) :
				  used_ns() - going[i].since < BOUND_S * NS_PER_S))
			continue;
		report_where(t, where, sizeof(where));
		/* not in the driver: for the lock of its device */
		if (!strcmp(where, "?"))
			continue;
		host_fail(HOST_O3_DEADLOCK, "bound: %s has not ended %s: it waits in %s", text[going[i].what],
			  for_ever ? "and never will" : "in its time", where);
	}
}
