// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of an OP-TEE, whichever way leads into it: its two TEE devices and the
 * driver's own context; serving clients; removal and shutdown with calls in flight.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/printk.h>

#include "optee_private.h"

static int alloc_devices(struct optee *optee, const struct tee_desc *client,
			 const struct tee_desc *supp)
{
	struct tee_device *teedev;

	teedev = tee_device_alloc(client, NULL, optee->pool, optee);
	if (IS_ERR(teedev))
		return PTR_ERR(teedev);
	optee->teedev = teedev;

	teedev = tee_device_alloc(supp, NULL, optee->pool, optee);
	if (IS_ERR(teedev)) {
		tee_device_unregister(optee->teedev);
		return PTR_ERR(teedev);
	}
	optee->supp_teedev = teedev;
	optee_set_dev_groups(optee);
	return 0;
}

/* Waits for whoever still has a device open. */
static void free_devices(struct optee *optee)
{
	tee_device_unregister(optee->supp_teedev);
	tee_device_unregister(optee->teedev);
}

/* The driver's own context, and what its calls need */
static int open_own_context(struct optee *optee, bool registered,
			    bool shared_pages)
{
	struct tee_context *ctx;
	int rc;

	ctx = teedev_open(optee->teedev);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	/*
	 * The driver's own calls, in an interrupt's thread too, wait for no supplicant
	 * to come, and not for ever for the one that is there (supp.c).
	 */
	ctx->supp_nowait = true;
	optee->ctx = ctx;
	rc = optee_args_init(optee, registered, shared_pages);
	if (rc)
		teedev_close_context(ctx);
	return rc;
}

/**
 * optee_create() - makes devices, not registered, and the driver's own context
 * @optee: the OP-TEE, with its way in and its pool
 * @client: describes the device for clients
 * @supp: describes the device for tee-supplicant
 * @registered: as for optee_args_init()
 * @shared_pages: likewise
 *
 * Context: process context, may sleep.
 * Return: 0 or a negative errno, with nothing to undo.
 */
int optee_create(struct optee *optee, const struct tee_desc *client,
		 const struct tee_desc *supp, bool registered,
		 bool shared_pages)
{
	int rc;

	rc = alloc_devices(optee, client, supp);
	if (rc)
		return rc;
	rc = open_own_context(optee, registered, shared_pages);
	if (rc)
		free_devices(optee);
	return rc;
}

/**
 * optee_destroy() - undoes optee_create()
 * @optee: the OP-TEE, not started, or stopped
 *
 * Context: process context, sleeps, makes calls.
 */
void optee_destroy(struct optee *optee)
{
	optee_args_uninit(optee);
	teedev_close_context(optee->ctx);
	optee_end_finish(optee);
	free_devices(optee);
}

/* A thread that was given up, or a cache that is not empty, may use memory. */
static void take_back_memory(struct optee *optee)
{
	bool empty = optee->abi->empty_cache(optee);

	optee_shm_take_back_all(optee, !empty ||
				atomic_read(&optee->calls_lost));
}

/**
 * optee_stop() - ends all calls, then frees what the secure world had for them
 * @optee: the OP-TEE, started or about to be
 *
 * Context: process context, sleeps, makes calls.
 */
void optee_stop(struct optee *optee)
{
	optee_end_begin(optee);
	optee_unregister_common(optee);
	optee->abi->notif_uninit(optee);
	/* Calls of system sessions are let in, and use memory, until then. */
	optee_wait_for_clients(optee);
	flush_work(&optee->late_work);
	optee_protmem_end(optee);
	/* The supplicant's memory keeps its context. */
	take_back_memory(optee);
	optee_wait_for_supp(optee);
	take_back_memory(optee);
}

/**
 * optee_start() - lets clients make calls
 * @optee: the OP-TEE, created and with its notifications on
 *
 * Context: process context, sleeps, makes calls.
 * Return: 0 or a negative errno, with all but optee_create() undone.
 */
int optee_start(struct optee *optee)
{
	int rc;

	optee_end_watch_probe(optee);
	rc = optee_register_common(optee);
	if (!rc)
		optee->abi->find_protmem(optee);
	optee_end_probed(optee);
	if (optee_has_ended(optee))
		rc = -ETIMEDOUT;
	if (rc)
		optee_stop(optee);
	return rc;
}

/**
 * optee_shutdown() - prepares for shutdown, reboot or kexec
 * @optee: the OP-TEE
 *
 * Calls in flight are to end, so that no thread stays in the secure world, and it
 * is to know no memory of this kernel. That takes twice OPTEE_END_AFTER (ending.c)
 * at most, and a second, if the secure world returns from what is called here. Calls
 * that drivers make when they are shut down later are still served; when it took as
 * long, only without waiting.
 *
 * Context: process context, sleeps, makes calls.
 */
void optee_shutdown(struct optee *optee)
{
	unsigned long until = jiffies + 2 * OPTEE_END_AFTER + HZ;

	optee_end_begin(optee);
	optee_cq_set_gate(&optee->call_queue, OPTEE_CQ_SHUT);
	if (!optee_end_wait_idle(optee, OPTEE_END_AFTER) &&
	    !optee_has_ended(optee))
		optee_end_now(optee);
	/* An SMC may not return at all. */
	if (!optee_end_wait_idle(optee, HZ))
		pr_warn("calls still run in the secure world\n");
	/* The interrupt stays: its thread may be in such a call. */
	optee->abi->notif_stop(optee);
	/* A worker's call may not return either. */
	if (optee_has_ended(optee))
		until = jiffies + HZ;
	optee_protmem_shutdown(optee, until);
	optee->abi->empty_cache(optee);
	optee_end_finish(optee);
	optee_cq_set_gate(&optee->call_queue, 0);
}
