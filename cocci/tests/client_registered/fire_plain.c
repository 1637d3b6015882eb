// SPDX-License-Identifier: GPL-2.0-only
/* What there is a macro for. */
#include "../bus.h"

static struct tee_client_driver demo_driver = {
	.driver = {
		.name = "demo",
	},
};

static int __init demo_init(void) /* expect: client_registered */
{
	return tee_client_driver_register(&demo_driver);
}
module_init(demo_init);

static void __exit demo_exit(void)
{
	tee_client_driver_unregister(&demo_driver);
}
module_exit(demo_exit);
