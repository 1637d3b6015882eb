// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests for shared memory, of the kernel or of tee-supplicant. The secure
 * world owns what it is given until it frees it, see shm_registry.c.
 *
 * Source: OP-TEE OS, optee_rpc_cmd.h, OPTEE_RPC_CMD_SHM_ALLOC and _FREE.
 */

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/mm.h>

#include "optee_private.h"
#include "optee_rpc_cmd.h"

/* Reads parameter 0 of a request, a value. */
static bool get_value(const struct optee_msg_arg *msg, u32 num_params, u64 *a,
		      u64 *b)
{
	const struct optee_msg_param *mp = msg->params;

	if (!num_params ||
	    READ_ONCE(mp->attr) != OPTEE_MSG_ATTR_TYPE_VALUE_INPUT)
		return false;
	*a = READ_ONCE(mp->u.value.a);
	*b = READ_ONCE(mp->u.value.b);
	return true;
}

/* The kernel gives whole pages: no address is a multiple of what does not divide them. */
static bool is_aligned_anyway(u64 align)
{
	return !align || (align <= PAGE_SIZE && is_power_of_2(align));
}

/* The supplicant frees what it allocated; another knows nothing of it. */
static void free_of_supp(struct optee_rpc *rpc, struct tee_shm *shm)
{
	bool tell = optee_supp_owns(&rpc->optee->supp, shm);
	int id = tee_shm_get_id(shm);

	/*
	 * Before the supplicant's own reference, so that the last is the
	 * supplicant's and the memory is freed there.
	 */
	tee_shm_put(shm);
	if (tell)
		optee_supp_free_shm(rpc->optee, rpc->ctx, id);
}

static struct tee_shm *alloc_of_supp(struct optee_rpc *rpc, size_t size)
{
	struct tee_param p = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value.a = OPTEE_RPC_SHM_TYPE_APPL,
		.u.value.b = size,
	};
	struct tee_shm *shm;

	if (optee_supp_request(rpc->optee, rpc->ctx, OPTEE_RPC_CMD_SHM_ALLOC, 1,
			       &p))
		return ERR_PTR(-ENOMEM);
	shm = optee_supp_get_shm(&rpc->optee->supp, p.u.value.c);
	if (IS_ERR(shm))
		return shm;
	if (shm->size < size) {
		free_of_supp(rpc, shm);
		return ERR_PTR(-ENOMEM);
	}
	return shm;
}

/**
 * optee_rpc_shm_alloc() - answers a request for memory
 * @rpc: the call that it came in
 * @msg: the request; parameter 0 is replaced with a description of the memory
 * @num_params: how many parameters it has, the others unused
 *
 * Context: process context, sleeps.
 * Return: a TEEC code.
 */
u32 optee_rpc_shm_alloc(struct optee_rpc *rpc, struct optee_msg_arg *msg,
			u32 num_params)
{
	struct optee *optee = rpc->optee;
	struct tee_shm *shm;
	u64 type, size, align;
	xa_mark_t owner;
	u32 n;

	if (!get_value(msg, num_params, &type, &size))
		return TEEC_ERROR_BAD_PARAMETERS;
	for (n = 1; n < num_params; n++)
		if (READ_ONCE(msg->params[n].attr) != OPTEE_MSG_ATTR_TYPE_NONE)
			return TEEC_ERROR_BAD_PARAMETERS;
	align = READ_ONCE(msg->params[0].u.value.c);
	if (size > SIZE_MAX)
		return TEEC_ERROR_OUT_OF_MEMORY;

	switch (type) {
	case OPTEE_RPC_SHM_TYPE_APPL:
		owner = OPTEE_SHM_RPC_APPL;
		shm = alloc_of_supp(rpc, size);
		break;
	case OPTEE_RPC_SHM_TYPE_KERNEL:
		if (!is_aligned_anyway(align))
			return TEEC_ERROR_OUT_OF_MEMORY;
		owner = OPTEE_SHM_RPC_KERNEL;
		shm = tee_shm_alloc_priv_buf(optee->ctx, size);
		break;
	default:
		return TEEC_ERROR_BAD_PARAMETERS;
	}
	if (IS_ERR(shm))
		return TEEC_ERROR_OUT_OF_MEMORY;

	/* The supplicant may have named what the secure world has already. */
	if (optee_shm_give(optee, shm, owner)) {
		tee_shm_put(shm);
		return TEEC_ERROR_OUT_OF_MEMORY;
	}
	if (!optee->abi->shm_to_msg(rpc, msg->params, shm))
		return TEEC_SUCCESS;

	shm = optee_shm_take_back(optee, shm->sec_world_id, owner);
	if (shm && type == OPTEE_RPC_SHM_TYPE_APPL)
		free_of_supp(rpc, shm);
	else
		tee_shm_put(shm);
	return TEEC_ERROR_OUT_OF_MEMORY;
}

/**
 * optee_rpc_shm_free() - answers a request to free memory
 * @rpc: the call that it came in
 * @msg: the request
 * @num_params: how many parameters it has
 *
 * Context: process context, sleeps.
 * Return: a TEEC code.
 */
u32 optee_rpc_shm_free(struct optee_rpc *rpc, struct optee_msg_arg *msg,
		       u32 num_params)
{
	struct tee_shm *shm;
	u64 type, cookie;

	if (num_params != 1 || !get_value(msg, num_params, &type, &cookie))
		return TEEC_ERROR_BAD_PARAMETERS;

	switch (type) {
	case OPTEE_RPC_SHM_TYPE_APPL:
		shm = optee_shm_take_back(rpc->optee, cookie,
					  OPTEE_SHM_RPC_APPL);
		if (shm)
			free_of_supp(rpc, shm);
		break;
	case OPTEE_RPC_SHM_TYPE_KERNEL:
		shm = optee_shm_take_back(rpc->optee, cookie,
					  OPTEE_SHM_RPC_KERNEL);
		if (shm)
			tee_shm_put(shm);
		break;
	default:
		shm = NULL;
	}
	return shm ? TEEC_SUCCESS : TEEC_ERROR_BAD_PARAMETERS;
}
