// SPDX-License-Identifier: GPL-2.0-only
/* Both, and a driver whose pool needs no registration. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops dynamic_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.shm_register = shm_register,
	.shm_unregister = shm_unregister,
};

const struct tee_driver_ops static_ops = {
	.get_version = version,
	.open = open,
	.release = release,
};
