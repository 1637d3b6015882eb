/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Big-endian numbers at any address, as RPMB's frames, TPM commands and digests have them.
 */
#ifndef BIG_ENDIAN_H
#define BIG_ENDIAN_H

#include "monitor_types.h"

static inline void be_put16(u8 *p, u32 v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static inline u32 be_get16(const u8 *p)
{
	return (u32)p[0] << 8 | p[1];
}

static inline void be_put32(u8 *p, u32 v)
{
	be_put16(p, v >> 16);
	be_put16(p + 2, v & 0xffff);
}

static inline u32 be_get32(const u8 *p)
{
	return be_get16(p) << 16 | be_get16(p + 2);
}

#endif /* BIG_ENDIAN_H */
