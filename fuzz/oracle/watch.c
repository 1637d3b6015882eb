// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the oracles watch in the hosted kernel.
 */
#include "observer.h"
#include "oracle.h"

static void idle(void)
{
	promises_on_idle();
	bound_look(false);
}

const struct host_observer oracle_observer = {
	.begins = atomic_context_begin,
	.looks = promises_on_look,
	.waits = promises_on_wait,
	.idle = idle,
	.bad_free = memory_bad_free,
	.bad_page = memory_bad_page,
	.panics = memory_panic,
	.warns = atomic_context_warned,
	.breaks = atomic_context_broken,
	.holds = atomic_context_hold,
	.drops = atomic_context_unhold,
	.ends = atomic_context_ends,
	.to_user = infoleak_to_user,
	.to_secure = infoleak_to_secure,
	.smc_called = promises_called,
	.smc_parked = promises_parked,
	.smc_answered = promises_answered,
};
