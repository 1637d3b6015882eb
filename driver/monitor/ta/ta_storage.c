// SPDX-License-Identifier: GPL-2.0-only
/*
 * The storage TA: a file that the supplicant keeps, and RPMB.
 *
 * FS and RPMB RPCs: OP-TEE OS, core/include/optee_rpc_cmd.h; RPMB in the kernel:
 * OP-TEE RPC commands (optee_rpc_cmd.h), OPTEE_RPC_CMD_RPMB_*.
 */
#include "rpmb.h"
#include "ta.h"

#define FILE_NAME	"teeproof.object"
#define FRAME_SIZE	512	/* JEDEC eMMC, section 6.6.22.3: an RPMB data frame */
#define CID_SIZE	16
/* What the supplicant wants before the frames: struct rpmb_req of tee-supplicant */
#define RPMB_REQ_SIZE	8

/* Steps of reading or writing the file */
enum { FS_ALLOC, FS_OPEN, FS_DATA, FS_CLOSE, FS_FREE, FS_END };

/* v[0]: file descriptor; v[1]: result so far; v[2]: bytes in the file */
static enum step fs_open(struct monitor *m, struct thread *t, bool write)
{
	struct buffer all = { .obj = t->shm, .size = t->shm->size };
	struct rpc *r = rpc_begin(t, OPTEE_RPC_FS, 3);

	buffer_write(m, &all, 0, FILE_NAME, sizeof(FILE_NAME));
	rpc_value(r, 0, OPTEE_DIR_IN, write ? OPTEE_RPC_FS_CREATE : OPTEE_RPC_FS_OPEN, 0, 0);
	rpc_memref(m, r, 1, OPTEE_DIR_IN, t->shm, 0, sizeof(FILE_NAME));
	rpc_value(r, 2, OPTEE_DIR_OUT, 0, 0, 0);
	return STEP_RPC;
}

static void copy_between(struct monitor *m, const struct buffer *to, const struct buffer *from,
			 u64 size)
{
	u64 offs, n, room;
	u8 *p, *q;

	for (offs = 0; offs < size; offs += n) {
		p = buffer_map(m, to, offs, &room);
		q = buffer_map(m, from, offs, &n);
		if (!p || !q)
			return;
		if (n > room)
			n = room;
		if (n > size - offs)
			n = size - offs;
		mem_copy(p, q, n);
	}
}

static enum step fs_data(struct monitor *m, struct thread *t, bool write)
{
	struct buffer all = { .obj = t->shm, .size = t->shm->size };
	struct rpc *r = rpc_begin(t, OPTEE_RPC_FS, 2);

	if (write)
		copy_between(m, &all, &t->p[0].buf, t->p[0].buf.size);
	rpc_value(r, 0, OPTEE_DIR_IN, write ? OPTEE_RPC_FS_WRITE : OPTEE_RPC_FS_READ, t->v[0], 0);
	rpc_memref(m, r, 1, write ? OPTEE_DIR_IN : OPTEE_DIR_OUT, t->shm, 0, t->p[0].buf.size);
	return STEP_RPC;
}

static void fs_take(struct monitor *m, struct thread *t, bool write)
{
	struct buffer all = { .obj = t->shm, .size = t->shm->size };

	t->v[1] = t->rpc.ret;
	if (write || t->rpc.ret)
		return;
	t->v[2] = t->rpc.param[1].b;
	/* The supplicant is not trusted: it may claim more than there was room for. */
	if (t->v[2] > t->p[0].buf.size)
		t->v[1] = TEEC_ERROR_GENERIC;
	else
		copy_between(m, &t->p[0].buf, &all, t->v[2]);
}

static enum step fs(struct monitor *m, struct thread *t, bool write)
{
	u64 size = t->p[0].buf.size;

	switch (t->step++) {
	case FS_ALLOC:
		return ta_alloc(t, OPTEE_RPC_SHM_APPL, size > FRAME_SIZE ? size : FRAME_SIZE);
	case FS_OPEN:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return ta_result(t, t->rpc.ret ? t->rpc.ret : TEEC_ERROR_OUT_OF_MEMORY);
		return fs_open(m, t, write);
	case FS_DATA:
		t->v[1] = t->rpc.ret;
		t->v[0] = t->rpc.param[2].a;
		if (!t->rpc.ret)
			return fs_data(m, t, write);
		t->step = FS_END;
		return ta_free(t);
	case FS_CLOSE:
		fs_take(m, t, write);
		rpc_value(rpc_begin(t, OPTEE_RPC_FS, 1), 0, OPTEE_DIR_IN, OPTEE_RPC_FS_CLOSE,
			  t->v[0], 0);
		return STEP_RPC;
	case FS_FREE:
		return ta_free(t);
	default:
		if (!write && !t->v[1])
			t->p[0].size = t->v[2];
		return ta_result(t, (u32)t->v[1]);
	}
}

/* ---- RPMB ---------------------------------------------------------------------- */

