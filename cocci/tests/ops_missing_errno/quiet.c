// SPDX-License-Identifier: GPL-2.0-only
/* The documented answers. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

int invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg);
int invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg)
{
	if (!ctx->teedev->desc->ops->invoke_func)
		return -EINVAL;
	return ctx->teedev->desc->ops->invoke_func(ctx, arg, NULL);
}

struct tee_shm *check(struct tee_device *teedev);
struct tee_shm *check(struct tee_device *teedev)
{
	if (!teedev->desc->ops->shm_register ||
	    !teedev->desc->ops->shm_unregister)
		return ERR_PTR(-EOPNOTSUPP);
	return NULL;
}
