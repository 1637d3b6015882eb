/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the monitor's kernel glue share.
 */
#ifndef KERNEL_PRIVATE_H
#define KERNEL_PRIVATE_H

#include <linux/arm-smccc.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/irqdomain.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include "monitor_kernel.h"

/* conduit.c */
extern const struct monitor_host monitor_kernel_host;
void *monitor_kernel_host_data(void);
void monitor_conduit(const unsigned long *a, struct arm_smccc_res *res);
struct arm_smccc_1_2_regs;
void monitor_conduit_1_2(const struct arm_smccc_1_2_regs *args, struct arm_smccc_1_2_regs *res);
void monitor_set_current(struct monitor *m);
void monitor_wake(void);
void monitor_watch_pages(bool on);
bool monitor_idle(void);

/* dt.c */
struct device *monitor_dt_create(const struct monitor_dt *dt);
void monitor_dt_destroy(struct device *dev);
int monitor_dt_create_controller(void);
void monitor_dt_destroy_controller(void);

/* ffa.c */
#ifdef CONFIG_TEE_MONITOR_FFA
struct device *monitor_ffa_create(void);
void monitor_ffa_destroy(struct device *dev);
struct device_driver *monitor_ffa_driver(void);
#else
static inline struct device *monitor_ffa_create(void)
{
	return ERR_PTR(-EOPNOTSUPP);
}

static inline void monitor_ffa_destroy(struct device *dev)
{
}

static inline struct device_driver *monitor_ffa_driver(void)
{
	return NULL;
}
#endif

/* irq.c */
int monitor_irq_create(struct device_node *np, unsigned int line, bool percpu);
unsigned int monitor_irq_number(void);
void monitor_irq_destroy(void);
void monitor_irq_raise(void);

#endif /* KERNEL_PRIVATE_H */
