// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is set up and taken down the same way whatever leads into the secure
 * world.
 */

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/sysfs.h>

#include "optee_private.h"

#define CREATE_TRACE_POINTS
#include "optee_trace.h"

static ssize_t rpmb_routing_model_show(struct device *dev,
				       struct device_attribute *attr, char *buf)
{
	struct optee *optee = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n",
			  optee->rpmb_in_kernel ? "kernel" : "user");
}

static DEVICE_ATTR_RO(rpmb_routing_model);

static struct attribute *optee_attrs[] = {
	&dev_attr_rpmb_routing_model.attr,
	NULL
};

ATTRIBUTE_GROUPS(optee);

/**
 * optee_set_dev_groups() - gives both devices their sysfs attributes
 * @optee: the OP-TEE, its devices not registered yet
 *
 * Context: any, does not sleep.
 */
void optee_set_dev_groups(struct optee *optee)
{
	tee_device_set_dev_groups(optee->teedev, optee_groups);
	tee_device_set_dev_groups(optee->supp_teedev, optee_groups);
}

/**
 * optee_get_revision() - struct tee_driver_ops: writes the version of OP-TEE
 * @teedev: one of its devices
 * @buf: receives the text
 * @len: room in @buf, in bytes
 *
 * The build id has sixteen digits whatever the way in has, as other kernels
 * write it.
 *
 * Context: any, does not sleep.
 * Return: 0, or -ENOSPC if there is not enough room.
 */
int optee_get_revision(struct tee_device *teedev, char *buf, size_t len)
{
	const struct optee *optee = tee_get_drvdata(teedev);
	const struct optee_revision *rev = &optee->revision;
	char build[sizeof(" (0123456789abcdef)")] = "";
	size_t n;

	if (rev->build_id)
		snprintf(build, sizeof(build), " (%016x)", rev->build_id);
	n = snprintf(buf, len, "%u.%u%s", rev->major, rev->minor, build);

	return n < len ? 0 : -ENOSPC;
}

/**
 * optee_init_common() - sets up what needs no call into the secure world
 * @optee: the OP-TEE, zeroed
 * @thread_count: thread contexts, as for optee_cq_init()
 * @max_notif_value: the highest notification value
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM, with nothing to undo.
 */
int optee_init_common(struct optee *optee, unsigned int thread_count,
		      u32 max_notif_value)
{
	int rc;

	rc = optee_notif_init(&optee->notif, max_notif_value);
	if (rc)
		return rc;
	optee_cq_init(&optee->call_queue, thread_count);
	optee_supp_init(&optee->supp);
	optee_end_init(optee);
	optee_devices_init(optee);
	spin_lock_init(&optee->contexts_lock);
	init_completion(&optee->last_client);
	init_completion(&optee->last_supp);
	optee_shm_init(optee);
	optee_sessions_init(optee);
	INIT_LIST_HEAD(&optee->rpmb_node);
	return 0;
}

/**
 * optee_uninit_common() - undoes optee_init_common()
 * @optee: the OP-TEE, its devices unregistered
 *
 * Context: process context, may sleep.
 */
void optee_uninit_common(struct optee *optee)
{
	optee_rpmb_put(optee->rpmb);
	optee_shm_uninit(optee);
	mutex_destroy(&optee->devices_lock);
	optee_supp_uninit(&optee->supp);
	optee_cq_uninit(&optee->call_queue);
	optee_notif_uninit(&optee->notif);
}

/**
 * optee_register_common() - lets clients and supplicant see an OP-TEE
 * @optee: the OP-TEE, ready for calls
 *
 * Context: process context, sleeps, makes calls.
 * Return: 0 or a negative errno; optee_unregister_common() then has to undo
 *	what was done.
 */
int optee_register_common(struct optee *optee)
{
	int rc;

	rc = tee_device_register(optee->teedev);
	if (!rc)
		rc = tee_device_register(optee->supp_teedev);
	if (!rc)
		rc = optee_devices_scan(optee);
	if (!rc)
		optee_rpmb_listen(optee);
	return rc;
}

/**
 * optee_unregister_common() - sees clients and supplicant off
 * @optee: the OP-TEE, registered or not, after optee_end_begin()
 *
 * Returns when the calls in flight have ended; those of system sessions, and to
 * close what is open, are still let in.
 *
 * Context: process context, sleeps, makes calls.
 */
void optee_unregister_common(struct optee *optee)
{
	optee_rpmb_ignore(optee);
	optee_refuse_contexts(optee);
	/* A driver's probe that waits has its device locked: ending.c helps it. */
	optee_devices_remove(optee);
	optee_devices_cancel_scans(optee);
	optee_cq_set_gate(&optee->call_queue, OPTEE_CQ_SHUT);
	optee_end_wait_idle(optee, MAX_SCHEDULE_TIMEOUT);
}
