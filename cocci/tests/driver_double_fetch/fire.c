// SPDX-License-Identifier: GPL-2.0-only
/* A count that is checked, then read again to be used. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

struct tee_param *demo_params(struct optee_ops *ops, struct optee_msg_arg *arg)
{
	struct tee_param *params;

	if (arg->num_params > 6)
		return NULL;
	params = kcalloc(arg->num_params, sizeof(*params), GFP_KERNEL); /* expect: driver_double_fetch */
	return params;
}
