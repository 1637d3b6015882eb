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

/* The host controller of one, which is freed when the device goes */
struct controller {
	struct device dev;
	struct rpmb_dev *rdev;
	struct mutex lock;
	struct rpmb_device *flash;
};

static struct {
	struct controller *there;
	bool changes;			/* it comes or goes */
	bool used;
	struct rpmb_device flash;
} rpmb;

static int route(struct device *dev, u8 *req, unsigned int req_len, u8 *resp, unsigned int resp_len)
{
	struct controller *c = container_of(dev, struct controller, dev);
	bool fits;

	host_check_access(c, sizeof(*c));
	mutex_lock(&c->lock);
	fits = rpmb_device_frames(c->flash, req, req_len, resp, resp_len);
	host_check_access(c, sizeof(*c));
	mutex_unlock(&c->lock);
	return fits ? 0 : -EINVAL;
}

static void controller_release(struct device *dev)
{
	kfree(container_of(dev, struct controller, dev));
}

static int add(struct controller *c)
{
	struct rpmb_descr descr = {
		.type = RPMB_TYPE_EMMC, .route_frames = route, .dev_id = (u8 *)CID,
		.dev_id_len = 16, .reliable_wr_count = 1, .capacity = 1,
	};
	int rc = dev_set_name(&c->dev, "mmc0") ?: device_add(&c->dev);

	if (rc)
		return rc;
	c->rdev = rpmb_dev_register(&c->dev, &descr);
	if (IS_ERR(c->rdev))
		device_del(&c->dev);
	return PTR_ERR_OR_ZERO(c->rdev);
}

bool host_rpmb_add(int *rc)
{
	struct controller *c;

	if (rpmb.there || rpmb.changes)
		return false;
	rpmb.changes = rpmb.used = true;
	*rc = -ENOMEM;
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (c) {
		mutex_init(&c->lock);
		c->flash = &rpmb.flash;
		c->dev.release = controller_release;
		device_initialize(&c->dev);
		*rc = add(c);
		if (*rc)
			put_device(&c->dev);
		else
			rpmb.there = c;
	}
	rpmb.changes = false;
	return true;
}

bool host_rpmb_remove(int *rc)
{
	struct controller *c = rpmb.there;

	if (!c || rpmb.changes)
		return false;
	rpmb.changes = true;
	rpmb_dev_unregister(c->rdev);
	device_unregister(&c->dev);
	rpmb.there = NULL;
	rpmb.changes = false;
	*rc = 0;
	return true;
}

void host_rpmb_reset(void)
{
	if (rpmb.used)
		host_clear(&rpmb, sizeof(rpmb));
}
