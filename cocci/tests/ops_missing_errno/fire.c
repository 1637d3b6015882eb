// SPDX-License-Identifier: GPL-2.0-only
/* Errnos that no document promises. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_core.h>

int invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg);
int invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg)
{
	if (!ctx->teedev->desc->ops->invoke_func)
		return -ENOSYS; /* expect: ops_missing_errno */
	return ctx->teedev->desc->ops->invoke_func(ctx, arg, NULL);
}

int system(struct tee_context *ctx, u32 session);
int system(struct tee_context *ctx, u32 session)
{
	if (!ctx->teedev->desc->ops->system_session) {
		pr_debug("no system sessions\n");
		return 0; /* expect: ops_missing_errno */
	}
	return ctx->teedev->desc->ops->system_session(ctx, session);
}

struct tee_shm *check(struct tee_device *teedev);
struct tee_shm *check(struct tee_device *teedev)
{
	if (!teedev->desc->ops->shm_register)
		return ERR_PTR(-EINVAL); /* expect: ops_missing_errno */
	return NULL;
}
