// SPDX-License-Identifier: GPL-2.0-only
/*
 * RPMB in the kernel: the driver finds RPMB devices for the secure world and routes
 * its frames to them, without a supplicant.
 */
#include <kunit/device.h>
#include <linux/module.h>
#include <linux/rpmb.h>
#include "client.h"
#include "file.h"
#include "supplicant.h"
#include "support/compat.h"
#include "support/fault_injection.h"

#define CID	"teeproof-cid-001"	/* 16 bytes, as that of an eMMC */
#define FRAME_BYTES	512
#define MOST_ALLOCATIONS	100	/* as a device comes */

/* An RPMB device of the test's own; its controller is freed when it goes */
struct fake_rpmb {
	struct kunit *test;
	struct device *controller;
	struct rpmb_dev *rdev;
	u8 fill;			/* of its answers */
	u32 routed;
	unsigned int req_len, resp_len;
	int rc;
	bool silent;			/* it counts, and leaves the answer as it is */
	struct optee_client *clock;	/* what it needs before it does anything */
	struct completion *until;	/* it takes until then, */
	struct completion begun;	/* from then on */
};

static int clock_set(struct optee_client *clock, u64 on)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = MONITOR_SCMI_CLOCK, .session = clock->session, .num_params = 1,
	};
	struct tee_param param = optee_value(VALUE_INOUT, on, 0, 0);

	return tee_client_invoke_func(clock->ctx, &arg, &param) ?: arg.ret ? -EIO : 0;
}

static int fake_route(struct device *dev, u8 *req, unsigned int req_len, u8 *resp,
		      unsigned int resp_len)
{
	struct fake_rpmb *fake = dev_get_drvdata(dev);

	/* A controller that has been removed: KASAN has said so. */
	if (!fake)
		return -ENODEV;
	if (fake->clock && clock_set(fake->clock, 1))
		return -EIO;
	complete(&fake->begun);
	if (fake->until)
		wait_for_completion(fake->until);
	fake->routed++;
	fake->req_len = req_len;
	fake->resp_len = resp_len;
	if (!fake->silent)
		memset(resp, fake->fill, resp_len);
	if (fake->clock && clock_set(fake->clock, 0))
		return -EIO;
	return fake->rc;
}

static void fake_remove(void *arg)
{
	struct fake_rpmb *fake = arg;

	rpmb_dev_unregister(fake->rdev);
	kunit_device_unregister(fake->test, fake->controller);
}

static struct fake_rpmb *fake_add(struct kunit *test, u32 n, enum rpmb_type type, size_t id_len)
{
	struct fake_rpmb *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);
	struct rpmb_descr descr = {
		.type = type,
		.route_frames = fake_route,
		.dev_id = kunit_kzalloc(test, 1024, GFP_KERNEL),
		.dev_id_len = id_len,
		.reliable_wr_count = 1,
		.capacity = 4 + n,
	};
	char name[32];

	KUNIT_ASSERT_NOT_NULL(test, fake);
	KUNIT_ASSERT_NOT_NULL(test, descr.dev_id);
	memcpy(descr.dev_id, CID, 16);
	snprintf(name, sizeof(name), "teeproof-rpmb%u", n);
	fake->test = test;
	fake->fill = 0x80 + n;
	init_completion(&fake->begun);
	fake->controller = kunit_device_register(test, name);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake->controller);
	dev_set_drvdata(fake->controller, fake);
	fake->rdev = rpmb_dev_register(fake->controller, &descr);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake->rdev);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, fake_remove, fake), 0);
	return fake;
}

/* The device goes before the test ends. */
static void fake_goes(struct fake_rpmb *fake)
{
	kunit_release_action(fake->test, fake_remove, fake);
}

static struct monitor_config *rpmb_config(struct kunit *test, u32 threads)
{
	struct monitor_config *config = optee_config(test, threads);

	config->sec_caps |= OPTEE_CAP_RPMB_PROBE;
	return config;
}

static struct optee_client *rpmb_boot(struct kunit *test)
{
	optee_boot_ok(test->priv, rpmb_config(test, 4), NULL);
	return optee_client_in(test->priv, MONITOR_TA_RPC);
}

static u32 rpmb_rpc(struct optee_client *client, u32 cmd)
{
	struct tee_param param[2] = {
		optee_value(VALUE_IN, cmd, 0, 0),
		optee_value(VALUE_OUT, TEEC_ERROR_GENERIC, 0, 0),
	};
	struct kunit *test = client->task.setup->test;

	KUNIT_ASSERT_EQ(test, optee_client_invoke(client, MONITOR_RPC_RPMB, 2, param), 0);
	KUNIT_ASSERT_EQ(test, client->ret, TEEC_SUCCESS);
	return client->param[1].u.value.a;
}

