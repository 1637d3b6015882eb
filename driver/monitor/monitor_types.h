/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The integer types of the monitor core, which knows no kernel and no libc: in a
 * kernel they come from the kernel, elsewhere from the compiler's own headers.
 */
#ifndef MONITOR_TYPES_H
#define MONITOR_TYPES_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
#endif

#endif /* MONITOR_TYPES_H */
