// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the storage TA keeps in RPMB: authenticated reads and writes of a block, by way
 * of the kernel (OPTEE_SMC_SEC_CAP_RPMB_PROBE) or of the supplicant.
 *
 * OP-TEE RPC commands (optee_rpc_cmd.h), OPTEE_RPC_CMD_RPMB_*; OP-TEE OS,
 * core/include/optee_rpc_cmd.h: OPTEE_RPC_CMD_RPMB, core/tee/tee_rpmb_fs.c; JEDEC eMMC
 * (JESD84-B51), section 6.6.22.
 */
#include "ta.h"
#include "rpmb.h"

#define CID_SIZE	16
/* What the supplicant wants before the frame: struct rpmb_req of tee-supplicant */
#define SUPP_HEADER	8

/* Steps: those of finding the device, then in a round of requests and responses */
enum { FIND_RESET, FIND_ALLOC, FIND_NEXT, FIND_END, ROUND, FREE, END };

/* t->v[]: result so far; type of the request under way; write counter; nonce */
enum { RESULT, TYPE, COUNTER, NONCE };

/* A device is paired with this secure world by a key of its own. */
static const u8 key[RPMB_KEY_SIZE] = "teeproof's own RPMB key, 32 byte";

static bool by_kernel(const struct monitor *m)
{
	return m->caps & OPTEE_CAP_RPMB_PROBE;
}

static u64 header_size(const struct monitor *m)
{
	return by_kernel(m) ? 0 : SUPP_HEADER;
}

static enum step finish(struct thread *t, u32 result)
{
	t->v[RESULT] = result;
	t->step = END;
	return ta_free(t);
}

/* Sends a request of @type: header and frame to the first half of the memory. */
static enum step send_frame(struct monitor *m, struct thread *t, u32 type)
{
	const struct buffer all = { .obj = t->shm, .size = t->shm->size };
	static const u8 header[SUPP_HEADER] = { [4] = 1 };	/* one block of data */
	u64 at = header_size(m);
	struct rpmb_data_frame f;
	struct rpc *r;

	mem_set(&f, 0, sizeof(f));
	be_put16(f.type, type);
	t->v[TYPE] = type;
	if (type == RPMB_REQ_PROGRAM_KEY) {
		mem_copy(f.mac, key, sizeof(key));
	} else if (type == RPMB_REQ_WRITE_DATA) {
		be_put16(f.address, (u32)t->p[0].a);
		be_put16(f.blocks, 1);
		be_put32(f.counter, (u32)t->v[COUNTER]);
		buffer_read(m, &t->p[1].buf, 0, f.data, t->p[1].size);
		rpmb_mac(&f, key, f.mac);
	} else {
		be_put16(f.address, (u32)t->p[0].a);
		t->v[NONCE] = ++m->rpmb_nonce;
		be_put32(f.nonce, (u32)t->v[NONCE]);
	}
	buffer_write(m, &all, 0, header, at);
	buffer_write(m, &all, at, &f, sizeof(f));
	r = rpc_begin(t, by_kernel(m) ? OPTEE_RPC_RPMB_FRAMES : OPTEE_RPC_RPMB, 2);
	rpc_memref(m, r, 0, OPTEE_DIR_IN, t->shm, 0, at + sizeof(f));
	rpc_memref(m, r, 1, OPTEE_DIR_OUT, t->shm, at + sizeof(f), sizeof(f));
	return STEP_RPC;
}

/* A response is believed when it is signed and answers what was asked. */
static u32 check(const struct thread *t, const struct rpmb_data_frame *f)
{
	u32 type = (u32)t->v[TYPE], result = be_get16(f->result);

	if (be_get16(f->type) != (RPMB_RESPONSE | type))
		return TEEC_ERROR_COMMUNICATION;
	if (type == RPMB_REQ_PROGRAM_KEY || result == RPMB_NO_KEY)
		return result == RPMB_OK || result == RPMB_NO_KEY ? TEEC_SUCCESS :
								    TEEC_ERROR_GENERIC;
	if (!rpmb_signed(f, key))
		return TEEC_ERROR_SECURITY;
	if (type != RPMB_REQ_WRITE_DATA && be_get32(f->nonce) != (u32)t->v[NONCE])
		return TEEC_ERROR_SECURITY;
	if (type == RPMB_REQ_WRITE_DATA && !result &&
	    be_get32(f->counter) != (u32)t->v[COUNTER] + 1)
		return TEEC_ERROR_SECURITY;
	return result ? TEEC_ERROR_GENERIC : TEEC_SUCCESS;
}

