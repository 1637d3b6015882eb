// SPDX-License-Identifier: GPL-2.0-only
/* Sessions that nobody can close. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

static const struct tee_driver_ops leaky_ops = { /* expect: ops_pair */
	.get_version = version,
	.open = open,
	.release = release,
	.open_session = open_session,
	.invoke_func = invoke_func,
};

const struct tee_driver_ops *leaky = &leaky_ops;
