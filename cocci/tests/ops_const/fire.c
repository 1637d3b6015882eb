// SPDX-License-Identifier: GPL-2.0-only
/* Both tables in writable memory. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

static struct tee_driver_ops soft_ops = { /* expect: ops_const */
	.get_version = version,
	.open = open,
	.release = release,
};

struct tee_desc soft_desc = { /* expect: ops_const */
	.name = "soft",
	.ops = &soft_ops,
	.owner = THIS_MODULE,
};
