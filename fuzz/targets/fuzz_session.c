// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_session: kernel clients open, provision, invoke, cancel and close, with parked calls,
 * signals and threads taken by others.
 */
#include "target.h"

const struct target target = {
	.name = "fuzz_session",
	.roles = 1u << SEQ_CLIENT | 1u << SEQ_MACHINE,
	.flags = SEQ_F_POINTS_AFTER | SEQ_F_RECYCLE | SEQ_F_RCU_LATER | SEQ_F_MUTEX_SPIN |
		 SEQ_F_NO_THREAD_COUNT | SEQ_F_NO_RPC_ARG | SEQ_F_NO_MEMREF_NULL |
		 SEQ_F_NO_DYNAMIC_SHM,
	.fault = false,
	.lies = false,
	.removes = false,
};
