// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm64 as a world: the kernel has SMC and HVC instructions, and whoever owns the
 * machine answers them (PSCI, for one). Calls to the trusted OS are led to the
 * monitor where they arrive at the kernel's own entry points; all others go on.
 *
 * SMCCC (ARM DEN 0028) section 2.5: bits 29:24 of a function identifier name the
 * owner of the service.
 */
#include <linux/init.h>
#include <linux/kprobes.h>
#include <linux/ptrace.h>
#include "kernel_private.h"
#include "optee_abi.h"

/* Has the signature of the entry points, and takes their place. */
static void to_monitor(unsigned long a0, unsigned long a1, unsigned long a2, unsigned long a3,
		       unsigned long a4, unsigned long a5, unsigned long a6, unsigned long a7,
		       struct arm_smccc_res *res, struct arm_smccc_quirk *quirk)
{
	const unsigned long a[8] = { a0, a1, a2, a3, a4, a5, a6, a7 };

	monitor_conduit(a, res);
}

static bool for_trusted_os(unsigned long id)
{
	u32 owner = (u32)id >> 24 & 0x3f;

	return owner >= SMCCC_OWNER_TOS && owner <= SMCCC_OWNER_TOS_END;
}

/* The registers and the stack stay as they are: the caller sees a call like any other. */
static int redirect(struct kprobe *probe, struct pt_regs *regs)
{
	if (!monitor_current() || !for_trusted_os(regs->regs[0]))
		return 0;
	instruction_pointer_set(regs, (unsigned long)to_monitor);
	return 1;
}

NOKPROBE_SYMBOL(redirect);

static struct kprobe entry_points[] = {
	{ .symbol_name = "__arm_smccc_smc", .pre_handler = redirect },
	{ .symbol_name = "__arm_smccc_hvc", .pre_handler = redirect },
};

static int __init redirect_init(void)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(entry_points) && !rc; i++)
		rc = register_kprobe(&entry_points[i]);
	if (rc)
		pr_err("teeproof: SMC and HVC do not lead to the monitor: %d\n", rc);
	return rc;
}
subsys_initcall(redirect_init);
