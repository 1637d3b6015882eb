// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices on the TEE bus: OP-TEE has a pseudo trusted application that lists
 * the applications which kernel drivers may want, in three lists: those that
 * are ready, those that need tee-supplicant, those that need an RPMB device.
 *
 * Source: OP-TEE OS, lib/libutee/include/pta_device.h.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/rpmb.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uuid.h>

#include "../tee_compat.h"
#include "optee_private.h"

enum pta_device_cmd {
	PTA_CMD_GET_DEVICES,
	PTA_CMD_GET_DEVICES_SUPP,
	PTA_CMD_GET_DEVICES_RPMB,
};

static const uuid_t pta_device_uuid =
	UUID_INIT(0x7011a688, 0xddde, 0x4053, 0xa5, 0xa9, 0x7b, 0x3c, 0x4d,
		  0xdf, 0x13, 0xb8);

/* No OP-TEE has as many; more is no list of devices. */
#define MAX_LIST_SIZE	(256 * sizeof(uuid_t))
/* The list may grow between asking for its size and for the list. */
#define MAX_TRIES	3

struct optee_device {
	struct tee_client_device client;
	struct list_head node;
};

static void release_device(struct device *dev)
{
	kfree(container_of(dev, struct optee_device, client.dev));
}

/* The file says what it has to say by being there. */
static ssize_t need_supplicant_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	return 0;
}

static DEVICE_ATTR_RO(need_supplicant);

static struct attribute *need_supplicant_attrs[] = {
	&dev_attr_need_supplicant.attr,
	NULL
};

ATTRIBUTE_GROUPS(need_supplicant);

static int add_device(struct optee *optee, const uuid_t *uuid,
		      enum pta_device_cmd list)
	__must_hold(&optee->devices_lock)
{
	struct optee_device *odev;
	struct device *twin;
	int rc;

	lockdep_assert_held(&optee->devices_lock);

	odev = kzalloc_obj(*odev);
	if (!odev)
		return -ENOMEM;
	uuid_copy(&odev->client.id.uuid, uuid);
	odev->client.dev.bus = &tee_bus_type;
	odev->client.dev.release = release_device;
	if (list == PTA_CMD_GET_DEVICES_SUPP)
		odev->client.dev.groups = need_supplicant_groups;
	device_initialize(&odev->client.dev);
	rc = dev_set_name(&odev->client.dev, "optee-ta-%pUb", uuid);
	if (rc)
		goto err_put;

	twin = bus_find_device_by_name(&tee_bus_type, NULL,
				       dev_name(&odev->client.dev));
	if (twin) {
		pr_warn("%s is listed twice\n", dev_name(twin));
		put_device(twin);
		goto err_put;
	}
	rc = device_add(&odev->client.dev);
	if (rc) {
		pr_err("can't add %s: %d\n", dev_name(&odev->client.dev), rc);
		goto err_put;
	}
	list_add_tail(&odev->node, &optee->devices);
	return 0;

err_put:
	put_device(&odev->client.dev);
	return rc;
}

static int add_devices(struct optee *optee, const void *uuids, size_t size,
		       enum pta_device_cmd list)
{
	uuid_t uuid;
	int rc = 0;

	mutex_lock(&optee->devices_lock);
	for (; size && !rc; size -= sizeof(uuid), uuids += sizeof(uuid)) {
		/* A copy, which the secure world can't change */
		import_uuid(&uuid, uuids);
		rc = optee_is_closing(optee) ? -ENODEV :
					       add_device(optee, &uuid, list);
	}
	mutex_unlock(&optee->devices_lock);
	return rc;
}

/*
 * Has the list written to @shm, or its size found out if that is NULL. Returns
 * 0, -ENOSPC if it needs more than *size bytes, which are in *size then, or
 * another negative errno.
 */
static int get_list(struct tee_context *ctx, u32 session,
		    enum pta_device_cmd list, struct tee_shm *shm,
		    size_t *size)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = list,
		.session = session,
		.num_params = 4,
	};
	struct tee_param param[4] = {
		[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
		[0].u.memref.shm = shm,
		[0].u.memref.size = *size,
	};
	size_t room = *size;
	int rc;

	rc = optee_invoke_func(ctx, &arg, param);
	if (rc)
		return rc;
	*size = param[0].u.memref.size;

	switch (arg.ret) {
	case TEEC_SUCCESS:
		if (shm && *size > room)
			return -EINVAL;
		break;
	case TEEC_ERROR_SHORT_BUFFER:
		rc = -ENOSPC;
		break;
	case TEE_ERROR_STORAGE_NOT_AVAILABLE:
		/* There is no RPMB device that OP-TEE can use. */
		return -ENODEV;
	default:
		pr_err("can't list devices: %#x\n", arg.ret);
		return -EINVAL;
	}
	if (*size % sizeof(uuid_t) || *size > MAX_LIST_SIZE) {
		pr_err("list of devices with %zu bytes\n", *size);
		return -EINVAL;
	}
	return rc;
}

