// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts: the notification interrupt, shared by no one.
 *
 * The same: the hard handler runs with interrupts off and may not sleep; the
 * thread runs after it; an edge that arrives while the handler runs makes it run
 * again; free_irq() waits for both; an edge before request_irq() stays pending.
 * Different: the handler runs on a processor of its own, so that it can race with
 * code that has interrupts off elsewhere, as on SMP.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqdomain.h>
#include <linux/cpuhotplug.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include "compat.h"
#include "host_kernel.h"
#include "observer.h"

static struct {
	irq_handler_t handler, thread_fn;
	void *dev;
	struct host_task *hard, *soft;
	bool pending, wake_thread, running, thread_running, stop, percpu, enabled;
	u32 taken;
} line;

#define MAX_STATES	4

static struct {
	bool used, multi;
	u32 instances;
	void *up, *down;
} states[MAX_STATES];

void host_irq_reset(void)
{
	bool percpu = line.percpu;

	host_clear(&line, sizeof(line));
	host_clear(states, sizeof(states));
	line.percpu = percpu;
}

/** host_irq_percpu() - whether the notification interrupt is a per-CPU one (a PPI) */
void host_irq_percpu(bool percpu)
{
	line.percpu = percpu;
}

static void hard(void *arg)
{
	while (!line.stop) {
		irqreturn_t rc;

		host_about(&line, true);
		if (!line.pending || !line.enabled) {
			host_wait(&line, HOST_AT_IDLE, HOST_IDLE, HOST_FOREVER);
			continue;
		}
		line.pending = false;
		line.running = true;
		line.taken++;
		host_irqs(false);
		host_point(HOST_AT_IRQ, &line);
		rc = line.handler(HOST_NOTIF_IRQ, line.dev);
		host_irqs(true);
		line.running = false;
		host_about(&line, true);
		if (rc == IRQ_WAKE_THREAD) {
			line.wake_thread = true;
			host_wake(&line.soft, 1);
		}
		host_wake(&line.running, HOST_MAX_TASKS);
	}
}

static void soft(void *arg)
{
	while (!line.stop || line.wake_thread) {
		host_about(&line, true);
		if (!line.wake_thread) {
			host_wait(&line.soft, HOST_AT_IDLE, HOST_IDLE, HOST_FOREVER);
			continue;
		}
		line.wake_thread = false;
		line.thread_running = true;
		line.thread_fn(HOST_NOTIF_IRQ, line.dev);
		line.thread_running = false;
		host_about(&line, true);
		host_wake(&line.running, HOST_MAX_TASKS);
	}
}

u32 host_irqs_taken(void)
{
	return line.taken;
}

/** host_irqs_left() - interrupts that are requested */
u32 host_irqs_left(void)
{
	return !!line.handler;
}

/** host_hotplug_left() - CPU hotplug states that are set up, and their instances */
u32 host_hotplug_left(void)
{
	u32 n = 0;

	for (u32 i = 0; i < MAX_STATES; i++)
		n += states[i].used + states[i].instances;
	return n;
}

void host_irq_raise(unsigned int irq)
{
	host_trace_mix("irq", irq, 0);
	host_about(&line, true);
	line.pending = true;
	host_wake(&line, 1);
}

/* Ends the tasks of a line; their numbers serve others. */
static void end_tasks(void)
{
	line.stop = true;
	host_wake(&line, 1);
	host_wake(&line.soft, 1);
	if (line.hard) {
		host_join(line.hard);
		line.hard->forgotten = true;
	}
	if (line.soft) {
		host_join(line.soft);
		line.soft->forgotten = true;
	}
	line.handler = NULL;
}

static int request(irq_handler_t handler, irq_handler_t thread_fn, void *dev, bool enabled)
{
	host_may_sleep("request_irq()");
	if (host_fault())
		return -ENOMEM;
	if (line.handler)
		return -EBUSY;
	line.handler = handler;
	line.thread_fn = thread_fn;
	line.dev = dev;
	line.stop = false;
	line.enabled = enabled;
	line.hard = host_spawn("irq", HOST_TASK_IRQ, hard, NULL);
	line.soft = thread_fn ? host_spawn("irq-thread", HOST_TASK_KERNEL, soft, NULL) : NULL;
	/* as if the kernel had no memory for the thread */
	if (!line.hard || (thread_fn && !line.soft)) {
		end_tasks();
		return -ENOMEM;
	}
	if (!line.pending || !enabled)
		host_spawn_idle(line.hard, &line);
	if (line.soft)
		host_spawn_idle(line.soft, &line.soft);
	host_point(HOST_AT_IRQ, &line);
	return 0;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev)
{
	return request(handler, thread_fn, dev, true);
}

