/* SPDX-License-Identifier: GPL-2.0-only */
/* Code compiled as a driver's is, for tests of the hosted kernel: driver_like.c with ASan, driver_fine.c as with FINE=1. */
#ifndef DRIVER_LIKE_H
#define DRIVER_LIKE_H

#include "host.h"

/** driver_like_read() - the byte @at bytes behind @p */
u8 driver_like_read(const u8 *p, long at);
void driver_like_write(u8 *p, long at, u8 value);
/** driver_like_count() - adds one to *@n, in two instructions */
void driver_like_count(u32 *n);
void driver_fine_count(u32 *n);
/** driver_like_stack() - writes @n bytes into an array of 16 on the stack */
u8 driver_like_stack(u32 n);

#endif
