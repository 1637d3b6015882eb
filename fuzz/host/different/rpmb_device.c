// SPDX-License-Identifier: GPL-2.0-only
/*
 * An RPMB device, as a host controller has one: the kernel's RPMB core routes frames to
 * it, and the device that driver/monitor has for such uses answers them.
 *
 * Different: it answers at once; a real one takes its time, and needs a clock.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rpmb.h>
#include <linux/slab.h>
#include <rpmb.h>
#include "different/rpmb_device.h"
#include "host_kernel.h"

#define CID	"hosted-cid-00001"	/* 16 bytes, as that of an eMMC */

static struct {
	struct device *controller;
	struct rpmb_dev *rdev;
	struct mutex lock;
	struct rpmb_device device;
} rpmb;

static int route(struct device *dev, u8 *req, unsigned int req_len, u8 *resp, unsigned int resp_len)
{
	bool fits;

	mutex_lock(&rpmb.lock);
	fits = rpmb_device_frames(&rpmb.device, req, req_len, resp, resp_len);
	mutex_unlock(&rpmb.lock);
	return fits ? 0 : -EINVAL;
}

static void controller_release(struct device *dev)
{
	kfree(dev);
}

void host_rpmb_add(void)
{
	struct rpmb_descr descr = {
		.type = RPMB_TYPE_EMMC, .route_frames = route, .dev_id = (u8 *)CID,
		.dev_id_len = 16, .reliable_wr_count = 1, .capacity = 1,
	};

	host_clear(&rpmb, sizeof(rpmb));
	mutex_init(&rpmb.lock);
	rpmb.controller = kzalloc(sizeof(*rpmb.controller), GFP_KERNEL | __GFP_NOFAIL);
	rpmb.controller->release = controller_release;
	device_initialize(rpmb.controller);
	if (dev_set_name(rpmb.controller, "mmc0") || device_add(rpmb.controller))
		host_panic("cannot add the RPMB device's controller");
	rpmb.rdev = rpmb_dev_register(rpmb.controller, &descr);
	if (IS_ERR_OR_NULL(rpmb.rdev))
		host_panic("cannot register the RPMB device");
}

void host_rpmb_remove(void)
{
	if (!rpmb.rdev)
		return;
	rpmb_dev_unregister(rpmb.rdev);
	device_unregister(rpmb.controller);
	rpmb.rdev = NULL;
}

void host_rpmb_reset(void)
{
	rpmb.rdev = NULL;
}
