// SPDX-License-Identifier: GPL-2.0-only
/*
 * The firmware TPM's TA: what drivers/char/tpm/tpm_ftpm_tee.c sends a TPM's commands to.
 *
 * Microsoft, ms-tpm-20-ref, Samples/ARM32-FirmwareTPM/optee_ta/fTPM.
 */
#include "big_endian.h"
#include "ta.h"
#include "ta_abi.h"
#include "tpm.h"

/* A lie about the response, if there is one to be told */
static enum monitor_ftpm_lie lie(struct monitor *m, u8 *out, u32 *size)
{
	enum monitor_ftpm_lie which = m->ftpm_lies ? m->ftpm_lie : MONITOR_FTPM_HONEST;

	if (m->ftpm_lies && m->ftpm_lies != MONITOR_ANY)
		m->ftpm_lies--;
	switch (which) {
	case MONITOR_FTPM_SHORT:
		be_put32(out + 2, TPM_HEADER_SIZE - 1);
		break;
	case MONITOR_FTPM_LONG:
		be_put32(out + 2, TA_FTPM_BUFFER + 1);
		break;
	case MONITOR_FTPM_HUGE:
		be_put32(out + 2, 0xffffffff);
		break;
	case MONITOR_FTPM_CUT:
		*size = TPM_HEADER_SIZE;
		be_put32(out + 2, *size);
		break;
	case MONITOR_FTPM_INNER:
		mem_set(out + TPM_HEADER_SIZE, 0xff, *size - TPM_HEADER_SIZE);
		break;
	default:
		break;
	}
	return which;
}

/* Command in parameter 0, response to parameter 1 */
static enum step submit(struct monitor *m, struct thread *t)
{
	u8 in[TPM_COMMAND_MAX], out[TPM_RESPONSE_MAX];
	u32 size;

	if (!ta_wants(t, OPTEE_ATTR_RMEM, OPTEE_DIR_IN, OPTEE_ATTR_RMEM, OPTEE_DIR_INOUT) ||
	    t->p[0].size > sizeof(in) || !buffer_read(m, &t->p[0].buf, 0, in, t->p[0].size))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	size = tpm_serve(m, in, (u32)t->p[0].size, out);
	if (lie(m, out, &size) == MONITOR_FTPM_SILENT)
		return ta_result(t, TEEC_SUCCESS);
	return ta_result(t, ta_put(m, t, 1, out, size) ? TEEC_SUCCESS : TEEC_ERROR_SHORT_BUFFER);
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	if (t->arg.func == TA_FTPM_SUBMIT_COMMAND)
		return submit(m, t);
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_ftpm = {
	.uuid = { 0xbc, 0x50, 0xd9, 0x71, 0xd4, 0xc9, 0x42, 0xc4,
		  0x82, 0xcb, 0x34, 0x3f, 0xb7, 0xf3, 0x78, 0x96 },
	.invoke = invoke,
};

void monitor_ftpm_lie(struct monitor *m, enum monitor_ftpm_lie lie, u32 times)
{
	monitor_enter(m);
	m->ftpm_lie = lie;
	m->ftpm_lies = times;
	monitor_leave(m);
}
