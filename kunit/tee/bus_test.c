// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus of TEE client devices: which driver gets which device, what user space
 * is told for loading a driver, and the order in which they come and go.
 */
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

#include "support/compat.h"
#include "support/leak_watch.h"

/* Three UUIDs that no TA has */
#define UUID_A	UUID_INIT(0x7ee0f001, 0x1234, 0x4abc, 0x80, 0x01, 0x02, 0x03, \
			  0x04, 0x05, 0x06, 0x0a)
#define UUID_B	UUID_INIT(0x7ee0f001, 0x1234, 0x4abc, 0x80, 0x01, 0x02, 0x03, \
			  0x04, 0x05, 0x06, 0x0b)
#define UUID_C	UUID_INIT(0x7ee0f001, 0x1234, 0x4abc, 0x80, 0x01, 0x02, 0x03, \
			  0x04, 0x05, 0x06, 0x0c)

static const struct tee_client_device_id ids_ab[] = {
	{ UUID_A }, { UUID_B }, {}
};

static const struct tee_client_device_id ids_none[] = { {} };

/* What the driver below was asked to do */
static struct tee_bus_log {
	int probes;
	int removes;
	int shutdowns;
	int probe_result;
	struct device *dev;
} bus_log;

static int log_probe(struct tee_client_device *service)
{
	bus_log.probes++;
	bus_log.dev = &service->dev;
	return bus_log.probe_result;
}

static void log_remove(struct tee_client_device *service)
{
	bus_log.removes++;
}

static void log_shutdown(struct tee_client_device *service)
{
	bus_log.shutdowns++;
}

/* The same as methods of a struct device_driver */
static int log_older_probe(struct device *dev)
{
	return log_probe(to_tee_client_device(dev));
}

static int log_older_remove(struct device *dev)
{
	log_remove(to_tee_client_device(dev));
	return 0;
}

static void log_older_shutdown(struct device *dev)
{
	log_shutdown(to_tee_client_device(dev));
}

struct tee_bus_priv {
	struct compat_client_driver driver;
	struct tee_client_device device;
	bool driver_here;
	bool device_here;
	int device_released;
};

static void count_release(struct device *dev)
{
	struct tee_bus_priv *priv = container_of(dev, struct tee_bus_priv,
						 device.dev);

	priv->device_released++;
}

static int add_device(struct tee_bus_priv *priv, const uuid_t *uuid)
{
	struct device *dev = &priv->device.dev;
	int rc;

	memset(&priv->device, 0, sizeof(priv->device));
	uuid_copy(&priv->device.id.uuid, uuid);
	device_initialize(dev);
	dev->bus = &tee_bus_type;
	dev->release = count_release;
	rc = dev_set_name(dev, "tee-bus-test-%pUb", uuid);
	if (!rc)
		rc = device_add(dev);
	if (rc)
		put_device(dev);
	priv->device_here = !rc;
	return rc;
}

static void del_device(struct tee_bus_priv *priv)
{
	if (priv->device_here)
		device_unregister(&priv->device.dev);
	priv->device_here = false;
}

static int add_driver(struct tee_bus_priv *priv,
		      const struct tee_client_device_id *ids)
{
	struct compat_client_driver *drv = &priv->driver;
	int rc;

	memset(drv, 0, sizeof(*drv));
	drv->tee.id_table = ids;
	drv->tee.driver.name = "tee-bus-test";
	drv->probe = log_probe;
	drv->remove = log_remove;
	drv->shutdown = log_shutdown;
	rc = compat_client_driver_register(drv);
	priv->driver_here = !rc;
	return rc;
}

static int add_older_driver(struct tee_bus_priv *priv,
			    const struct tee_client_device_id *ids)
{
	struct tee_client_driver *drv = &priv->driver.tee;
	int rc;

	memset(&priv->driver, 0, sizeof(priv->driver));
	drv->id_table = ids;
	drv->driver.name = "tee-bus-test";
	drv->driver.probe = log_older_probe;
	drv->driver.remove = log_older_remove;
	drv->driver.shutdown = log_older_shutdown;
	rc = compat_older_driver_register(drv);
	priv->driver_here = !rc;
	return rc;
}

static void del_driver(struct tee_bus_priv *priv)
{
	if (priv->driver_here)
		compat_client_driver_unregister(&priv->driver.tee);
	priv->driver_here = false;
}

struct tee_match_case {
	const char *what;
	uuid_t uuid;
	const struct tee_client_device_id *ids;
	bool match;
};

