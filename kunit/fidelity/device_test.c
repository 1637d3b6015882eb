// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device model's leaf: references and release, matching and probing, order,
 * iteration.
 */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/device/driver.h>

#include "fidelity.h"

#define DEVICES		3

/* Ids of what happens */
enum { PROBE = 1, REMOVE, RELEASE, ADDED, REMOVED };

struct fid_device {
	struct device dev;
	struct device_priv *priv;
	int id;
	bool registered;
};

struct device_priv {
	struct fid_device device[DEVICES];
	struct device_driver driver;
	struct fid_log log;
	int probe_rc;
	bool matches;
	bool driver_registered;
};

static struct device_priv *now;		/* of the test that runs */

static int on_match(struct device *dev, const struct device_driver *drv)
{
	return now->matches;
}

static int on_probe(struct device *dev)
{
	fid_note(&now->log, PROBE);
	dev_set_drvdata(dev, now);
	return now->probe_rc;
}

static void on_remove(struct device *dev)
{
	fid_note(&now->log, REMOVE);
}

static const struct bus_type bus = {
	.name = "fidelity",
	.match = on_match,
	.probe = on_probe,
	.remove = on_remove,
};

static struct class class = {
	.name = "fidelity",
};

static void on_release(struct device *dev)
{
	fid_note(&now->log, RELEASE);
}

static struct fid_device *device_init(struct kunit *test, int id, bool on_bus)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d = &priv->device[id];

	device_initialize(&d->dev);
	d->dev.release = on_release;
	if (on_bus)
		d->dev.bus = &bus;
	else
		d->dev.class = &class;
	d->id = id;
	KUNIT_ASSERT_EQ(test, dev_set_name(&d->dev, "fidelity-%d", id), 0);
	return d;
}

static struct fid_device *device_new(struct kunit *test, int id, bool on_bus)
{
	struct fid_device *d = device_init(test, id, on_bus);

	KUNIT_ASSERT_EQ(test, device_add(&d->dev), 0);
	d->registered = true;
	return d;
}

static void device_gone(struct fid_device *d)
{
	d->registered = false;
	device_unregister(&d->dev);
}

static void driver_new(struct kunit *test)
{
	struct device_priv *priv = test->priv;

	KUNIT_ASSERT_EQ(test, driver_register(&priv->driver), 0);
	priv->driver_registered = true;
}

static void driver_gone(struct device_priv *priv)
{
	priv->driver_registered = false;
	driver_unregister(&priv->driver);
}

/* The last reference releases, once */
static void fidelity_device_references(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d = device_init(test, 0, false);

	KUNIT_EXPECT_PTR_EQ(test, get_device(&d->dev), &d->dev);
	KUNIT_EXPECT_PTR_EQ(test, get_device(NULL), NULL);
	put_device(&d->dev);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	put_device(&d->dev);
	put_device(NULL);
	fid_expect_log(test, &priv->log, RELEASE);
}

/* A registered device lives until it is unregistered and nobody refers to it */
static void fidelity_device_registered(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d = device_new(test, 0, false);

	KUNIT_EXPECT_STREQ(test, dev_name(&d->dev), "fidelity-0");
	get_device(&d->dev);
	device_gone(d);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	put_device(&d->dev);
	fid_expect_log(test, &priv->log, RELEASE);
}

static void on_free(struct device *dev, void *res)
{
	fid_note(&now->log, *(int *)res);
}

static void manage(struct kunit *test, struct device *dev, int id)
{
	int *res = devres_alloc(on_free, sizeof(*res), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, res);
	*res = id;
	devres_add(dev, res);
}

/* What is managed for a device without a driver goes when it is unregistered, or with it */
static void fidelity_device_managed(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d = device_new(test, 0, false);

	manage(test, &d->dev, ADDED);
	get_device(&d->dev);
	device_gone(d);
	fid_expect_log(test, &priv->log, ADDED);
	manage(test, &d->dev, REMOVED);
	put_device(&d->dev);
	fid_expect_log(test, &priv->log, ADDED, REMOVED, RELEASE);
}

/* A device without a name is not added */
static void fidelity_device_no_name(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct device *dev = &priv->device[0].dev;

	device_initialize(dev);
	dev->release = on_release;
	KUNIT_EXPECT_EQ(test, device_add(dev), -EINVAL);
	put_device(dev);
	fid_expect_log(test, &priv->log, RELEASE);
}

/* A child keeps its parent */
static void fidelity_device_parent(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *parent = device_new(test, 0, false);
	struct fid_device *child = device_init(test, 1, false);

	child->dev.parent = &parent->dev;
	KUNIT_ASSERT_EQ(test, device_add(&child->dev), 0);
	device_gone(child);
	fid_expect_log(test, &priv->log, RELEASE);
	priv->log.num = 0;
	device_gone(parent);
	fid_expect_log(test, &priv->log, RELEASE);
}

static void type_release(struct device *dev)
{
	fid_note(&now->log, ADDED);
}

