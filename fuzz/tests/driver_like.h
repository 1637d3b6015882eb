/* SPDX-License-Identifier: GPL-2.0-only */
/* Code compiled as a driver's is (ASan; FINE=1: each load and store a call), for tests of the hosted kernel. */
#ifndef DRIVER_LIKE_H
#define DRIVER_LIKE_H

#include "host.h"

/** driver_like_read() - the byte @at bytes behind @p */
u8 driver_like_read(const u8 *p, long at);
void driver_like_write(u8 *p, long at, u8 value);
/** driver_like_count() - adds one to *@n, in two instructions */
void driver_like_count(u32 *n);
/** driver_like_stack() - writes @n bytes into an array of 16 on the stack */
u8 driver_like_stack(u32 n);

#endif
