// SPDX-License-Identifier: GPL-2.0-only
/*
 * The leaf of the device model: devices, classes, buses, drivers, as far as
 * reference counts, look-ups, matching and callbacks go.
 *
 * The same: who holds which reference, release callbacks, the order of bus and
 * class callbacks, probing on either side's arrival, iteration that holds a
 * reference on the current device only (a device may go away around it).
 * Managed resources (the kernel's own devres.c) go when a driver is unbound, or with the device;
 * consumers of a device are unbound before it. sysfs and uevents are stubs (stub/sysfs.c);
 * there is no power management.
 */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include "host_kernel.h"
#include "observer.h"

/* drivers/base/base.h */
int devres_release_all(struct device *dev);

#define MAX_DEVICES	128
#define MAX_CLASSES	8
#define MAX_BUSES	4
#define MAX_DRIVERS	16
#define MAX_INTERFACES	8
#define MAX_LINKS	4
#define MAX_NOTIFIERS	4

static struct device *devices[MAX_DEVICES];	/* between device_add() and device_del() */
static int devices_end;				/* entries from here on have not been in use */
static const struct class *classes[MAX_CLASSES];
static const struct bus_type *buses[MAX_BUSES];
static struct device_driver *drivers[MAX_DRIVERS];
static struct class_interface *interfaces[MAX_INTERFACES];
static struct device_link links[MAX_LINKS];
static struct {
	const struct bus_type *bus;
	struct notifier_block *nb;
} notifiers[MAX_NOTIFIERS];

void host_device_reset(void)
{
	host_clear(devices, devices_end * sizeof(devices[0]));
	devices_end = 0;
	host_clear(classes, sizeof(classes));
	host_clear(buses, sizeof(buses));
	host_clear(drivers, sizeof(drivers));
	host_clear(interfaces, sizeof(interfaces));
	host_clear(links, sizeof(links));
	host_clear(notifiers, sizeof(notifiers));
}

static int slot(void *table, int n, const void *what, const void *with)
{
	const void **t = table;

	for (int i = 0; i < n; i++) {
		if (t[i] == what) {
			t[i] = with;
			return i;
		}
	}
	return -ENOMEM;
}

u32 host_devices_left(void)
{
	u32 n = 0, i;

	for (i = 0; i < devices_end; i++)
		if (devices[i] && ++n)
			pr_info("device %s is still registered\n", dev_name(devices[i]));
	for (i = 0; i < MAX_CLASSES; i++)
		n += classes[i] != NULL;
	for (i = 0; i < MAX_BUSES; i++)
		n += buses[i] != NULL;
	for (i = 0; i < MAX_DRIVERS; i++)
		n += drivers[i] != NULL;
	for (i = 0; i < MAX_INTERFACES; i++)
		n += interfaces[i] != NULL;
	for (i = 0; i < MAX_NOTIFIERS; i++)
		n += notifiers[i].nb != NULL;
	return n;
}

/* ---- one device's life ---- */

static void release(struct kref *ref)
{
	struct device *dev = container_of(ref, struct device, kobj.kref);
	const char *name = dev->kobj.name;

	devres_release_all(dev);
	if (dev->release)
		dev->release(dev);
	else if (dev->type && dev->type->release)
		dev->type->release(dev);
	else if (dev->class && dev->class->dev_release)
		dev->class->dev_release(dev);
	else
		WARN(1, "device %s has no release() function\n", name);
	kfree(name);
}

void device_initialize(struct device *dev)
{
	kref_init(&dev->kobj.kref);
	spin_lock_init(&dev->devres_lock);
	dev->kobj.state_initialized = 1;
	mutex_init(&dev->mutex);
	INIT_LIST_HEAD(&dev->devres_head);
}

struct device *get_device(struct device *dev)
{
	if (dev) {
		host_check_access(&dev->kobj.kref, sizeof(dev->kobj.kref));
		kref_get(&dev->kobj.kref);
	}
	return dev;
}

void put_device(struct device *dev)
{
	if (!dev)
		return;
	host_check_access(&dev->kobj.kref, sizeof(dev->kobj.kref));
	host_point(HOST_AT_DEVICE, dev);
	kref_put(&dev->kobj.kref, release);
}

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list args;
	char *name;

	va_start(args, fmt);
	name = kvasprintf(GFP_KERNEL, fmt, args);
	va_end(args);
	if (!name)
		return -ENOMEM;
	kfree(dev->kobj.name);
	dev->kobj.name = name;
	return 0;
}

/* ---- who wants to know what happens on a bus ---- */

int bus_register_notifier(const struct bus_type *bus, struct notifier_block *nb)
{
	for (int i = 0; i < MAX_NOTIFIERS; i++) {
		if (notifiers[i].nb)
			continue;
		notifiers[i].bus = bus;
		notifiers[i].nb = nb;
		return 0;
	}
	return -ENOMEM;
}

int bus_unregister_notifier(const struct bus_type *bus, struct notifier_block *nb)
{
	for (int i = 0; i < MAX_NOTIFIERS; i++) {
		if (notifiers[i].bus != bus || notifiers[i].nb != nb)
			continue;
		notifiers[i].nb = NULL;
		return 0;
	}
	return -ENOENT;
}

