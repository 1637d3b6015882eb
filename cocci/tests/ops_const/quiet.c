// SPDX-License-Identifier: GPL-2.0-only
/* Both tables const; a pointer to one may change. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

static const struct tee_driver_ops hard_ops = {
	.get_version = version,
	.open = open,
	.release = release,
};

static const struct tee_desc hard_desc = {
	.name = "hard",
	.ops = &hard_ops,
	.owner = THIS_MODULE,
};

const struct tee_desc *current_desc = &hard_desc;