/* One access by way of the supplicant */
static enum step rpmb_user(struct monitor *m, struct thread *t)
{
	struct buffer all;
	struct rpc *r;

	switch (t->step++) {
	case 0:
		return ta_alloc(t, OPTEE_RPC_SHM_APPL, RPMB_REQ_SIZE + 2 * FRAME_SIZE);
	case 1:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return ta_result(t, t->rpc.ret ? t->rpc.ret : TEEC_ERROR_OUT_OF_MEMORY);
		all = (struct buffer){ .obj = t->shm, .size = t->shm->size };
		buffer_write(m, &all, 0, "\0\0\0\0\1\0\0", RPMB_REQ_SIZE);
		r = rpc_begin(t, OPTEE_RPC_RPMB, 2);
		rpc_memref(m, r, 0, OPTEE_DIR_IN, t->shm, 0, RPMB_REQ_SIZE + FRAME_SIZE);
		rpc_memref(m, r, 1, OPTEE_DIR_OUT, t->shm, RPMB_REQ_SIZE + FRAME_SIZE, FRAME_SIZE);
		return STEP_RPC;
	case 2:
		t->v[1] = t->rpc.ret;
		return ta_free(t);
	default:
		return ta_result(t, (u32)t->v[1]);
	}
}

/* One access by way of the kernel's RPMB subsystem: find the device, then send frames */
static enum step rpmb_kernel(struct monitor *m, struct thread *t)
{
	struct rpc *r;

	switch (t->step++) {
	case 0:
		rpc_value(rpc_begin(t, OPTEE_RPC_RPMB_PROBE_RESET, 1), 0, OPTEE_DIR_OUT, 0, 0, 0);
		return STEP_RPC;
	case 1:
		if (t->rpc.ret)
			return ta_result(t, TEE_ERROR_STORAGE_NOT_AVAILABLE);
		return ta_alloc(t, (u32)t->rpc.param[0].a, 2 * FRAME_SIZE);
	case 2:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return ta_result(t, t->rpc.ret ? t->rpc.ret : TEEC_ERROR_OUT_OF_MEMORY);
		r = rpc_begin(t, OPTEE_RPC_RPMB_PROBE_NEXT, 2);
		rpc_value(r, 0, OPTEE_DIR_OUT, 0, 0, 0);
		rpc_memref(m, r, 1, OPTEE_DIR_OUT, t->shm, 0, CID_SIZE);
		return STEP_RPC;
	case 3:
		t->v[1] = t->rpc.ret ? TEE_ERROR_STORAGE_NOT_AVAILABLE : TEEC_SUCCESS;
		if (t->rpc.ret) {
			t->step++;
			return ta_free(t);
		}
		r = rpc_begin(t, OPTEE_RPC_RPMB_FRAMES, 2);
		rpc_memref(m, r, 0, OPTEE_DIR_IN, t->shm, 0, FRAME_SIZE);
		rpc_memref(m, r, 1, OPTEE_DIR_OUT, t->shm, FRAME_SIZE, FRAME_SIZE);
		return STEP_RPC;
	case 4:
		t->v[1] = t->rpc.ret;
		return ta_free(t);
	default:
		return ta_result(t, (u32)t->v[1]);
	}
}

static enum step invoke(struct monitor *m, struct thread *t)
{
	switch (t->arg.func) {
	case MONITOR_STORAGE_WRITE:
		if (!ta_has(t, 0, OPTEE_ATTR_RMEM, OPTEE_DIR_IN))
			return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
		return fs(m, t, true);
	case MONITOR_STORAGE_READ:
		if (!ta_has(t, 0, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT))
			return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
		return fs(m, t, false);
	case MONITOR_STORAGE_PUT:
		if (!ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_IN) ||
		    !ta_has(t, 1, OPTEE_ATTR_RMEM, OPTEE_DIR_IN) ||
		    t->p[1].size > RPMB_BLOCK_SIZE)
			return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
		return rpmb_block(m, t);
	case MONITOR_STORAGE_GET:
		if (!ta_has(t, 0, OPTEE_ATTR_VALUE, OPTEE_DIR_IN) ||
		    !ta_has(t, 1, OPTEE_ATTR_RMEM, OPTEE_DIR_OUT))
			return ta_result(t, TEEC_ERROR_BAD_PARAMETERS);
		return rpmb_block(m, t);
	case MONITOR_STORAGE_RPMB:
		return m->caps & OPTEE_CAP_RPMB_PROBE ? rpmb_kernel(m, t) : rpmb_user(m, t);
	}
	return ta_result(t, TEEC_ERROR_NOT_SUPPORTED);
}

const struct ta ta_storage = {
	.uuid = { 0x7e, 0x0e, 0xc4, 0x00, 0x51, 0x01, 0x4c, 0x1a,
		  0x9a, 0x11, 0x73, 0x74, 0x6f, 0x72, 0x00, 0x02 },
	.invoke = invoke,
};
