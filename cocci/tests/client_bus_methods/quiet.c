// SPDX-License-Identifier: GPL-2.0-only
/* Drivers of the new kind and of the old one. */
#include "../bus.h"

int demo_probe(struct tee_client_device *tcdev);
void demo_remove(struct tee_client_device *tcdev);
int old_probe(struct device *dev);
int old_remove(struct device *dev);
void old_shutdown(struct device *dev);

static struct tee_client_driver moved = {
	.probe = demo_probe,
	.remove = demo_remove,
	.driver = {
		.name = "moved",
		.pm = NULL,
	},
};

static struct tee_client_driver old = {
	.driver = {
		.name = "old",
		.probe = old_probe,
		.shutdown = old_shutdown,
	},
};
