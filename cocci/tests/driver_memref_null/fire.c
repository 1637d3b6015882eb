// SPDX-License-Identifier: GPL-2.0-only
/* An RPC that trusts the reference it was sent. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

void *demo_rpc(struct optee_ops *ops, struct optee_msg_arg *arg)
{
	struct tee_param params[2];

	if (ops->from_msg_param(ops, params, 2, arg->params))
		return NULL;
	if (params[0].attr == TEE_IOCTL_PARAM_ATTR_TYPE_NONE)
		return params[1].u.memref.shm->kaddr; /* expect: driver_memref_null */
	return tee_shm_get_va(params[0].u.memref.shm, 0); /* expect: driver_memref_null */
}
