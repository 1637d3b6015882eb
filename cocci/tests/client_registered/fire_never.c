// SPDX-License-Identifier: GPL-2.0-only
/* A driver for ever. */
#include "../bus.h"

static struct tee_client_driver demo_driver = {
	.driver = {
		.name = "demo",
	},
};

int demo_start(int wanted);
int demo_start(int wanted)
{
	if (!wanted)
		return -ENODEV;

	return tee_client_driver_register(&demo_driver); /* expect: client_registered */
}
