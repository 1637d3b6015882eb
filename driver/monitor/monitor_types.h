/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The integer types of the monitor core, which knows no kernel and no libc: in a
 * kernel they come from the kernel, elsewhere from the compiler's own headers.
 * What the core says about its lock is for sparse, which only a kernel runs.
 */
#ifndef MONITOR_TYPES_H
#define MONITOR_TYPES_H

#ifdef __KERNEL__
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
typedef __UINT8_TYPE__ u8;
typedef __UINT16_TYPE__ u16;
typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;
typedef __INT32_TYPE__ s32;
#define __acquires(...)
#define __releases(...)
#define __acquire(...)	((void)0)
#define __release(...)	((void)0)
#endif

#endif /* MONITOR_TYPES_H */
