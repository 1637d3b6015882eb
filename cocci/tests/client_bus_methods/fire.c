// SPDX-License-Identifier: GPL-2.0-only
/* Methods of the bus, and beside them some that were forgotten in the old place. */
#include "../bus.h"

int demo_probe(struct tee_client_device *tcdev);
void demo_remove(struct tee_client_device *tcdev);
int old_probe(struct device *dev);
void old_shutdown(struct device *dev);

static struct tee_client_driver twice_probed = { /* expect: client_bus_methods */
	.probe = demo_probe,
	.driver = {
		.name = "twice",
		.probe = old_probe,
	},
};

/* Nobody takes this shutdown over: the probe is not in the old place. */
static struct tee_client_driver half_moved = { /* expect: client_bus_methods */
	.probe = demo_probe,
	.remove = demo_remove,
	.driver = {
		.name = "half",
		.shutdown = old_shutdown,
	},
};
