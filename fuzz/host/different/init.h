/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before all else in hosted builds: the exit calls of code that is built in,
 * which a kernel never makes and newer ones leave out, are kept. The driver is removed
 * at the end of each run (fuzz/play/kernel/boot.c).
 */
#ifndef HOST_INIT_H
#define HOST_INIT_H

#if defined(__KERNEL__) && !defined(__UM_HOST__) && !defined(__ASSEMBLER__) && !defined(__ASSEMBLY__)
#include <linux/types.h>
#include <linux/init.h>
#undef __exit_call
#define __exit_call	__used __section(".exitcall.exit")
#endif

#endif
