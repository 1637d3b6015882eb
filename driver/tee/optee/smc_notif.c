// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asynchronous notifications: an interrupt, shared or one for each CPU, says
 * that the secure world has values for us, which fast calls fetch. One value
 * asks for a yielding call, which a thread makes: the interrupt's own, or a
 * work item for a per-CPU interrupt, which can't have one.
 *
 * Source: OP-TEE SMC ABI (optee_smc.h), OPTEE_SMC_*_ASYNC_NOTIF*.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/cpuhotplug.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/printk.h>

#include "../tee_compat.h"
#include "optee_smc.h"
#include "smc.h"

/* Values to fetch in an interrupt before a thread goes on with it */
#define MAX_VALUES_IN_IRQ	64

/* Bits of notif_todo */
#define TODO_BOTTOM_HALF	0
#define TODO_MORE_VALUES	1

/* Fetches values, up to @max of them. Returns true if there may be more. */
static bool fetch_values(struct optee_smc *smc, u32 max)
{
	struct arm_smccc_res res;
	u32 n;

	for (n = 0; n < max; n++) {
		optee_smc_fast(smc->conduit, OPTEE_SMC_GET_ASYNC_NOTIF_VALUE, 0,
			       &res);
		if (res.a0 != OPTEE_SMC_RETURN_OK ||
		    !(res.a2 & OPTEE_SMC_NOTIF_VALID))
			return false;
		if (res.a1 == OPTEE_SMC_NOTIF_DO_BOTTOM_HALF)
			set_bit(TODO_BOTTOM_HALF, &smc->notif_todo);
		else if (optee_notif_send(&smc->optee.notif, res.a1))
			pr_warn_ratelimited("no notification has value %#lx\n",
					    res.a1);
		if (!(res.a2 & OPTEE_SMC_NOTIF_PENDING))
			return false;
	}
	return true;
}

static irqreturn_t handle_irq(struct optee_smc *smc)
{
	if (fetch_values(smc, MAX_VALUES_IN_IRQ))
		set_bit(TODO_MORE_VALUES, &smc->notif_todo);
	return READ_ONCE(smc->notif_todo) ? IRQ_WAKE_THREAD : IRQ_HANDLED;
}

/* What an interrupt has left for a thread */
static void do_todo(struct optee_smc *smc)
{
	/* Each value can be pending once; more is not to be believed. */
	if (test_and_clear_bit(TODO_MORE_VALUES, &smc->notif_todo))
		fetch_values(smc, smc->optee.notif.max_key + 1);
	if (test_and_clear_bit(TODO_BOTTOM_HALF, &smc->notif_todo))
		optee_simple_call(&smc->optee, OPTEE_MSG_CMD_DO_BOTTOM_HALF, 0);
}

static irqreturn_t shared_irq(int irq, void *dev_id)
{
	return handle_irq(dev_id);
}

static irqreturn_t shared_irq_thread(int irq, void *dev_id)
{
	do_todo(dev_id);
	return IRQ_HANDLED;
}

static irqreturn_t pcpu_irq(int irq, void *dev_id)
{
	struct optee_smc_pcpu *pcpu = dev_id;

	if (handle_irq(pcpu->smc) == IRQ_WAKE_THREAD)
		queue_work(system_dfl_wq, &pcpu->smc->notif_work);
	return IRQ_HANDLED;
}

static void pcpu_irq_work(struct work_struct *work)
{
	do_todo(container_of(work, struct optee_smc, notif_work));
}

static int enable_on_cpu(unsigned int cpu, struct hlist_node *node)
{
	struct optee_smc *smc = hlist_entry(node, struct optee_smc,
					    notif_cpuhp_node);

	enable_percpu_irq(smc->notif_irq, IRQ_TYPE_NONE);
	return 0;
}

static int disable_on_cpu(unsigned int cpu, struct hlist_node *node)
{
	struct optee_smc *smc = hlist_entry(node, struct optee_smc,
					    notif_cpuhp_node);

	disable_percpu_irq(smc->notif_irq);
	return 0;
}

