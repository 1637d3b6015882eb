// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interface for clients in the kernel: finding a device and calling it.
 */
#include <linux/device.h>
#include "tee_private.h"

static const struct tee_driver_ops *tee_ctx_ops(struct tee_context *ctx)
{
	return ctx->teedev->desc->ops;
}

void tee_client_get_version(struct tee_context *ctx,
			    struct tee_ioctl_version_data *vers)
{
	memset(vers, 0, sizeof(*vers));
	tee_ctx_ops(ctx)->get_version(ctx->teedev, vers);
}
EXPORT_SYMBOL_GPL(tee_client_get_version);

/* What the client of a search wants */
struct tee_search {
	int (*match)(struct tee_ioctl_version_data *vers, const void *data);
	const void *data;
	struct tee_ioctl_version_data *vers;
};

/* The device may be on its way out, so it is asked as one of its users */
static int tee_search_match(struct device *dev, const void *data)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	const struct tee_search *search = data;
	int found;

	if (!tee_device_get(teedev))
		return 0;

	memset(search->vers, 0, sizeof(*search->vers));
	teedev->desc->ops->get_version(teedev, search->vers);
	found = search->match(search->vers, search->data);
	tee_device_put(teedev);

	return found;
}

struct tee_context *
tee_client_open_context(struct tee_context *start,
			int (*match)(struct tee_ioctl_version_data *vers,
				     const void *data),
			const void *data, struct tee_ioctl_version_data *vers)
{
	struct tee_ioctl_version_data unwanted;
	struct tee_search search = {
		.match = match,
		.data = data,
		.vers = vers ?: &unwanted,
	};
	struct tee_context *ctx;
	struct device *dev = NULL;
	struct device *next;

	if (start)
		dev = get_device(&start->teedev->dev);

	for (;;) {
		next = class_find_device(&tee_class, dev, &search,
					 tee_search_match);
		put_device(dev);
		if (!next)
			return ERR_PTR(-ENOENT);

		dev = next;
		ctx = teedev_open(container_of(dev, struct tee_device, dev));
		if (!IS_ERR(ctx) || PTR_ERR(ctx) == -ENOMEM)
			break;
	}
	put_device(dev);

	/* See struct tee_context; the client may change its mind */
	if (!IS_ERR(ctx))
		ctx->supp_nowait = true;

	return ctx;
}
EXPORT_SYMBOL_GPL(tee_client_open_context);

int tee_client_open_session(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param)
{
	const struct tee_driver_ops *ops = tee_ctx_ops(ctx);

	return ops->open_session ? ops->open_session(ctx, arg, param) : -EINVAL;
}
EXPORT_SYMBOL_GPL(tee_client_open_session);

int tee_client_invoke_func(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param)
{
	const struct tee_driver_ops *ops = tee_ctx_ops(ctx);

	return ops->invoke_func ? ops->invoke_func(ctx, arg, param) : -EINVAL;
}
EXPORT_SYMBOL_GPL(tee_client_invoke_func);

int tee_client_cancel_req(struct tee_context *ctx,
			  struct tee_ioctl_cancel_arg *arg)
{
	const struct tee_driver_ops *ops = tee_ctx_ops(ctx);

	if (!ops->cancel_req)
		return -EINVAL;

	return ops->cancel_req(ctx, arg->cancel_id, arg->session);
}
EXPORT_SYMBOL_GPL(tee_client_cancel_req);

int tee_client_system_session(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = tee_ctx_ops(ctx);

	return ops->system_session ? ops->system_session(ctx, session) : -EINVAL;
}
EXPORT_SYMBOL_GPL(tee_client_system_session);

int tee_client_close_session(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = tee_ctx_ops(ctx);

	return ops->close_session ? ops->close_session(ctx, session) : -EINVAL;
}
EXPORT_SYMBOL_GPL(tee_client_close_session);

void tee_client_close_context(struct tee_context *ctx)
{
	teedev_close_context(ctx);
}
EXPORT_SYMBOL_GPL(tee_client_close_context);
