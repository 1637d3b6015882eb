// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device pseudo-TA: lists the (pseudo) TAs that have drivers on the TEE bus.
 *
 * OP-TEE OS, lib/libutee/include/pta_device.h: PTA_CMD_GET_DEVICES and the same
 * for those that need the supplicant (_SUPP) or an RPMB device (_RPMB). memref[0]
 * out: UUIDs of 16 bytes in network order; TEEC_ERROR_SHORT_BUFFER with the size
 * needed when it is too small.
 */
#include "ta.h"
#include "ta_abi.h"

static enum step list(struct monitor *m, struct thread *t, u32 which)
{
	const struct monitor_device *d = m->config.devices, *end = d + m->config.num_devices;
	u64 needed = 0, offs = 0;

	if (!ta_wants(t, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT, 0, 0))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	for (d = m->config.devices; d < end; d++)
		needed += d->needs_supplicant == which ? sizeof(d->uuid) : 0;
	if (t->p[0].buf.size < needed) {
		t->p[0].size = needed;
		return ta_result(t, TEEC_ERROR_SHORT_BUFFER);
	}
	for (d = m->config.devices; d < end; d++) {
		if (d->needs_supplicant != which)
			continue;
		buffer_write(m, &t->p[0].buf, offs, d->uuid, sizeof(d->uuid));
		offs += sizeof(d->uuid);
	}
	t->p[0].size = needed;
	return ta_result(t, TEEC_SUCCESS);
}

/* Those that need RPMB are listed when the normal world has a device for it. */
static enum step list_rpmb(struct monitor *m, struct thread *t)
{
	struct rpc *r;

	if (!(m->caps & OPTEE_CAP_RPMB_PROBE))
		return ta_result(t, TEE_ERROR_STORAGE_NOT_AVAILABLE);
	switch (t->step++) {
	case 0:
		rpc_value(rpc_begin(t, OPTEE_RPC_RPMB_PROBE_RESET, 1), 0, OPTEE_DIR_OUT, 0, 0, 0);
		return STEP_RPC;
	case 1:
		if (t->rpc.ret)
			return ta_result(t, TEE_ERROR_STORAGE_NOT_AVAILABLE);
		return ta_alloc(t, (u32)t->rpc.param[0].a, 16);
	case 2:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return ta_result(t, TEE_ERROR_STORAGE_NOT_AVAILABLE);
		r = rpc_begin(t, OPTEE_RPC_RPMB_PROBE_NEXT, 2);
		rpc_value(r, 0, OPTEE_DIR_OUT, 0, 0, 0);
		rpc_memref(m, r, 1, OPTEE_DIR_OUT, t->shm, 0, 16);
		return STEP_RPC;
	case 3:
		t->v[0] = t->rpc.ret;
		return ta_free(t);
	default:
		if (t->v[0])
			return ta_result(t, TEE_ERROR_STORAGE_NOT_AVAILABLE);
		return list(m, t, 2);
	}
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	switch (t->arg.func) {
	case PTA_DEVICE_GET_DEVICES:
		return list(m, t, 0);
	case PTA_DEVICE_GET_DEVICES_SUPP:
		return list(m, t, 1);
	case PTA_DEVICE_GET_DEVICES_RPMB:
		return list_rpmb(m, t);
	}
	return ta_result(t, TEEC_ERROR_NOT_IMPLEMENTED);
}

const struct ta ta_device = {
	.uuid = { 0x70, 0x11, 0xa6, 0x88, 0xdd, 0xde, 0x40, 0x53,
		  0xa5, 0xa9, 0x7b, 0x3c, 0x4d, 0xdf, 0x13, 0xb8 },
	.invoke = invoke,
};
