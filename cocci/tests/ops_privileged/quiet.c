// SPDX-License-Identifier: GPL-2.0-only
/* The usual pair of devices. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

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
