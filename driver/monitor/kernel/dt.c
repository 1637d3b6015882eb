// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device-tree node of the driver under test and its platform device.
 *
 *	teeproof {
 *		interrupt-controller;
 *		#interrupt-cells = <1>;
 *		optee {
 *			compatible = "linaro,optee-tz";
 *			method = "smc";
 *			interrupts = <0>;
 *		};
 *	};
 *
 * Documentation/devicetree/bindings/arm/firmware/linaro,optee-tz.yaml
 */
#include <linux/err.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/slab.h>
#include "kernel_private.h"
#include "ffa_abi.h"

static struct of_changeset changes;
static struct device_node *controller, *node;

static int add_controller(void)
{
	const u32 one = 1;
	int rc;

	controller = of_changeset_create_node(&changes, of_root, "teeproof");
	if (!controller)
		return -ENOMEM;
	/* The device is made here and not when the node appears. */
	of_node_set_flag(controller, OF_POPULATED);
	rc = of_changeset_add_prop_bool(&changes, controller, "interrupt-controller");
	if (rc)
		return rc;
	return of_changeset_add_prop_u32_array(&changes, controller, "#interrupt-cells", &one, 1);
}

static int add_node(const struct monitor_dt *dt)
{
	const u32 line = 0;
	int rc;

	node = of_changeset_create_node(&changes, controller, "optee");
	if (!node)
		return -ENOMEM;
	of_node_set_flag(node, OF_POPULATED);
	rc = of_changeset_add_prop_string(&changes, node, "compatible", "linaro,optee-tz");
	if (!rc && dt->method)
		rc = of_changeset_add_prop_string(&changes, node, "method", dt->method);
	if (!rc && !dt->no_irq)
		rc = of_changeset_add_prop_u32_array(&changes, node, "interrupts", &line, 1);
	return rc;
}

static void put_nodes(void)
{
	of_changeset_destroy(&changes);
	of_node_put(node);
	of_node_put(controller);
}

static int add_nodes(const struct monitor_dt *dt)
{
	int rc;

	if (!of_root)
		return -ENODEV;
	of_changeset_init(&changes);
	node = NULL;
	rc = add_controller();
	if (!rc)
		rc = add_node(dt);
	if (!rc)
		rc = of_changeset_apply(&changes);
	if (rc)
		put_nodes();
	return rc;
}

static void remove_nodes(void)
{
	of_changeset_revert(&changes);
	put_nodes();
}

/*
 * The device gets its node when it is there already: with nothing to match by it
 * is not probed as it is added. monitor_bind() does that and gets the errno.
 */
static struct platform_device *add_device(void)
{
	struct platform_device *pdev = platform_device_alloc("teeproof-optee", PLATFORM_DEVID_NONE);
	int rc;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	rc = platform_device_add(pdev);
	if (rc) {
		platform_device_put(pdev);
		return ERR_PTR(rc);
	}
	device_lock(&pdev->dev);
	device_set_node(&pdev->dev, of_fwnode_handle(of_node_get(node)));
	device_unlock(&pdev->dev);
	return pdev;
}

/* Makes node, interrupt and device; returns the device, not bound to a driver. */
struct device *monitor_dt_create(const struct monitor_dt *dt)
{
	struct platform_device *pdev;
	int rc;

	rc = add_nodes(dt);
	if (rc)
		return ERR_PTR(rc);
	rc = monitor_irq_create(controller, 0, dt->percpu_irq);
	if (rc)
		goto err_nodes;
	pdev = add_device();
	if (!IS_ERR(pdev))
		return &pdev->dev;
	rc = PTR_ERR(pdev);
	monitor_irq_destroy();
err_nodes:
	remove_nodes();
	return ERR_PTR(rc);
}

void monitor_dt_destroy(struct device *dev)
{
	platform_device_unregister(to_platform_device(dev));
	monitor_irq_destroy();
	remove_nodes();
}

/* FF-A needs no node of OP-TEE's, but the interrupt controller, which it takes for a GIC. */
int monitor_dt_create_controller(void)
{
	int rc;

	if (!of_root)
		return -ENODEV;
	of_changeset_init(&changes);
	node = NULL;
	rc = add_controller();
	if (!rc)
		rc = of_changeset_add_prop_string(&changes, controller, "compatible", "arm,gic-v3");
	if (!rc)
		rc = of_changeset_apply(&changes);
	if (rc) {
		put_nodes();
		return rc;
	}
	rc = monitor_irq_create(controller, FFA_SRI_INTID, true);
	if (rc)
		remove_nodes();
	return rc;
}

void monitor_dt_destroy_controller(void)
{
	monitor_irq_destroy();
	remove_nodes();
}
