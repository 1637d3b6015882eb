// SPDX-License-Identifier: GPL-2.0-only
/*
 * UML as a world: it has no SMC instruction, so the monitor is the SMC and the
 * HVC themselves, and the driver's own path to them is what runs.
 *
 * SMCCC (ARM DEN 0028); include/linux/arm-smccc.h declares the entry points.
 */
#include <linux/export.h>
#include "kernel_private.h"
#include "smccc_1_2.h"

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

#ifdef CONFIG_TEE_MONITOR_FFA
asmlinkage void arm_smccc_1_2_smc(const struct arm_smccc_1_2_regs *args,
				  struct arm_smccc_1_2_regs *res)
{
	monitor_conduit_1_2(args, res);
}
EXPORT_SYMBOL_GPL(arm_smccc_1_2_smc);

asmlinkage void arm_smccc_1_2_hvc(const struct arm_smccc_1_2_regs *args,
				  struct arm_smccc_1_2_regs *res)
{
	monitor_conduit_1_2(args, res);
}
EXPORT_SYMBOL_GPL(arm_smccc_1_2_hvc);

/* What PSCI would have told (SMCCC_VERSION) */
u32 arm_smccc_get_version(void)
{
	return ARM_SMCCC_VERSION_1_2;
}
EXPORT_SYMBOL_GPL(arm_smccc_get_version);

enum arm_smccc_conduit arm_smccc_1_1_get_conduit(void)
{
	return SMCCC_CONDUIT_SMC;
}
EXPORT_SYMBOL_GPL(arm_smccc_1_1_get_conduit);
#endif
