// SPDX-License-Identifier: GPL-2.0-only
/* A supplicant that listens and cannot speak, and one that speaks to nobody. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops deaf_ops = { /* expect: ops_pair */
	.get_version = version,
	.open = open,
	.release = release,
	.supp_send = supp_send,
};

const struct tee_driver_ops mute_ops = { /* expect: ops_pair */
	.get_version = version,
	.open = open,
	.release = release,
	.supp_recv = supp_recv,
};
