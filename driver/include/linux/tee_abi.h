/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user ABI of this TEE core. It is the kernel's own uapi/linux/tee.h, and
 * what that of an older kernel (6.12 being the oldest) does not have yet: each
 * piece is recognised by a macro of it.
 */
#ifndef _LINUX_TEE_ABI_H
#define _LINUX_TEE_ABI_H

#include <linux/tee.h>

/* The largest argument with its parameters; older ones end at 1024 bytes */
#define TEE_ABI_MAX_ARG_SIZE	4096

#if TEE_MAX_ARG_SIZE < TEE_ABI_MAX_ARG_SIZE
#undef TEE_MAX_ARG_SIZE
#define TEE_MAX_ARG_SIZE	TEE_ABI_MAX_ARG_SIZE
#endif

#endif /* _LINUX_TEE_ABI_H */
