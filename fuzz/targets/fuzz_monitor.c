// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_monitor: a hostile secure world: wrong answers, RPCs, cookies, sizes, notifications
 * out of the blue.
 */
#include "target.h"

const struct target target = {
	.name = "fuzz_monitor",
	.roles = 1u << SEQ_CLIENT | 1u << SEQ_USER | 1u << SEQ_SUPPLICANT | 1u << SEQ_MACHINE,
	.flags = SEQ_F_POINTS_AFTER | SEQ_F_RECYCLE | SEQ_F_RCU_LATER | SEQ_F_MUTEX_SPIN | SEQ_F_RPMB |
		 SEQ_F_NO_RPC_ARG | SEQ_F_RPMB_PROBE | SEQ_F_SUPP_DEVICE | SEQ_F_PERCPU_IRQ |
		 SEQ_F_PROTMEM,
	.fault = false,
	.lies = true,
	.removes = true,
};
