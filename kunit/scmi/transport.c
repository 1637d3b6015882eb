// SPDX-License-Identifier: GPL-2.0-only
/*
 * The OP-TEE transport's call for a system session: the overlay compiles
 * drivers/firmware/arm_scmi/transports/optee.c so that it comes here first, which is
 * all that it takes to have the transport with and without it in one kernel.
 */
#include <linux/tee_drv.h>
#include "scmi.h"

static bool taken_out;
static int result = 1;

int teeproof_system_session(struct tee_context *ctx, u32 session)
{
	if (taken_out)
		return 0;
	result = tee_client_system_session(ctx, session);
	return result;
}

void scmi_system_sessions(bool on)
{
	taken_out = !on;
	result = 1;
}

int scmi_system_result(void)
{
	return result;
}