/*
 * Probing without any device: reset says which memory to use, and there is no next one;
 * frames have nowhere to go.
 */
static void optee_test_rpmb_no_device(struct kunit *test)
{
	struct optee_client *client = rpmb_boot(test);

	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), TEEC_ERROR_ITEM_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.b, OPTEE_RPC_SHM_KERNEL);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT),
			TEEC_ERROR_ITEM_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* Types as the kernel's RPMB subsystem has them, and as the RPC has (optee_rpc_cmd.h) */
static const struct rpmb_type_case {
	const char *name;
	enum rpmb_type type;
	u32 rpc_type;
} rpmb_types[] = {
	{ "eMMC", RPMB_TYPE_EMMC, 0 },
	{ "UFS", RPMB_TYPE_UFS, 1 },
	{ "NVMe", RPMB_TYPE_NVME, 2 },
};

KUNIT_ARRAY_PARAM_DESC(rpmb_types, rpmb_types, name);

/*
 * A device of each type is found, described, used, and not found a second time.
 */
static void optee_test_rpmb_one_device(struct kunit *test)
{
	const struct rpmb_type_case *c = test->param_value;
	struct fake_rpmb *fake = fake_add(test, 0, c->type, 16);
	struct optee_client *client = rpmb_boot(test);

	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.b, c->rpc_type);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.c, 4);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->routed, 1);
	KUNIT_EXPECT_EQ(test, fake->req_len, 512);
	KUNIT_EXPECT_EQ(test, fake->resp_len, 512);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT),
			TEEC_ERROR_ITEM_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), TEEC_ERROR_ITEM_NOT_FOUND);
}

/*
 * Two devices are found one after the other, each takes the frames while it is the one
 * that was found last, and a reset begins anew.
 */
static void optee_test_rpmb_two_devices(struct kunit *test)
{
	struct fake_rpmb *fake[2] = {
		fake_add(test, 0, RPMB_TYPE_EMMC, 16), fake_add(test, 1, RPMB_TYPE_UFS, 16),
	};
	struct optee_client *client = rpmb_boot(test);
	int round, n;

	for (round = 1; round <= 2; round++) {
		KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
		for (n = 0; n < 2; n++) {
			KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT),
					TEEC_SUCCESS);
			KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES),
					TEEC_SUCCESS);
		}
		KUNIT_EXPECT_EQ(test, fake[0]->routed, round);
		KUNIT_EXPECT_EQ(test, fake[1]->routed, round);
		KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT),
				TEEC_ERROR_ITEM_NOT_FOUND);
	}
}

/*
 * A device whose id is longer than the secure world's buffer: TEEC_ERROR_SHORT_BUFFER.
 */
static void optee_test_rpmb_long_id(struct kunit *test)
{
	struct optee_client *client;

	fake_add(test, 0, RPMB_TYPE_UFS, 513);
	client = rpmb_boot(test);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT), TEEC_ERROR_SHORT_BUFFER);
	optee_client_alive(test->priv);
}

/*
 * The device fails: the secure world gets an error.
 */
static void optee_test_rpmb_device_fails(struct kunit *test)
{
	struct fake_rpmb *fake = fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	struct optee_client *client = rpmb_boot(test);

	fake->rc = -EIO;
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT), TEEC_SUCCESS);
	KUNIT_EXPECT_NE(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->routed, 1);
	optee_client_alive(test->priv);
}

/* Lies about where frames are, or their answer: 512 bytes each in a page of kernel memory */
static const struct frame_case {
	const char *name;
	u32 param;
	enum monitor_place place;
	u64 value;
} frame_cases[] = {
	{ "frames, one byte behind the end", 0, MONITOR_POKE_PARAM_A, PAGE_SIZE - FRAME_BYTES + 1 },
	{ "frames, offset behind the end", 0, MONITOR_POKE_PARAM_A, PAGE_SIZE + 1 },
	{ "frames, size", 0, MONITOR_POKE_PARAM_B, PAGE_SIZE + 1 },
	{ "answer, one byte behind the end", 1, MONITOR_POKE_PARAM_A, PAGE_SIZE - FRAME_BYTES + 1 },
	{ "answer, offset behind the end", 1, MONITOR_POKE_PARAM_A, PAGE_SIZE + 1 },
	{ "answer, size", 1, MONITOR_POKE_PARAM_B, PAGE_SIZE + 1 },
};

