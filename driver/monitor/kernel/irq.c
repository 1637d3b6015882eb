// SPDX-License-Identifier: GPL-2.0-only
/*
 * The notification interrupt: an interrupt controller with one edge-triggered
 * line, whose handler runs in hard interrupt context as a real one does.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/irqdesc.h>
#include <linux/slab.h>
#include "kernel_private.h"

static struct irq_domain *domain;
static unsigned int line;

static void line_irq_work(struct irq_work *work)
{
	struct irq_domain *d = READ_ONCE(domain);

	if (d)
		generic_handle_domain_irq(d, line);
}

static struct irq_work line_work = IRQ_WORK_INIT_HARD(line_irq_work);

static void line_nop(struct irq_data *data)
{
}

static int line_set_type(struct irq_data *data, unsigned int type)
{
	return 0;
}

/* An edge that came while nobody listened is delivered when somebody does. */
static int line_retrigger(struct irq_data *data)
{
	irq_work_queue(&line_work);
	return 1;
}

static struct irq_chip line_chip = {
	.name = "teeproof",
	.irq_ack = line_nop,
	.irq_mask = line_nop,
	.irq_unmask = line_nop,
	.irq_set_type = line_set_type,
	.irq_retrigger = line_retrigger,
};

static int line_map(struct irq_domain *d, unsigned int irq, irq_hw_number_t hwirq)
{
	bool percpu = d->host_data;

	if (percpu) {
		irq_set_percpu_devid(irq);
		irq_set_chip_and_handler(irq, &line_chip, handle_percpu_devid_irq);
	} else {
		irq_set_chip_and_handler(irq, &line_chip, handle_edge_irq);
	}
	irq_modify_status(irq, IRQ_NOREQUEST, IRQ_NOPROBE);
	return 0;
}

/*
 * A kernel without SPARSE_IRQ uses the descriptor again, and the interrupt core
 * does not expect that of one that was of each CPU: what it leaves there goes here.
 */
static void percpu_forget(struct irq_desc *desc)
{
	kfree(desc->percpu_enabled);
	desc->percpu_enabled = NULL;
#ifdef CONFIG_PM_SLEEP
	desc->nr_actions = 0;
	desc->no_suspend_depth = 0;
#endif
}

static void line_unmap(struct irq_domain *d, unsigned int irq)
{
	irq_set_chip_and_handler(irq, NULL, NULL);
	if (d->host_data)
		percpu_forget(irq_to_desc(irq));
	irq_domain_reset_irq_data(irq_domain_get_irq_data(d, irq));
}

static const struct irq_domain_ops line_ops = {
	.map = line_map,
	.unmap = line_unmap,
	.xlate = irq_domain_xlate_onecell,
};

/* Makes @np an interrupt controller with one line, @n; @percpu: one of each CPU. */
int monitor_irq_create(struct device_node *np, unsigned int n, bool percpu)
{
	static int marker;

	line = n;
	domain = irq_domain_create_linear(of_fwnode_handle(np), n + 1, &line_ops,
					  percpu ? &marker : NULL);
	return domain ? 0 : -ENOMEM;
}

unsigned int monitor_irq_number(void)
{
	return domain ? irq_create_mapping(domain, line) : 0;
}

void monitor_irq_destroy(void)
{
	struct irq_domain *d = domain;

	if (!d)
		return;
	WRITE_ONCE(domain, NULL);
	irq_work_sync(&line_work);
	irq_dispose_mapping(irq_find_mapping(d, line));
	irq_domain_remove(d);
}

/*
 * Raises the line. Where interrupts are enabled it is taken here and now, as on
 * the CPU to which it is routed; else as soon as they are.
 */
void monitor_irq_raise(void)
{
	unsigned long flags;

	if (irqs_disabled() || in_hardirq()) {
		irq_work_queue(&line_work);
		return;
	}
	local_irq_save(flags);
	irq_enter();
	line_irq_work(NULL);
	irq_exit();
	local_irq_restore(flags);
}
