// SPDX-License-Identifier: GPL-2.0-only
/* An error path that frees the array and forgets the references in it. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include "../optee.h"

int demo_recv(struct tee_context *ctx, u32 num, struct tee_ioctl_param __user *up)
{
	struct tee_param *params;
	int rc;

	params = kcalloc(num, sizeof(*params), GFP_KERNEL);
	if (!params)
		return -ENOMEM;
	rc = params_from_user(ctx, params, num, up);
	if (rc)
		goto out;
	rc = ctx->teedev->desc->ops->supp_recv(ctx, &num, &num, params);
out:
	kfree(params); /* expect: driver_params_put */
	return rc;
}
