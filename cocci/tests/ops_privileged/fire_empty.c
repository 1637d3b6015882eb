// SPDX-License-Identifier: GPL-2.0-only
/* A device that serves neither clients nor the supplicant. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

static const struct tee_driver_ops idle_ops = {
	.get_version = version,
	.open = open,
	.release = release,
};

const struct tee_desc idle_desc = { /* expect: ops_privileged */
	.name = "idle",
	.ops = &idle_ops,
	.owner = THIS_MODULE,
};

const struct tee_desc idlepriv_desc = { /* expect: ops_privileged */
	.name = "idlepriv",
	.ops = &idle_ops,
	.owner = THIS_MODULE,
	.flags = TEE_DESC_PRIVILEGED,
};
