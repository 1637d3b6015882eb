// SPDX-License-Identifier: GPL-2.0-only
/* Adapters for the old kind of driver, one for a method that may be missing. */
#include "../bus.h"

static void old_remove(struct tee_client_device *tcdev)
{
	struct device *dev = &tcdev->dev;
	struct device_driver *driver = dev->driver;

	driver->remove(dev);
}

static void old_shutdown(struct tee_client_device *tcdev)
{
	struct device *dev = &tcdev->dev;
	struct device_driver *driver = dev->driver;

	driver->shutdown(dev);
}

void demo_adapt(struct tee_client_driver *drv);
void demo_adapt(struct tee_client_driver *drv)
{
	if (!drv->remove && drv->driver.remove)
		drv->remove = old_remove;
	if (!drv->shutdown && drv->driver.probe)
		drv->shutdown = old_shutdown; /* expect: system_bus_adapter */
}