KUNIT_ARRAY_PARAM_DESC(frame_cases, frame_cases, name);

/*
 * A secure world that lies about the memory of its frames: the device does not read or
 * write what is not in it.
 */
static void optee_test_rpmb_out_of_bounds(struct kunit *test)
{
	const struct frame_case *c = test->param_value;
	struct fake_rpmb *fake = fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	struct optee_client *client = rpmb_boot(test);
	struct monitor_rule rule = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_RPMB_FRAMES, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_POKE,
		.value = { c->place, c->value, c->param },
	};

	fake->silent = true;
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT), TEEC_SUCCESS);
	optee_rule(test, &rule);
	KUNIT_EXPECT_NE(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->routed, 0);
	optee_client_alive(test->priv);
}

/* What sysfs says of who routes; with the end of the line */
static void expect_routing(struct kunit *test, const char *who)
{
	char tee[OPTEE_NAME_SIZE], name[64], text[32];

	KUNIT_ASSERT_TRUE(test, optee_tee_name("tee", tee));
	snprintf(name, sizeof(name), "class/tee/%s/rpmb_routing_model", tee);
	KUNIT_ASSERT_GT(test, optee_sysfs_read(name, text, sizeof(text)), 0);
	KUNIT_EXPECT_STREQ(test, text, who);
}

/*
 * A TA that stores in RPMB needs no supplicant; without the capability it does, and the
 * kernel's device isn't touched.
 */
static void optee_test_rpmb_who_routes(struct kunit *test)
{
	struct fake_rpmb *fake = fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_ok(setup, rpmb_config(test, 4), NULL);
	client = optee_client_in(setup, MONITOR_TA_STORAGE);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_STORAGE_RPMB, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->routed, 1);
	expect_routing(test, "kernel\n");
	optee_halt(setup);

	optee_boot_threads(setup, 4);
	expect_routing(test, "user\n");
	client = optee_client_in(setup, MONITOR_TA_STORAGE);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_STORAGE_RPMB, 0, NULL), 0);
	KUNIT_EXPECT_NE(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->routed, 1);
}

static bool one_on_bus(void *arg)
{
	return optee_bus_devices() == 1;
}

/*
 * TAs that need RPMB have devices once there is an RPMB device, whether it was there
 * before the driver or comes later.
 */
static void optee_test_rpmb_devices_on_the_bus(struct kunit *test)
{
	struct monitor_config *config = rpmb_config(test, 4);
	struct optee_setup *setup = test->priv;

	memset(config->devices[0].uuid, 0x77, 16);
	config->devices[0].needs_supplicant = 2;
	config->num_devices = 1;
	optee_boot_ok(setup, config, NULL);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
	fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	KUNIT_EXPECT_TRUE(test, optee_wait_true(one_on_bus, NULL));
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	fake_add(test, 1, RPMB_TYPE_UFS, 16);
	KUNIT_EXPECT_TRUE(test, optee_wait_true(one_on_bus, NULL));
}

/* When the TAs that need RPMB have been found, one more RPMB device has nobody ask again. */
static void optee_test_rpmb_searched_once(struct kunit *test)
{
	struct monitor_config *config = rpmb_config(test, 4);
	struct optee_setup *setup = test->priv;
	u32 mark;

	memset(config->devices[0].uuid, 0x77, 16);
	config->devices[0].needs_supplicant = 2;
	config->num_devices = 1;
	optee_boot_ok(setup, config, NULL);
	fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	KUNIT_ASSERT_TRUE(test, optee_wait_true(one_on_bus, NULL));
	compat_flush_scheduled_work();
	mark = optee_mark();
	fake_add(test, 1, RPMB_TYPE_UFS, 16);
	compat_flush_scheduled_work();
	KUNIT_EXPECT_EQ(test, optee_events(mark, MONITOR_EV_CALL, OPTEE_CMD_OPEN_SESSION,
					   MONITOR_ANY), 0);
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 1);
}

/*
 * The list of TAs that need RPMB fails when the first RPMB device comes: nothing is on the
 * bus, and it is asked for again when the next one comes.
 */
