// SPDX-License-Identifier: GPL-2.0-only
/* A driver that cannot say which TEE it drives. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops no_version_ops = { /* expect: ops_open_release */
	.open = open,
	.release = release,
};
