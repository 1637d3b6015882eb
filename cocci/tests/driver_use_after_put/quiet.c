// SPDX-License-Identifier: GPL-2.0-only
/* Gone and left alone. */
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include "../optee.h"

int demo_add(struct tee_client_device *client, const struct device_attribute *attr)
{
	int rc;

	rc = device_register(&client->dev);
	if (rc) {
		put_device(&client->dev);
		return rc;
	}
	return device_create_file(&client->dev, attr);
}

size_t demo_size(struct tee_shm *shm)
{
	size_t size = shm->size;

	tee_shm_put(shm);
	return size;
}
