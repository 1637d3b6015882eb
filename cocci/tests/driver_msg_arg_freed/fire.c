// SPDX-License-Identifier: GPL-2.0-only
/* An error path that keeps the argument. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

int demo_call(struct tee_context *ctx, struct optee_ops *ops, struct tee_param *param)
{
	struct optee_shm_arg_entry *entry;
	struct optee_msg_arg *msg_arg;
	struct tee_shm *shm;
	u_int offs;

	msg_arg = optee_get_msg_arg(ctx, 1, &entry, &shm, &offs);
	if (IS_ERR(msg_arg))
		return PTR_ERR(msg_arg);
	if (ops->to_msg_param(ops, msg_arg->params, 1, param))
		return -EINVAL; /* expect: driver_msg_arg_freed */
	do_call_with_arg(ctx, shm, offs, false);
	optee_free_msg_arg(ctx, entry, offs);
	return 0;
}
