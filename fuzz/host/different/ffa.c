// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's own FF-A core (drivers/firmware/arm_ffa) runs on: it begins and ends
 * with a secure world that is reached by FF-A, and finds OP-TEE's partition itself.
 *
 * The same: the core's objects, its bus, and every call that it makes.
 * Different: its beginning and end, which come with a secure world and not once with the
 * kernel; what PSCI says of SMCCC; of the interrupt controller only that it is there.
 */
#include <linux/arm_ffa.h>
#include <linux/device.h>
#include <linux/irqdomain.h>
#include <linux/notifier.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/uuid.h>
#include <kernel/arm_ffa.h>
#include "ffa_abi.h"
#include "host_kernel.h"
#include "different/ffa.h"

static struct ffa_device *optee;
static uuid_t optee_uuid;

/* What PSCI would have told (SMCCC_VERSION) */
u32 arm_smccc_get_version(void)
{
	return ARM_SMCCC_VERSION_1_2;
}

enum arm_smccc_conduit arm_smccc_1_1_get_conduit(void)
{
	return SMCCC_CONDUIT_SMC;
}

/* ---- the interrupt controller, by which the core finds its schedule receiver interrupt ---- */

static struct device_node controller;

struct device_node *of_find_compatible_node(struct device_node *from, const char *type,
					    const char *compatible)
{
	return strcmp(compatible, "arm,gic-v3") ? NULL : &controller;
}

unsigned int irq_create_of_mapping(struct of_phandle_args *data)
{
	return data->np == &controller && data->args[0] == FFA_SRI_INTID ? HOST_NOTIF_IRQ : 0;
}

/* ---- the core's life ---- */

/*
 * OP-TEE's device comes without its UUID, so that no driver is probed as it is added:
 * host_node_bind() does that, and gets the errno.
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

struct device *host_ffa_begin(void)
{
	int rc;

	optee = NULL;
	bus_register_notifier(&ffa_bus_type, &device_nb);
	rc = teeproof_ffa_init();
	bus_unregister_notifier(&ffa_bus_type, &device_nb);
	if (rc || !optee)
		host_panic("the FF-A core finds no partition of OP-TEE");
	optee->uuid = optee_uuid;
	return &optee->dev;
}

void host_ffa_end(struct device *dev)
{
	device_release_driver(dev);
	teeproof_ffa_exit();
}
