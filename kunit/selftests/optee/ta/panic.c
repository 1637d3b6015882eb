// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's TA that panics (driver/monitor/ta/ta_life.c) for a real OP-TEE.
 */
#include "life.h"

#define NOW		0	/* MONITOR_PANIC_NOW */
#define AFTER_RPC	1	/* MONITOR_PANIC_AFTER_RPC */

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param p[TEE_NUM_PARAMS])
{
	TEE_Time now;

	(void)session;
	(void)types;
	(void)p;
	if (command == AFTER_RPC)
		TEE_GetREETime(&now);
	if (command == AFTER_RPC || command == NOW)
		TEE_Panic(TEE_ERROR_GENERIC);
	return TEE_ERROR_NOT_SUPPORTED;
}
