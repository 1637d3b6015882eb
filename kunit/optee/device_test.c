// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices on the TEE bus for the TAs that the secure world lists: when they come,
 * when they go, and what the driver makes of lists that are wrong.
 */
#include <linux/device.h>
#include <linux/module.h>
#include "client.h"
#include "file.h"
#include "supplicant.h"
#include "support/compat.h"

enum { GATE = 1 };

static void list_device(struct monitor_config *config, u8 number, u8 needs)
{
	struct monitor_device *device = &config->devices[config->num_devices++];

	memset(device->uuid, 0x40 + number, sizeof(device->uuid));
	device->uuid[15] = needs;
	device->needs_supplicant = needs;
}

static bool on_bus(u8 number, u8 needs)
{
	u8 uuid[16];

	memset(uuid, 0x40 + number, sizeof(uuid));
	uuid[15] = needs;
	return optee_bus_has(uuid);
}

static bool so_many_on_bus(void *arg)
{
	return optee_bus_devices() == *(u32 *)arg;
}

/* Scans with the supplicant run on a workqueue. */
static void expect_devices(struct kunit *test, u32 count)
{
	KUNIT_EXPECT_TRUE_MSG(test, optee_wait_true(so_many_on_bus, &count),
			      "%u devices instead of %u", optee_bus_devices(), count);
}

static const u32 counts[] = { 0, 1, 2, 60, MONITOR_MAX_DEVICES };

static void count_name(const u32 *count, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%u devices", *count);
}

KUNIT_ARRAY_PARAM(counts, counts, count_name);

/*
 * Each TA that is listed has a device when the driver has probed, no device when it was
 * removed, and one again when it is bound again.
 */
static void optee_test_device_listed(struct kunit *test)
{
	u32 count = *(const u32 *)test->param_value, i;
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	int round;

	for (i = 0; i < count; i++)
		list_device(config, i, 0);
	optee_boot_ok(setup, config, NULL);
	for (round = 0; round < 3; round++) {
		KUNIT_EXPECT_EQ(test, optee_bus_devices(), count);
		for (i = 0; i < count; i++)
			KUNIT_EXPECT_TRUE_MSG(test, on_bus(i, 0), "device %u is missing", i);
		optee_unbind(setup);
		KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
		KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	}
}

/* The attribute need_supplicant, by which user space knows what to wait for: an empty file */
static bool needs_supplicant(u8 number, u8 needs)
{
	char name[128], text[16];
	u8 uuid[16];

	memset(uuid, 0x40 + number, sizeof(uuid));
	uuid[15] = needs;
	snprintf(name, sizeof(name), "bus/tee/devices/optee-ta-%pUb/need_supplicant", uuid);
	return !optee_sysfs_read(name, text, sizeof(text));
}

/*
 * TAs that need the supplicant have devices once it is there, say so in sysfs, and are
 * listed once, however often a supplicant comes and goes.
 */
static void optee_test_device_with_supplicant(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	struct optee_supplicant *supp;
	int round;

	list_device(config, 0, 0);
	list_device(config, 1, 1);
	list_device(config, 2, 1);
	optee_boot_ok(setup, config, NULL);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 1);
	for (round = 0; round < 3; round++) {
		supp = optee_supp_opened(setup);
		expect_devices(test, 3);
		optee_task_run(&supp->task, optee_op_supp_close);
	}
	KUNIT_EXPECT_FALSE(test, needs_supplicant(0, 0));
	KUNIT_EXPECT_TRUE(test, needs_supplicant(1, 1));
	KUNIT_EXPECT_TRUE(test, needs_supplicant(2, 1));
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 1);
	optee_supp_opened(setup);
	expect_devices(test, 3);
}

/* ---- client drivers -------------------------------------------------------------- */

static struct {
	u32 probed, removed;
	int rc;
} client_driver_seen;

static int client_probe(struct tee_client_device *service)
{
	client_driver_seen.probed++;
	return client_driver_seen.rc;
}

static void client_remove(struct tee_client_device *service)
{
	client_driver_seen.removed++;
}

static const struct tee_client_device_id client_ids[] = {
	{ UUID_INIT(0x41414141, 0x4141, 0x4141, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x00) },
	{ }
};

static struct compat_client_driver client_driver = {
	.tee = {
		.id_table = client_ids,
		.driver.name = "teeproof-client",
	},
	.probe = client_probe,
	.remove = client_remove,
};

static void client_driver_remove(void *driver)
{
	compat_client_driver_unregister(driver);
}

/*
 * A client driver gets the device of its TA, and no other; it loses it when the driver
 * is removed and gets it back.
 */
static void optee_test_device_client_driver(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;

	memset(&client_driver_seen, 0, sizeof(client_driver_seen));
	KUNIT_ASSERT_EQ(test, compat_client_driver_register(&client_driver), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, client_driver_remove,
							&client_driver.tee), 0);
	list_device(config, 0, 0);
	list_device(config, 1, 0);
	list_device(config, 2, 0);
	optee_boot_ok(setup, config, NULL);
	KUNIT_EXPECT_EQ(test, client_driver_seen.probed, 1);
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, client_driver_seen.removed, 1);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, client_driver_seen.probed, 2);
}

/*
 * A client driver whose probe fails doesn't keep the driver from binding.
 */
