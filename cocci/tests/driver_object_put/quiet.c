// SPDX-License-Identifier: GPL-2.0-only
/* Put on every way out, or given on. */
#include "../object.h"

int demo_find_object(struct demo_object **object, u64 id);
int demo_call(struct demo_object *object, struct tee_ioctl_object_invoke_arg *arg);

int demo_invoke(struct tee_ioctl_object_invoke_arg *arg);
int demo_invoke(struct tee_ioctl_object_invoke_arg *arg)
{
	struct demo_object *object;
	int rc = -E2BIG;

	if (demo_find_object(&object, arg->id))
		return -EINVAL;

	if (arg->num_params > 4)
		goto put;

	rc = demo_call(object, arg);
put:
	demo_object_put(object);

	return rc;
}

struct demo_object *demo_lookup(u64 id);
struct demo_object *demo_lookup(u64 id)
{
	struct demo_object *object;

	if (demo_find_object(&object, id))
		return NULL;

	return object;
}
