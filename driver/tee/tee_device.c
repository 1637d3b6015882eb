// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEE devices: their numbers and names, their life, their attributes.
 *
 * A device has two lives. Its memory is the driver model's and goes with the
 * last reference to tee_device.dev, which an open of the character device also
 * holds. Its users are counted apart: the driver, from tee_device_alloc() to
 * tee_device_unregister(), and every context. As long as there is one, the
 * driver's operations may be called, and tee_device_unregister() waits.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/idr.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "tee_compat.h"
#include "tee_private.h"

/* Minor numbers: the lower half for clients, the upper one for supplicants */
#define TEE_NUM_DEVICES		32
#define TEE_FIRST_PRIVILEGED	(TEE_NUM_DEVICES / 2)

static DEFINE_IDA(tee_minors);
static dev_t tee_devt;

static ssize_t implementation_id_show(struct device *dev,
				      struct device_attribute *attr, char *buf)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	struct tee_ioctl_version_data vers = {};

	/* Removal of the attribute waits for us, and the driver for that */
	teedev->desc->ops->get_version(teedev, &vers);

	return sysfs_emit(buf, "%d\n", vers.impl_id);
}
static DEVICE_ATTR_RO(implementation_id);

static ssize_t revision_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	char revision[TEE_REVISION_STR_SIZE] = {};
	int rc;

	rc = teedev->desc->ops->get_tee_revision(teedev, revision,
						 sizeof(revision));
	if (rc < 0)
		return rc;

	return sysfs_emit(buf, "%.*s\n", (int)sizeof(revision), revision);
}
static DEVICE_ATTR_RO(revision);

static struct attribute *tee_class_attrs[] = {
	&dev_attr_implementation_id.attr,
	&dev_attr_revision.attr,
	NULL
};

static umode_t tee_class_attr_mode(struct kobject *kobj, struct attribute *attr,
				   int n)
{
	struct tee_device *teedev = container_of(kobj_to_dev(kobj),
						 struct tee_device, dev);

	if (attr == &dev_attr_revision.attr &&
	    !teedev->desc->ops->get_tee_revision)
		return 0;

	return attr->mode;
}

static const struct attribute_group tee_class_group = {
	.attrs = tee_class_attrs,
	.is_visible = tee_class_attr_mode,
};
__ATTRIBUTE_GROUPS(tee_class);

const struct class tee_class = {
	.name = "tee",
	.dev_groups = tee_class_groups,
};

static void tee_device_free(struct device *dev)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);

	ida_free(&tee_minors, teedev->id);
	xa_destroy(&teedev->shms);
	mutex_destroy(&teedev->mutex);
	kfree(teedev);
}

static bool tee_desc_is_complete(const struct tee_desc *desc)
{
	return desc && desc->name && desc->ops && desc->ops->get_version &&
	       desc->ops->open && desc->ops->release;
}

static int tee_minor_alloc(bool privileged)
{
	int first = privileged ? TEE_FIRST_PRIVILEGED : 0;

	return ida_alloc_range(&tee_minors, first,
			       first + TEE_FIRST_PRIVILEGED - 1, GFP_KERNEL);
}

static int tee_device_set_name(struct tee_device *teedev, bool privileged)
{
	if (privileged)
		snprintf(teedev->name, sizeof(teedev->name), "teepriv%d",
			 teedev->id - TEE_FIRST_PRIVILEGED);
	else
		snprintf(teedev->name, sizeof(teedev->name), "tee%d",
			 teedev->id);

	return dev_set_name(&teedev->dev, "%s", teedev->name);
}

