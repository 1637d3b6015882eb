// SPDX-License-Identifier: GPL-2.0-only
/* Objects that nobody is told of. */
#include "../object.h"

int object_invoke(struct tee_context *ctx, struct tee_ioctl_object_invoke_arg *arg,
		  struct tee_param *param);

static void version(struct tee_device *teedev, struct tee_ioctl_version_data *v) /* expect: ops_objref */
{
	v->gen_caps = TEE_GEN_CAP_GP;
}

const struct tee_driver_ops demo_ops = {
	.get_version = version,
	.object_invoke_func = object_invoke,
};
