// SPDX-License-Identifier: GPL-2.0-only
/*
 * TAs that differ in how they begin and end: one that panics, one that has a
 * single instance, one that is loaded from the supplicant.
 */
#include "ta.h"

static enum step get_time(struct thread *t)
{
	rpc_value(rpc_begin(t, OPTEE_RPC_GET_TIME, 1), 0, OPTEE_DIR_OUT, 0, 0, 0);
	return STEP_RPC;
}

static enum step panic_open(struct monitor *m, struct thread *t)
{
	(void)m;
	if (ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_IN) && t->p[0].a)
		return ta_panics(t);
	return ta_result(t, TEEC_SUCCESS);
}

static enum step panic_invoke(struct monitor *m, struct thread *t)
{
	(void)m;
	if (t->arg.func == MONITOR_PANIC_NOW)
		return ta_panics(t);
	if (t->arg.func != MONITOR_PANIC_AFTER_RPC)
		return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
	return t->step++ ? ta_panics(t) : get_time(t);
}

const struct ta ta_panic = {
	.uuid = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0x4c, 0x1a,
		  0x9a, 0x11, 0x70, 0x61, 0x6e, 0x69, 0x00, 0x05 },
	.open = panic_open,
	.invoke = panic_invoke,
};

static enum step nothing(struct monitor *m, struct thread *t)
{
	(void)m;
	return ta_result(t, TEEC_SUCCESS);
}

const struct ta ta_single = {
	.uuid = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0x4c, 0x1a,
		  0x9a, 0x11, 0x73, 0x69, 0x6e, 0x67, 0x00, 0x07 },
	.single = true,
	.invoke = nothing,
};

/*
 * OP-TEE OS, core/include/optee_rpc_cmd.h: OPTEE_RPC_CMD_LOAD_TA; value[0] the
 * UUID, memref[1] the binary. Asked with no buffer the supplicant answers the size.
 */
static enum step load(struct monitor *m, struct thread *t, u64 size)
{
	struct rpc *r = rpc_begin(t, OPTEE_RPC_LOAD_TA, 2);

	rpc_value(r, 0, OPTEE_DIR_IN, t->param[0].a, t->param[0].b, 0);
	rpc_memref(m, r, 1, OPTEE_DIR_OUT, t->shm, 0, size);
	return STEP_RPC;
}

/* v[0]: size of the binary; v[1]: result of loading it */
static enum step loaded_open(struct monitor *m, struct thread *t)
{
	switch (t->step++) {
	case 0:
		return load(m, t, 0);
	case 1:
		if (t->rpc.ret && t->rpc.ret != TEEC_ERROR_SHORT_BUFFER)
			return ta_result(t, t->rpc.ret);
		t->v[0] = t->rpc.param[1].b;
		if (!t->v[0])
			return ta_result(t, TEEC_ERROR_ITEM_NOT_FOUND);
		return ta_alloc(t, OPTEE_RPC_SHM_APPL, t->v[0]);
	case 2:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return ta_result(t, t->rpc.ret ? t->rpc.ret : TEEC_ERROR_OUT_OF_MEMORY);
		return load(m, t, t->v[0]);
	case 3:
		t->v[1] = t->rpc.ret;
		return ta_free(t);
	default:
		return ta_result(t, (u32)t->v[1]);
	}
}

const struct ta ta_loaded = {
	.uuid = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0x4c, 0x1a,
		  0x9a, 0x11, 0x6c, 0x6f, 0x61, 0x64, 0x00, 0x08 },
	.open = loaded_open,
	.invoke = nothing,
};
