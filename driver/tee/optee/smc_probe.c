// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding out what is behind the SMC instruction: is it OP-TEE, and what can
 * it do? Whatever it answers is checked before it is used.
 *
 * Source: OP-TEE SMC ABI (optee_smc.h).
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/property.h>
#include <linux/string.h>

#include "optee_smc.h"
#include "smc.h"

/* Notification values when the secure world doesn't say; enough for threads */
#define DEFAULT_MAX_NOTIF_VALUE	255

static void conduit_smc(const struct optee_smc_regs *regs,
			struct arm_smccc_res *res)
{
	const u32 *a = regs->a;

	arm_smccc_smc(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], res);
}

static void conduit_hvc(const struct optee_smc_regs *regs,
			struct arm_smccc_res *res)
{
	const u32 *a = regs->a;

	arm_smccc_hvc(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], res);
}

/**
 * optee_smc_get_conduit() - which instruction leads to OP-TEE
 * @dev: device with the property "method"
 *
 * Context: any, does not sleep.
 * Return: the conduit, or an ERR_PTR(): -ENXIO without the property, -EINVAL
 *	for a method that there isn't.
 */
optee_conduit_fn *optee_smc_get_conduit(struct device *dev)
{
	const char *method;

	if (device_property_read_string(dev, "method", &method)) {
		pr_warn("missing \"method\" property\n");
		return ERR_PTR(-ENXIO);
	}
	if (!strcmp(method, "smc"))
		return conduit_smc;
	if (!strcmp(method, "hvc"))
		return conduit_hvc;
	pr_warn("invalid \"method\" property: %s\n", method);
	return ERR_PTR(-EINVAL);
}

/**
 * optee_smc_uid_is() - does the service have this UID?
 * @conduit: the conduit
 * @uid: the UID in words
 *
 * Context: any, does not sleep.
 * Return: true if so.
 */
bool optee_smc_uid_is(optee_conduit_fn *conduit, const u32 uid[4])
{
	struct arm_smccc_res res;

	optee_smc_fast(conduit, OPTEE_SMC_CALLS_UID, 0, &res);
	return (u32)res.a0 == uid[0] && (u32)res.a1 == uid[1] &&
	       (u32)res.a2 == uid[2] && (u32)res.a3 == uid[3];
}

static void get_os_revision(optee_conduit_fn *conduit,
			    struct optee_revision *revision)
{
	struct arm_smccc_res res = { };

	optee_smc_fast(conduit, OPTEE_SMC_CALL_GET_OS_REVISION, 0, &res);
	*revision = (struct optee_revision){
		.major = res.a0, .minor = res.a1, .build_id = res.a2,
	};
	if (revision->build_id)
		pr_info("revision %u.%u (%08x)\n", revision->major,
			revision->minor, revision->build_id);
	else
		pr_info("revision %u.%u\n", revision->major, revision->minor);
}

static bool speaks_our_protocol(optee_conduit_fn *conduit)
{
	struct arm_smccc_res res;

	optee_smc_fast(conduit, OPTEE_SMC_CALLS_REVISION, 0, &res);
	return res.a0 == OPTEE_MSG_REVISION_MAJOR &&
	       (s32)res.a1 >= OPTEE_MSG_REVISION_MINOR;
}

static int exchange_capabilities(optee_conduit_fn *conduit,
				 struct optee_smc_caps *caps)
{
	struct arm_smccc_res res;
	u32 ours = 0;

	if (!IS_ENABLED(CONFIG_SMP) || nr_cpu_ids == 1)
		ours |= OPTEE_SMC_NSEC_CAP_UNIPROCESSOR;
	optee_smc_fast(conduit, OPTEE_SMC_EXCHANGE_CAPABILITIES, ours, &res);
	if (res.a0 != OPTEE_SMC_RETURN_OK) {
		pr_warn("capabilities mismatch\n");
		return -EINVAL;
	}

	caps->sec_caps = res.a1;
	caps->max_notif_value = DEFAULT_MAX_NOTIF_VALUE;
	if (caps->sec_caps & OPTEE_SMC_SEC_CAP_ASYNC_NOTIF)
		caps->max_notif_value = res.a2;
	caps->rpc_param_count = 0;
	if (caps->sec_caps & OPTEE_SMC_SEC_CAP_RPC_ARG)
		caps->rpc_param_count = res.a3 & OPTEE_SMC_RPC_PARAMS_MASK;
	/* A message and a request behind it have to fit in a page of 4 KiB. */
	if (optee_arg_size(caps->rpc_param_count) >
	    OPTEE_MSG_NONCONTIG_PAGE_SIZE) {
		pr_warn("requests with %u parameters are too large\n",
			caps->rpc_param_count);
		return -EINVAL;
	}
	return 0;
}

static unsigned int get_thread_count(optee_conduit_fn *conduit)
{
	struct arm_smccc_res res;

	optee_smc_fast(conduit, OPTEE_SMC_GET_THREAD_COUNT, 0, &res);
	return res.a0 == OPTEE_SMC_RETURN_OK ? res.a1 : 0;
}

/**
 * optee_smc_identify() - makes sure of OP-TEE and asks what it can do
 * @conduit: the conduit
 * @caps: filled in
 *
 * Context: any, does not sleep.
 * Return: 0, or -EINVAL if it is not an OP-TEE that we know how to talk to.
 */
int optee_smc_identify(optee_conduit_fn *conduit, struct optee_smc_caps *caps)
{
	static const u32 uid[] = OPTEE_MSG_UID;

	if (!optee_smc_uid_is(conduit, uid)) {
		pr_warn("api uid mismatch\n");
		return -EINVAL;
	}
	get_os_revision(conduit, &caps->revision);
	if (!speaks_our_protocol(conduit)) {
		pr_warn("api revision mismatch\n");
		return -EINVAL;
	}
	caps->thread_count = get_thread_count(conduit);
	return exchange_capabilities(conduit, caps);
}
