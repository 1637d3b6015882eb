// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compiled as a driver is: ASan checks its accesses.
 */
#include "driver_like.h"

u8 driver_like_read(const u8 *p, long at)
{
	return p[at];
}

void driver_like_write(u8 *p, long at, u8 value)
{
	p[at] = value;
}

void driver_like_count(u32 *n)
{
	u32 was = *(volatile u32 *)n;

	*(volatile u32 *)n = was + 1;
}

u8 driver_like_stack(u32 n)
{
	volatile u8 bytes[16] = { 0 };
	u8 sum = 0;

	for (u32 i = 0; i < n; i++)
		bytes[i] = (u8)i;
	for (u32 i = 0; i < sizeof(bytes); i++)
		sum += bytes[i];
	return sum;
}
