// SPDX-License-Identifier: GPL-2.0-only
/* An answer may be shorter than the room for it. */
#include "../object.h"

struct demo_msg {
	u32 sizes[4];
	u8 data[];
};

int demo_take(struct demo_arg *u, struct demo_msg *msg);
int demo_take(struct demo_arg *u, struct demo_msg *msg)
{
	int i;

	demo_arg_for_each_output_buffer(i, u) {
		u32 size = READ_ONCE(msg->sizes[i]);

		if (size > u[i].b.size)
			return -EINVAL;
		u[i].b.size = size;
		memcpy(u[i].b.addr, msg->data, u[i].b.size);
	}

	return 0;
}
