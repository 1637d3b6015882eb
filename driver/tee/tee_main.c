// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TEE core as a module: what is set up before the first driver comes.
 */
#include <linux/init.h>
#include <linux/module.h>
#include "tee_private.h"

static int __init tee_init(void)
{
	int rc = tee_device_subsys_init();

	if (rc)
		return rc;

	rc = tee_bus_init();
	if (rc)
		tee_device_subsys_exit();

	return rc;
}

static void __exit tee_exit(void)
{
	tee_bus_exit();
	tee_device_subsys_exit();
}

/* Before the drivers, and before their clients, which are module_init() */
subsys_initcall(tee_init);
module_exit(tee_exit);

MODULE_DESCRIPTION("Trusted Execution Environment core");
MODULE_LICENSE("GPL");
