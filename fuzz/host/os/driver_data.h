/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's variables between runs. */
#ifndef OS_STATE_H
#define OS_STATE_H

#include "host.h"

/** state_keep() - remembers them, once, before the first run */
void state_keep(void);
/** state_restore() - puts them back */
void state_restore(void);
/** state_range() - the variables themselves, which are in two ranges, @nr 0 and 1 */
#define STATE_RANGES	2
const u64 *state_range(u32 nr, size_t *words);

#endif
