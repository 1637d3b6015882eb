/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fuzz target restricts the sequences: which roles take part, and what makes a
 * sequence one of this target's. All else is the same for all (target.c).
 */
#ifndef TARGET_H
#define TARGET_H

#include "sequence.h"

/**
 * struct target - one target
 * @name:	its name
 * @transport:	how the driver reaches the secure world
 * @roles:	roles of its tasks (bits)
 * @flags:	SEQ_F_* that may be set
 * @fault:	allocations may fail in probe
 * @lies:	the monitor may lie (MONITOR_DO_POKE and other hostile rules)
 * @removes:	the driver may be removed, bound again and shut down
 */
struct target {
	const char *name;
	u8 transport;
	u8 roles;
	u32 flags;
	bool fault;
	bool lies;
	bool removes;
};

extern const struct target target;

/* ---- restrict.c --------------------------------------------------------------- */

/** target_allows_op() - whether the target's sequences have steps of this operation */
bool target_allows_op(u8 op);
/** target_allows_rule() - whether its secure world may do this */
bool target_allows_rule(const struct seq_rule *r);
/** target_restrict() - makes any sequence one of this target's */
void target_restrict(struct sequence *s);
/** target_mutate() - changes the sequence in @data; returns its new length */
size_t target_mutate(u8 *data, size_t size, size_t max_size, u64 *seed);
/** target_cross() - one sequence of two; returns its length, 0 when @out is too small */
size_t target_cross(const u8 *data1, size_t size1, const u8 *data2, size_t size2, u8 *out,
		    size_t max_out, u64 *seed);

/* ---- reached.c ---------------------------------------------------------------- */

/** reached_begin() - once, before the first run */
void reached_begin(void);
/** reached_collect() - after each run: the blocks of the driver that it ran count as reached */
void reached_collect(void);

#endif
