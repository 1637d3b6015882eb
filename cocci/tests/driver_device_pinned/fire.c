// SPDX-License-Identifier: GPL-2.0-only
/* A match function that meets a device on its way out. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

int demo_match(struct device *dev, struct tee_ioctl_version_data *vers)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);

	teedev->desc->ops->get_version(teedev, vers); /* expect: driver_device_pinned */
	return vers->impl_id == TEE_IMPL_ID_OPTEE;
}
