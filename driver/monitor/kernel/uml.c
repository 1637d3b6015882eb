// SPDX-License-Identifier: GPL-2.0-only
/*
 * UML as a world: it has no SMC instruction, so the monitor is the SMC and the
 * HVC themselves, and the driver's own path to them is what runs.
 *
 * SMCCC (ARM DEN 0028); include/linux/arm-smccc.h declares the entry points.
 */
#include <linux/export.h>
#include "kernel_private.h"

asmlinkage void __arm_smccc_smc(unsigned long a0, unsigned long a1, unsigned long a2,
				unsigned long a3, unsigned long a4, unsigned long a5,
				unsigned long a6, unsigned long a7, struct arm_smccc_res *res,
				struct arm_smccc_quirk *quirk)
{
	const unsigned long a[8] = { a0, a1, a2, a3, a4, a5, a6, a7 };

	monitor_conduit(a, res);
}
EXPORT_SYMBOL_GPL(__arm_smccc_smc);

asmlinkage void __arm_smccc_hvc(unsigned long a0, unsigned long a1, unsigned long a2,
				unsigned long a3, unsigned long a4, unsigned long a5,
				unsigned long a6, unsigned long a7, struct arm_smccc_res *res,
				struct arm_smccc_quirk *quirk)
{
	const unsigned long a[8] = { a0, a1, a2, a3, a4, a5, a6, a7 };

	monitor_conduit(a, res);
}
EXPORT_SYMBOL_GPL(__arm_smccc_hvc);
