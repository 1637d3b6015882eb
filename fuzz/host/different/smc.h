/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The secure world of the hosted kernel: starting and stopping it, asking for it.
 */
#ifndef HOST_SMC_H
#define HOST_SMC_H

#include "monitor.h"

/** host_smc_start() - a new secure world; at most one at a time */
void host_smc_start(const struct monitor_config *config);
/** host_smc_stop() - ends it; what it allocated goes back */
void host_smc_stop(void);
/** host_monitor() - the secure world, NULL: none */
struct monitor *host_monitor(void);
/** host_monitor_last() - the secure world of the last run, for its events only */
struct monitor *host_monitor_last(void);
/** host_smc_pages_freed() - @n pages from physical address @pa on go back to the allocator */
void host_smc_pages_freed(u64 pa, unsigned long n);
/**
 * host_smc_kernel_gone() - @gone: the kernel has gone by kexec; what is left of its driver is taken down without the secure
 * world. false: a new one has begun
 */
void host_smc_kernel_gone(bool gone);
/**
 * host_smc_client_frees() - a client frees @n pages of its own at @pa, which a driver that @gave_up, or was refused over
 * FF-A, could not ask back
 */
void host_smc_client_frees(u64 pa, unsigned long n, bool gave_up);
/** host_smc_keeps() - the driver has given up, and the page at @pa is the secure world's */
bool host_smc_keeps(u64 pa);
/** host_gate_chan() - whether a task that waits on @chan is parked, and where */
bool host_gate_chan(const void *chan, u32 *gate);

#endif
