/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included in front of the files of drivers/firmware/arm_ffa, which are the kernel's
 * own: what only arm64's headers have, and, with TEEPROOF_FFA_AGAIN, a beginning and
 * an end that come with each secure world (ffa_core.c), not once with the kernel.
 */
#ifndef MONITOR_ARM_FFA_H
#define MONITOR_ARM_FFA_H

#include <linux/init.h>
#include <linux/module.h>
#include "smccc_1_2.h"

/* A file with one of its own defines it behind what has been included here. */
#ifdef TEEPROOF_OWN_PR_FMT
#undef pr_fmt
#endif

/* A hypervisor of the kernel's own, which the core waits for */
static inline bool is_protected_kvm_enabled(void)
{
	return false;
}

static inline bool is_pkvm_initialized(void)
{
	return false;
}

struct device;

/* The core's own beginning and end */
int teeproof_ffa_init(void);
void teeproof_ffa_exit(void);

/* ffa_core.c */
struct device *teeproof_ffa_begin(void);
void teeproof_ffa_end(struct device *dev);

#ifdef TEEPROOF_FFA_AGAIN
#undef __init
#undef __exit
#undef rootfs_initcall
#undef device_initcall
#undef module_init
#undef module_exit
#define __init
#define __exit
#define rootfs_initcall(fn)	__alias(fn) int teeproof_ffa_init(void)
#define device_initcall(fn)	rootfs_initcall(fn)
#define module_init(fn)		rootfs_initcall(fn)
#define module_exit(fn)		__alias(fn) void teeproof_ffa_exit(void)
#endif

#endif /* MONITOR_ARM_FFA_H */
