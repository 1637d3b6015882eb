// SPDX-License-Identifier: GPL-2.0-only
/* Both directions, and a table that serves no supplicant. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops both_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.supp_send = supp_send,
	.supp_recv = supp_recv,
};

const struct tee_driver_ops neither_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.open_session = open_session,
	.close_session = session,
	.invoke_func = invoke_func,
};