static int read_list(struct optee *optee, struct tee_context *ctx, u32 session,
		     enum pta_device_cmd list)
{
	struct tee_shm *shm;
	size_t size = 0;
	void *uuids;
	int tries;
	int rc;

	rc = get_list(ctx, session, list, NULL, &size);
	if (rc && rc != -ENOSPC)
		return rc;

	for (tries = 0; size && tries < MAX_TRIES; tries++) {
		shm = tee_shm_alloc_kernel_buf(ctx, size);
		if (IS_ERR(shm))
			return PTR_ERR(shm);
		rc = get_list(ctx, session, list, shm, &size);
		uuids = tee_shm_get_va(shm, 0);
		if (!rc && !IS_ERR(uuids))
			rc = add_devices(optee, uuids, size, list);
		tee_shm_free(shm);
		if (rc != -ENOSPC)
			return rc;
	}
	return size ? -EINVAL : 0;
}

/* Puts what the list holds on the bus; an OP-TEE without lists has none. */
static int scan(struct optee *optee, enum pta_device_cmd list)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_PUBLIC,
	};
	struct tee_context *ctx;
	int rc;

	ctx = teedev_open(optee->teedev);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	ctx->supp_nowait = true;

	export_uuid(arg.uuid, &pta_device_uuid);
	rc = optee_open_session(ctx, &arg, NULL);
	if (!rc && arg.ret == TEEC_SUCCESS) {
		rc = read_list(optee, ctx, arg.session, list);
		optee_close_session(ctx, arg.session);
	}
	teedev_close_context(ctx);
	return rc;
}

static void scan_supp(struct work_struct *work)
{
	struct optee *optee = container_of(work, struct optee, supp_scan_work);
	int rc = scan(optee, PTA_CMD_GET_DEVICES_SUPP);

	if (rc)
		pr_warn("devices that need tee-supplicant: %d\n", rc);
}

/**
 * optee_devices_scan_rpmb() - looks for devices that need RPMB, until found
 * @optee: the OP-TEE; there is an RPMB device. One caller at a time.
 *
 * Context: process context, sleeps.
 */
void optee_devices_scan_rpmb(struct optee *optee)
{
	int rc;

	if (optee->rpmb_scanned)
		return;
	rc = scan(optee, PTA_CMD_GET_DEVICES_RPMB);
	optee->rpmb_scanned = !rc;
	if (rc && rc != -ENODEV)
		pr_info("devices that need RPMB: %d\n", rc);
}

static void scan_rpmb(struct work_struct *work)
{
	optee_devices_scan_rpmb(container_of(work, struct optee,
					     rpmb_scan_work));
}

/**
 * optee_devices_init() - sets up the search for devices
 * @optee: the OP-TEE
 *
 * Context: any, does not sleep.
 */
void optee_devices_init(struct optee *optee)
{
	mutex_init(&optee->devices_lock);
	INIT_LIST_HEAD(&optee->devices);
	INIT_WORK(&optee->supp_scan_work, scan_supp);
	INIT_WORK(&optee->rpmb_scan_work, scan_rpmb);
}

/**
 * optee_devices_scan() - puts the devices that are ready on the TEE bus
 * @optee: the OP-TEE
 *
 * Context: process context, sleeps.
 * Return: 0 or a negative errno.
 */
int optee_devices_scan(struct optee *optee)
{
	return scan(optee, PTA_CMD_GET_DEVICES);
}

/**
 * optee_devices_scan_supp() - has those looked for that need the supplicant
 * @optee: the OP-TEE, whose first supplicant has come
 *
 * Context: process context, may sleep.
 */
void optee_devices_scan_supp(struct optee *optee)
{
	mutex_lock(&optee->supp.lock);
	/* Whoever takes the driver down has, or will have, cancelled the search. */
	if (!optee->supp.shut && !optee->supp_scan_queued) {
		optee->supp_scan_queued = true;
		schedule_work(&optee->supp_scan_work);
	}
	mutex_unlock(&optee->supp.lock);
}

/**
 * optee_devices_remove() - takes all devices off the TEE bus
 * @optee: the OP-TEE; it gets no more after optee_refuse_contexts()
 *
 * Context: process context, sleeps.
 */
void optee_devices_remove(struct optee *optee)
{
	struct optee_device *odev, *next;
	LIST_HEAD(devices);

	mutex_lock(&optee->devices_lock);
	list_splice_init(&optee->devices, &devices);
	mutex_unlock(&optee->devices_lock);

	list_for_each_entry_safe(odev, next, &devices, node)
		device_unregister(&odev->client.dev);
}

/**
 * optee_devices_cancel_scans() - waits for the searches for devices to end
 * @optee: the OP-TEE
 *
 * Context: process context, sleeps.
 */
void optee_devices_cancel_scans(struct optee *optee)
{
	cancel_work_sync(&optee->rpmb_scan_work);
	cancel_work_sync(&optee->supp_scan_work);
}