static const struct tee_match_case match_cases[] = {
	{ "first id", UUID_A, ids_ab, true },
	{ "second id", UUID_B, ids_ab, true },
	{ "not in the table", UUID_C, ids_ab, false },
	{ "empty table", UUID_A, ids_none, false },
	{ "nil UUID ends the table", {}, ids_ab, false },
};

KUNIT_ARRAY_PARAM_DESC(tee_match, match_cases, what);

/*
 * A driver gets the devices whose UUID is in its table, which ends with the nil
 * UUID; whichever of driver and device comes first.
 */
static void tee_test_bus_match(struct kunit *test)
{
	const struct tee_match_case *c = test->param_value;
	struct tee_bus_priv *priv = test->priv;

	KUNIT_ASSERT_EQ(test, add_driver(priv, c->ids), 0);
	KUNIT_ASSERT_EQ(test, add_device(priv, &c->uuid), 0);
	KUNIT_EXPECT_EQ(test, bus_log.probes, c->match);
	KUNIT_EXPECT_EQ(test, !!priv->device.dev.driver, c->match);
	del_driver(priv);
	KUNIT_EXPECT_EQ(test, bus_log.removes, c->match);

	KUNIT_ASSERT_EQ(test, add_driver(priv, c->ids), 0);
	KUNIT_EXPECT_EQ(test, bus_log.probes, 2 * c->match);
}

/*
 * The driver's probe gets the device itself, from which its UUID can be had.
 */
static void tee_test_bus_probe_gets_device(struct kunit *test)
{
	struct tee_bus_priv *priv = test->priv;
	const uuid_t uuid = UUID_B;

	KUNIT_ASSERT_EQ(test, add_driver(priv, ids_ab), 0);
	KUNIT_ASSERT_EQ(test, add_device(priv, &uuid), 0);
	KUNIT_ASSERT_PTR_EQ(test, bus_log.dev, &priv->device.dev);
	KUNIT_EXPECT_TRUE(test,
			  uuid_equal(&to_tee_client_device(bus_log.dev)->id.uuid,
				     &uuid));
}

/*
 * A device whose probe fails is not bound and not removed from the driver; the
 * device stays, and binds to the driver at its next registration.
 */
static void tee_test_bus_probe_fails(struct kunit *test)
{
	struct tee_bus_priv *priv = test->priv;
	const uuid_t uuid = UUID_A;

	bus_log.probe_result = -ENODEV;
	KUNIT_ASSERT_EQ(test, add_driver(priv, ids_ab), 0);
	KUNIT_ASSERT_EQ(test, add_device(priv, &uuid), 0);
	KUNIT_EXPECT_EQ(test, bus_log.probes, 1);
	KUNIT_EXPECT_NULL(test, priv->device.dev.driver);
	del_driver(priv);
	KUNIT_EXPECT_EQ(test, bus_log.removes, 0);

	bus_log.probe_result = 0;
	KUNIT_ASSERT_EQ(test, add_driver(priv, ids_ab), 0);
	KUNIT_EXPECT_PTR_EQ(test, priv->device.dev.driver,
			    &priv->driver.tee.driver);
}

/*
 * The removal of a device removes it from its driver first and then releases
 * it, once each.
 */
static void tee_test_bus_device_removal(struct kunit *test)
{
	struct tee_bus_priv *priv = test->priv;
	const uuid_t uuid = UUID_A;

	KUNIT_ASSERT_EQ(test, add_driver(priv, ids_ab), 0);
	KUNIT_ASSERT_EQ(test, add_device(priv, &uuid), 0);
	del_device(priv);
	KUNIT_EXPECT_EQ(test, bus_log.removes, 1);
	KUNIT_EXPECT_EQ(test, priv->device_released, 1);
	del_driver(priv);
	KUNIT_EXPECT_EQ(test, bus_log.removes, 1);
	KUNIT_EXPECT_EQ(test, bus_log.shutdowns, 0);
}

/* As device_shutdown() does it */
static void shut_down(struct device *dev)
{
	if (dev->bus->shutdown)
		dev->bus->shutdown(dev);
	else
		dev->driver->shutdown(dev);
}

/*
 * A driver's shutdown is called for a bound device when the system goes down:
 * the bus has none that would come instead, or passes it on.
 */
