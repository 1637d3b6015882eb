// SPDX-License-Identifier: GPL-2.0-only
/* Two drivers, both undone; one that others start and end. */
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
	if (rc) {
		tee_client_driver_unregister(&demo_driver);
		return rc;
	}

	return 0;
}
module_init(demo_init);

static void __exit demo_exit(void)
{
	platform_driver_unregister(&demo_plat_driver);
	tee_client_driver_unregister(&demo_driver);
}
module_exit(demo_exit);

static struct tee_client_driver other_driver = {
	.driver = {
		.name = "other",
	},
};

int other_start(void);
int other_start(void)
{
	return tee_client_driver_register(&other_driver);
}

void other_stop(void);
void other_stop(void)
{
	tee_client_driver_unregister(&other_driver);
}
