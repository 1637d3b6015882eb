/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the rules need of the TEE bus of Linux 7.0 and later, under
 * names of its own for the compiler, so that they compile with any kernel; the
 * rules see the kernel's names.
 */
#ifndef COCCI_TESTS_BUS_H
#define COCCI_TESTS_BUS_H

#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

struct demo_client_driver {
	int (*probe)(struct tee_client_device *tcdev);
	void (*remove)(struct tee_client_device *tcdev);
	void (*shutdown)(struct tee_client_device *tcdev);
	const struct tee_client_device_id *id_table;
	struct device_driver driver;
};

#undef to_tee_client_driver
#define tee_client_driver demo_client_driver
#define to_tee_client_driver(d) \
	((struct demo_client_driver *)container_of(d, struct demo_client_driver, driver))
#define tee_client_driver_register(d) demo_client_driver_register(d)
#define tee_client_driver_unregister(d) demo_client_driver_unregister(d)
#undef module_tee_client_driver
#define module_tee_client_driver(d) \
	module_driver(d, tee_client_driver_register, tee_client_driver_unregister)

int demo_client_driver_register(struct demo_client_driver *driver);
void demo_client_driver_unregister(struct demo_client_driver *driver);

#endif /* COCCI_TESTS_BUS_H */
