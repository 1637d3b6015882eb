// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's own FF-A core (drivers/firmware/arm_ffa) runs on.
 *
 * The same: the core's objects, its bus, and every call that it makes; its beginning and
 * end, as in the monitor's kernels (driver/monitor/kernel/ffa_core.c).
 * Different: what PSCI says of SMCCC; of the interrupt controller only that it is there.
 * A core that has a shutdown of its own (7.3) is not told of one.
 */
#include <linux/arm-smccc.h>
#include <linux/err.h>
#include <linux/irqdomain.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <kernel/arm_ffa.h>
#include "ffa_abi.h"
#include "host_kernel.h"
#include "different/ffa.h"

/* What PSCI would have told (SMCCC_VERSION) */
u32 arm_smccc_get_version(void)
{
	return ARM_SMCCC_VERSION_1_2;
}

enum arm_smccc_conduit arm_smccc_1_1_get_conduit(void)
{
	return SMCCC_CONDUIT_SMC;
}

/* ---- the interrupt controller, by which the core finds its schedule receiver interrupt ---- */

static struct device_node controller;

struct device_node *of_find_compatible_node(struct device_node *from, const char *type,
					    const char *compatible)
{
	return strcmp(compatible, "arm,gic-v3") ? NULL : &controller;
}

unsigned int irq_create_of_mapping(struct of_phandle_args *data)
{
	return data->np == &controller && data->args[0] == FFA_SRI_INTID ? HOST_NOTIF_IRQ : 0;
}

/* ---- the core's life ---- */

struct device *host_ffa_begin(void)
{
	struct device *dev = teeproof_ffa_begin();

	if (IS_ERR(dev))
		host_panic("the FF-A core finds no partition of OP-TEE");
	return dev;
}

void host_ffa_end(struct device *dev)
{
	teeproof_ffa_end(dev);
}
