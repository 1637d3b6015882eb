// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts: what a client has open on a device.
 *
 * A context has two phases, and its reference count serves both:
 *
 *   open	One reference is the client's, one each shared memory object's.
 *		The last to go starts the second phase.
 *   releasing	The driver's release operation runs, holding the one reference
 *		that the count starts with again. Drivers call the secure world
 *		there, to close sessions, and that may need new shared memory,
 *		which holds the context as ever. The last to go frees it.
 *
 * So shared memory never has a context that is gone, whenever it was made.
 */
#include <linux/refcount.h>
#include <linux/slab.h>
#include "tee_private.h"

struct tee_context *teedev_open(struct tee_device *teedev)
{
	struct tee_context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	int rc = -EINVAL;

	if (!ctx)
		return ERR_PTR(-ENOMEM);

	if (!tee_device_get(teedev))
		goto free_ctx;

	ctx->teedev = teedev;
	refcount_set(&ctx->refcount, 1);
	rc = teedev->desc->ops->open(ctx);
	if (rc)
		goto put_device;

	return ctx;

put_device:
	tee_device_put(teedev);
free_ctx:
	kfree(ctx);
	return ERR_PTR(rc);
}
EXPORT_SYMBOL_GPL(teedev_open);

void teedev_ctx_get(struct tee_context *ctx)
{
	refcount_inc(&ctx->refcount);
}

void teedev_ctx_put(struct tee_context *ctx)
{
	struct tee_device *teedev = ctx->teedev;

	if (!refcount_dec_and_test(&ctx->refcount))
		return;

	if (!ctx->releasing) {
		ctx->releasing = true;
		refcount_set(&ctx->refcount, 1);
		teedev->desc->ops->release(ctx);
		if (!refcount_dec_and_test(&ctx->refcount))
			return;
	}

	kfree(ctx);
	tee_device_put(teedev);
}

void teedev_close_context(struct tee_context *ctx)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (ops->close_context)
		ops->close_context(ctx);

	teedev_ctx_put(ctx);
}
EXPORT_SYMBOL_GPL(teedev_close_context);
