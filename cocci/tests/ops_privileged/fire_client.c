// SPDX-License-Identifier: GPL-2.0-only
/* Sessions on the privileged device; it has no supplicant either. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

static const struct tee_driver_ops priv_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.open_session = open_session,
	.close_session = session,
	.invoke_func = invoke_func,
};

const struct tee_desc priv_desc = { /* expect: ops_privileged */
	.name = "priv",
	.ops = &priv_ops,
	.owner = THIS_MODULE,
	.flags = TEE_DESC_PRIVILEGED,
};
