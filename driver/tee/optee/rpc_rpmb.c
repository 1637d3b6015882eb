// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests for the replay protected memory block (RPMB) of a storage device,
 * where the kernel routes its frames.
 *
 * Source: OP-TEE OS, optee_rpc_cmd.h, OPTEE_RPC_CMD_RPMB_*.
 */

#include <linux/limits.h>
#include <linux/rpmb.h>
#include <linux/string.h>

#include "optee_private.h"
#include "optee_rpc_cmd.h"

/* OPTEE_RPC_RPMB_*, or a negative number for one that OP-TEE doesn't know */
static int type_of(const struct rpmb_dev *rdev)
{
	switch (rdev->descr.type) {
	case RPMB_TYPE_EMMC:
		return OPTEE_RPC_RPMB_EMMC;
	case RPMB_TYPE_UFS:
		return OPTEE_RPC_RPMB_UFS;
	case RPMB_TYPE_NVME:
		return OPTEE_RPC_RPMB_NVME;
	}
	return -1;
}

static bool is_known(const struct rpmb_dev *rdev)
{
	return type_of(rdev) >= 0;
}

/**
 * optee_rpc_rpmb_probe_reset() - forgets the RPMB device in use
 * @rpc: the call that it came in
 * @p: the parameter; tells which memory to use in the other requests
 *
 * Context: process context, may sleep.
 * Return: a TEEC code.
 */
u32 optee_rpc_rpmb_probe_reset(struct optee_rpc *rpc, struct tee_param *p)
{
	optee_rpmb_reset(rpc->optee);
	p[0].u.value.a = OPTEE_RPC_SHM_TYPE_KERNEL;
	p[0].u.value.b = 0;
	p[0].u.value.c = 0;
	return TEEC_SUCCESS;
}

/* Tells about a device; the secure world's buffer for its id may be too short. */
static u32 describe(struct rpmb_dev *rdev, void *arg)
{
	struct tee_param *p = arg;
	u32 ret = TEEC_SUCCESS;

	if (rdev->descr.dev_id_len > p[1].u.memref.size) {
		ret = TEEC_ERROR_SHORT_BUFFER;
	} else {
		memcpy(optee_memref_va(p + 1), rdev->descr.dev_id,
		       rdev->descr.dev_id_len);
		p[0].u.value.a = type_of(rdev);
		p[0].u.value.b = rdev->descr.capacity;
		p[0].u.value.c = rdev->descr.reliable_wr_count;
	}
	p[1].u.memref.size = rdev->descr.dev_id_len;
	return ret;
}

/**
 * optee_rpc_rpmb_probe_next() - goes on to the next RPMB device
 * @rpc: the call that it came in
 * @p: the two parameters, of the right types
 *
 * Context: process context, may sleep.
 * Return: a TEEC code, TEEC_ERROR_ITEM_NOT_FOUND after the last.
 */
u32 optee_rpc_rpmb_probe_next(struct optee_rpc *rpc, struct tee_param *p)
{
	struct optee_rpmb *rpmb;
	u32 ret;

	if (!optee_memref_va(p + 1))
		return TEEC_ERROR_BAD_PARAMETERS;
	/* One that goes just then is none. */
	do {
		rpmb = optee_rpmb_next(rpc->optee, is_known);
		if (!rpmb)
			return TEEC_ERROR_ITEM_NOT_FOUND;
		ret = optee_rpmb_use(rpmb, describe, p);
		optee_rpmb_put(rpmb);
	} while (ret == TEEC_ERROR_ITEM_NOT_FOUND);
	return ret;
}

static u32 route(struct rpmb_dev *rdev, void *arg)
{
	struct tee_param *p = arg;
	void *to = optee_memref_va(p), *from = optee_memref_va(p + 1);

	if (to && from && p[0].u.memref.size <= UINT_MAX &&
	    p[1].u.memref.size <= UINT_MAX &&
	    !rpmb_route_frames(rdev, to, p[0].u.memref.size, from,
			       p[1].u.memref.size))
		return TEEC_SUCCESS;
	return TEEC_ERROR_BAD_PARAMETERS;
}

/**
 * optee_rpc_rpmb_frames() - passes frames to the RPMB device in use
 * @rpc: the call that it came in
 * @p: the two parameters, of the right types
 *
 * Context: process context, sleeps.
 * Return: a TEEC code.
 */
u32 optee_rpc_rpmb_frames(struct optee_rpc *rpc, struct tee_param *p)
{
	struct optee_rpmb *rpmb = optee_rpmb_get(rpc->optee);
	u32 ret;

	if (!rpmb)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	ret = optee_rpmb_use(rpmb, route, p);
	optee_rpmb_put(rpmb);
	return ret;
}
