// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding out what a partition of FF-A is that has OP-TEE's UUID, and what it can
 * do. Whatever it answers is checked before it is used.
 *
 * Source: OP-TEE over FF-A (optee_ffa.h).
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/printk.h>

#include "ffa.h"
#include "optee_ffa.h"

/* Notification values when the secure world doesn't say; enough for threads */
#define DEFAULT_MAX_NOTIF_VALUE	255

static int check_version(struct ffa_device *dev)
{
	struct ffa_send_direct_data data = {
		.data0 = OPTEE_FFA_GET_API_VERSION,
	};
	int rc;

	rc = optee_ffa_service(dev, &data);
	if (rc)
		return rc;
	if ((u32)data.data0 == OPTEE_FFA_VERSION_MAJOR &&
	    (s32)data.data1 >= OPTEE_FFA_VERSION_MINOR)
		return 0;
	pr_warn("api version mismatch: %u.%u\n", (u32)data.data0,
		(u32)data.data1);
	return -EINVAL;
}

static int get_os_version(struct ffa_device *dev,
			  struct optee_revision *revision)
{
	struct ffa_send_direct_data data = {
		.data0 = OPTEE_FFA_GET_OS_VERSION,
	};
	int rc;

	rc = optee_ffa_service(dev, &data);
	if (rc)
		return rc;
	*revision = (struct optee_revision){
		.major = data.data0, .minor = data.data1, .build_id = data.data2,
	};
	if (revision->build_id)
		pr_info("revision %u.%u (%08x)\n", revision->major,
			revision->minor, revision->build_id);
	else
		pr_info("revision %u.%u\n", revision->major, revision->minor);
	return 0;
}

static int exchange_capabilities(struct ffa_device *dev,
				 struct optee_ffa_caps *caps)
{
	struct ffa_send_direct_data data = {
		.data0 = OPTEE_FFA_EXCHANGE_CAPABILITIES,
	};
	int rc;

	rc = optee_ffa_service(dev, &data);
	if (rc)
		return rc;
	if ((u32)data.data0) {
		pr_warn("capabilities mismatch: %#x\n", (u32)data.data0);
		return -EINVAL;
	}

	caps->rpc_param_count = data.data1 & OPTEE_FFA_RPC_PARAMS_MASK;
	caps->sec_caps = data.data2;
	caps->max_notif_value = (u32)data.data3 ?: DEFAULT_MAX_NOTIF_VALUE;
	/* The only place of a request is behind the message. */
	if (!caps->rpc_param_count) {
		pr_warn("no parameters for requests\n");
		return -EINVAL;
	}
	return 0;
}

/**
 * optee_ffa_identify() - makes sure of OP-TEE and asks what it can do
 * @dev: the partition, which from now on gets 32-bit messages
 * @caps: filled in
 *
 * Context: process context, sleeps.
 * Return: 0, -EINVAL if it is not an OP-TEE that we know how to talk to, or
 *	another negative errno if it can't be talked to.
 */
int optee_ffa_identify(struct ffa_device *dev, struct optee_ffa_caps *caps)
{
	int rc;

	dev->ops->msg_ops->mode_32bit_set(dev);
	rc = check_version(dev);
	if (!rc)
		rc = get_os_version(dev, &caps->revision);
	if (!rc)
		rc = exchange_capabilities(dev, caps);
	return rc;
}
