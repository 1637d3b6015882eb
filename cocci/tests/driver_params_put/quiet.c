// SPDX-License-Identifier: GPL-2.0-only
/* Every reference put before the array goes. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

int demo_invoke(struct tee_context *ctx, u32 num, struct tee_ioctl_param __user *up)
{
	struct tee_param *params;
	u32 n;
	int rc;

	params = kcalloc(num, sizeof(*params), GFP_KERNEL);
	if (!params)
		return -ENOMEM;
	rc = params_from_user(ctx, params, num, up);
	for (n = 0; n < num; n++)
		if (tee_param_is_memref(params + n) && params[n].u.memref.shm)
			tee_shm_put(params[n].u.memref.shm);
	kfree(params);
	return rc;
}
