// SPDX-License-Identifier: GPL-2.0-only
/* Put on each path, handed to the caller, or taken over. */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/errno.h>

int demo_add(const struct bus_type *bus, struct device *dev)
{
	struct device *twin;

	twin = bus_find_device_by_name(bus, NULL, dev_name(dev));
	if (twin) {
		dev_warn(twin, "listed twice\n");
		put_device(twin);
		return -EEXIST;
	}
	return device_add(dev);
}

int demo_ask(const struct class *class, const void *data, device_match_t match)
{
	struct device *dev;
	int rc = 0;

	dev = class_find_device(class, NULL, data, match);
	if (!dev)
		return -ENOENT;
	if (!dev->driver)
		rc = -ENODEV;
	put_device(dev);
	return rc;
}

struct device *demo_get(const struct class *class, const void *data,
			device_match_t match)
{
	struct device *dev;

	dev = class_find_device(class, NULL, data, match);
	if (!dev)
		return NULL;
	return dev;
}

struct device *demo_next(const struct class *class, const void *data,
			 device_match_t match)
{
	struct device *last = NULL, *dev;

	for (;;) {
		dev = class_find_device(class, last, data, match);
		put_device(last);
		if (!dev)
			return NULL;
		last = dev;
		if (last->driver)
			return last;
	}
}
