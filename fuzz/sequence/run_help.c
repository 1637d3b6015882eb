// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be done from outside, at any time, for a run of a sequence that is in a
 * deadlock: calls that are parked in the secure world go on, thread contexts that another
 * guest has come back, notifications are sent, tasks are killed.
 */
#include <linux/kernel.h>
#include "monitor.h"
#include "run_private.h"
#include "world.h"

#define NOTIFICATIONS	64	/* values that are sent to who might wait for one */

static bool release(struct monitor *m, const struct monitor_stats *st)
{
	if (st->parked)
		for (u32 gate = 0; gate < MONITOR_MAX_GATES; gate++)
			monitor_gate_open(m, gate, MONITOR_ANY);
	else if (st->threads_stolen)
		monitor_steal_threads(m, 0);
	return st->parked || st->threads_stolen;
}

static bool help(enum run_help h, struct monitor *m, const struct monitor_stats *st)
{
	switch (h) {
	case RUN_HELP_DRAIN:
		run_drain();
		return true;
	case RUN_HELP_NOTIFY:
		for (u32 v = 0; v < NOTIFICATIONS && st->async_notif_enabled; v++)
			monitor_notify(m, v);
		return st->async_notif_enabled;
	case RUN_HELP_KILL:
		return run_kill_all();
	default:
		return false;
	}
}

bool run_help(enum run_help *next, bool releases)
{
	struct monitor *m = world_monitor();
	struct monitor_stats st = { };

	if (m)
		monitor_stats(m, &st);
	while (*next < RUN_HELP_NONE) {
		if (*next > RUN_HELP_DRAIN && releases && release(m, &st))
			return true;
		if (help((*next)++, m, &st))
			return true;
	}
	return releases && release(m, &st);
}
