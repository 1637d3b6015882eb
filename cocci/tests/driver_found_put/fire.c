// SPDX-License-Identifier: GPL-2.0-only
/* A device that is found and kept, if there is one and after it was tested. */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/errno.h>

int demo_add(const struct bus_type *bus, struct device *dev)
{
	struct device *twin;

	twin = bus_find_device_by_name(bus, NULL, dev_name(dev)); /* expect: driver_found_put */
	if (twin) {
		dev_warn(twin, "listed twice\n");
		return -EEXIST;
	}
	return device_add(dev);
}

int demo_ask(const struct class *class, const void *data,
	     device_match_t match)
{
	struct device *dev;

	dev = class_find_device(class, NULL, data, match); /* expect: driver_found_put */
	if (!dev)
		return -ENOENT;
	if (!dev->driver)
		return -ENODEV;
	put_device(dev);
	return 0;
}
