// SPDX-License-Identifier: GPL-2.0-only
/* A way out on which the object is forgotten. */
#include "../object.h"

int demo_find_object(struct demo_object **object, u64 id);
int demo_call(struct demo_object *object, struct tee_ioctl_object_invoke_arg *arg);

int demo_invoke(struct tee_ioctl_object_invoke_arg *arg);
int demo_invoke(struct tee_ioctl_object_invoke_arg *arg)
{
	struct demo_object *object;
	int rc;

	if (demo_find_object(&object, arg->id))
		return -EINVAL;

	if (arg->num_params > 4)
		return -E2BIG; /* expect: driver_object_put */

	rc = demo_call(object, arg);
	demo_object_put(object);

	return rc;
}