struct tee_device *tee_device_alloc(const struct tee_desc *teedesc,
				    struct device *dev,
				    struct tee_shm_pool *pool,
				    void *driver_data)
{
	bool privileged;
	struct tee_device *teedev;

	if (!tee_desc_is_complete(teedesc))
		return ERR_PTR(-EINVAL);

	teedev = kzalloc_obj(*teedev);
	if (!teedev)
		return ERR_PTR(-ENOMEM);

	privileged = teedesc->flags & TEE_DESC_PRIVILEGED;
	teedev->id = tee_minor_alloc(privileged);
	if (teedev->id < 0) {
		pr_err("tee: no number left for a %s device\n", teedesc->name);
		kfree(teedev);
		return ERR_PTR(-ENOMEM);
	}

	teedev->desc = teedesc;
	teedev->pool = pool;
	refcount_set(&teedev->num_users, 1);
	init_completion(&teedev->c_no_users);
	mutex_init(&teedev->mutex);
	xa_init_flags(&teedev->shms, XA_FLAGS_ALLOC1);
	INIT_LIST_HEAD(&teedev->late_shms);
	INIT_WORK(&teedev->late_work, tee_shm_late_work);

	cdev_init(&teedev->cdev, &tee_fops);
	teedev->cdev.owner = teedesc->owner;

	/* From here on the memory is the driver model's */
	device_initialize(&teedev->dev);
	teedev->dev.class = &tee_class;
	teedev->dev.parent = dev;
	teedev->dev.devt = MKDEV(MAJOR(tee_devt), teedev->id);
	teedev->dev.release = tee_device_free;
	dev_set_drvdata(&teedev->dev, driver_data);

	if (tee_device_set_name(teedev, privileged)) {
		put_device(&teedev->dev);
		return ERR_PTR(-ENOMEM);
	}

	return teedev;
}
EXPORT_SYMBOL_GPL(tee_device_alloc);

void *tee_get_drvdata(struct tee_device *teedev)
{
	return dev_get_drvdata(&teedev->dev);
}
EXPORT_SYMBOL_GPL(tee_get_drvdata);

void tee_device_set_dev_groups(struct tee_device *teedev,
			       const struct attribute_group **dev_groups)
{
	teedev->dev.groups = dev_groups;
}
EXPORT_SYMBOL_GPL(tee_device_set_dev_groups);

int tee_device_register(struct tee_device *teedev)
{
	int rc;

	if (teedev->flags & TEE_DEVICE_FLAG_REGISTERED) {
		dev_err(&teedev->dev, "registered already\n");
		return -EINVAL;
	}

	rc = cdev_device_add(&teedev->cdev, &teedev->dev);
	if (rc) {
		dev_err(&teedev->dev, "can't be registered: %pe\n",
			ERR_PTR(rc));
		return rc;
	}
	teedev->flags |= TEE_DEVICE_FLAG_REGISTERED;

	return 0;
}
EXPORT_SYMBOL_GPL(tee_device_register);

bool tee_device_get(struct tee_device *teedev)
{
	/* An open that passes here before removal begins is waited for */
	if (READ_ONCE(teedev->closing))
		return false;

	return refcount_inc_not_zero(&teedev->num_users);
}
EXPORT_SYMBOL_GPL(tee_device_get);

void tee_device_put(struct tee_device *teedev)
{
	/*
	 * Completing is the last thing that a user does: who waits for it may
	 * free the memory at once.
	 */
	if (refcount_dec_and_test(&teedev->num_users))
		complete(&teedev->c_no_users);
}
EXPORT_SYMBOL_GPL(tee_device_put);

void tee_device_unregister(struct tee_device *teedev)
{
	if (!teedev)
		return;

	/* A device node kept open elsewhere can be opened again until now */
	WRITE_ONCE(teedev->closing, true);
	tee_device_put_all_dma_heaps(teedev);
	if (teedev->flags & TEE_DEVICE_FLAG_REGISTERED)
		cdev_device_del(&teedev->cdev, &teedev->dev);

	tee_device_put(teedev);
	wait_for_completion(&teedev->c_no_users);
	flush_work(&teedev->late_work);

	put_device(&teedev->dev);
}
EXPORT_SYMBOL_GPL(tee_device_unregister);

int __init tee_device_subsys_init(void)
{
	int rc = class_register(&tee_class);

	if (rc)
		return rc;

	rc = alloc_chrdev_region(&tee_devt, 0, TEE_NUM_DEVICES, "tee");
	if (rc)
		class_unregister(&tee_class);

	return rc;
}

void tee_device_subsys_exit(void)
{
	unregister_chrdev_region(tee_devt, TEE_NUM_DEVICES);
	class_unregister(&tee_class);
}
