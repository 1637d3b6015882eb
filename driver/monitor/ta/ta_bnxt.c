// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broadcom's TA: what drivers/firmware/broadcom/tee_bnxt_fw.c has a network card's
 * firmware booted by, and its core dump read. There is no card: what is booted is a
 * count, and the dump a pattern that depends on it. The TA's source is not public; its
 * interface is as its client describes it.
 */
#include "ta.h"
#include "ta_abi.h"

u8 monitor_bnxt_dump(u32 boots, u32 offset)
{
	return (u8)(offset * 7 + (offset >> 8) * 13 + (offset >> 16) + boots);
}

static enum step fastboot(struct monitor *m, struct thread *t)
{
	if (!ta_wants(t, 0, 0, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	m->bnxt_boots++;
	return ta_result(t, TEEC_SUCCESS);
}

/* From offset a of the dump b bytes */
static enum step copy_coredump(struct monitor *m, struct thread *t)
{
	u64 offs, len, i, from = t->p[1].a, size = t->p[1].b;
	u8 *bytes;

	if (!ta_wants(t, OPTEE_ATTR_RMEM, OPTEE_DIR_INOUT, OPTEE_ATTR_VALUE, OPTEE_DIR_IN) ||
	    size > t->p[0].size || size > MONITOR_BNXT_DUMP || from > MONITOR_BNXT_DUMP - size)
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	/* Firmware that never ran has left no dump. */
	if (!m->bnxt_boots)
		return ta_result(t, TEEC_ERROR_ITEM_NOT_FOUND);
	for (offs = 0; offs < size; offs += len) {
		bytes = buffer_map(m, &t->p[0].buf, offs, &len);
		if (!bytes)
			return ta_result(t, TEEC_ERROR_GENERIC);
		if (len > size - offs)
			len = size - offs;
		for (i = 0; i < len; i++)
			bytes[i] = monitor_bnxt_dump(m->bnxt_boots, (u32)(from + offs + i));
	}
	t->p[0].size = size;
	return ta_result(t, TEEC_SUCCESS);
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	if (t->arg.func == TA_BNXT_FASTBOOT)
		return fastboot(m, t);
	if (t->arg.func == TA_BNXT_COPY_COREDUMP)
		return copy_coredump(m, t);
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_bnxt = {
	.uuid = { 0x62, 0x72, 0x63, 0x6d, 0x20, 0x19, 0x07, 0x16,
		  0x42, 0x43, 0x4d, 0x5f, 0x53, 0x43, 0x48, 0x49 },
	.invoke = invoke,
};
