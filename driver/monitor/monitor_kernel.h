/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The monitor as the SMC conduit of a kernel: one secure world a kernel, the
 * device-tree node that the driver probes, and waiting for what tests wait for.
 * Process context, may sleep, unless said otherwise.
 */
#ifndef MONITOR_KERNEL_H
#define MONITOR_KERNEL_H

#include <linux/platform_device.h>
#include "monitor.h"

/**
 * struct monitor_dt - the device-tree node of the driver
 * @method:	"smc", "hvc", another string, NULL: no such property
 * @no_irq:	the node has no interrupt
 * @percpu_irq:	the interrupt is one of each CPU (irq_is_percpu_devid())
 * @static_shm_pages: pages of reserved memory for static shared memory, which
 *		monitor_boot() allocates and puts into the configuration, 0: none
 */
struct monitor_dt {
	const char *method;
	bool no_irq;
	bool percpu_irq;
	unsigned int static_shm_pages;
};

/**
 * monitor_boot() - start a secure world and let the driver probe it
 * @config:	NULL: monitor_config_default()
 * @dt:		NULL: "smc", an interrupt, no static memory
 *
 * At most one at a time. Returns 0 when the platform device is bound to its
 * driver, the driver's own errno when its probe failed (the monitor and the
 * device stay until monitor_halt()), another errno when it could not be made.
 */
int monitor_boot(const struct monitor_config *config, const struct monitor_dt *dt);

/**
 * monitor_halt() - remove the device (the driver's remove runs) and end the world
 *
 * Opens every gate first, then waits for parked calls to leave. Runs
 * monitor_check_quiet(m, true); returns the number of breaches since boot and
 * prints each one.
 */
u32 monitor_halt(void);

/** monitor_unbind() - remove the driver from the device, keep the secure world */
void monitor_unbind(void);
/** monitor_bind() - bind it again; returns what the driver's probe returned */
int monitor_bind(void);
/** monitor_shutdown() - call the driver's shutdown as reboot and kexec do */
void monitor_shutdown(void);

/** monitor_current() - the secure world that runs, NULL: none */
struct monitor *monitor_current(void);
/** monitor_pdev() - the platform device, NULL: none */
struct platform_device *monitor_pdev(void);
/** monitor_caller_of() - the number under which the monitor knows @task (for rules and events) */
u32 monitor_caller_of(struct task_struct *task);

/*
 * Waiting: each returns true when it came about within @timeout_ms, which is a
 * bound for failure and never what a test's result depends on.
 */
/* monitor_wait_event() counts from monitor_boot() on; @func MONITOR_ANY: each */
bool monitor_wait_parked(u32 gate, u32 callers, unsigned int timeout_ms);
bool monitor_wait_event(enum monitor_event_kind kind, u32 func, u32 times,
			unsigned int timeout_ms);
bool monitor_wait(bool (*cond)(struct monitor *m, void *arg), void *arg,
		  unsigned int timeout_ms);

#endif /* MONITOR_KERNEL_H */