static void optee_test_rpmb_list_fails_once(struct kunit *test)
{
	struct monitor_config *config = rpmb_config(test, 4);
	struct optee_setup *setup = test->priv;
	struct monitor_rule fails = {
		.point = MONITOR_AT_INVOKE, .func = PTA_DEVICE_GET_DEVICES_RPMB,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .count = 1,
		.action = MONITOR_DO_RETURN, .value = { TEEC_ERROR_GENERIC, TEEC_ORIGIN_TEE },
	};
	u32 mark;

	memset(config->devices[0].uuid, 0x77, 16);
	config->devices[0].needs_supplicant = 2;
	config->num_devices = 1;
	optee_boot_ok(setup, config, NULL);
	optee_rule(test, &fails);
	mark = optee_mark();
	fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(mark, MONITOR_EV_RETURN, OPTEE_CMD_CLOSE_SESSION,
						  MONITOR_ANY, 1));
	KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
	fake_add(test, 1, RPMB_TYPE_UFS, 16);
	KUNIT_EXPECT_TRUE(test, optee_wait_true(one_on_bus, NULL));
}

/*
 * The mission's deadlock with the kernel's routing: every context is with a call that
 * waits for RPMB, whose clock is an SCMI service. With a system session all end.
 */
static void optee_test_rpmb_behind_a_clock(struct kunit *test)
{
	struct fake_rpmb *fake = fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	struct monitor_rule park = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_RPMB_FRAMES, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_PARK, .value = { 1 },
	};
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[4];
	u32 i;

	optee_boot_ok(setup, rpmb_config(test, 4), NULL);
	fake->clock = optee_client_in(setup, MONITOR_TA_SCMI);
	optee_crowd_in(setup, MONITOR_TA_STORAGE, crowd, 4);
	KUNIT_ASSERT_EQ(test, optee_task_run(&fake->clock->task, optee_op_system_session), 0);
	/* One after the other up to the frames, since probing is one for all */
	optee_rule(test, &park);
	for (i = 0; i < 4; i++) {
		optee_client_set(crowd[i], MONITOR_STORAGE_RPMB, 0, NULL);
		optee_task_start(&crowd[i]->task, optee_op_invoke);
		optee_task_settle(&crowd[i]->task);
	}
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(1, 3, OPTEE_CALL_MS));
	monitor_rules_clear(monitor_current());
	monitor_gate_open(monitor_current(), 1, MONITOR_ANY);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, optee_task_join(&crowd[i]->task), 0);
		KUNIT_EXPECT_EQ(test, crowd[i]->ret, TEEC_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, fake->routed, 4);
}

/*
 * The device that the secure world uses goes: it gets no more frames, the next search
 * finds nothing, and what comes later is found.
 */
static void optee_test_rpmb_device_goes(struct kunit *test)
{
	struct fake_rpmb *fake = fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	struct optee_client *client = rpmb_boot(test);

	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT), TEEC_SUCCESS);
	fake_goes(fake);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), TEEC_ERROR_ITEM_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, fake->routed, 0);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT),
			TEEC_ERROR_ITEM_NOT_FOUND);
	fake = fake_add(test, 1, RPMB_TYPE_UFS, 16);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->routed, 1);
}

/*
 * A device goes that the secure world has left behind, or is at, on its way through the
 * devices: each of the others is found once.
 */
static void optee_test_rpmb_goes_between_steps(struct kunit *test)
{
	struct fake_rpmb *fake[4];
	struct optee_client *client;
	int n;

	for (n = 0; n < 4; n++)
		fake[n] = fake_add(test, n, RPMB_TYPE_EMMC, 16);
	client = rpmb_boot(test);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
	for (n = 0; n < 4; n++) {
		KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT), TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, client->param[1].u.value.c, 4 + n);
		if (n == 1)
			fake_goes(fake[1]);
		if (n == 2)
			fake_goes(fake[0]);
	}
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT),
			TEEC_ERROR_ITEM_NOT_FOUND);
}

/* A task that removes a device */
struct goes {
	struct optee_task task;
	struct fake_rpmb *fake;
};

static int op_goes(struct optee_task *task)
{
	fake_goes(container_of(task, struct goes, task)->fake);
	return 0;
}

/*
 * A device goes while frames are in it: its controller stays until they are through.
 */
