// SPDX-License-Identifier: GPL-2.0-only
/*
 * Work for the interrupt that a processor raises for itself.
 *
 * The same: it runs with interrupts off.
 * Different: it runs at once, though interrupts may be off, so that none is ever due.
 */
#include <linux/irq_work.h>
#include "host.h"
#include "host_kernel.h"

bool irq_work_queue(struct irq_work *work)
{
	bool on = host_irqs(false);

	work->func(work);
	host_irqs(on);
	return true;
}

void irq_work_sync(struct irq_work *work)
{
	host_may_sleep("irq_work_sync()");
}
