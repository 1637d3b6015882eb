// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run of a sequence in the hosted world, from loading the driver to unloading
 * it, as task 0.
 */
#include <linux/kernel.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "boot.h"
#include "host_kernel.h"
#include "different/rpmb_device.h"
#include "different/scmi.h"
#include "stub/dma_buf.h"
#include "stub/platform.h"
#include "lies.h"
#include "oracle.h"
#include "task0.h"
#include "different/smc.h"
#include "run.h"

#define STATIC_SHM_PAGES	128
#define SETTLE_MAX		1000	/* ms */

struct host_play host_play;

static void configure(const struct sequence *s, struct monitor_config *c)
{
	run_configure(s, c);
	if (s->flags & SEQ_F_NO_DYNAMIC_SHM) {
		void *mem = host_mem_alloc(HOST_PAGES, STATIC_SHM_PAGES * PAGE_SIZE, PAGE_SIZE,
					   true, false);

		c->shm_start = virt_to_phys(mem);
		c->shm_size = STATIC_SHM_PAGES * PAGE_SIZE;
	}
	if (s->flags & SEQ_F_PROTMEM_STATIC) {
		void *mem = host_mem_alloc(HOST_PAGES, RUN_PROTMEM_PAGES * PAGE_SIZE, PAGE_SIZE,
					   true, false);

		c->protmem_start = virt_to_phys(mem);
		c->protmem_size = RUN_PROTMEM_PAGES * PAGE_SIZE;
	}
	host_irq_percpu(s->flags & SEQ_F_PERCPU_IRQ);
}

bool host_play_has_heaps(void)
{
	return IS_ENABLED(CONFIG_TEE_DMABUF_HEAPS);
}

/* The sequence's own tasks are spawned in their order, after those of the probe. */
static void add_rules(const struct sequence *s)
{
	u32 caller[SEQ_MAX_TASKS + HOST_MAX_TASKS], n = 0;

	while (n < s->num_tasks) {
		caller[n] = host_play.first_task + n;
		n++;
	}
	for (u32 t = 1; t < host_play.first_task; t++)
		caller[n++] = t;
	run_rules(s, host_monitor(), caller, n);
}

static void count_left(void)
{
	const u32 count[LEAKS_KINDS] = {
		[LEAKS_PAGES] = host_pages_leaked(), [LEAKS_DEVICES] = host_devices_left(),
		[LEAKS_FILES] = host_files_left(), [LEAKS_WORK] = host_work_pending(),
		[LEAKS_THREADS] = host_threads_left(), [LEAKS_IRQS] = host_irqs_left(),
		[LEAKS_MAPPINGS] = host_mappings_left(), [LEAKS_HOTPLUG] = host_hotplug_left(),
	};

	leaks_check(count, host_dma_heaps());
}

static void settle(void)
{
	/* workers and interrupts go on until they idle */
	for (u32 i = 0; host_work_pending() || host_irq_busy(); i++)
		host_wait(host_current, HOST_AT_JOIN, 0,
			  i < SETTLE_MAX ? host_clock_ns + NSEC_PER_MSEC : HOST_FOREVER);
}

void host_play_main(void *arg)
{
	const struct sequence *s = arg;
	static struct monitor_config config;
	int rc;

	host_clear(&host_play, sizeof(host_play));
	host_current->fail_nth = 0;
	configure(s, &config);
	host_smc_start(&config);
	if (s->flags & SEQ_F_NO_DYNAMIC_SHM)
		host_play.static_shm = config.shm_start;
	if (host_boot())
		host_panic("the driver's modules do not load");
	if (s->transport == SEQ_FFA)
		host_node_add_partition();
	else
		host_node_add(run_conduit(s), !(s->flags & SEQ_F_NO_ASYNC_NOTIF));
	if (s->flags & SEQ_F_IRQ_LATER)
		host_node_irq_later();
	if (s->flags & SEQ_F_RPMB && (!host_rpmb_add(&rc) || rc))
		host_panic("cannot add the RPMB device");
	if (s->flags & SEQ_F_SCMI)
		host_scmi_add(!(s->flags & SEQ_F_SCMI_NO_SYSTEM));
	if (!(s->flags & SEQ_F_NOT_PROBED)) {
		host_current->fail_nth = s->fault;
		bound_starts(BOUND_PROBE);
		host_play.probe = host_node_bind();
		bound_ends(host_play.probe);
		host_scmi_retry();
		host_play.probe_fault = s->fault && !host_current->fail_nth;
		host_current->fail_nth = 0;
	}
	host_play.first_task = host_tasks();
	host_play.begin_point = host_points;
	add_rules(s);
	host_play.running = true;
	host_play_begin();
	run_sequence(s);
	settle();
	host_play.running = false;
	host_play_end();
	lies_keep();
	monitor_rules_clear(host_monitor());
	if (!host_failed())
		host_play_promises();
	bound_starts(BOUND_REMOVAL);
	host_node_remove();
	bound_ends(true);
	host_scmi_remove();
	host_rpmb_remove(&rc);
	settle();
	host_unload();
	if (!host_failed())
		host_play_monitor(true);
	if (!host_failed())
		count_left();
}
