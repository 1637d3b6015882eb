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
	.begins = context_begin,
	.looks = promises_on_look,
	.waits = promises_on_wait,
	.idle = idle,
	.bad_free = memory_bad_free,
	.bad_page = memory_bad_page,
	.panics = memory_panic,
	.warns = context_warned,
	.breaks = context_broken,
	.holds = context_hold,
	.drops = context_unhold,
	.ends = context_ends,
	.to_user = secret_to_user,
	.to_secure = secret_to_secure,
	.smc_called = promises_called,
	.smc_parked = promises_parked,
	.smc_answered = promises_answered,
};
