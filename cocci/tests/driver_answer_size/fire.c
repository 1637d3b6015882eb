// SPDX-License-Identifier: GPL-2.0-only
/* An answer that is as long as it wants to be. */
#include "../object.h"

struct demo_msg {
	u32 sizes[4];
	u8 data[];
};

void demo_take(struct demo_arg *u, struct demo_msg *msg, void __user *to);
void demo_take(struct demo_arg *u, struct demo_msg *msg, void __user *to)
{
	int i;

	demo_arg_for_each_output_buffer(i, u) {
		u[i].b.size = msg->sizes[i];
		if (!to)
			memcpy(u[i].b.addr, msg->data, u[i].b.size); /* expect: driver_answer_size */
		else if (copy_to_user(to, msg->data, u[i].b.size)) /* expect: driver_answer_size */
			break;
	}
}
