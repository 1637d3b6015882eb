// SPDX-License-Identifier: GPL-2.0-only
/*
 * Protected memory over FF-A: it is lent to those whom OP-TEE names for a use, and
 * has FF-A's handle for a name. Then OP-TEE hears what it is for. It comes back as
 * shared memory does (ffa_shm.c).
 *
 * Sources: Arm DEN 0077 (FF-A), FFA_MEM_LEND; OP-TEE over FF-A (optee_ffa.h);
 * OP-TEE message protocol (optee_msg.h), OPTEE_MSG_CMD_ASSIGN_PROTMEM.
 */

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/wordpart.h>

#include "../tee_compat.h"
#include "ffa.h"
#include "optee_ffa.h"

/* Access descriptors that fit into FF-A's smallest buffer with the memory's own */
#define MAX_ATTRS	64

/* An attribute is a partition or device in bits 15:0, and its access from bit 16 on. */
static int lend_to(struct optee_ffa *ffa, struct tee_shm *shm,
		   const struct optee_protmem_use *use, u64 *handle)
{
	struct ffa_mem_region_attributes *access;
	struct scatterlist memory;
	struct ffa_mem_ops_args args = {
		.use_txbuf = true,
		.nattrs = use->num_attrs,
		.tag = use->id,
		.sg = &memory,
	};
	unsigned int i;
	int rc;

	access = kcalloc(use->num_attrs, sizeof(*access), GFP_KERNEL);
	if (!access)
		return -ENOMEM;
	for (i = 0; i < use->num_attrs; i++) {
		access[i].receiver = lower_16_bits(use->attrs[i]);
		access[i].attrs = upper_16_bits(use->attrs[i]);
	}
	args.attrs = access;
	sg_init_table(&memory, 1);
	sg_set_page(&memory, pfn_to_page(PHYS_PFN(shm->paddr)),
		    tee_shm_get_size(shm), 0);
	rc = ffa->dev->ops->mem_ops->memory_lend(&args);
	kfree(access);
	*handle = args.g_handle;
	return rc;
}

/* Tells OP-TEE what lent memory is for. */
static int assign(struct optee *optee, struct tee_shm *shm, u32 use_case)
{
	struct optee_msg_param *mp;
	struct optee_arg *arg;
	int rc;

	arg = optee_arg_get(optee, 1, false);
	if (IS_ERR(arg))
		return PTR_ERR(arg);
	arg->msg->cmd = OPTEE_MSG_CMD_ASSIGN_PROTMEM;
	arg->msg->ret = TEEC_ERROR_COMMUNICATION;
	mp = arg->msg->params;
	mp->attr = OPTEE_MSG_ATTR_TYPE_VALUE_INPUT;
	mp->u.value.a = shm->sec_world_id;
	mp->u.value.b = use_case;
	rc = optee->abi->call(optee, optee->ctx, arg, NULL,
			      OPTEE_CQ_KILLABLE | OPTEE_CQ_FREEZABLE);
	if (rc > 0 || (!rc && READ_ONCE(arg->msg->ret) != TEEC_SUCCESS))
		rc = -EINVAL;
	if (arg->lost)
		optee_lose_memory(optee, shm);
	optee_arg_put(optee, arg);
	return rc;
}

static int reclaim(struct optee *optee, struct tee_shm *shm)
{
	return optee_ffa_take_back(to_optee_ffa(optee), shm,
				   OPTEE_FFA_RELEASE_PROTMEM);
}

static int lend(struct optee *optee, struct tee_shm *shm,
		const struct optee_protmem_use *use)
{
	struct optee_ffa *ffa = to_optee_ffa(optee);
	u64 handle;
	int rc;

	rc = lend_to(ffa, shm, use, &handle);
	if (!rc)
		rc = optee_ffa_shm_adopt(ffa, shm, handle);
	if (rc)
		return rc;
	rc = assign(optee, shm, use->id);
	if (rc)
		reclaim(optee, shm);
	return rc;
}

static const struct optee_protmem_abi ffa_protmem_abi = {
	.lend = lend,
	.reclaim = reclaim,
	.max_attrs = MAX_ATTRS,
};

static struct tee_protmem_pool *find(struct optee *optee, u32 use_case)
{
	if (!(to_optee_ffa(optee)->sec_caps & OPTEE_FFA_SEC_CAP_PROTMEM))
		return ERR_PTR(-EOPNOTSUPP);
	return optee_protmem_find_lent(optee, use_case, &ffa_protmem_abi);
}

/**
 * optee_ffa_protmem_find() - struct optee_abi: finds out what protected memory there can be
 * @optee: the OP-TEE, ready for calls
 *
 * Context: process context, sleeps, makes normal calls.
 */
void optee_ffa_protmem_find(struct optee *optee)
{
	optee_protmem_find(optee, find);
}
