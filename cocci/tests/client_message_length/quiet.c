// SPDX-License-Identifier: GPL-2.0-only
/* Compared with the room, and with the array. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

struct message {
	u32 count;
	u32 size;
	u32 actions[8];
	u8 data[];
};

u32 demo_apply(struct message *out)
{
	u32 i, sum = 0;

	if (out->count > ARRAY_SIZE(out->actions))
		return 0;
	for (i = 0; i < out->count; i++) {
		sum += out->actions[i];
	}
	return sum;
}

int demo_get(void *buf, size_t room, struct message *msg)
{
	if (msg->size > room)
		return -EMSGSIZE;
	memcpy(buf, msg->data, msg->size);
	return 0;
}
