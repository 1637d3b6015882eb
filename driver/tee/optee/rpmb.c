// SPDX-License-Identifier: GPL-2.0-only
/*
 * The RPMB devices that the kernel has, and which of them an OP-TEE uses.
 *
 * The kernel's RPMB core does not keep the controller of a device that goes: it
 * may be freed as soon as those who listen to the core have been told. So that
 * waits for frames that are on their way to the device, and no more are sent.
 *
 * An OP-TEE goes from one device to the next by their numbers, in the order in
 * which they came, whichever of them have gone meanwhile.
 */

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rpmb.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "../tee_compat.h"
#include "optee_private.h"

struct optee_rpmb {
	struct list_head node;
	struct kref ref;
	u64 nr;
	struct rpmb_dev *rdev;
	bool gone;
	struct rw_semaphore in_use; /* held while @rdev is, protects @gone */
};

/* Devices that are there, and every OP-TEE that wants to hear of more */
static LIST_HEAD(rpmbs);
static LIST_HEAD(listeners);
/* For both lists, and for the device that an OP-TEE uses */
static DEFINE_MUTEX(rpmbs_lock);

static int rpmb_added(struct device *dev)
{
	struct optee_rpmb *rpmb = kzalloc_obj(*rpmb);
	static u64 last_nr;
	struct optee *optee;

	/* There is no such device for us, then. */
	if (!rpmb)
		return -ENOMEM;
	kref_init(&rpmb->ref);
	init_rwsem(&rpmb->in_use);
	rpmb->rdev = to_rpmb_dev(dev);

	mutex_lock(&rpmbs_lock);
	rpmb->nr = ++last_nr;
	list_add_tail(&rpmb->node, &rpmbs);
	list_for_each_entry(optee, &listeners, rpmb_node)
		schedule_work(&optee->rpmb_scan_work);
	mutex_unlock(&rpmbs_lock);
	return 0;
}

static void rpmb_removed(struct device *dev)
{
	struct optee_rpmb *rpmb = NULL, *pos;

	mutex_lock(&rpmbs_lock);
	list_for_each_entry(pos, &rpmbs, node)
		if (pos->rdev == to_rpmb_dev(dev))
			rpmb = pos;
	if (rpmb)
		list_del(&rpmb->node);
	mutex_unlock(&rpmbs_lock);
	if (!rpmb)
		return;

	down_write(&rpmb->in_use);
	rpmb->gone = true;
	up_write(&rpmb->in_use);
	optee_rpmb_put(rpmb);
}

static struct class_interface rpmb_interface = {
	.add_dev = rpmb_added,
	.remove_dev = rpmb_removed,
};

static bool any_rpmb(void)
{
	bool any;

	mutex_lock(&rpmbs_lock);
	any = !list_empty(&rpmbs);
	mutex_unlock(&rpmbs_lock);
	return any;
}

/**
 * optee_rpmb_listen() - looks for TEE devices that need RPMB, as soon as there is one
 * @optee: the OP-TEE, ready for calls
 *
 * A device that came before us is not announced again; one that comes while we
 * look is looked for again.
 *
 * Context: process context, sleeps, makes calls.
 */
void optee_rpmb_listen(struct optee *optee)
{
	if (any_rpmb())
		optee_devices_scan_rpmb(optee);

	mutex_lock(&rpmbs_lock);
	list_add_tail(&optee->rpmb_node, &listeners);
	mutex_unlock(&rpmbs_lock);

	if (!optee->rpmb_scanned && any_rpmb())
		schedule_work(&optee->rpmb_scan_work);
}

/**
 * optee_rpmb_ignore() - undoes optee_rpmb_listen(), if that has been called
 * @optee: the OP-TEE
 *
 * Context: process context, may sleep.
 */
void optee_rpmb_ignore(struct optee *optee)
{
	mutex_lock(&rpmbs_lock);
	list_del_init(&optee->rpmb_node);
	mutex_unlock(&rpmbs_lock);
}

static void free_rpmb(struct kref *ref)
{
	kfree(container_of(ref, struct optee_rpmb, ref));
}