static void tell_bus(struct device *dev, enum bus_notifier_event event)
{
	for (int i = 0; i < MAX_NOTIFIERS; i++)
		if (notifiers[i].nb && notifiers[i].bus == dev->bus)
			notifiers[i].nb->notifier_call(notifiers[i].nb, event, dev);
}

/* ---- drivers and their devices ---- */

static int probe_device(struct device *dev, struct device_driver *drv)
{
	int rc;

	dev->driver = drv;
	tell_bus(dev, BUS_NOTIFY_BIND_DRIVER);
	host_point(HOST_AT_DEVICE, dev);
	rc = drv->bus->probe ? drv->bus->probe(dev) : drv->probe ? drv->probe(dev) : 0;
	if (rc) {
		tell_bus(dev, BUS_NOTIFY_DRIVER_NOT_BOUND);
		devres_release_all(dev);
		dev->driver = NULL;
		dev_set_drvdata(dev, NULL);
		return rc;
	}
	tell_bus(dev, BUS_NOTIFY_BOUND_DRIVER);
	return 0;
}

static int attach(struct device *dev, struct device_driver *drv)
{
	int rc = 0;

	if (drv->bus != dev->bus || (dev->bus->match && dev->bus->match(dev, drv) <= 0))
		return -ENODEV;
	mutex_lock(&dev->mutex);
	if (!dev->driver)
		rc = probe_device(dev, drv);
	mutex_unlock(&dev->mutex);
	return rc;
}

/* A consumer is unbound before its supplier, and its link goes with that. */
struct device_link *device_link_add(struct device *consumer, struct device *supplier, u32 flags)
{
	for (int i = 0; i < MAX_LINKS; i++) {
		if (links[i].consumer)
			continue;
		links[i].consumer = consumer;
		links[i].supplier = supplier;
		links[i].flags = flags;
		return &links[i];
	}
	return NULL;
}

static void unbind_consumers(struct device *supplier)
{
	for (int i = 0; i < MAX_LINKS; i++)
		if (links[i].consumer && links[i].supplier == supplier)
			device_release_driver(links[i].consumer);
}

static void drop_links(struct device *consumer)
{
	for (int i = 0; i < MAX_LINKS; i++)
		if (links[i].consumer == consumer)
			links[i].consumer = NULL;
}

void device_release_driver(struct device *dev)
{
	struct device_driver *drv;

	unbind_consumers(dev);
	mutex_lock(&dev->mutex);
	drv = dev->driver;
	if (drv) {
		tell_bus(dev, BUS_NOTIFY_UNBIND_DRIVER);
		host_point(HOST_AT_DEVICE, dev);
		if (drv->bus->remove)
			drv->bus->remove(dev);
		else if (drv->remove)
			drv->remove(dev);
		devres_release_all(dev);
		dev->driver = NULL;
		dev_set_drvdata(dev, NULL);
		drop_links(dev);
		tell_bus(dev, BUS_NOTIFY_UNBOUND_DRIVER);
	}
	mutex_unlock(&dev->mutex);
}

int host_device_bind(struct device *dev)
{
	int rc = -ENODEV;

	for (int i = 0; i < MAX_DRIVERS && rc == -ENODEV; i++)
		if (drivers[i])
			rc = attach(dev, drivers[i]);
	return rc;
}

int driver_register(struct device_driver *drv)
{
	int at = slot(drivers, MAX_DRIVERS, NULL, drv);

	if (at < 0 || host_fault()) {
		slot(drivers, MAX_DRIVERS, drv, NULL);
		return -ENOMEM;
	}
	for (int i = 0; i < devices_end; i++)
		if (devices[i] && devices[i]->bus == drv->bus)
			attach(devices[i], drv);
	return 0;
}

void driver_unregister(struct device_driver *drv)
{
	for (int i = 0; i < devices_end; i++) {
		struct device *dev = devices[i];

		if (!dev || dev->driver != drv)
			continue;
		get_device(dev);
		device_release_driver(dev);
		put_device(dev);
	}
	slot(drivers, MAX_DRIVERS, drv, NULL);
}

/* ---- adding and removing ---- */

static void call_uevent(struct device *dev)
{
	struct kobj_uevent_env *env;

	if (!dev->bus || !dev->bus->uevent)
		return;
	env = kzalloc(sizeof(*env), GFP_KERNEL);
	if (!env)
		return;
	dev->bus->uevent(dev, env);
	kfree(env);
}

/* sysfs has one entry of a name in a folder: below a parent, of a class, of a bus. */
static bool name_taken(const struct device *dev)
{
	for (int i = 0; i < devices_end; i++) {
		const struct device *other = devices[i];

		if (other && !strcmp(dev_name(other), dev_name(dev)) &&
		    ((dev->bus && other->bus == dev->bus) ||
		     (other->parent == dev->parent && other->class == dev->class)))
			return true;
	}
	return false;
}

