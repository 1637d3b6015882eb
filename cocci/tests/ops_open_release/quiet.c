// SPDX-License-Identifier: GPL-2.0-only
/* The three that every driver has, in another order. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops whole_ops = {
	.release = release,
	.get_version = version,
	.open = open,
};
