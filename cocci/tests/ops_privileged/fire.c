// SPDX-License-Identifier: GPL-2.0-only
/* The supplicant's table on the device that everybody may open. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

static const struct tee_driver_ops open_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.supp_recv = supp_recv,
	.supp_send = supp_send,
};

const struct tee_desc open_desc = { /* expect: ops_privileged */
	.name = "open",
	.ops = &open_ops,
	.owner = THIS_MODULE,
};