int device_add(struct device *dev)
{
	int i;

	host_point(HOST_AT_DEVICE, dev);
	if (!dev || !dev->kobj.name)
		return -EINVAL;
	if (name_taken(dev)) {
		pr_warn("sysfs: cannot create duplicate filename '%s'\n", dev_name(dev));
		return -EEXIST;
	}
	if (host_fault())
		return -ENOMEM;
	i = slot(devices, MAX_DEVICES, NULL, dev);
	if (i < 0)
		return -ENOMEM;
	devices_end = max(devices_end, i + 1);
	get_device(dev);
	get_device(dev->parent);
	tell_bus(dev, BUS_NOTIFY_ADD_DEVICE);
	call_uevent(dev);
	if (dev->bus)
		host_device_bind(dev);
	for (i = 0; i < MAX_INTERFACES && dev->class; i++)
		if (interfaces[i] && interfaces[i]->class == dev->class &&
		    interfaces[i]->add_dev)
			interfaces[i]->add_dev(dev);
	return 0;
}

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}

void device_del(struct device *dev)
{
	int i;

	host_point(HOST_AT_DEVICE, dev);
	for (i = 0; i < MAX_INTERFACES && dev->class; i++)
		if (interfaces[i] && interfaces[i]->class == dev->class &&
		    interfaces[i]->remove_dev)
			interfaces[i]->remove_dev(dev);
	tell_bus(dev, BUS_NOTIFY_DEL_DEVICE);
	if (dev->bus)
		device_release_driver(dev);
	tell_bus(dev, BUS_NOTIFY_REMOVED_DEVICE);
	devres_release_all(dev);
	if (slot(devices, MAX_DEVICES, dev, NULL) < 0)
		host_broken("device_del() of %s, which is not registered", dev_name(dev));
	put_device(dev->parent);
	put_device(dev);
}

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}

/* ---- looking for devices: a reference is held on the current one only ---- */

static struct device *next_device(struct device *prev, const struct bus_type *bus,
				  const struct class *class)
{
	int i = 0;

	if (prev)
		while (i < devices_end && devices[i++] != prev)
			;
	for (; i < devices_end; i++) {
		struct device *dev = devices[i];

		if (dev && (bus ? dev->bus == bus : dev->class == class))
			return get_device(dev);
	}
	return NULL;
}

/* The one after @start; one that has gone is no place to begin at: that is the first. */
static struct device *first_device(struct device *start, const struct bus_type *bus,
				   const struct class *class)
{
	int i = 0;

	while (start && i < devices_end && devices[i] != start)
		i++;
	return next_device(i < devices_end ? start : NULL, bus, class);
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct device *dev = first_device(start, bus, NULL);
	int rc = 0;

	while (dev && !rc) {
		struct device *next;

		host_point(HOST_AT_DEVICE, dev);
		/* found before @fn runs: it may unregister @dev */
		next = next_device(dev, bus, NULL);
		rc = fn(dev, data);
		put_device(dev);
		dev = next;
	}
	put_device(dev);
	return rc;
}

struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       device_match_t match)
{
	struct device *dev = first_device(start, bus, NULL);

	while (dev) {
		struct device *next;

		host_point(HOST_AT_DEVICE, dev);
		if (match(dev, data))
			return dev;
		next = next_device(dev, bus, NULL);
		put_device(dev);
		dev = next;
	}
	return NULL;
}

int device_match_any(struct device *dev, const void *unused)
{
	return 1;
}

int device_match_name(struct device *dev, const void *name)
{
	return !strcmp(dev_name(dev), name);
}

struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data, device_match_t match)
{
	struct device *dev = first_device((struct device *)start, NULL, class);

	while (dev) {
		struct device *next;

		host_point(HOST_AT_DEVICE, dev);
		if (match(dev, data))
			return dev;
		next = next_device(dev, NULL, class);
		put_device(dev);
		dev = next;
	}
	return NULL;
}

/* ---- classes and buses ---- */

int class_register(const struct class *class)
{
	return host_fault() ? -ENOMEM : min(slot(classes, MAX_CLASSES, NULL, class), 0);
}

void class_unregister(const struct class *class)
{
	slot(classes, MAX_CLASSES, class, NULL);
}

int class_interface_register(struct class_interface *intf)
{
	if (slot(interfaces, MAX_INTERFACES, NULL, intf) < 0)
		return -ENOMEM;
	for (int i = 0; i < devices_end && intf->add_dev; i++)
		if (devices[i] && devices[i]->class == intf->class)
			intf->add_dev(devices[i]);
	return 0;
}

void class_interface_unregister(struct class_interface *intf)
{
	for (int i = 0; i < devices_end && intf->remove_dev; i++)
		if (devices[i] && devices[i]->class == intf->class)
			intf->remove_dev(devices[i]);
	slot(interfaces, MAX_INTERFACES, intf, NULL);
}

int bus_register(const struct bus_type *bus)
{
	return host_fault() ? -ENOMEM : min(slot(buses, MAX_BUSES, NULL, bus), 0);
}

void bus_unregister(const struct bus_type *bus)
{
	slot(buses, MAX_BUSES, bus, NULL);
}
