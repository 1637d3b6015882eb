// SPDX-License-Identifier: GPL-2.0-only
/* The usual pair of devices. */
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

static int supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		     struct tee_param *param)
{
	return 0;
}

static int supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
		     struct tee_param *param)
{
	return 0;
}

static const struct tee_driver_ops clnt_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.open_session = open_session,
	.close_session = session,
	.invoke_func = invoke_func,
};

const struct tee_desc clnt_desc = {
	.name = "clnt",
	.ops = &clnt_ops,
	.owner = THIS_MODULE,
};

static const struct tee_driver_ops supp_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.supp_recv = supp_recv,
	.supp_send = supp_send,
};

const struct tee_desc supp_desc = {
	.name = "supp",
	.ops = &supp_ops,
	.owner = THIS_MODULE,
	.flags = TEE_DESC_PRIVILEGED,
};
