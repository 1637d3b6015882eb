// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts: what a client has open on a device.
 *
 * A context lives in two phases, told apart by tee_context.releasing:
 *
 *   open	tee_context.refcount: the client, and each shared memory object.
 *		When it comes to 0 the second phase begins.
 *   releasing	tee_context.late_refs: the driver's release operation while it
 *		runs. It calls the secure world to close sessions, which may
 *		take new shared memory, and keep it longer than the operation
 *		runs: each such object holds the context as well. When the
 *		count comes to 0 the context is freed.
 *
 * No object of the first phase is left in the second, so whoever drops a
 * reference drops it in the phase in which it was taken, and shared memory
 * never has a context that is gone.
 */
#include <linux/kref.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include "tee_compat.h"
#include "tee_private.h"

struct tee_context *teedev_open(struct tee_device *teedev)
{
	struct tee_context *ctx = kzalloc_obj(*ctx);
	int rc = -EINVAL;

	if (!ctx)
		return ERR_PTR(-ENOMEM);

	if (!tee_device_get(teedev))
		goto free_ctx;

	ctx->teedev = teedev;
	kref_init(&ctx->refcount);
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
	if (ctx->releasing)
		refcount_inc(&ctx->late_refs);
	else
		kref_get(&ctx->refcount);
}
EXPORT_SYMBOL_GPL(teedev_ctx_get);

static void tee_ctx_put_late(struct tee_context *ctx)
{
	struct tee_device *teedev = ctx->teedev;

	if (!refcount_dec_and_test(&ctx->late_refs))
		return;

	kfree(ctx);
	tee_device_put(teedev);
}

static void tee_ctx_release(struct kref *kref)
{
	struct tee_context *ctx = container_of(kref, struct tee_context,
					       refcount);

	refcount_set(&ctx->late_refs, 1);
	ctx->releasing = true;
	ctx->teedev->desc->ops->release(ctx);
	tee_ctx_put_late(ctx);
}

void teedev_ctx_put(struct tee_context *ctx)
{
	if (ctx->releasing)
		tee_ctx_put_late(ctx);
	else
		kref_put(&ctx->refcount, tee_ctx_release);
}
EXPORT_SYMBOL_GPL(teedev_ctx_put);

void teedev_close_context(struct tee_context *ctx)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (ops->close_context)
		ops->close_context(ctx);

	teedev_ctx_put(ctx);
}
EXPORT_SYMBOL_GPL(teedev_close_context);
