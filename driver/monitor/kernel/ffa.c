// SPDX-License-Identifier: GPL-2.0-only
/*
 * A secure world that is reached by FF-A: the core (ffa_core.c), and the interrupt
 * controller that it looks for.
 */
#include <linux/arm_ffa.h>
#include <linux/device.h>
#include "arm_ffa.h"
#include "kernel_private.h"

/* Lets the FF-A core begin; returns OP-TEE's device, not bound to a driver. */
struct device *monitor_ffa_create(void)
{
	struct device *dev;
	int rc;

	rc = monitor_dt_create_controller();
	if (rc)
		return ERR_PTR(rc);
	dev = teeproof_ffa_begin();
	if (IS_ERR(dev))
		monitor_dt_destroy_controller();
	return dev;
}

/* Undoes monitor_ffa_create(). */
void monitor_ffa_destroy(struct device *dev)
{
	teeproof_ffa_end(dev);
	monitor_dt_destroy_controller();
}

/* The driver under test, NULL: there is none for FF-A */
struct device_driver *monitor_ffa_driver(void)
{
	return driver_find("optee", &ffa_bus_type);
}
