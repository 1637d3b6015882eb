// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_probe: capabilities, probe, remove, bind again, shutdown, allocations that fail.
 */
#include "target.h"

const struct target target = {
	.name = "fuzz_probe",
	.roles = 1u << SEQ_CLIENT | 1u << SEQ_USER | 1u << SEQ_SUPPLICANT | 1u << SEQ_MACHINE,
	.flags = ~SEQ_F_MUST_END,
	.fault = true,
	.lies = false,
	.removes = true,
};
