// SPDX-License-Identifier: GPL-2.0-only
/* A context that can be opened and never released. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops no_release_ops = { /* expect: ops_open_release */
	.get_version = version,
	.open = open,
};
