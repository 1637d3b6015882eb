// SPDX-License-Identifier: GPL-2.0-only
/*
 * An SCMI-like service: a clock that is on or off. It answers at once and makes
 * no RPC, as OP-TEE's SCMI server does for the kernel, so that a call of a system
 * session that reaches the secure world always comes back.
 */
#include "ta.h"

static enum step capabilities(struct thread *t)
{
	if (!ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_OUT))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	t->p[0].a = 1;
	t->p[0].b = 0;
	t->p[0].c = 0;
	return ta_result(t, TEEC_SUCCESS);
}

static enum step clock(struct monitor *m, struct thread *t)
{
	bool on;

	if (!ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_INOUT))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	on = t->p[0].a;
	m->clock_changes += on != m->clock_on;
	m->clock_on = on;
	t->p[0].b = m->clock_changes;
	return ta_result(t, TEEC_SUCCESS);
}

/*
 * SCMI (ARM DEN 0056) section 4.1: a message is a 32-bit header and a payload;
 * the answer has the same header and a status word, here SUCCESS.
 */
static enum step message(struct monitor *m, struct thread *t)
{
	const u32 status = 0;

	if (!ta_has(t, 0, OPTEE_ATTR_RMEM, OPTEE_DIR_INOUT) || t->p[0].buf.size < 2 * sizeof(u32))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	buffer_write(m, &t->p[0].buf, sizeof(u32), &status, sizeof(status));
	t->p[0].size = 2 * sizeof(u32);
	return ta_result(t, TEEC_SUCCESS);
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	switch (t->arg.func) {
	case MONITOR_SCMI_CAPABILITIES:
		return capabilities(t);
	case MONITOR_SCMI_CLOCK:
		return clock(m, t);
	case MONITOR_SCMI_MESSAGE:
		return message(m, t);
	}
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_scmi = {
	.uuid = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0x4c, 0x1a,
		  0x9a, 0x11, 0x73, 0x63, 0x6d, 0x69, 0x00, 0x03 },
	.invoke = invoke,
};
