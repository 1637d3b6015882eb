// SPDX-License-Identifier: GPL-2.0-only
/* Members of the union that the attribute does not name. */
#include "../object.h"

int demo_from_user(struct tee_param *p, size_t *size, u64 *id);
int demo_from_user(struct tee_param *p, size_t *size, u64 *id)
{
	switch (p->attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
		*size = p->u.memref.size; /* expect: driver_param_kind */
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
		if (p->u.objref.flags)
			return -EINVAL;
		*id = p->u.value.a; /* expect: driver_param_kind */
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
		*size = p->u.ubuf.size; /* expect: driver_param_kind */
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
		*id = p->u.objref.id; /* expect: driver_param_kind */
		break;
	default:
		return -EINVAL;
	}

	return 0;
}

void demo_release(struct demo_arg *u);
void demo_release(struct demo_arg *u)
{
	int i;

	demo_arg_for_each_input_buffer(i, u)
		demo_object_put(u[i].o); /* expect: driver_param_kind */
}

size_t demo_sum(struct demo_arg *u);
size_t demo_sum(struct demo_arg *u)
{
	size_t sum = 0;
	int i;

	demo_arg_for_each_input_object(i, u) {
		sum += u[i].b.size; /* expect: driver_param_kind */
	}

	return sum;
}
