// SPDX-License-Identifier: GPL-2.0-only
/*
 * The RPC TA: makes the RPC that its caller asks for, and tells what came back.
 *
 * OP-TEE RPC commands (optee_rpc_cmd.h); FS and SOCKET: OP-TEE OS,
 * core/include/optee_rpc_cmd.h.
 */
#include "ta.h"

#define SCRATCH_SIZE	4096
#define SERVER		"localhost"
#define PATTERN		0xa5

/* Tells the result of an RPC: param 1 a = ret, b and c = its first output value. */
static enum step report(struct thread *t, u32 ret, u64 b, u64 c)
{
	if (ta_has(t, 1, OPTEE_ATTR_VALUE, OPTEE_DIR_OUT)) {
		t->p[1].a = ret;
		t->p[1].b = b;
		t->p[1].c = c;
	}
	return ta_result(t, TEEC_SUCCESS);
}

/* One value parameter; of the direction that the command wants */
static enum step send_value(struct thread *t, u32 func, u64 a, u64 b, u64 c)
{
	u32 dir = func == OPTEE_RPC_GET_TIME || func == OPTEE_RPC_RPMB_PROBE_RESET ?
		  OPTEE_DIR_OUT : OPTEE_DIR_IN;

	if (t->step++)
		return report(t, t->rpc.ret, t->rpc.param[0].a, t->rpc.param[0].b);
	rpc_value(rpc_begin(t, func, 1), 0, dir, a, b, c);
	return STEP_RPC;
}

/* Writes and reads the first and the last byte; false: the memory does not keep them. */
static bool touch(struct monitor *m, struct shm_object *obj)
{
	const struct buffer all = { .obj = obj, .size = obj->size };
	u8 pattern = PATTERN, first = 0, last = 0;

	return buffer_write(m, &all, 0, &pattern, 1) &&
	       buffer_write(m, &all, obj->size - 1, &pattern, 1) &&
	       buffer_read(m, &all, 0, &first, 1) &&
	       buffer_read(m, &all, obj->size - 1, &last, 1) &&
	       first == pattern && last == pattern;
}

/* Allocates, writes, reads and frees c times; v[0]: times so far */
static enum step shm(struct monitor *m, struct thread *t)
{
	u64 times = t->p[0].c ? t->p[0].c : 1;

	if (t->step & 1) {
		t->step++;
		if (t->rpc.ret || !t->rpc.obj)
			return report(t, t->rpc.ret, t->v[0], 0);
		t->shm = t->rpc.obj;
		if (!touch(m, t->shm))
			return report(t, TEEC_ERROR_GENERIC, t->v[0], 0);
		t->v[1] = t->shm->size;
		t->v[0]++;
		return ta_free(t);
	}
	if (t->step && (t->rpc.ret || t->v[0] == times))
		return report(t, t->rpc.ret, t->v[0], t->v[1]);
	t->step++;
	return ta_alloc(t, (u32)t->p[0].a, t->p[0].b);
}

/* The same with the register-level RPCs */
static enum step alloc_free(struct monitor *m, struct thread *t)
{
	u64 times = t->p[0].b ? t->p[0].b : 1;
	struct rpc *r;

	if (t->step & 1) {
		t->step++;
		if (t->rpc.ret || !t->rpc.obj)
			return report(t, t->rpc.ret, t->v[0], 0);
		if (!touch(m, t->rpc.obj))
			t->v[1] = TEEC_ERROR_GENERIC;
		t->v[0]++;
		t->shm = t->rpc.obj;
		r = rpc_begin(t, MONITOR_RPC_FREE, 0);
		r->obj = t->shm;
		r->cookie = t->shm->cookie;
		return STEP_RPC;
	}
	if (t->step && t->v[0] == times)
		return report(t, (u32)t->v[1], t->v[0], 0);
	t->step++;
	rpc_begin(t, MONITOR_RPC_ALLOC, 0)->size = t->p[0].a;
	return STEP_RPC;
}

/* I2C_TRANSFER: value mode, bus, chip; value flags; memref data; value out length */
static enum step i2c(struct monitor *m, struct thread *t)
{
	u64 length = ta_has(t, 2, OPTEE_ATTR_VALUE, OPTEE_DIR_IN) ? t->p[2].b : 1;
	struct rpc *r;

	switch (t->step++) {
	case 0:
		return ta_alloc(t, OPTEE_RPC_SHM_KERNEL, length ? length : 1);
	case 1:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return report(t, t->rpc.ret, 0, 0);
		r = rpc_begin(t, OPTEE_RPC_I2C_TRANSFER, 4);
		rpc_value(r, 0, OPTEE_DIR_IN, t->p[0].a, t->p[0].b, t->p[0].c);
		rpc_value(r, 1, OPTEE_DIR_IN, t->num_p > 2 ? t->p[2].a : 0, 0, 0);
		rpc_memref(m, r, 2, OPTEE_DIR_INOUT, t->shm, 0, length);
		rpc_value(r, 3, OPTEE_DIR_OUT, 0, 0, 0);
		return STEP_RPC;
	case 2:
		t->v[0] = t->rpc.ret;
		t->v[1] = t->rpc.param[3].a;
		return ta_free(t);
	default:
		return report(t, (u32)t->v[0], t->v[1], 0);
	}
}

