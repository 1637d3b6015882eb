// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own FF-A core (drivers/firmware/arm_ffa) in a secure world that is reached
 * by FF-A: it begins and ends with that world, and finds OP-TEE's partition itself. In
 * the monitor's kernels, and in the hosted one (fuzz/host/different/ffa.c).
 */
#include <linux/arm_ffa.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/notifier.h>
#include <linux/string.h>
#include <linux/uuid.h>
#include "arm_ffa.h"
#include "ffa_abi.h"

static struct ffa_device *optee;
static uuid_t optee_uuid;

/*
 * OP-TEE's device comes without its UUID, so that no driver is probed as it is added:
 * who has the core begin binds it, and gets the errno.
 */
static int on_device(struct notifier_block *nb, unsigned long action, void *data)
{
	struct ffa_device *dev = to_ffa_dev((struct device *)data);

	if (action != BUS_NOTIFY_ADD_DEVICE || dev->vm_id != FFA_ID_OPTEE)
		return NOTIFY_DONE;
	optee = dev;
	optee_uuid = dev->uuid;
	memset(&dev->uuid, 0xff, sizeof(dev->uuid));
	return NOTIFY_OK;
}

static struct notifier_block device_nb = { .notifier_call = on_device };

/* Lets the core begin; returns OP-TEE's device, not bound to a driver. */
struct device *teeproof_ffa_begin(void)
{
	int rc;

	optee = NULL;
	bus_register_notifier(&ffa_bus_type, &device_nb);
	rc = teeproof_ffa_init();
	bus_unregister_notifier(&ffa_bus_type, &device_nb);
	if (!rc && !optee) {
		teeproof_ffa_exit();
		rc = -ENODEV;
	}
	if (rc)
		return ERR_PTR(rc);
	device_lock(&optee->dev);
	optee->uuid = optee_uuid;
	device_unlock(&optee->dev);
	return &optee->dev;
}

/* The driver goes first: the core takes notifications down before it removes devices. */
void teeproof_ffa_end(struct device *dev)
{
	device_release_driver(dev);
	teeproof_ffa_exit();
}