static void optee_test_rpmb_goes_with_frames(struct kunit *test)
{
	struct fake_rpmb *fake = fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	struct goes *goes = kzalloc(sizeof(*goes), GFP_KERNEL);
	struct optee_client *client = rpmb_boot(test);
	DECLARE_COMPLETION_ONSTACK(until);
	struct tee_param param[2] = {
		optee_value(VALUE_IN, OPTEE_RPC_RPMB_FRAMES, 0, 0),
		optee_value(VALUE_OUT, TEEC_ERROR_GENERIC, 0, 0),
	};

	KUNIT_ASSERT_NOT_NULL(test, goes);
	goes->fake = fake;
	optee_task_init(test->priv, &goes->task, "optee_rpmb_goes");
	fake->until = &until;
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT), TEEC_SUCCESS);
	optee_client_set(client, MONITOR_RPC_RPMB, 2, param);
	optee_task_start(&client->task, optee_op_invoke);
	wait_for_completion(&fake->begun);
	optee_task_start(&goes->task, op_goes);
	OPTEE_EXPECT_STATE(test, &goes->task, OPTEE_TASK_ASLEEP);
	complete(&until);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&goes->task), 0);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.a, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, fake->routed, 1);
}

static struct kunit_case rpmb_tests[] = {
	KUNIT_CASE(optee_test_rpmb_no_device),
	KUNIT_CASE_PARAM(optee_test_rpmb_one_device, rpmb_types_gen_params),
	KUNIT_CASE(optee_test_rpmb_two_devices),
	KUNIT_CASE(optee_test_rpmb_long_id),
	KUNIT_CASE(optee_test_rpmb_device_fails),
	KUNIT_CASE_PARAM(optee_test_rpmb_out_of_bounds, frame_cases_gen_params),
	KUNIT_CASE(optee_test_rpmb_who_routes),
	KUNIT_CASE(optee_test_rpmb_devices_on_the_bus),
	KUNIT_CASE(optee_test_rpmb_searched_once),
	KUNIT_CASE(optee_test_rpmb_list_fails_once),
	KUNIT_CASE(optee_test_rpmb_behind_a_clock),
	KUNIT_CASE(optee_test_rpmb_device_goes),
	KUNIT_CASE(optee_test_rpmb_goes_between_steps),
	KUNIT_CASE(optee_test_rpmb_goes_with_frames),
	{ }
};

static struct kunit_suite rpmb_suite = {
	.name = "optee_rpmb",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = rpmb_tests,
};

/*
 * Each allocation fails once as an RPMB device comes: it does not come, or the secure world
 * does not find it, or all is well; it goes without harm, and the next one is found.
 */
static void optee_test_rpmb_comes_without_memory(struct kunit *test)
{
	struct fake_rpmb *fake = fake_add(test, 0, RPMB_TYPE_EMMC, 16);
	struct rpmb_descr descr = fake->rdev->descr;
	struct optee_client *client;
	struct rpmb_dev *rdev;
	bool hit = true;
	u32 found, n;

	descr.dev_id = kunit_kzalloc(test, 16, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, descr.dev_id);
	memcpy(descr.dev_id, CID, 16);
	fake_goes(fake);
	fake->controller = kunit_device_register(test, "teeproof-rpmb1");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake->controller);
	dev_set_drvdata(fake->controller, fake);
	client = rpmb_boot(test);
	for (n = 1; hit && n < MOST_ALLOCATIONS; n++) {
		current->fail_nth = n;
		rdev = rpmb_dev_register(fake->controller, &descr);
		hit = !current->fail_nth;
		current->fail_nth = 0;
		/* A device without memory for its name has none: -EINVAL, not -ENOMEM */
		if (IS_ERR(rdev)) {
			KUNIT_EXPECT_TRUE(test, hit);
			continue;
		}
		KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
		found = rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_NEXT);
		if (!hit || found != TEEC_ERROR_ITEM_NOT_FOUND)
			KUNIT_EXPECT_EQ(test, found, TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_FRAMES), found);
		/* A device in use that goes is what optee_test_rpmb_device_goes() is about. */
		KUNIT_EXPECT_EQ(test, rpmb_rpc(client, OPTEE_RPC_RPMB_PROBE_RESET), TEEC_SUCCESS);
		rpmb_dev_unregister(rdev);
	}
	KUNIT_EXPECT_FALSE(test, hit);
	kunit_device_unregister(test, fake->controller);
}

static struct kunit_case rpmb_fault_tests[] = {
	KUNIT_CASE(optee_test_rpmb_comes_without_memory),
	{ }
};

static struct kunit_suite rpmb_fault_suite = {
	.name = "optee_rpmb_fault",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = rpmb_fault_tests,
};

kunit_test_suites(&rpmb_suite, &rpmb_fault_suite);

MODULE_DESCRIPTION("RPMB in the kernel");
MODULE_LICENSE("GPL");
