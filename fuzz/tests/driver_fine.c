// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compiled as a driver is with FINE=1: each load and store is a scheduling point.
 */
#include "driver_like.h"

void driver_fine_count(u32 *n)
{
	u32 was = *(volatile u32 *)n;

	*(volatile u32 *)n = was + 1;
}
