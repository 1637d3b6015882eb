// SPDX-License-Identifier: GPL-2.0-only
/* The device pinned meanwhile; an attribute of a device that is there. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include "../optee.h"

bool tee_device_get(struct tee_device *teedev);
void tee_device_put(struct tee_device *teedev);

int demo_match(struct device *dev, struct tee_ioctl_version_data *vers)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);

	if (!tee_device_get(teedev))
		return 0;
	teedev->desc->ops->get_version(teedev, vers);
	tee_device_put(teedev);
	return vers->impl_id == TEE_IMPL_ID_OPTEE;
}

ssize_t demo_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	struct tee_ioctl_version_data vers;

	teedev->desc->ops->get_version(teedev, &vers);
	return sysfs_emit(buf, "%d\n", vers.impl_id);
}
