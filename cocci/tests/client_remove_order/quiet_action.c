// SPDX-License-Identifier: GPL-2.0-only
/* Session and interface both go with the device, in the right order. */
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

static void demo_close(void *data)
{
	struct demo *demo = data;

	tee_client_close_session(demo->ctx, demo->session);
}

int demo_probe(struct device *dev, struct demo *demo, struct hwrng *rng);
int demo_probe(struct device *dev, struct demo *demo, struct hwrng *rng)
{
	int rc;

	rc = devm_add_action_or_reset(dev, demo_close, demo);
	if (rc)
		return rc;
	return devm_hwrng_register(dev, rng);
}
