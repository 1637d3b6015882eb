// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus "tee": each service that a TEE offers is a device on it, known by
 * UUID, for which a driver in the kernel can be loaded and bound.
 */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/kobject.h>
#include <linux/uuid.h>
#include "tee_private.h"

static int tee_bus_match(struct device *dev, const struct device_driver *drv)
{
	const struct tee_client_device_id *id = to_tee_client_driver(drv)->id_table;
	const uuid_t *service = &to_tee_client_device(dev)->id.uuid;

	for (; id && !uuid_is_null(&id->uuid); id++)
		if (uuid_equal(&id->uuid, service))
			return 1;

	return 0;
}

static int tee_bus_uevent(const struct device *dev,
			  struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "MODALIAS=tee:%pUb",
			      &to_tee_client_device(dev)->id.uuid);
}

const struct bus_type tee_bus_type = {
	.name = "tee",
	.match = tee_bus_match,
	.uevent = tee_bus_uevent,
};
EXPORT_SYMBOL_GPL(tee_bus_type);

/*
 * The methods of a driver that has them in its struct tee_client_driver. The
 * bus has none of its own: with them, the driver core would warn about each
 * driver of the older kind, and not call its methods.
 */
static int tee_client_probe(struct device *dev)
{
	return to_tee_client_driver(dev->driver)->probe(to_tee_client_device(dev));
}

static int tee_client_remove(struct device *dev)
{
	to_tee_client_driver(dev->driver)->remove(to_tee_client_device(dev));

	return 0;
}

static void tee_client_shutdown(struct device *dev)
{
	to_tee_client_driver(dev->driver)->shutdown(to_tee_client_device(dev));
}

int __tee_client_driver_register(struct tee_client_driver *client_driver,
				 struct module *owner)
{
	struct device_driver *driver = &client_driver->driver;

	driver->bus = &tee_bus_type;
	driver->owner = owner;
	if (client_driver->probe)
		driver->probe = tee_client_probe;
	if (client_driver->remove)
		driver->remove = tee_client_remove;
	if (client_driver->shutdown)
		driver->shutdown = tee_client_shutdown;

	return driver_register(driver);
}
EXPORT_SYMBOL_GPL(__tee_client_driver_register);

void tee_client_driver_unregister(struct tee_client_driver *client_driver)
{
	driver_unregister(&client_driver->driver);
}
EXPORT_SYMBOL_GPL(tee_client_driver_unregister);

int __init tee_bus_init(void)
{
	return bus_register(&tee_bus_type);
}

void tee_bus_exit(void)
{
	bus_unregister(&tee_bus_type);
}
