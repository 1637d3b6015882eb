/* SPDX-License-Identifier: GPL-2.0-only */
/* What the mutator's files share. */
#ifndef MUTATE_PRIVATE_H
#define MUTATE_PRIVATE_H

#include "sequence.h"

/** mutate_below() - a number below @limit, 0 when that is 0 */
u32 mutate_below(u64 *seed, u32 limit);
bool mutate_one_in(u64 *seed, u32 n);
/** mutate_number() - small ones and those at edges most, at most @max */
u64 mutate_number(u64 *seed, u64 max);
u64 mutate_size(u64 *seed);
u64 mutate_value(u64 *seed, const struct sequence *s, enum seq_kind kind);
void mutate_param(u64 *seed, const struct sequence *s, struct seq_param *p);
void mutate_rule(u64 *seed, const struct sequence *s, struct seq_rule *rule);
/** mutate_insert() - @st becomes step @at, when there is room */
void mutate_insert(struct sequence *s, unsigned int at, const struct seq_step *st);
/** mutate_insert_life() - the steps of what a task usually does, in order, somewhere */
void mutate_insert_life(u64 *seed, struct sequence *s);
/** mutate_add_crowd() - tasks of @roles that contend for the thread contexts */
void mutate_add_crowd(u64 *seed, struct sequence *s, u8 roles);

#endif
