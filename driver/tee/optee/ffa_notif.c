// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications over FF-A: OP-TEE has one, which asks for its bottom half. What it
 * has for calls that wait it sends from there, in requests.
 *
 * Sources: Arm DEN 0077 (FF-A), FFA_NOTIFICATION_BIND; OP-TEE over FF-A
 * (optee_ffa.h), OPTEE_FFA_ENABLE_ASYNC_NOTIF.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/xarray.h>

#include "../tee_compat.h"
#include "ffa.h"
#include "optee_ffa.h"

static void bottom_half(struct work_struct *work)
{
	struct optee_ffa *ffa = container_of(work, struct optee_ffa,
					     notif_work);

	optee_simple_call(&ffa->optee, OPTEE_MSG_CMD_DO_BOTTOM_HALF, 0);
}

/*
 * Whom notifications are for, by the numbers that FF-A's core hands back with them.
 * It looks up what to call under a lock and calls without one: that may come after
 * notify_relinquish() has returned, when a pointer would be to freed memory.
 */
static DEFINE_XARRAY_FLAGS(listeners, XA_FLAGS_ALLOC1 | XA_FLAGS_LOCK_IRQ);

/* In a worker of the FF-A core, or an interrupt */
static void notified(int notify_id, void *cb_data)
{
	struct optee_ffa *ffa;
	unsigned long flags;

	xa_lock_irqsave(&listeners, flags);
	ffa = xa_load(&listeners, (unsigned long)cb_data);
	if (ffa)
		queue_work(system_dfl_wq, &ffa->notif_work);
	xa_unlock_irqrestore(&listeners, flags);
}

/* Finds a notification that nobody else has, and has FF-A deliver it. */
static int bind(struct optee_ffa *ffa)
{
	const struct ffa_notifier_ops *ops = ffa->dev->ops->notifier_ops;
	int id, rc;

	rc = xa_alloc_irq(&listeners, &ffa->listener, ffa, xa_limit_32b,
			  GFP_KERNEL);
	if (rc)
		return rc;
	rc = -EACCES;
	for (id = 0; id < OPTEE_FFA_MAX_ASYNC_NOTIF_VALUE; id++) {
		rc = ops->notify_request(ffa->dev, false, notified,
					 (void *)(unsigned long)ffa->listener,
					 id);
		if (rc != -EACCES)
			break;
	}
	if (rc)
		xa_erase_irq(&listeners, ffa->listener);
	else
		ffa->notif_id = id;
	return rc;
}

static int enable(struct optee_ffa *ffa)
{
	struct ffa_send_direct_data data = {
		.data0 = OPTEE_FFA_ENABLE_ASYNC_NOTIF,
		.data1 = ffa->notif_id,
	};
	int rc;

	rc = optee_ffa_service(ffa->dev, &data);
	return rc ?: (u32)data.data0 ? -EINVAL : 0;
}

static void unbind(struct optee_ffa *ffa)
{
	const struct ffa_notifier_ops *ops = ffa->dev->ops->notifier_ops;

	if (ops->notify_relinquish(ffa->dev, ffa->notif_id))
		pr_warn("the secure world goes on to send notifications\n");
	xa_erase_irq(&listeners, ffa->listener);
}

/**
 * optee_ffa_notif_init() - has the secure world send notifications
 * @ffa: the OP-TEE, ready for calls
 *
 * Does nothing if the secure world can't. It can do without.
 *
 * Context: process context, may sleep.
 */
void optee_ffa_notif_init(struct optee_ffa *ffa)
{
	int rc;

	INIT_WORK(&ffa->notif_work, bottom_half);
	if (!(ffa->sec_caps & OPTEE_FFA_SEC_CAP_ASYNC_NOTIF))
		return;
	rc = bind(ffa);
	if (rc) {
		pr_warn("no notification for OP-TEE: %d\n", rc);
		return;
	}
	rc = enable(ffa);
	if (rc) {
		pr_warn("Asynchronous notifications refused: %d\n", rc);
		unbind(ffa);
		return;
	}
	ffa->notif_on = true;
	pr_info("Asynchronous notifications enabled\n");
}

/**
 * optee_ffa_notif_stop() - struct optee_abi: no more notifications are delivered
 * @optee: the OP-TEE; does nothing the second time
 *
 * Context: process context, may sleep.
 */
void optee_ffa_notif_stop(struct optee *optee)
{
	struct optee_ffa *ffa = to_optee_ffa(optee);

	if (!ffa->notif_on)
		return;
	ffa->notif_on = false;
	unbind(ffa);
}

/**
 * optee_ffa_notif_uninit() - struct optee_abi: undoes optee_ffa_notif_init()
 * @optee: the OP-TEE, with no calls in flight
 *
 * Context: process context, sleeps.
 */
void optee_ffa_notif_uninit(struct optee *optee)
{
	optee_ffa_notif_stop(optee);
	cancel_work_sync(&to_optee_ffa(optee)->notif_work);
}
