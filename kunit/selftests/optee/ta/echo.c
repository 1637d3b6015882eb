// SPDX-License-Identifier: GPL-2.0-only
/*
 * The echo TA of the monitor (driver/monitor/ta/ta_echo.c) for a real OP-TEE, as far
 * as the TEE Internal Core API lets one: values are two words of 32 bits, and the
 * origin of a result is always the trusted application.
 */
#include "life.h"

/* Commands: MONITOR_ECHO_* of driver/monitor/monitor.h, which wants the kernel's types */
enum { COPY, RETURN, SHORT, FILL, SUM, LOGIN, IS_NULL };

static bool is_value(uint32_t type, bool in)
{
	return type == TEE_PARAM_TYPE_VALUE_INOUT ||
	       type == (in ? TEE_PARAM_TYPE_VALUE_INPUT : TEE_PARAM_TYPE_VALUE_OUTPUT);
}

static bool is_memref(uint32_t type, bool in)
{
	return type == TEE_PARAM_TYPE_MEMREF_INOUT ||
	       type == (in ? TEE_PARAM_TYPE_MEMREF_INPUT : TEE_PARAM_TYPE_MEMREF_OUTPUT);
}

static TEE_Result copy(uint32_t types, TEE_Param *p)
{
	uint32_t a = 0, b = 0;

	for (unsigned int i = 0; i < TEE_NUM_PARAMS; i++) {
		uint32_t type = TEE_PARAM_TYPE_GET(types, i);
		uint8_t *bytes = p[i].memref.buffer;

		if (is_value(type, true)) {
			a = p[i].value.a;
			b = p[i].value.b;
		}
		if (is_value(type, false)) {
			p[i].value.a = a ^ b;
			p[i].value.b = b;
		}
		for (size_t n = 0; is_memref(type, false) && bytes && n < p[i].memref.size; n++)
			bytes[n] ^= 0x5a;
	}
	return TEE_SUCCESS;
}

static TEE_Result short_buffer(TEE_Param *p)
{
	size_t have = p[0].memref.buffer ? p[0].memref.size : 0;

	p[0].memref.size = p[1].value.b;
	return have < p[1].value.b ? TEE_ERROR_SHORT_BUFFER : TEE_SUCCESS;
}

static TEE_Result fill(TEE_Param *p)
{
	TEE_MemFill(p[0].memref.buffer, p[1].value.a, p[0].memref.size);
	return TEE_SUCCESS;
}

static TEE_Result sum(TEE_Param *p)
{
	const uint8_t *bytes = p[0].memref.buffer;

	p[1].value.a = 0;
	p[1].value.b = 0;
	for (size_t i = 0; i < p[0].memref.size; i++)
		p[1].value.a += bytes[i];
	return TEE_SUCCESS;
}

static TEE_Result login(TEE_Param *p)
{
	TEE_Identity client;
	TEE_Result res = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT, "gpd.client.identity",
						   &client);
	size_t room = p[1].memref.size;

	if (res)
		return res;
	p[0].value.a = client.login;
	p[0].value.b = 0;
	p[1].memref.size = sizeof(client.uuid);
	if (!p[1].memref.buffer || room < sizeof(client.uuid))
		return TEE_ERROR_SHORT_BUFFER;
	TEE_MemMove(p[1].memref.buffer, &client.uuid, sizeof(client.uuid));
	return TEE_SUCCESS;
}

static TEE_Result is_null(TEE_Param *p)
{
	p[1].value.a = !p[0].memref.buffer;
	p[1].value.b = p[0].memref.size;
	return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param p[TEE_NUM_PARAMS])
{
	uint32_t t0 = TEE_PARAM_TYPE_GET(types, 0), t1 = TEE_PARAM_TYPE_GET(types, 1);

	(void)session;
	switch (command) {
	case COPY:
		return copy(types, p);
	case RETURN:
		return is_value(t0, true) ? p[0].value.a : TEE_ERROR_BAD_PARAMETERS;
	case SHORT:
		if (!is_memref(t0, false) || !is_value(t1, true))
			return TEE_ERROR_BAD_PARAMETERS;
		return short_buffer(p);
	case FILL:
		if (!is_memref(t0, false) || !is_value(t1, true))
			return TEE_ERROR_BAD_PARAMETERS;
		return fill(p);
	case SUM:
		if (!is_memref(t0, true) || !is_value(t1, false))
			return TEE_ERROR_BAD_PARAMETERS;
		return sum(p);
	case LOGIN:
		if (!is_value(t0, false) || !is_memref(t1, false))
			return TEE_ERROR_BAD_PARAMETERS;
		return login(p);
	case IS_NULL:
		if (!(is_memref(t0, true) || is_memref(t0, false)) || !is_value(t1, false))
			return TEE_ERROR_BAD_PARAMETERS;
		return is_null(p);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}
