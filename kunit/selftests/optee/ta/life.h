/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entry points in which these trusted applications do nothing: each includes
 * this once. GlobalPlatform TEE Internal Core API v1.1, section 4.3.
 */
#include <tee_internal_api.h>

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param p[TEE_NUM_PARAMS], void **session)
{
#ifdef TA_panic
	if (TEE_PARAM_TYPE_GET(types, 0) == TEE_PARAM_TYPE_VALUE_INPUT && p[0].value.a)
		TEE_Panic(TEE_ERROR_GENERIC);
#endif
	(void)types;
	(void)p;
	(void)session;
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}
