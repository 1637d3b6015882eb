/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the monitor's kernel glue share.
 */
#ifndef KERNEL_PRIVATE_H
#define KERNEL_PRIVATE_H

#include <linux/arm-smccc.h>
#include <linux/irqdomain.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include "monitor_kernel.h"

/* conduit.c */
extern const struct monitor_host monitor_kernel_host;
void *monitor_kernel_host_data(void);
void monitor_conduit(const unsigned long *a, struct arm_smccc_res *res);
void monitor_set_current(struct monitor *m);
void monitor_wake(void);
void monitor_watch_pages(bool on);
bool monitor_idle(void);

/* dt.c */
struct platform_device *monitor_dt_create(const struct monitor_dt *dt);
void monitor_dt_destroy(struct platform_device *pdev);

/* irq.c */
int monitor_irq_create(struct device_node *np, bool percpu);
unsigned int monitor_irq_number(void);
void monitor_irq_destroy(void);
void monitor_irq_raise(void);

#endif /* KERNEL_PRIVATE_H */
