// SPDX-License-Identifier: GPL-2.0-only
/* A system session that is never closed keeps its context for ever. */
#include <linux/module.h>
#include <linux/tee_core.h>

static void version(struct tee_device *teedev, struct tee_ioctl_version_data *v)
{
}

static int open(struct tee_context *ctx)
{
	return 0;
}

static void release(struct tee_context *ctx)
{
}

static int open_session(struct tee_context *ctx,
			struct tee_ioctl_open_session_arg *arg,
			struct tee_param *param)
{
	return 0;
}

static int session(struct tee_context *ctx, u32 session)
{
	return 0;
}

static int invoke_func(struct tee_context *ctx,
		       struct tee_ioctl_invoke_arg *arg,
		       struct tee_param *param)
{
	return 0;
}

const struct tee_driver_ops stuck_ops = { /* expect: ops_system_session */
	.get_version = version,
	.open = open,
	.release = release,
	.open_session = open_session,
	.invoke_func = invoke_func,
	.system_session = session,
};
