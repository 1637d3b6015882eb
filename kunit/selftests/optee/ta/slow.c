// SPDX-License-Identifier: GPL-2.0-only
/*
 * Of the monitor's slow TA (driver/monitor/ta/ta_slow.c) the command that sleeps, for
 * a real OP-TEE: it can be cancelled.
 */
#include "life.h"

#define SUSPEND	1	/* MONITOR_SLOW_SUSPEND */

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param p[TEE_NUM_PARAMS])
{
	TEE_Result res = TEE_SUCCESS;

	(void)session;
	if (TEE_PARAM_TYPE_GET(types, 0) != TEE_PARAM_TYPE_VALUE_INPUT)
		return TEE_ERROR_BAD_PARAMETERS;
	if (command != SUSPEND)
		return TEE_ERROR_NOT_SUPPORTED;
	TEE_UnmaskCancellation();
	for (uint32_t i = 0; i < p[0].value.a && !res; i++)
		res = TEE_Wait(p[0].value.b);
	return res;
}
