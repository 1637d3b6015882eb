/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fuzz target is a shape of sequences: which roles take part, and what makes a
 * sequence one of this target's. All else is the same for all (target.c).
 */
#ifndef TARGET_H
#define TARGET_H

#include "sequence.h"

/**
 * struct target - one target
 * @name:	its name
 * @roles:	roles of its tasks (bits)
 * @flags:	SEQ_F_* that may be set
 * @fault:	allocations may fail in probe
 * @lies:	the monitor may lie (MONITOR_DO_POKE and other hostile rules)
 * @removes:	the driver may be removed, bound again and shut down
 */
struct target {
	const char *name;
	u8 roles;
	u8 flags;
	bool fault;
	bool lies;
	bool removes;
};

extern const struct target target;

#endif
