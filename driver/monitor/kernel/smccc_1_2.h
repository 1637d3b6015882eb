/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SMCs and HVCs with all registers of SMCCC 1.2 (ARM DEN 0028), for kernels whose
 * headers have them for arm64 only.
 */
#ifndef SMCCC_1_2_H
#define SMCCC_1_2_H

#include <linux/arm-smccc.h>
#include <linux/linkage.h>
#include <linux/types.h>
#include <teeproof/features.h>

#if !defined(CONFIG_ARM64) && !defined(HAVE_SMCCC_1_2_REGS)
/**
 * struct arm_smccc_1_2_regs - registers on the way in, or out
 * @a0:		x0, and so on
 */
struct arm_smccc_1_2_regs {
	unsigned long a0, a1, a2, a3, a4, a5, a6, a7, a8;
	unsigned long a9, a10, a11, a12, a13, a14, a15, a16, a17;
};

asmlinkage void arm_smccc_1_2_smc(const struct arm_smccc_1_2_regs *args,
				  struct arm_smccc_1_2_regs *res);
asmlinkage void arm_smccc_1_2_hvc(const struct arm_smccc_1_2_regs *args,
				  struct arm_smccc_1_2_regs *res);
#endif

#endif /* SMCCC_1_2_H */