/* A device's own release goes before its type's */
static void fidelity_device_release_of_type(struct kunit *test)
{
	static const struct device_type type = { .name = "fidelity", .release = type_release };
	struct device_priv *priv = test->priv;
	struct fid_device *one = device_init(test, 0, false), *two = device_init(test, 1, false);

	one->dev.type = &type;
	two->dev.type = &type;
	two->dev.release = NULL;
	put_device(&one->dev);
	put_device(&two->dev);
	fid_expect_log(test, &priv->log, RELEASE, ADDED);
}

/* Who comes second, device or driver, finds the other */
static void fidelity_device_driver_first(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d;

	driver_new(test);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	d = device_new(test, 0, true);
	fid_expect_log(test, &priv->log, PROBE);
	KUNIT_EXPECT_PTR_EQ(test, d->dev.driver, &priv->driver);
	KUNIT_EXPECT_PTR_EQ(test, dev_get_drvdata(&d->dev), priv);
	device_gone(d);
	fid_expect_log(test, &priv->log, PROBE, REMOVE, RELEASE);
}

static void fidelity_device_device_first(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d = device_new(test, 0, true);

	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	KUNIT_EXPECT_PTR_EQ(test, d->dev.driver, NULL);
	driver_new(test);
	fid_expect_log(test, &priv->log, PROBE);
	driver_gone(priv);
	fid_expect_log(test, &priv->log, PROBE, REMOVE);
	KUNIT_EXPECT_PTR_EQ(test, d->dev.driver, NULL);
	KUNIT_EXPECT_PTR_EQ(test, dev_get_drvdata(&d->dev), NULL);
	device_gone(d);
}

/* What does not match is not probed */
static void fidelity_device_no_match(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d;

	priv->matches = false;
	driver_new(test);
	d = device_new(test, 0, true);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	KUNIT_EXPECT_PTR_EQ(test, d->dev.driver, NULL);
	device_gone(d);
	fid_expect_log(test, &priv->log, RELEASE);
}

static const struct device_error {
	const char *name;
	int rc;
} device_errors[] = {
	{ "ENODEV", -ENODEV }, { "ENXIO", -ENXIO }, { "ENOMEM", -ENOMEM }, { "EIO", -EIO },
};

KUNIT_ARRAY_PARAM_DESC(device_errors, device_errors, name);

/* A probe that fails leaves the device unbound, and is no error of adding it */
static void fidelity_device_probe_fails(struct kunit *test)
{
	const struct device_error *p = test->param_value;
	struct device_priv *priv = test->priv;
	struct fid_device *d;

	priv->probe_rc = p->rc;
	driver_new(test);
	d = device_new(test, 0, true);
	fid_expect_log(test, &priv->log, PROBE);
	KUNIT_EXPECT_PTR_EQ(test, d->dev.driver, NULL);
	KUNIT_EXPECT_PTR_EQ(test, dev_get_drvdata(&d->dev), NULL);
	device_gone(d);
	fid_expect_log(test, &priv->log, PROBE, RELEASE);
}

/* Unbinding removes, and the device stays */
static void fidelity_device_unbind(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d;

	driver_new(test);
	d = device_new(test, 0, true);
	device_release_driver(&d->dev);
	fid_expect_log(test, &priv->log, PROBE, REMOVE);
	device_release_driver(&d->dev);
	fid_expect_log(test, &priv->log, PROBE, REMOVE);
	device_gone(d);
	fid_expect_log(test, &priv->log, PROBE, REMOVE, RELEASE);
}

static int note_device(struct device *dev, void *data)
{
	struct fid_device *d = container_of(dev, struct fid_device, dev);

	fid_note(&now->log, 100 + d->id);
	return d->id == *(int *)data ? 9 : 0;
}

/* A bus's devices in the order of their coming, until somebody has enough */
static void fidelity_device_iteration(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	int nobody = -1, second = 1;

	for (int i = 0; i < DEVICES; i++)
		device_new(test, i, true);
	KUNIT_EXPECT_EQ(test, bus_for_each_dev(&bus, NULL, &nobody, note_device), 0);
	fid_expect_log(test, &priv->log, 100, 101, 102);
	priv->log.num = 0;
	KUNIT_EXPECT_EQ(test, bus_for_each_dev(&bus, NULL, &second, note_device), 9);
	fid_expect_log(test, &priv->log, 100, 101);
	priv->log.num = 0;
	KUNIT_EXPECT_EQ(test, bus_for_each_dev(&bus, &priv->device[0].dev, &nobody, note_device),
			0);
	fid_expect_log(test, &priv->log, 101, 102);
}

static int remove_each(struct device *dev, void *data)
{
	device_gone(container_of(dev, struct fid_device, dev));
	return 0;
}

/* What is iterated over may go away */
static void fidelity_device_iteration_removes(struct kunit *test)
{
	struct device_priv *priv = test->priv;

	for (int i = 0; i < DEVICES; i++)
		device_new(test, i, true);
	KUNIT_EXPECT_EQ(test, bus_for_each_dev(&bus, NULL, NULL, remove_each), 0);
	fid_expect_log(test, &priv->log, RELEASE, RELEASE, RELEASE);
}

