// SPDX-License-Identifier: GPL-2.0-only
/* An interface that outlives the session behind it. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>

struct demo {
	struct tee_context *ctx;
	struct tee_shm *shm;
	u32 session;
};

#include <linux/hw_random.h>

int demo_probe(struct device *dev, struct hwrng *rng);
int demo_probe(struct device *dev, struct hwrng *rng)
{
	return devm_hwrng_register(dev, rng); /* expect: client_remove_order */
}

int demo_remove(struct demo *demo);
int demo_remove(struct demo *demo)
{
	tee_client_close_session(demo->ctx, demo->session);
	tee_client_close_context(demo->ctx);
	return 0;
}
