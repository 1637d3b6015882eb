// SPDX-License-Identifier: GPL-2.0-only
/* One driver with objects, one without. */
#include "../object.h"

int object_invoke(struct tee_context *ctx, struct tee_ioctl_object_invoke_arg *arg,
		  struct tee_param *param);
int open(struct tee_context *ctx);

static void object_version(struct tee_device *teedev, struct tee_ioctl_version_data *v)
{
	struct tee_ioctl_version_data ours = {
		.gen_caps = TEE_GEN_CAP_OBJREF,
	};

	*v = ours;
}

const struct tee_driver_ops object_ops = {
	.get_version = object_version,
	.object_invoke_func = object_invoke,
};

static void version(struct tee_device *teedev, struct tee_ioctl_version_data *v)
{
	v->gen_caps = TEE_GEN_CAP_GP;
}

const struct tee_driver_ops session_ops = {
	.get_version = version,
	.open = open,
};
