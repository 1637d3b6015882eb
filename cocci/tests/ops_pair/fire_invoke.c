// SPDX-License-Identifier: GPL-2.0-only
/* Sessions that nobody can use. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops mute_ops = { /* expect: ops_pair */
	.get_version = version,
	.open = open,
	.release = release,
	.open_session = open_session,
	.close_session = session,
};
