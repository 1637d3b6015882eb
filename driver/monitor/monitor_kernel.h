/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The monitor as the SMC conduit of a kernel: one secure world a kernel, the
 * device-tree node that the driver probes, or the kernel's own FF-A core; and waiting
 * for what tests wait for.
 * Process context, may sleep, unless said otherwise.
 */
#ifndef MONITOR_KERNEL_H
#define MONITOR_KERNEL_H

#include <linux/device.h>
#include "monitor.h"

/**
 * struct monitor_dt - the device-tree node of the driver
 * @method:	"smc", "hvc", another string, NULL: no such property
 * @no_irq:	the node has no interrupt
 * @percpu_irq:	the interrupt is one of each CPU (irq_is_percpu_devid())
 * @static_shm_pages: pages of reserved memory for static shared memory, which
 *		monitor_boot() allocates and puts into the configuration, 0: none
 * @static_protmem_pages: likewise of memory that is protected from the beginning
 */
struct monitor_dt {
	const char *method;
	bool no_irq;
	bool percpu_irq;
	unsigned int static_shm_pages;
	unsigned int static_protmem_pages;
};

/**
 * monitor_boot() - start a secure world and let the driver probe it
 * @config:	NULL: monitor_config_default()
 * @dt:		NULL: "smc", an interrupt, no static memory; not with MONITOR_FFA
 *
 * At most one at a time. Returns 0 when the platform device is bound to its
 * driver, the driver's own errno when its probe failed (the monitor and the
 * device stay until monitor_halt()), another errno when it could not be made.
 */
int monitor_boot(const struct monitor_config *config, const struct monitor_dt *dt);

/**
 * monitor_start() - start a secure world whose device no driver is bound to yet
 * @config:	as for monitor_boot()
 * @dt:		likewise
 *
 * Return: 0, or an errno when it could not be made. Process context, sleeps.
 */
int monitor_start(const struct monitor_config *config, const struct monitor_dt *dt);

/**
 * monitor_halt() - remove the device (the driver's remove runs) and end the world
 *
 * Opens every gate first, then waits for parked calls to leave. Runs
 * monitor_check_quiet(m, true); returns the number of breaches since boot and
 * prints each one.
 */
u32 monitor_halt(void);

/**
 * monitor_unbind() - remove the driver from the device, keep the secure world
 *
 * The driver's remove runs. Process context, sleeps.
 */
void monitor_unbind(void);

/**
 * monitor_bind() - bind the driver to the device again
 *
 * Return: what the driver's probe returned, -EAGAIN for -EPROBE_DEFER; -ENODEV
 * when there is no device or no driver. Process context, sleeps.
 */
int monitor_bind(void);

/**
 * monitor_shutdown() - call the driver's shutdown as reboot and kexec do
 *
 * Process context, sleeps, with the device locked.
 */
void monitor_shutdown(void);

/**
 * monitor_current() - the secure world that runs
 *
 * Return: the instance, valid until monitor_halt(); NULL: none. Any context.
 */
struct monitor *monitor_current(void);

/**
 * monitor_device() - the device that the driver binds to, on the platform bus or FF-A's
 *
 * Return: the device, valid until monitor_halt(), no reference taken; NULL: none.
 */
struct device *monitor_device(void);

/**
 * monitor_caller_of() - the number under which the monitor knows a task
 * @task:	the task
 *
 * Return: the number, for rules and events; interrupt handlers are 0. Any context.
 */
u32 monitor_caller_of(struct task_struct *task);

/*
 * Waiting. @timeout_ms is a bound for failure and never what a test's result
 * depends on. Process context, sleeps uninterruptibly.
 */

/**
 * monitor_wait_parked() - wait until calls are parked at a gate
 * @gate:	the gate
 * @callers:	so many, or more
 * @timeout_ms:	for how long, in milliseconds
 *
 * Return: true when they are.
 */
bool monitor_wait_parked(u32 gate, u32 callers, unsigned int timeout_ms);

/**
 * monitor_wait_event() - wait until something has happened so often
 * @kind:	what
 * @func:	with which function, MONITOR_ANY: each
 * @times:	how often since monitor_boot()
 * @timeout_ms:	for how long, in milliseconds
 *
 * Return: true when it has.
 */
bool monitor_wait_event(enum monitor_event_kind kind, u32 func, u32 times,
			unsigned int timeout_ms);

/**
 * monitor_wait() - wait until a condition holds
 * @cond:	the condition; asked after each SMC and each opening of a gate, must not
 *		sleep
 * @arg:	handed to @cond
 * @timeout_ms:	for how long, in milliseconds
 *
 * Return: true when it holds.
 */
bool monitor_wait(bool (*cond)(struct monitor *m, void *arg), void *arg,
		  unsigned int timeout_ms);

/**
 * monitor_wait_killable() - wait until a condition holds or a SIGKILL is there
 * @cond:	the condition; asked as for monitor_wait(), and after monitor_changed();
 *		must not sleep
 * @arg:	handed to @cond
 *
 * For tasks that stand for clients, which may wait for as long as they like; to the
 * freezer they are in user space.
 * Process context, sleeps.
 *
 * Return: true when it holds.
 */
bool monitor_wait_killable(bool (*cond)(void *arg), void *arg);

/**
 * struct monitor_observer - who is told of SMCs, by the task that makes one
 * @called:	a yielding call or the answer to an RPC, with @a0 (OPTEE_SMC_CALL_*)
 * @parked:	it begins to wait at a gate, or goes on from there; @yields: a yielding call
 * @answered:	a yielding call returns to the driver with @a0 (OPTEE_SMC_RETURN_*)
 */
struct monitor_observer {
	void (*called)(u64 a0);
	void (*parked)(bool parked, bool yields);
	void (*answered)(u64 a0);
};

/**
 * monitor_observe() - from now on @observer is told, NULL: nobody
 * @observer:	must stay while it is the one
 */
void monitor_observe(const struct monitor_observer *observer);

/** monitor_changed() - a condition of monitor_wait_killable() may hold now; any context */
void monitor_changed(void);

#endif /* MONITOR_KERNEL_H */