static int request_pcpu(struct optee_smc *smc, unsigned int irq)
{
	struct optee_smc_pcpu __percpu *pcpu;
	int cpu, rc;

	pcpu = alloc_percpu(struct optee_smc_pcpu);
	if (!pcpu)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		per_cpu_ptr(pcpu, cpu)->smc = smc;
	INIT_WORK(&smc->notif_work, pcpu_irq_work);

	rc = request_percpu_irq(irq, pcpu_irq, "optee_pcpu_notification", pcpu);
	if (rc)
		goto err_free;
	smc->notif_irq = irq;
	rc = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, "optee/notif:online",
				     enable_on_cpu, disable_on_cpu);
	if (rc < 0)
		goto err_irq;
	smc->notif_cpuhp = rc;
	rc = cpuhp_state_add_instance(smc->notif_cpuhp, &smc->notif_cpuhp_node);
	if (rc)
		goto err_state;
	smc->notif_pcpu = pcpu;
	return 0;

err_state:
	cpuhp_remove_multi_state(smc->notif_cpuhp);
err_irq:
	free_percpu_irq(irq, pcpu);
	smc->notif_irq = 0;
err_free:
	free_percpu(pcpu);
	return rc;
}

static void free_pcpu(struct optee_smc *smc)
{
	cpuhp_state_remove_instance(smc->notif_cpuhp, &smc->notif_cpuhp_node);
	cpuhp_remove_multi_state(smc->notif_cpuhp);
	free_percpu_irq(smc->notif_irq, smc->notif_pcpu);
	cancel_work_sync(&smc->notif_work);
	free_percpu(smc->notif_pcpu);
	smc->notif_pcpu = NULL;
}

/**
 * optee_smc_notif_init() - has the secure world send notifications
 * @smc: the OP-TEE, ready for calls
 * @pdev: its device, which has the interrupt
 *
 * Does nothing if the secure world can't.
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno, -EPROBE_DEFER among them.
 */
int optee_smc_notif_init(struct optee_smc *smc, struct platform_device *pdev)
{
	struct arm_smccc_res res;
	int irq, rc;

	if (!(smc->sec_caps & OPTEE_SMC_SEC_CAP_ASYNC_NOTIF))
		return 0;

	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;
	if (irq_is_percpu_devid(irq))
		rc = request_pcpu(smc, irq);
	else
		rc = request_threaded_irq(irq, shared_irq, shared_irq_thread, 0,
					  "optee_notification", smc);
	if (rc)
		return rc;
	smc->notif_irq = irq;
	smc->notif_on = true;

	optee_smc_fast(smc->conduit, OPTEE_SMC_ENABLE_ASYNC_NOTIF, 0, &res);
	if (res.a0 == OPTEE_SMC_RETURN_OK)
		pr_info("Asynchronous notifications enabled\n");
	else
		pr_warn("Asynchronous notifications refused: %#lx\n", res.a0);
	return 0;
}

/**
 * optee_smc_notif_stop() - has the secure world send no more notifications
 * @smc: the OP-TEE; does nothing the second time
 *
 * Context: process context, sleeps, makes a call, which ends as ending.c says.
 */
void optee_smc_notif_stop(struct optee_smc *smc)
{
	if (!smc->notif_on)
		return;
	smc->notif_on = false;
	/* Not killable: nobody asks for it again. */
	if (optee_simple_call(&smc->optee, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF,
			      OPTEE_CQ_ALWAYS))
		pr_warn("the secure world goes on to send notifications\n");
}

/**
 * optee_smc_notif_uninit() - undoes optee_smc_notif_init()
 * @smc: the OP-TEE, with no calls in flight
 *
 * Context: process context, sleeps, makes a call.
 */
void optee_smc_notif_uninit(struct optee_smc *smc)
{
	if (!smc->notif_irq)
		return;
	optee_smc_notif_stop(smc);
	if (smc->notif_pcpu)
		free_pcpu(smc);
	else
		free_irq(smc->notif_irq, smc);
	smc->notif_irq = 0;
}
