// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where kernels differ, for the suites: what takes more than a macro.
 */
#include "compat.h"

#ifdef HAVE_TEE_CLIENT_DRIVER_PROBE

int compat_client_driver_register(struct compat_client_driver *driver)
{
	driver->tee.probe = driver->probe;
	driver->tee.remove = driver->remove;
	driver->tee.shutdown = driver->shutdown;
	return tee_client_driver_register(&driver->tee);
}

int compat_older_driver_register(struct tee_client_driver *driver)
{
	return tee_client_driver_register(driver);
}

void compat_client_driver_unregister(struct tee_client_driver *driver)
{
	tee_client_driver_unregister(driver);
}

#else

static struct compat_client_driver *driver_of(struct device *dev)
{
	struct tee_client_driver *tee = container_of(dev->driver, struct tee_client_driver, driver);

	return container_of(tee, struct compat_client_driver, tee);
}

static int probe_service(struct device *dev)
{
	return driver_of(dev)->probe(to_tee_client_device(dev));
}

static int remove_service(struct device *dev)
{
	driver_of(dev)->remove(to_tee_client_device(dev));
	return 0;
}

static void shutdown_service(struct device *dev)
{
	driver_of(dev)->shutdown(to_tee_client_device(dev));
}

int compat_client_driver_register(struct compat_client_driver *driver)
{
	driver->tee.driver.probe = driver->probe ? probe_service : NULL;
	driver->tee.driver.remove = driver->remove ? remove_service : NULL;
	driver->tee.driver.shutdown = driver->shutdown ? shutdown_service : NULL;
	return compat_older_driver_register(&driver->tee);
}

int compat_older_driver_register(struct tee_client_driver *driver)
{
	driver->driver.bus = &tee_bus_type;
	return driver_register(&driver->driver);
}

void compat_client_driver_unregister(struct tee_client_driver *driver)
{
	driver_unregister(&driver->driver);
}

#endif
