// SPDX-License-Identifier: GPL-2.0-only
/* Unregistered by hand, then closed. */
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
	return hwrng_register(rng);
}

int demo_remove(struct demo *demo, struct hwrng *rng);
int demo_remove(struct demo *demo, struct hwrng *rng)
{
	hwrng_unregister(rng);
	tee_client_close_session(demo->ctx, demo->session);
	tee_client_close_context(demo->ctx);
	return 0;
}
