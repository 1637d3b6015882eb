// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts: an open /dev/teeX or /dev/teeprivX, or one of a kernel client. The
 * driver counts them, since what their calls use can only be taken down when
 * the last one has been released.
 */

#include <linux/errno.h>
#include <linux/slab.h>

#include "optee_private.h"

static int add_context(struct optee *optee, const struct tee_context *ctx)
{
	int rc = 0;

	spin_lock(&optee->contexts_lock);
	if (optee->closing)
		rc = -ENODEV;
	else if (ctx->teedev == optee->supp_teedev)
		optee->supps++;
	else
		optee->clients++;
	spin_unlock(&optee->contexts_lock);
	return rc;
}

/*
 * The driver's own context is the last client's, and is closed by the one who
 * waits.
 */
static void remove_context(struct optee *optee, const struct tee_context *ctx)
{
	spin_lock(&optee->contexts_lock);
	if (ctx->teedev == optee->supp_teedev) {
		if (!--optee->supps && optee->closing)
			complete(&optee->last_supp);
	} else if (--optee->clients == 1 && optee->closing) {
		complete(&optee->last_client);
	}
	spin_unlock(&optee->contexts_lock);
}

/**
 * optee_open_context() - opens a context
 * @ctx: the context, of a client or the supplicant
 * @cap_memref_null: the secure world takes memory references to no memory
 *
 * Context: process context, may sleep.
 * Return: 0; -EBUSY if there is a supplicant already, -ENODEV when the driver
 *	is being removed, -ENOMEM.
 */
int optee_open_context(struct tee_context *ctx, bool cap_memref_null)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_context_data *data;
	int rc;

	data = optee_sessions_alloc();
	if (!data)
		return -ENOMEM;
	rc = add_context(optee, ctx);
	if (rc)
		goto err_free;
	if (ctx->teedev == optee->supp_teedev) {
		rc = optee_supp_attach(&optee->supp, ctx);
		if (rc)
			goto err_remove;
		optee_devices_scan_supp(optee);
	}

	ctx->cap_memref_null = cap_memref_null;
	ctx->data = data;
	return 0;

err_remove:
	remove_context(optee, ctx);
err_free:
	kfree(data);
	return rc;
}

/**
 * optee_release_context() - tee_driver_ops: releases a client's context
 * @ctx: the context, which nobody uses any more
 *
 * Context: process context, sleeps, closes sessions.
 */
void optee_release_context(struct tee_context *ctx)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);

	optee_sessions_close_all(ctx);
	kfree(ctx->data);
	ctx->data = NULL;
	remove_context(optee, ctx);
}

/**
 * optee_close_supp() - tee_driver_ops: the supplicant has closed its context
 * @ctx: the context, which its shared memory may keep for a while
 *
 * Its requests fail now, and the next supplicant may come.
 *
 * Context: process context, may sleep.
 */
void optee_close_supp(struct tee_context *ctx)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);

	optee_supp_detach(&optee->supp, ctx);
}

/**
 * optee_release_supp() - tee_driver_ops: releases the supplicant's context
 * @ctx: the context, which nobody uses any more
 *
 * Context: process context, may sleep.
 */
void optee_release_supp(struct tee_context *ctx)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);

	optee_supp_detach(&optee->supp, ctx);
	optee_release_context(ctx);
}

/**
 * optee_refuse_contexts() - the driver is being removed: no more contexts
 * @optee: the OP-TEE
 *
 * Context: process context, does not sleep.
 */
void optee_refuse_contexts(struct optee *optee)
{
	spin_lock(&optee->contexts_lock);
	optee->closing = true;
	spin_unlock(&optee->contexts_lock);
}

/* Contexts get fewer only, from optee_refuse_contexts() on. */
static void wait_for_last(struct optee *optee, const unsigned int *contexts,
			  unsigned int left, struct completion *last)
{
	bool others;

	spin_lock(&optee->contexts_lock);
	others = *contexts > left;
	spin_unlock(&optee->contexts_lock);
	if (others)
		wait_for_completion(last);
}

/**
 * optee_wait_for_clients() - waits until clients have gone, and their calls
 * @optee: the OP-TEE, after optee_refuse_contexts()
 *
 * From then on no call can be in need of memory that the secure world got for
 * a request.
 *
 * Context: process context, sleeps.
 */
void optee_wait_for_clients(struct optee *optee)
{
	wait_for_last(optee, &optee->clients, 1, &optee->last_client);
}

/**
 * optee_wait_for_supp() - waits until supplicants have gone
 * @optee: the OP-TEE, after optee_refuse_contexts()
 *
 * Context: process context, sleeps.
 */
void optee_wait_for_supp(struct optee *optee)
{
	wait_for_last(optee, &optee->supps, 0, &optee->last_supp);
}
