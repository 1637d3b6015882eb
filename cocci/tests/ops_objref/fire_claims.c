// SPDX-License-Identifier: GPL-2.0-only
/* Objects that are announced, and no way to invoke them. */
#include "../object.h"

int open(struct tee_context *ctx);

static void version(struct tee_device *teedev, struct tee_ioctl_version_data *v)
{
	v->gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_OBJREF;
}

const struct tee_driver_ops demo_ops = { /* expect: ops_objref */
	.get_version = version,
	.open = open,
};
