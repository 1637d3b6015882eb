// SPDX-License-Identifier: GPL-2.0-only
/* Two drivers; the second one fails, and the first one stays. */
#include "../bus.h"
#include <linux/platform_device.h>

static struct tee_client_driver demo_driver = {
	.driver = {
		.name = "demo",
	},
};

static struct platform_driver demo_plat_driver = {
	.driver = {
		.name = "demo",
	},
};

static int __init demo_init(void)
{
	int rc;

	rc = tee_client_driver_register(&demo_driver);
	if (rc)
		return rc;

	rc = platform_driver_register(&demo_plat_driver);
	if (rc)
		return rc; /* expect: client_registered */

	return 0;
}
module_init(demo_init);

static void __exit demo_exit(void)
{
	platform_driver_unregister(&demo_plat_driver);
	tee_client_driver_unregister(&demo_driver);
}
module_exit(demo_exit);
