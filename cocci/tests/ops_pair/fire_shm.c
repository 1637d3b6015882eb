// SPDX-License-Identifier: GPL-2.0-only
/* Memory registered and never taken back, and the other way round. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops keeper_ops = { /* expect: ops_pair */
	.get_version = version,
	.open = open,
	.release = release,
	.shm_register = shm_register,
};

const struct tee_driver_ops taker_ops = { /* expect: ops_pair */
	.get_version = version,
	.open = open,
	.release = release,
	.shm_unregister = shm_unregister,
};
