// SPDX-License-Identifier: GPL-2.0-only
/*
 * The platform bus, and what the OP-TEE driver binds to: the node that firmware
 * describes, linaro,optee-tz, or a partition of FF-A.
 *
 * The same: probe, remove and shutdown through the platform driver's callbacks; devices
 * that drivers add.
 * Stub: the device tree; its node's properties are what the sequence says. A device has
 * the node that its name stands for.
 */
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/slab.h>
#include "compat.h"
#include "host_kernel.h"
#include "different/ffa.h"
#include "different/scmi.h"
#include "stub/platform.h"

static struct device *bound;		/* that of the node, or of the partition */
static struct platform_device *node;
static const char *method;
static bool has_irq, irq_absent;

static const struct { const char *name, *compatible; } nodes[] = {
	{ "optee", "linaro,optee-tz" },
	{ HOST_SCMI_AGENT, "linaro,scmi-optee" },
};

static const struct of_device_id *of_match(const struct device *dev, const struct device_driver *drv)
{
	const char *name = to_platform_device(dev)->name;

	for (u32 i = 0; i < ARRAY_SIZE(nodes); i++) {
		const struct of_device_id *id = drv->of_match_table;

		for (; !strcmp(name, nodes[i].name) && id && id->compatible[0]; id++)
			if (!strcmp(id->compatible, nodes[i].compatible))
				return id;
	}
	return NULL;
}

static int platform_match_node(struct device *dev, const struct device_driver *drv)
{
	if (drv->of_match_table)
		return of_match(dev, drv) ? 1 : 0;
	return !strcmp(to_platform_device(dev)->name, drv->name);
}

const void *device_get_match_data(const struct device *dev)
{
	const struct of_device_id *id = of_match(dev, dev->driver);

	return id ? id->data : NULL;
}

static int platform_probe_node(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	return drv->probe ? drv->probe(to_platform_device(dev)) : 0;
}

static void platform_remove_node(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	if (drv->remove)
		host_platform_remove(drv, to_platform_device(dev));
}

static void platform_shutdown_node(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	if (drv->shutdown)
		drv->shutdown(to_platform_device(dev));
}

const struct bus_type platform_bus_type = {
	.name = "platform",
	.match = platform_match_node,
	.probe = platform_probe_node,
	.remove = platform_remove_node,
	.shutdown = platform_shutdown_node,
};

int host_platform_register(struct platform_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}

/* ---- devices that drivers add: drivers/base/platform.c ---- */

static void device_release(struct device *dev)
{
	kfree(dev->platform_data);
	kfree(to_platform_device(dev));
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);

	if (!pdev)
		return NULL;
	pdev->name = name;
	pdev->id = id;
	pdev->dev.release = device_release;
	pdev->dev.bus = &platform_bus_type;
	device_initialize(&pdev->dev);
	return pdev;
}

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	pdev->dev.platform_data = kmemdup(data, size, GFP_KERNEL);
	return pdev->dev.platform_data ? 0 : -ENOMEM;
}

int platform_device_add(struct platform_device *pdev)
{
	int rc = dev_set_name(&pdev->dev, pdev->id == PLATFORM_DEVID_AUTO ? "%s.0.auto" : "%s", pdev->name);

	return rc ?: device_add(&pdev->dev);
}

struct platform_device *platform_device_register_full(const struct platform_device_info *info)
{
	struct platform_device *pdev = platform_device_alloc(info->name, info->id);
	int rc = pdev ? platform_device_add(pdev) : -ENOMEM;

	if (!rc)
		return pdev;
	platform_device_put(pdev);
	return ERR_PTR(rc);
}

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}

void platform_device_unregister(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	put_device(&pdev->dev);
}

/* ---- the OP-TEE node ---- */

static void node_release(struct device *dev)
{
	kfree(to_platform_device(dev));
}

void host_node_add(const char *conduit, bool irq)
{
	int rc;

	/* firmware cannot fail; it is bound later */
	method = conduit;
	has_irq = irq;
	node = kzalloc(sizeof(*node), GFP_KERNEL | __GFP_NOFAIL);
	node->name = "optee";
	node->dev.release = node_release;
	device_initialize(&node->dev);
	rc = dev_set_name(&node->dev, "firmware:optee");
	if (!rc)
		rc = device_add(&node->dev);
	if (rc)
		host_panic("cannot add the firmware node");
	node->dev.bus = &platform_bus_type;
	bound = &node->dev;
}

void host_node_add_partition(void)
{
	bound = host_ffa_begin();
}

bool host_node_is_partition(void)
{
	return bound && !node;
}

bool host_node_bound(void)
{
	return bound && bound->driver;
}

void host_node_unbind(void)
{
	if (bound)
		device_release_driver(bound);
}

void host_node_irq_later(void)
{
	irq_absent = has_irq;
}

/* When a probe is put off the controller comes, and the driver core has the driver probe again. */
int host_node_bind(void)
{
	int rc = bound ? host_device_bind(bound) : -ENODEV;

	if (rc != -EPROBE_DEFER || !irq_absent)
		return rc;
	irq_absent = false;
	return host_device_bind(bound);
}

/* As device_shutdown(): the driver that is bound when the device's lock is held. */
void host_node_shutdown(void)
{
	if (!bound)
		return;
	mutex_lock(&bound->mutex);
	if (bound->driver && bound->bus->shutdown)
		bound->bus->shutdown(bound);
	else if (bound->driver && bound->driver->shutdown)
		bound->driver->shutdown(bound);
	mutex_unlock(&bound->mutex);
}

void host_node_remove(void)
{
	if (node)
		device_unregister(&node->dev);
	else if (bound)
		host_ffa_end(bound);
	node = NULL;
	bound = NULL;
}

void host_node_reset(void)
{
	irq_absent = false;
	has_irq = false;
	node = NULL;
	bound = NULL;
}

int platform_get_irq(struct platform_device *dev, unsigned int num)
{
	if (irq_absent && !num)
		return -EPROBE_DEFER;
	return has_irq && !num ? HOST_NOTIF_IRQ : -ENXIO;
}

int device_property_read_string(const struct device *dev, const char *propname, const char **val)
{
	if (!node || dev != &node->dev || strcmp(propname, "method") || !method)
		return -EINVAL;
	*val = method;
	return 0;
}