/**
 * optee_rpmb_put() - gives a reference to an RPMB device back
 * @rpmb: the device, gone or not, or NULL
 *
 * Context: any, does not sleep.
 */
void optee_rpmb_put(struct optee_rpmb *rpmb)
{
	if (rpmb)
		kref_put(&rpmb->ref, free_rpmb);
}

/* Takes a reference; @rpmb may be NULL. */
static struct optee_rpmb *get(struct optee_rpmb *rpmb)
{
	if (rpmb)
		kref_get(&rpmb->ref);
	return rpmb;
}

/* Uses @rpmb from now on, or none if it is NULL; the reference is taken over. */
static void use(struct optee *optee, struct optee_rpmb *rpmb)
	__must_hold(&rpmbs_lock)
{
	optee_rpmb_put(optee->rpmb);
	optee->rpmb = rpmb;
}

/**
 * optee_rpmb_reset() - forgets the RPMB device in use
 * @optee: the OP-TEE
 *
 * Context: process context, may sleep.
 */
void optee_rpmb_reset(struct optee *optee)
{
	mutex_lock(&rpmbs_lock);
	use(optee, NULL);
	mutex_unlock(&rpmbs_lock);
}

/**
 * optee_rpmb_next() - uses the device after the one in use
 * @optee: the OP-TEE
 * @is_known: says which devices are of use
 *
 * Context: process context, may sleep.
 * Return: the device with a reference, or NULL after the last: then none is in
 *	use, and the next one is the first.
 */
struct optee_rpmb *optee_rpmb_next(struct optee *optee,
				   bool (*is_known)(const struct rpmb_dev *rdev))
{
	struct optee_rpmb *rpmb = NULL, *pos;

	mutex_lock(&rpmbs_lock);
	list_for_each_entry(pos, &rpmbs, node) {
		if (optee->rpmb && pos->nr <= optee->rpmb->nr)
			continue;
		if (is_known(pos->rdev)) {
			rpmb = get(pos);
			break;
		}
	}
	use(optee, get(rpmb));
	mutex_unlock(&rpmbs_lock);
	return rpmb;
}

/**
 * optee_rpmb_get() - gets the RPMB device in use
 * @optee: the OP-TEE
 *
 * Context: process context, may sleep.
 * Return: the device with a reference, or NULL.
 */
struct optee_rpmb *optee_rpmb_get(struct optee *optee)
{
	struct optee_rpmb *rpmb;

	mutex_lock(&rpmbs_lock);
	rpmb = get(optee->rpmb);
	mutex_unlock(&rpmbs_lock);
	return rpmb;
}

/**
 * optee_rpmb_use() - does something with a device, which does not go meanwhile
 * @rpmb: the device
 * @fn: what to do with it, in process context
 * @arg: for @fn
 *
 * Context: process context, may sleep.
 * Return: what @fn returned, a TEEC code; TEEC_ERROR_ITEM_NOT_FOUND when the
 *	device has gone.
 */
u32 optee_rpmb_use(struct optee_rpmb *rpmb,
		   u32 (*fn)(struct rpmb_dev *rdev, void *arg), void *arg)
{
	u32 ret = TEEC_ERROR_ITEM_NOT_FOUND;

	down_read(&rpmb->in_use);
	if (!rpmb->gone)
		ret = fn(rpmb->rdev, arg);
	up_read(&rpmb->in_use);
	return ret;
}

/**
 * optee_rpmb_register() - begins to listen to the kernel's RPMB core
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno.
 */
int optee_rpmb_register(void)
{
	if (!IS_REACHABLE(CONFIG_RPMB))
		return 0;
	return rpmb_interface_register(&rpmb_interface);
}

/**
 * optee_rpmb_unregister() - undoes optee_rpmb_register()
 *
 * Context: process context, may sleep. No OP-TEE is left, or comes.
 */
void optee_rpmb_unregister(void)
{
	if (IS_REACHABLE(CONFIG_RPMB))
		rpmb_interface_unregister(&rpmb_interface);
}
