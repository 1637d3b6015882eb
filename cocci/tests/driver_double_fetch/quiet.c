// SPDX-License-Identifier: GPL-2.0-only
/* One read, into a variable; and what this side writes. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

struct tee_param *demo_params(struct optee_ops *ops, struct optee_msg_arg *arg)
{
	u32 num_params = READ_ONCE(arg->num_params);
	struct tee_param *params;

	if (num_params > 6)
		return NULL;
	params = kcalloc(num_params, sizeof(*params), GFP_KERNEL);
	arg->ret = params ? 0 : 1;
	return params;
}

void demo_fill(struct optee_msg_arg *arg, u32 session)
{
	arg->session = session;
	arg->num_params = 0;
	arg->ret = 0;
}