/* What was found has a reference */
static void fidelity_device_find(struct kunit *test)
{
	struct device_priv *priv = test->priv;
	struct fid_device *d = device_new(test, 0, true);
	struct device *found;

	device_new(test, 1, true);
	found = bus_find_device(&bus, NULL, "fidelity-0", device_match_name);
	KUNIT_ASSERT_PTR_EQ(test, found, &d->dev);
	KUNIT_EXPECT_PTR_EQ(test, bus_find_device(&bus, NULL, "fidelity-9", device_match_name),
			    NULL);
	device_gone(d);
	KUNIT_EXPECT_EQ(test, priv->log.num, 0);
	put_device(found);
	fid_expect_log(test, &priv->log, RELEASE);
}

/* ... in a class as well */
static void fidelity_device_find_in_class(struct kunit *test)
{
	struct fid_device *d = device_new(test, 0, false);
	struct fid_device *e = device_new(test, 1, false);
	struct device *found;

	found = class_find_device(&class, NULL, "fidelity-1", device_match_name);
	KUNIT_EXPECT_PTR_EQ(test, found, &e->dev);
	put_device(found);
	found = class_find_device(&class, &d->dev, "fidelity-0", device_match_name);
	KUNIT_EXPECT_PTR_EQ(test, found, NULL);
}

/* A search that goes on from a device which has gone begins with the first one. */
static void fidelity_device_find_from_gone(struct kunit *test)
{
	struct fid_device *d = device_new(test, 0, false);
	struct fid_device *e = device_new(test, 1, false);
	struct device *found;

	get_device(&e->dev);
	device_gone(e);
	found = class_find_device(&class, &e->dev, NULL, device_match_any);
	KUNIT_EXPECT_PTR_EQ(test, found, &d->dev);
	put_device(found);
	put_device(&e->dev);
}

static int interface_added(struct device *dev)
{
	fid_note(&now->log, ADDED);
	return 0;
}

static void interface_removed(struct device *dev)
{
	fid_note(&now->log, REMOVED);
}

/* An interface hears of devices that are there, that come and that go */
static void fidelity_device_class_interface(struct kunit *test)
{
	struct class_interface interface = {
		.class = &class,
		.add_dev = interface_added,
		.remove_dev = interface_removed,
	};
	struct device_priv *priv = test->priv;
	struct fid_device *d;

	device_new(test, 0, false);
	KUNIT_ASSERT_EQ(test, class_interface_register(&interface), 0);
	fid_expect_log(test, &priv->log, ADDED);
	d = device_new(test, 1, false);
	fid_expect_log(test, &priv->log, ADDED, ADDED);
	device_gone(d);
	fid_expect_log(test, &priv->log, ADDED, ADDED, REMOVED, RELEASE);
	class_interface_unregister(&interface);
	/* the one that is still there is taken from the interface */
	fid_expect_log(test, &priv->log, ADDED, ADDED, REMOVED, RELEASE, REMOVED);
}

static void clean_up(void *data)
{
	struct device_priv *priv = data;

	for (int i = 0; i < DEVICES; i++)
		if (priv->device[i].registered)
			device_gone(&priv->device[i]);
	if (priv->driver_registered)
		driver_gone(priv);
	class_unregister(&class);
	bus_unregister(&bus);
}

static int fidelity_device_init(struct kunit *test)
{
	struct device_priv *priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	int rc;

	if (!priv)
		return -ENOMEM;
	priv->matches = true;
	priv->driver.name = "fidelity";
	priv->driver.bus = &bus;
	test->priv = priv;
	now = priv;
	rc = bus_register(&bus);
	if (rc)
		return rc;
	rc = class_register(&class);
	if (rc) {
		bus_unregister(&bus);
		return rc;
	}
	return kunit_add_action_or_reset(test, clean_up, priv);
}

static struct kunit_case fidelity_device_cases[] = {
	KUNIT_CASE(fidelity_device_references),
	KUNIT_CASE(fidelity_device_registered),
	KUNIT_CASE(fidelity_device_managed),
	KUNIT_CASE(fidelity_device_no_name),
	KUNIT_CASE(fidelity_device_parent),
	KUNIT_CASE(fidelity_device_release_of_type),
	KUNIT_CASE(fidelity_device_driver_first),
	KUNIT_CASE(fidelity_device_device_first),
	KUNIT_CASE(fidelity_device_no_match),
	KUNIT_CASE_PARAM(fidelity_device_probe_fails, device_errors_gen_params),
	KUNIT_CASE(fidelity_device_unbind),
	KUNIT_CASE(fidelity_device_iteration),
	KUNIT_CASE(fidelity_device_iteration_removes),
	KUNIT_CASE(fidelity_device_find),
	KUNIT_CASE(fidelity_device_find_in_class),
	KUNIT_CASE(fidelity_device_find_from_gone),
	KUNIT_CASE(fidelity_device_class_interface),
	{}
};

static struct kunit_suite fidelity_device_suite = {
	.name = "fidelity_device",
	.init = fidelity_device_init,
	.test_cases = fidelity_device_cases,
};
kunit_test_suite(fidelity_device_suite);

MODULE_DESCRIPTION("Fidelity of the device model");
MODULE_LICENSE("GPL");
