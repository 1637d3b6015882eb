// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_ioctl: user clients: ioctls, shared memory, mappings, descriptors, several threads of
 * one process.
 */
#include "target.h"

const struct target target = {
	.name = "fuzz_ioctl",
	.roles = 1u << SEQ_USER | 1u << SEQ_MACHINE,
	.flags = SEQ_F_POINTS_AFTER | SEQ_F_RECYCLE | SEQ_F_RCU_LATER | SEQ_F_MUTEX_SPIN |
		 SEQ_F_NO_RPC_ARG | SEQ_F_NO_MEMREF_NULL | SEQ_F_NO_DYNAMIC_SHM |
		 SEQ_F_PROTMEM | SEQ_F_PROTMEM_STATIC,
	.fault = false,
	.lies = false,
	.removes = false,
};
