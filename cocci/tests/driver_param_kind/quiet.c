// SPDX-License-Identifier: GPL-2.0-only
/* Each member under the attribute that names it. */
#include "../object.h"

int demo_from_user(struct tee_param *p, size_t num, size_t *size, u64 *id);
int demo_from_user(struct tee_param *p, size_t num, size_t *size, u64 *id)
{
	size_t n;

	for (n = 0; n < num; n++) {
		switch (p[n].attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
		case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
			*size = p[n].u.ubuf.size;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
			*id = p[n].u.objref.id;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
			*size = p[n].u.memref.size;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
			*id = p[n].u.value.a;
			break;
		default:
			return -EINVAL;
		}
	}

	return 0;
}

size_t demo_release(struct demo_arg *u);
size_t demo_release(struct demo_arg *u)
{
	size_t sum = 0;
	int i;

	demo_arg_for_each_input_object(i, u)
		demo_object_put(u[i].o);
	demo_arg_for_each_output_buffer(i, u) {
		sum += u[i].b.size;
	}

	return sum;
}
