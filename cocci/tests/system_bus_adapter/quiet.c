// SPDX-License-Identifier: GPL-2.0-only
/* Each method is looked at before it is called, or its adapter installed. */
#include "../bus.h"

static void old_shutdown(struct tee_client_device *tcdev)
{
	struct device *dev = &tcdev->dev;

	dev->driver->shutdown(dev);
}

void demo_adapt(struct tee_client_driver *drv);
void demo_adapt(struct tee_client_driver *drv)
{
	if (!drv->shutdown && drv->driver.shutdown)
		drv->shutdown = old_shutdown;
}

static void demo_bus_shutdown(struct device *dev)
{
	struct tee_client_driver *drv = to_tee_client_driver(dev->driver);

	if (dev->driver && drv->shutdown)
		drv->shutdown(to_tee_client_device(dev));
}

const struct bus_type demo_bus = {
	.name = "demo",
	.shutdown = demo_bus_shutdown,
};

static void careful_shutdown(struct device *dev)
{
	struct tee_client_driver *drv;

	if (!dev->driver)
		return;
	drv = to_tee_client_driver(dev->driver);
	if (drv->shutdown)
		drv->shutdown(to_tee_client_device(dev));
}

const struct bus_type careful_bus = {
	.name = "careful",
	.shutdown = careful_shutdown,
};

/* The other way round: a method of the new kind, called as one of the old. */
static int new_probe(struct device *dev)
{
	return to_tee_client_driver(dev->driver)->probe(to_tee_client_device(dev));
}

void demo_install(struct tee_client_driver *drv);
void demo_install(struct tee_client_driver *drv)
{
	struct device_driver *driver = &drv->driver;

	if (drv->probe)
		driver->probe = new_probe;
}