static void tee_test_bus_shutdown(struct kunit *test)
{
	struct tee_bus_priv *priv = test->priv;
	struct device *dev = &priv->device.dev;
	const uuid_t uuid = UUID_A;

	KUNIT_ASSERT_EQ(test, add_driver(priv, ids_ab), 0);
	KUNIT_ASSERT_EQ(test, add_device(priv, &uuid), 0);
	KUNIT_ASSERT_NOT_NULL(test, dev->driver);
	shut_down(dev);
	KUNIT_EXPECT_EQ(test, bus_log.shutdowns, 1);
}

/*
 * A driver of the older kind, with its methods in its struct device_driver, is probed,
 * shut down and removed as well.
 */
static void tee_test_bus_older_driver(struct kunit *test)
{
	struct tee_bus_priv *priv = test->priv;
	const uuid_t uuid = UUID_A;

	KUNIT_ASSERT_EQ(test, add_older_driver(priv, ids_ab), 0);
	KUNIT_ASSERT_EQ(test, add_device(priv, &uuid), 0);
	KUNIT_EXPECT_EQ(test, bus_log.probes, 1);
	KUNIT_ASSERT_NOT_NULL(test, priv->device.dev.driver);
	shut_down(&priv->device.dev);
	KUNIT_EXPECT_EQ(test, bus_log.shutdowns, 1);
	del_driver(priv);
	KUNIT_EXPECT_EQ(test, bus_log.removes, 1);
}

/*
 * User space is told a MODALIAS of "tee:" and the UUID, by which module aliases
 * are made (scripts/mod/file2alias.c).
 */
static void tee_test_bus_uevent(struct kunit *test)
{
	struct tee_bus_priv *priv = test->priv;
	struct kobj_uevent_env *env;
	const uuid_t uuid = UUID_C;

	env = kunit_kzalloc(test, sizeof(*env), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, env);
	KUNIT_ASSERT_EQ(test, add_device(priv, &uuid), 0);
	KUNIT_ASSERT_NOT_NULL(test, tee_bus_type.uevent);
	KUNIT_EXPECT_EQ(test, tee_bus_type.uevent(&priv->device.dev, env), 0);
	KUNIT_ASSERT_EQ(test, env->envp_idx, 1);
	KUNIT_EXPECT_STREQ(test, env->envp[0],
			   "MODALIAS=tee:7ee0f001-1234-4abc-8001-02030405060c");
}

/*
 * The bus is named "tee", and a device on it shows there by its name.
 */
static void tee_test_bus_lists_devices(struct kunit *test)
{
	struct tee_bus_priv *priv = test->priv;
	const uuid_t uuid = UUID_A;
	struct device *found;

	KUNIT_EXPECT_STREQ(test, tee_bus_type.name, "tee");
	KUNIT_ASSERT_EQ(test, add_device(priv, &uuid), 0);
	found = bus_find_device_by_name(&tee_bus_type, NULL,
					dev_name(&priv->device.dev));
	KUNIT_EXPECT_PTR_EQ(test, found, &priv->device.dev);
	put_device(found);
}

static void remove_all(void *data)
{
	struct tee_bus_priv *priv = data;

	del_device(priv);
	del_driver(priv);
}

static int tee_bus_init(struct kunit *test)
{
	struct tee_bus_priv *priv;

	priv = kunit_kzalloc(test, sizeof(*priv), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, priv);
	memset(&bus_log, 0, sizeof(bus_log));
	test->priv = priv;
	return kunit_add_action_or_reset(test, remove_all, priv);
}

static struct kunit_case tee_bus_cases[] = {
	KUNIT_CASE_PARAM(tee_test_bus_match, tee_match_gen_params),
	KUNIT_CASE(tee_test_bus_probe_gets_device),
	KUNIT_CASE(tee_test_bus_probe_fails),
	KUNIT_CASE(tee_test_bus_device_removal),
	KUNIT_CASE(tee_test_bus_shutdown),
	KUNIT_CASE(tee_test_bus_older_driver),
	KUNIT_CASE(tee_test_bus_uevent),
	KUNIT_CASE(tee_test_bus_lists_devices),
	{}
};

static struct kunit_suite tee_bus_suite = {
	.name = "tee_bus",
	.suite_init = tee_watch_init,
	.suite_exit = tee_watch_exit,
	.init = tee_bus_init,
	.test_cases = tee_bus_cases,
};

kunit_test_suite(tee_bus_suite);

MODULE_DESCRIPTION("KUnit suite for the bus of TEE client devices");
MODULE_LICENSE("GPL");
