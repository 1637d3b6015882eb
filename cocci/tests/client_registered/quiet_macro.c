// SPDX-License-Identifier: GPL-2.0-only
/* By the macro. */
#include "../bus.h"

static struct tee_client_driver demo_driver = {
	.driver = {
		.name = "demo",
	},
};

module_tee_client_driver(demo_driver);
