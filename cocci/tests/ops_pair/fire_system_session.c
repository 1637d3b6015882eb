// SPDX-License-Identifier: GPL-2.0-only
/* A system session that is never closed keeps its context for ever. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops stuck_ops = { /* expect: ops_pair */
	.get_version = version,
	.open = open,
	.release = release,
	.open_session = open_session,
	.invoke_func = invoke_func,
	.system_session = session,
};
