// SPDX-License-Identifier: GPL-2.0-only
/*
 * The monitor's TA with a single instance and a single session of it
 * (driver/monitor/ta/ta_life.c) for a real OP-TEE.
 */
#include "life.h"

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param p[TEE_NUM_PARAMS])
{
	(void)session;
	(void)command;
	(void)types;
	(void)p;
	return TEE_SUCCESS;
}