static void optee_test_device_client_driver_fails(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;

	memset(&client_driver_seen, 0, sizeof(client_driver_seen));
	client_driver_seen.rc = -EIO;
	KUNIT_ASSERT_EQ(test, compat_client_driver_register(&client_driver), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, client_driver_remove,
							&client_driver.tee), 0);
	list_device(config, 1, 0);
	optee_boot_ok(setup, config, NULL);
	KUNIT_EXPECT_EQ(test, client_driver_seen.probed, 1);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 1);
	optee_client_alive(setup);
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, client_driver_seen.removed, 0);
}

/* ---- lists that are wrong ------------------------------------------------------------ */

static const struct list_case {
	const char *name;
	enum monitor_point point;
	u32 func;
	u32 result;
} list_cases[] = {
	{ "no such pseudo-TA", MONITOR_AT_ENTER, OPTEE_CMD_OPEN_SESSION,
	  TEEC_ERROR_ITEM_NOT_FOUND },
	{ "list fails", MONITOR_AT_ENTER, OPTEE_CMD_INVOKE_COMMAND, TEEC_ERROR_GENERIC },
	{ "list is not supported", MONITOR_AT_ENTER, OPTEE_CMD_INVOKE_COMMAND,
	  TEEC_ERROR_NOT_SUPPORTED },
	/* whatever the secure world does then */
	{ "list has no memory", 0, MONITOR_ANY, TEEC_ERROR_OUT_OF_MEMORY },
};

KUNIT_ARRAY_PARAM_DESC(list_cases, list_cases, name);

/*
 * The list can't be had: the driver binds without devices, or its probe fails; either
 * way nothing is left, and later it binds with all of them.
 */
static void optee_test_device_list_fails(struct kunit *test)
{
	const struct list_case *c = test->param_value;
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	struct monitor_rule rule = {
		.point = c->point, .func = c->func, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_RETURN, .value = { c->result },
	};
	int rc;

	if (c->func == MONITOR_ANY)
		rule = optee_no_memory();
	list_device(config, 0, 0);
	optee_boot_ok(setup, config, NULL);
	optee_unbind(setup);
	optee_rule(test, &rule);
	rc = optee_bind(setup);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
	monitor_rules_clear(monitor_current());
	if (!rc)
		optee_unbind(setup);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 1);
}

/*
 * A TA is listed twice: one device, or the probe fails; no trace of a second one.
 */
static void optee_test_device_listed_twice(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	int rc;

	list_device(config, 0, 0);
	list_device(config, 1, 0);
	list_device(config, 0, 0);
	rc = optee_boot(setup, config, NULL);
	if (rc) {
		KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
		return;
	}
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 2);
	optee_client_alive(setup);
}

/*
 * A TA that needs the supplicant is listed twice: one device, and the driver works.
 */
static void optee_test_device_listed_twice_with_supplicant(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;

	list_device(config, 0, 1);
	list_device(config, 0, 1);
	optee_boot_ok(setup, config, NULL);
	optee_supp_opened(setup);
	expect_devices(test, 1);
	optee_client_alive(setup);
}

/* ---- removal while devices are being looked for ----------------------------------------- */

/*
 * The driver is removed while the scan for the supplicant's TAs is in the secure world:
 * afterwards no device is left on the bus.
 */
static void optee_test_device_remove_during_scan(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 4);
	struct optee_setup *setup = test->priv;
	struct monitor_rule park = {
		.point = MONITOR_AT_INVOKE, .func = PTA_DEVICE_GET_DEVICES_SUPP,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .count = 1,
		.action = MONITOR_DO_PARK, .value = { GATE },
	};
	struct optee_supplicant *supp;

	list_device(config, 0, 0);
	list_device(config, 1, 1);
	optee_boot_ok(setup, config, NULL);
	optee_rule(test, &park);
	supp = optee_supp_opened(setup);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	optee_task_run(&supp->task, optee_op_supp_close);
	optee_task_start(setup->control, optee_op_unbind);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_task_join(setup->control);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
}

static struct kunit_case device_tests[] = {
	KUNIT_CASE_PARAM(optee_test_device_listed, counts_gen_params),
	KUNIT_CASE(optee_test_device_with_supplicant),
	KUNIT_CASE(optee_test_device_client_driver),
	KUNIT_CASE(optee_test_device_client_driver_fails),
	KUNIT_CASE_PARAM(optee_test_device_list_fails, list_cases_gen_params),
	KUNIT_CASE(optee_test_device_listed_twice),
	KUNIT_CASE(optee_test_device_listed_twice_with_supplicant),
	KUNIT_CASE(optee_test_device_remove_during_scan),
	{ }
};

static struct kunit_suite device_suite = {
	.name = "optee_device",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = device_tests,
};

static struct kunit_case device_ffa_tests[ARRAY_SIZE(device_tests)];

OPTEE_OVER_FFA(device_ffa_tests, device_tests, { });

static struct kunit_suite device_ffa_suite = {
	.name = "optee_ffa_device",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = device_ffa_tests,
};

optee_test_suites(&device_suite, &device_ffa_suite);

MODULE_DESCRIPTION("Devices on the TEE bus for OP-TEE's trusted applications");
MODULE_LICENSE("GPL");
