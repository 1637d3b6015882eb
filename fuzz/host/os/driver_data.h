/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's variables between runs. */
#ifndef OS_STATE_H
#define OS_STATE_H

/** state_keep() - remembers them, once, before the first run */
void state_keep(void);
/** state_restore() - puts them back */
void state_restore(void);

#endif