/*
 * A response is there. Whoever reads begins with RPMB_REQ_READ_DATA, whoever writes with the
 * counter; a device without a key gets one, and is asked again. Another writer may have
 * been faster: then the counter is another one, and it is asked for again.
 */
static enum step take_response(struct monitor *m, struct thread *t)
{
	const struct buffer all = { .obj = t->shm, .size = t->shm->size };
	bool write = t->arg.func == MONITOR_STORAGE_PUT;
	struct rpmb_data_frame f;
	u32 result;

	if (t->rpc.ret) {
		/* another driver than the one that found the device */
		m->rpmb_found = false;
		return finish(t, t->rpc.ret);
	}
	buffer_read(m, &all, header_size(m) + sizeof(f), &f, sizeof(f));
	result = check(t, &f);
	if (t->v[TYPE] == RPMB_REQ_WRITE_DATA && rpmb_signed(&f, key) &&
	    be_get16(f.result) == RPMB_BAD_COUNTER)
		return send_frame(m, t, RPMB_REQ_READ_COUNTER);
	if (result)
		return finish(t, result);
	if (be_get16(f.result) == RPMB_NO_KEY)
		return send_frame(m, t, RPMB_REQ_PROGRAM_KEY);
	switch (t->v[TYPE]) {
	case RPMB_REQ_PROGRAM_KEY:
		return send_frame(m, t, write ? RPMB_REQ_READ_COUNTER : RPMB_REQ_READ_DATA);
	case RPMB_REQ_READ_COUNTER:
		t->v[COUNTER] = be_get32(f.counter);
		return send_frame(m, t, RPMB_REQ_WRITE_DATA);
	case RPMB_REQ_READ_DATA:
		return finish(t, ta_put(m, t, 1, f.data, RPMB_BLOCK_SIZE) ?
			      TEEC_SUCCESS : TEEC_ERROR_SHORT_BUFFER);
	}
	return finish(t, TEEC_SUCCESS);
}

/*
 * rpmb_block() - a step of MONITOR_STORAGE_PUT or _GET
 *
 * The driver has one device in use for all: it is looked for once, as OP-TEE does.
 */
enum step rpmb_block(struct monitor *m, struct thread *t)
{
	u32 first = t->arg.func == MONITOR_STORAGE_PUT ? RPMB_REQ_READ_COUNTER : RPMB_REQ_READ_DATA;
	struct rpc *r;

	switch (t->step) {
	case FIND_RESET:
		t->step = FIND_ALLOC;
		if (!by_kernel(m) || m->rpmb_found)
			break;
		rpc_value(rpc_begin(t, OPTEE_RPC_RPMB_PROBE_RESET, 1), 0, OPTEE_DIR_OUT, 0, 0, 0);
		return STEP_RPC;
	case FIND_ALLOC:
		if (t->rpc.ret)
			return ta_result(t, TEE_ERROR_STORAGE_NOT_AVAILABLE);
		t->step = FIND_NEXT;
		return ta_alloc(t, by_kernel(m) ? OPTEE_RPC_SHM_KERNEL : OPTEE_RPC_SHM_APPL,
				header_size(m) + 2 * RPMB_FRAME_SIZE);
	case FIND_NEXT:
		t->shm = t->rpc.obj;
		if (t->rpc.ret || !t->shm)
			return ta_result(t, t->rpc.ret ? t->rpc.ret : TEEC_ERROR_OUT_OF_MEMORY);
		t->step = ROUND;
		if (!by_kernel(m) || m->rpmb_found)
			return send_frame(m, t, first);
		t->step = FIND_END;
		r = rpc_begin(t, OPTEE_RPC_RPMB_PROBE_NEXT, 2);
		rpc_value(r, 0, OPTEE_DIR_OUT, 0, 0, 0);
		rpc_memref(m, r, 1, OPTEE_DIR_OUT, t->shm, 0, CID_SIZE);
		return STEP_RPC;
	case FIND_END:
		if (t->rpc.ret)
			return finish(t, TEE_ERROR_STORAGE_NOT_AVAILABLE);
		m->rpmb_found = true;
		t->step = ROUND;
		return send_frame(m, t, first);
	case ROUND:
		return take_response(m, t);
	default:
		return ta_result(t, (u32)t->v[RESULT]);
	}
	return STEP_AGAIN;
}
