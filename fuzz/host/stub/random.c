// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random numbers.
 *
 * Stub: they are the same in each run.
 */
#include <linux/kernel.h>
#include <linux/random.h>
#include "host_kernel.h"

void get_random_bytes(void *buf, size_t len)
{
	static const u8 noise[] = { 0x5c, 0x1f, 0x93, 0x0e, 0x77, 0xd2, 0x48, 0xab };

	for (size_t i = 0; i < len; i++)
		((u8 *)buf)[i] = noise[i % sizeof(noise)] + i;
}

static u32 drawn;

u32 get_random_u32(void)
{
	return drawn++;
}

void host_random_reset(void)
{
	drawn = 0;
}

/* Never: addresses are not hashed here, they are the same in each run anyway. */
int execute_with_initialized_rng(struct notifier_block *nb)
{
	return 0;
}

u32 __get_random_u32_below(u32 ceil)
{
	return ceil / 2;
}