/* One of the RPMB commands by itself, with kernel memory where it needs some */
static enum step rpmb(struct monitor *m, struct thread *t)
{
	u32 func = (u32)t->p[0].a;
	struct rpc *r;

	if (func == OPTEE_RPC_RPMB_PROBE_RESET)
		return send_value(t, func, 0, 0, 0);
	switch (t->step++) {
	case 0:
		return ta_alloc(t, OPTEE_RPC_SHM_KERNEL, 1024);
	case 1:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return report(t, t->rpc.ret, 0, 0);
		r = rpc_begin(t, func, 2);
		if (func == OPTEE_RPC_RPMB_PROBE_NEXT)
			rpc_value(r, 0, OPTEE_DIR_OUT, 0, 0, 0);
		else
			rpc_memref(m, r, 0, OPTEE_DIR_IN, t->shm, 0, 512);
		rpc_memref(m, r, 1, OPTEE_DIR_OUT, t->shm, 512, 512);
		return STEP_RPC;
	case 2:
		t->v[0] = t->rpc.ret;
		t->v[1] = t->rpc.param[0].a;
		t->v[2] = t->rpc.param[0].b;
		return ta_free(t);
	default:
		return report(t, (u32)t->v[0], t->v[1], t->v[2]);
	}
}

static enum step socket_rpc(struct monitor *m, struct thread *t)
{
	const struct buffer all = { .obj = t->shm, .size = t->shm->size };
	struct rpc *r = rpc_begin(t, OPTEE_RPC_SOCKET, 4);

	buffer_write(m, &all, 0, SERVER, sizeof(SERVER));
	rpc_value(r, 0, OPTEE_DIR_IN, OPTEE_RPC_SOCKET_OPEN, t->session->id, 0);
	rpc_value(r, 1, OPTEE_DIR_IN, 443, 0, 0);
	rpc_memref(m, r, 2, OPTEE_DIR_IN, t->shm, 0, sizeof(SERVER));
	rpc_value(r, 3, OPTEE_DIR_OUT, 0, 0, 0);
	return STEP_RPC;
}

/* Opens a socket at the supplicant and closes it */
static enum step socket(struct monitor *m, struct thread *t)
{
	switch (t->step++) {
	case 0:
		return ta_alloc(t, OPTEE_RPC_SHM_APPL, sizeof(SERVER));
	case 1:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return report(t, t->rpc.ret, 0, 0);
		return socket_rpc(m, t);
	case 2:
		t->v[0] = t->rpc.ret;
		t->v[1] = t->rpc.param[3].a;
		if (t->rpc.ret) {
			t->step++;
			return ta_free(t);
		}
		rpc_value(rpc_begin(t, OPTEE_RPC_SOCKET, 1), 0, OPTEE_DIR_IN,
			  OPTEE_RPC_SOCKET_CLOSE, t->session->id, t->v[1]);
		return STEP_RPC;
	case 3:
		return ta_free(t);
	default:
		return report(t, (u32)t->v[0], t->v[1], 0);
	}
}

/* Any command with any parameters: attributes and values as the caller gives them */
static enum step raw(struct thread *t)
{
	struct rpc *r;
	u32 i;

	if (t->step++)
		return report(t, t->rpc.ret, t->rpc.param[0].a, t->rpc.param[0].b);
	if (t->p[0].b > RPC_PARAMS)
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	r = rpc_begin(t, (u32)t->p[0].a, (u32)t->p[0].b);
	for (i = 2; i < 4 && ta_has(t, i, OPTEE_ATTR_VALUE, OPTEE_DIR_IN); i++) {
		if (i - 2 >= r->num_params)
			break;
		r->param[i - 2].attr = t->p[i].a;
		r->param[i - 2].a = t->p[i].b;
		r->param[i - 2].b = t->p[i].c;
	}
	return STEP_RPC;
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	if (t->arg.func != MONITOR_RPC_GET_TIME && t->arg.func != MONITOR_RPC_SOCKET &&
	    !ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_IN))
		return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
	switch (t->arg.func) {
	case MONITOR_RPC_SEND:
		return send_value(t, (u32)t->p[0].a & 0xffff, t->p[0].b, t->p[0].c, 0);
	case MONITOR_RPC_GET_TIME:
		return send_value(t, OPTEE_RPC_GET_TIME, 0, 0, 0);
	case MONITOR_RPC_SHM:
		return shm(m, t);
	case MONITOR_RPC_I2C:
		return i2c(m, t);
	case MONITOR_RPC_RPMB:
		return rpmb(m, t);
	case MONITOR_RPC_FS:
		return send_value(t, OPTEE_RPC_FS, t->p[0].a, t->p[0].b, t->p[0].c);
	case MONITOR_RPC_SOCKET:
		return socket(m, t);
	case MONITOR_RPC_ALLOC_FREE:
		return alloc_free(m, t);
	case MONITOR_RPC_NOTIF_SEND:
		return send_value(t, OPTEE_RPC_NOTIFICATION, OPTEE_RPC_NOTIF_SEND, t->p[0].b, 0);
	case MONITOR_RPC_RAW:
		return raw(t);
	}
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_rpc = {
	.uuid = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0x4c, 0x1a,
		  0x9a, 0x11, 0x72, 0x70, 0x63, 0x00, 0x00, 0x06 },
	.invoke = invoke,
};
