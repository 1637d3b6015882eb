// SPDX-License-Identifier: GPL-2.0-only
/* A bus that forgets that shutdown is for all of its devices. */
#include "../bus.h"

static void demo_bus_shutdown(struct device *dev) /* expect: system_bus_adapter */
{
	struct tee_client_driver *drv = to_tee_client_driver(dev->driver);

	if (drv->shutdown)
		drv->shutdown(to_tee_client_device(dev));
}

const struct bus_type demo_bus = {
	.name = "demo",
	.shutdown = demo_bus_shutdown,
};
