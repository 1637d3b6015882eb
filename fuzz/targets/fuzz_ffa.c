// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_ffa: OP-TEE as a partition of FF-A, and a hostile partition manager: calls and memory
 * that it refuses, handles that it makes up, notifications, requests that it interrupts.
 */
#include "target.h"

const struct target target = {
	.name = "fuzz_ffa",
	.transport = SEQ_FFA,
	.roles = 1u << SEQ_CLIENT | 1u << SEQ_USER | 1u << SEQ_SUPPLICANT | 1u << SEQ_MACHINE,
	.flags = ~SEQ_F_MUST_END,
	.fault = true,
	.lies = true,
	.removes = true,
};
