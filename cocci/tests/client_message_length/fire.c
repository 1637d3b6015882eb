// SPDX-License-Identifier: GPL-2.0-only
/* A message that says how long it is, and is believed. */
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

	for (i = 0; i < out->count; i++) { /* expect: client_message_length */
		sum += out->actions[i];
	}
	return sum;
}

void demo_get(void *buf, struct message *msg)
{
	memcpy(buf, msg->data, msg->size); /* expect: client_message_length */
}
