// SPDX-License-Identifier: GPL-2.0-only
/* A client device's table, and a supplicant's without any session. */
#include <linux/module.h>
#include <linux/tee_core.h>
#include "../ops.h"

const struct tee_driver_ops client_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.open_session = open_session,
	.close_session = session,
	.invoke_func = invoke_func,
};

const struct tee_driver_ops supplicant_ops = {
	.get_version = version,
	.open = open,
	.release = release,
	.supp_recv = supp_recv,
	.supp_send = supp_send,
};