static void release(void)
{
	host_may_sleep("free_irq()");
	host_point(HOST_AT_IRQ, &line);
	line.enabled = false;
	while (line.running || line.wake_thread || line.thread_running)
		host_wait(&line.running, HOST_AT_IRQ, 0, HOST_FOREVER);
	end_tasks();
}

const void *free_irq(unsigned int irq, void *dev)
{
	if (!line.handler || line.dev != dev) {
		host_broken("free_irq() of an interrupt that is free");
		return NULL;
	}
	release();
	return "optee";
}

void synchronize_irq(unsigned int irq)
{
	host_about(&line, false);
	while (line.running || line.thread_running)
		host_wait(&line.running, HOST_AT_IRQ, 0, HOST_FOREVER);
}

int host_request_percpu_irq(irq_handler_t handler, void __percpu *dev)
{
	return request(handler, NULL, (void *)dev, false);
}

void free_percpu_irq(unsigned int irq, void __percpu *dev)
{
	if (line.enabled)
		host_broken("free_percpu_irq() of an interrupt that is enabled");
	free_irq(irq, (void *)dev);
}

void enable_percpu_irq(unsigned int irq, unsigned int type)
{
	line.enabled = true;
	host_wake(&line, 1);
}

void disable_percpu_irq(unsigned int irq)
{
	line.enabled = false;
}

bool irq_check_status_bit(unsigned int irq, unsigned int bitmask)
{
	return line.percpu && (bitmask & IRQ_PER_CPU_DEVID);
}

void irq_dispose_mapping(unsigned int virq)
{
}

/** host_irq_busy() - a handler or its thread runs or is due */
bool host_irq_busy(void)
{
	return line.handler && (line.running || line.thread_running || line.wake_thread ||
				(line.pending && line.enabled));
}

/* ---- one CPU, which is up: kernel/up.c, and its hotplug ---- */

int smp_call_function_single(int cpu, smp_call_func_t func, void *info, host_wait_t wait)
{
	unsigned long flags;

	if (cpu)
		return -ENXIO;
	flags = host_irqs(false);
	func(info);
	host_irqs(flags);
	return 0;
}


int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke,
			int (*startup)(unsigned int cpu), int (*teardown)(unsigned int cpu),
			bool multi_instance)
{
	int i, rc = 0;

	if (state != CPUHP_AP_ONLINE_DYN)
		return 0;
	for (i = 0; i < MAX_STATES && states[i].used; i++)
		;
	if (i == MAX_STATES || host_fault())
		return -ENOMEM;
	if (invoke && startup && !multi_instance)
		rc = startup(0);
	if (rc)
		return rc;
	states[i].used = true;
	states[i].multi = multi_instance;
	states[i].up = startup;
	states[i].down = teardown;
	return CPUHP_AP_ONLINE_DYN + 1 + i;
}

void __cpuhp_remove_state(enum cpuhp_state state, bool invoke)
{
	u32 i = state - CPUHP_AP_ONLINE_DYN - 1;

	if (i >= MAX_STATES || !states[i].used)
		return;
	if (invoke && states[i].down && !states[i].multi)
		((int (*)(unsigned int cpu))states[i].down)(0);
	states[i].used = false;
}

int __cpuhp_state_add_instance(enum cpuhp_state state, struct hlist_node *node, bool invoke)
{
	u32 i = state - CPUHP_AP_ONLINE_DYN - 1;
	int rc = 0;

	if (i >= MAX_STATES || !states[i].used || !states[i].multi)
		return -EINVAL;
	if (host_fault())
		return -ENOMEM;
	if (invoke)
		rc = ((int (*)(unsigned int, struct hlist_node *))states[i].up)(0, node);
	states[i].instances += !rc;
	return rc;
}

int __cpuhp_state_remove_instance(enum cpuhp_state state, struct hlist_node *node, bool invoke)
{
	u32 i = state - CPUHP_AP_ONLINE_DYN - 1;

	if (i >= MAX_STATES || !states[i].used || !states[i].instances)
		return -EINVAL;
	if (invoke)
		((int (*)(unsigned int, struct hlist_node *))states[i].down)(0, node);
	states[i].instances--;
	return 0;
}
