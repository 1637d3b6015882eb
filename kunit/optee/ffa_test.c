// SPDX-License-Identifier: GPL-2.0-only
/*
 * OP-TEE as a partition of FF-A, with the kernel's own FF-A core between: probing, calls
 * that are not delivered, notifications, and what there is not over FF-A. Memory is in
 * ffa_memory_test.c and ffa_protmem_test.c. What is the same as over SMC is in the other
 * suites, whose cases run over both.
 */
#include <linux/arm_ffa.h>
#include <linux/module.h>
#include "client.h"
#include "ffa_abi.h"
#include "file.h"

enum { GATE = 2 };

/* ---- probing ------------------------------------------------------------------------ */

/* An SPM that the driver works with */
static const struct spm {
	const char *name;
	struct monitor_ffa_config ffa;
} spms[] = {
	{ "FF-A 1.0", { .version = 0x10000 } },
	{ "FF-A 1.1", { .version = 0x10001 } },
	{ "FF-A 1.2", { .version = 0x10002 } },
	{ "partitions in registers", { .version = 0x10001, .info_regs = true } },
	{ "no notifications", { .version = 0x10001, .no_notif = true } },
	{ "message at the start of a page", { .version = 0x10001, .no_arg_offset = true } },
	{ "interrupts", { .version = 0x10001, .preempted = 3 } },
	{ "each page shared once", { .version = 0x10001, .strict_owner = true } },
	{ "largest buffers told", { .version = 0x10001, .max_buffer_pages = 4 } },
};

KUNIT_ARRAY_PARAM_DESC(spms, spms, name);

static struct monitor_config *spm_config(struct kunit *test, const struct monitor_ffa_config *ffa)
{
	struct monitor_config *config = optee_config(test, 4);

	config->ffa = *ffa;
	config->ffa.api_major = OPTEE_FFA_REVISION_MAJOR;
	config->os_build_id = 0x7ee;
	return config;
}

/*
 * With each kind of SPM the driver binds, says what it can do, works, and leaves nothing
 * behind; and so it does the second time.
 */
static void optee_test_ffa_probe(struct kunit *test)
{
	const struct spm *spm = test->param_value;
	struct optee_setup *setup = test->priv;
	struct tee_ioctl_version_data version;
	struct optee_client *client;

	optee_boot_ok(setup, spm_config(test, &spm->ffa), NULL);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	tee_client_get_version(client->ctx, &version);
	KUNIT_EXPECT_EQ(test, version.impl_id, TEE_IMPL_ID_OPTEE);
	KUNIT_EXPECT_EQ(test, version.gen_caps,
			TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL);
	KUNIT_EXPECT_EQ(test, optee_stats().async_notif_enabled, !spm->ffa.no_notif);
	KUNIT_EXPECT_TRUE(test, optee_tee_exists("tee0"));
	KUNIT_EXPECT_TRUE(test, optee_tee_exists("teepriv0"));
	optee_task_run(&client->task, optee_op_close_context);
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/* What the driver cannot work with */
static const struct bad_spm {
	const char *name;
	u32 func;	/* a service or function that fails, 0: none */
	u32 code;	/* with this */
	u32 api_major;
	u32 rpc_params;
} bad_spms[] = {
	{ "another interface", 0, 0, 2, 4 },
	{ "no parameters for requests", 0, 0, 1, 0 },
	{ "no messages", FFA_FN_DIRECT_REQ, FFA_NOT_SUPPORTED, 1, 4 },
	{ "messages denied", FFA_FN_DIRECT_REQ, FFA_DENIED, 1, 4 },
	{ "capabilities refused", MONITOR_FFA_SERVICE(OPTEE_FFA_EXCHANGE_CAPABILITIES_NR),
	  TEEC_ERROR_GENERIC, 1, 4 },
	{ "memory denied", FFA_FN_MEM_SHARE, FFA_DENIED, 1, 4 },
	{ "no memory", FFA_FN_MEM_SHARE, FFA_NO_MEMORY, 1, 4 },
};

KUNIT_ARRAY_PARAM_DESC(bad_spms, bad_spms, name);

static int op_start(struct optee_task *control)
{
	return monitor_start(control->setup->config, control->setup->dt);
}

/* The secure world without the driver: rules can be made before it is probed. */
static void start_ok(struct optee_setup *setup, const struct monitor_config *config)
{
	setup->config = config;
	setup->dt = NULL;
	setup->booted = true;
	KUNIT_ASSERT_EQ(setup->test, optee_setup_run(setup, op_start), 0);
}

/*
 * An OP-TEE that the driver can't work with is an error of its probe, with nothing left;
 * as soon as it can, it binds.
 */
static void optee_test_ffa_probe_bad(struct kunit *test)
{
	const struct bad_spm *bad = test->param_value;
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;

	config->ffa.api_major = bad->api_major;
	config->rpc_param_count = bad->rpc_params;
	start_ok(setup, config);
	if (bad->func)
		optee_refuse(test, bad->func, bad->code, 0);
	KUNIT_EXPECT_LT(test, optee_bind(setup), 0);
	KUNIT_EXPECT_FALSE(test, optee_tee_exists("tee"));
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
	monitor_rules_clear(monitor_current());
	if (!bad->func)
		return;
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/*
 * The partition is busy for a while as it is probed: it is asked again.
 */
static void optee_test_ffa_probe_busy(struct kunit *test)
{
	struct optee_setup *setup = test->priv;

	start_ok(setup, optee_config(test, 2));
	optee_refuse(test, FFA_FN_DIRECT_REQ, FFA_BUSY, 3);
	KUNIT_EXPECT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/*
 * The n-th memory that the probe shares is refused, for each n: nothing is left.
 */
static void optee_test_ffa_probe_out_of_memory(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule rule = optee_fast_rule(FFA_FN_MEM_SHARE, MONITOR_DO_RETURN,
						   FFA_NO_MEMORY, 0);
	int rc = -1, id;

	start_ok(setup, optee_config(test, 2));
	rule.count = 1;
	for (rule.skip = 0; rc; rule.skip++) {
		KUNIT_ASSERT_LT(test, rule.skip, 20);
		id = optee_rule(test, &rule);
		rc = optee_bind(setup);
		monitor_rule_del(monitor_current(), id);
		if (rc)
			KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
	}
	KUNIT_EXPECT_GE(test, rule.skip, 2);
	optee_client_alive(setup);
}

/* ---- the FF-A core -------------------------------------------------------------------- */

static const u32 core_functions[] = {
	FFA_FN_ID_GET, FFA_FN_RXTX_MAP, FFA_FN_PARTITION_INFO_GET,
};

static void function_name(const u32 *function, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "function %#x", *function);
}

KUNIT_ARRAY_PARAM(core_functions, core_functions, function_name);

/*
 * A function that the FF-A core can't do without fails: so does the core, with nothing
 * left behind.
 */
static void optee_test_ffa_core_refused(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);

	config->ffa.refused = *(const u32 *)test->param_value;
	KUNIT_EXPECT_LT(test, optee_boot(test->priv, config, NULL), 0);
	KUNIT_EXPECT_FALSE(test, optee_tee_exists("tee"));
}

/* ---- calls ---------------------------------------------------------------------------- */

/*
 * OP-TEE does not say how many contexts it has: a call that is refused waits for one
 * that comes back (P10).
 */
static void optee_test_ffa_refused_call_waits(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *slow[2], *echo;
	struct tee_param param = optee_value(VALUE_INOUT, 1, 2, 3);

	optee_boot_threads(setup, 2);
	optee_crowd_in(setup, MONITOR_TA_SLOW, slow, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	optee_crowd_park(slow, 2, GATE);
	optee_client_set(echo, MONITOR_ECHO_COPY, 1, &param);
	optee_task_start(&echo->task, optee_op_invoke);
	OPTEE_ASSERT_STATE(test, &echo->task, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_GE(test, optee_stats().limits, 1);
	monitor_gate_open(monitor_current(), GATE, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&echo->task), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_crowd_join(slow, 2);
}

/*
 * Refused with no other call in flight, another guest having the contexts: the call tries
 * again (P9).
 */
static void optee_test_ffa_refused_alone(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	struct tee_param param = optee_value(VALUE_INOUT, 1, 2, 3);

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	monitor_steal_threads(monitor_current(), 2);
	optee_client_set(echo, MONITOR_ECHO_COPY, 1, &param);
	optee_task_start(&echo->task, optee_op_invoke);
	OPTEE_ASSERT_STATE(test, &echo->task, OPTEE_TASK_ASLEEP);
	monitor_steal_threads(monitor_current(), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&echo->task), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
}

/* What FF-A itself says of a message that it does not deliver now */
static const u32 busy_codes[] = { FFA_BUSY, FFA_RETRY, FFA_INTERRUPTED };

static void code_name(const u32 *code, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%d", (int)*code);
}

KUNIT_ARRAY_PARAM(busy_codes, busy_codes, code_name);

/*
 * FF-A is busy: for a call that is as when there is no context (P9).
 */
static void optee_test_ffa_busy(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	optee_refuse(test, FFA_FN_DIRECT_REQ, *(const u32 *)test->param_value, 3);
	KUNIT_EXPECT_EQ(test, optee_client_value(echo, MONITOR_ECHO_COPY, 1, 2, 3), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
}

/*
 * FF-A does not deliver a call: its client is told so, and the next one goes through.
 */
static void optee_test_ffa_not_delivered(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;
	int rc;

	optee_boot_threads(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	optee_refuse(test, FFA_FN_DIRECT_REQ, *(const u32 *)test->param_value, 1);
	rc = optee_client_value(echo, MONITOR_ECHO_COPY, 1, 2, 3);
	KUNIT_EXPECT_TRUE(test, rc < 0 || echo->ret == TEEC_ERROR_COMMUNICATION);
	KUNIT_EXPECT_EQ(test, optee_client_value(echo, MONITOR_ECHO_COPY, 1, 2, 3), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
}

/* A call that asks for the time, and whose way back is refused so many times with @code */
static struct optee_client *lose_way_back(struct kunit *test, u32 code, u32 times)
{
	struct tee_param param[2] = {
		optee_value(VALUE_IN, 0, 0, 0), optee_value(VALUE_OUT, 0, 0, 0),
	};
	struct monitor_rule rule = optee_fast_rule(FFA_FN_DIRECT_REQ, MONITOR_DO_RETURN, code, 0);
	struct optee_client *client;

	optee_boot_threads(test->priv, 2);
	client = optee_client_in(test->priv, MONITOR_TA_RPC);
	rule.skip = 1;
	rule.count = times;
	optee_rule(test, &rule);
	optee_client_set(client, MONITOR_RPC_GET_TIME, 2, param);
	optee_task_start(&client->task, optee_op_invoke);
	return client;
}

/*
 * FF-A is busy as a call goes on after a request: it is tried again.
 */
static void optee_test_ffa_busy_on_the_way_back(struct kunit *test)
{
	struct optee_client *client = lose_way_back(test, FFA_BUSY, 5);

	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
}

/*
 * A call can't go on after a request, for good. Its client is told so; the memory that
 * the thread may still use is never used again, and others go on.
 */
static void optee_test_ffa_lost_on_the_way_back(struct kunit *test)
{
	struct optee_client *client = lose_way_back(test, FFA_DENIED, 1);
	int rc = optee_task_join(&client->task);

	KUNIT_EXPECT_TRUE(test, rc < 0 || client->ret == TEEC_ERROR_COMMUNICATION);
	KUNIT_EXPECT_EQ(test, optee_stats().threads_busy, 1);
	monitor_give_up(monitor_current());
	optee_client_alive(test->priv);
}

/*
 * A call was lost. Only what its thread may use is: memory that others have afterwards is
 * given back as ever, whether OP-TEE has used it or not.
 */
static void optee_test_ffa_lost_and_memory_comes_back(struct kunit *test)
{
	struct optee_client *client = lose_way_back(test, FFA_DENIED, 1);
	struct tee_param param[2];
	struct optee_client *echo;
	struct tee_shm *shm;
	u32 before;

	optee_task_join(&client->task);
	monitor_give_up(monitor_current());
	echo = optee_client_in(test->priv, MONITOR_TA_ECHO);
	before = optee_stats().shm_registered;
	optee_client_free(echo, optee_client_alloc(echo, 3 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, before);
	shm = optee_client_alloc(echo, PAGE_SIZE);
	param[0] = optee_memref(MEMREF_IN, shm, 0, 16);
	param[1] = optee_value(VALUE_OUT, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_SUM, 2, param), 0);
	optee_client_free(echo, shm);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, before);
}

/*
 * What OP-TEE asks for when it comes back is nothing that there is: the call goes on.
 */
static void optee_test_ffa_unknown_request(struct kunit *test)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_GET_TIME, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_A1, 0x99 },
	};
	struct tee_param param[2] = {
		optee_value(VALUE_IN, 0, 0, 0), optee_value(VALUE_OUT, 0, 0, 0),
	};
	struct optee_client *client;

	optee_boot_threads(test->priv, 2);
	client = optee_client_in(test->priv, MONITOR_TA_RPC);
	optee_rule(test, &rule);
	optee_client_invoke(client, MONITOR_RPC_GET_TIME, 2, param);
	optee_client_alive(test->priv);
}

/*
 * No context can be held for a system session, of which nobody says how many there are:
 * that is an error (P10), and the session is as good as before.
 */
static void optee_test_ffa_system_session(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *echo;

	optee_boot_threads(setup, 4);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	KUNIT_EXPECT_LT(test, optee_task_run(&echo->task, optee_op_system_session), 0);
	KUNIT_EXPECT_EQ(test, optee_client_value(echo, MONITOR_ECHO_COPY, 1, 2, 3), 0);
	KUNIT_EXPECT_EQ(test, echo->ret, TEEC_SUCCESS);
}

/* ---- notifications -------------------------------------------------------------------- */

/* Notifications that somebody else has */
static const u64 taken[] = { 0x1, 0x7, ~BIT_ULL(63), ~0ULL };

static void taken_name(const u64 *mask, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%#llx", *mask);
}

KUNIT_ARRAY_PARAM(taken, taken, taken_name);

/*
 * Another partition has some of the 64 notifications: OP-TEE gets the next one, or goes
 * without.
 */
static void optee_test_ffa_notification_taken(struct kunit *test)
{
	u64 mask = *(const u64 *)test->param_value;
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	u32 mark;

	config->ffa.taken = mask;
	optee_boot_ok(setup, config, NULL);
	KUNIT_EXPECT_EQ(test, optee_stats().async_notif_enabled, mask != ~0ULL);
	mark = optee_mark();
	monitor_notify(monitor_current(), OPTEE_NOTIF_BOTTOM_HALF);
	if (mask != ~0ULL)
		KUNIT_EXPECT_TRUE(test, optee_wait_events(mark, MONITOR_EV_RETURN,
							  OPTEE_CMD_DO_BOTTOM_HALF, MONITOR_ANY,
							  1));
	optee_client_alive(setup);
}

/*
 * The bottom half finds every context taken: it waits like any other call, and then
 * sends what calls wait for.
 */
static void optee_test_ffa_bottom_half_waits(struct kunit *test)
{
	struct tee_param param = optee_value(VALUE_IN, 7, 0, 0);
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[2], *waits;

	optee_boot_threads(setup, 3);
	waits = optee_client_in(setup, MONITOR_TA_SLOW);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 2);
	optee_client_set(waits, MONITOR_SLOW_NOTIF, 1, &param);
	optee_task_start(&waits->task, optee_op_invoke);
	OPTEE_ASSERT_STATE(test, &waits->task, OPTEE_TASK_ASLEEP);
	optee_crowd_park(crowd, 2, GATE);
	monitor_notify(monitor_current(), 7);
	OPTEE_EXPECT_STATE(test, &waits->task, OPTEE_TASK_ASLEEP);
	monitor_gate_open(monitor_current(), GATE, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&waits->task), 0);
	KUNIT_EXPECT_EQ(test, waits->ret, TEEC_SUCCESS);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_crowd_join(crowd, 2);
}

/*
 * OP-TEE does not want the notification: it is given back, and the rest works.
 */
static void optee_test_ffa_notification_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;

	start_ok(setup, optee_config(test, 2));
	optee_refuse(test, MONITOR_FFA_SERVICE(OPTEE_FFA_ENABLE_ASYNC_NOTIF_NR),
		     TEEC_ERROR_GENERIC, 0);
	KUNIT_EXPECT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_FALSE(test, optee_stats().async_notif_enabled);
	optee_client_alive(setup);
}

/*
 * The notification can't be given back: the driver goes all the same.
 */
static void optee_test_ffa_notification_kept(struct kunit *test)
{
	struct optee_setup *setup = test->priv;

	optee_boot_threads(setup, 2);
	optee_refuse(test, FFA_FN_NOTIFICATION_UNBIND, FFA_DENIED, 1);
	optee_unbind(setup);
	KUNIT_EXPECT_FALSE(test, optee_tee_exists("tee"));
}

/* What FF-A's core is asked to call for notifications; it hands @data back. */
static struct {
	const struct ffa_notifier_ops *core;
	ffa_notifier_cb cb;
	void *data;
	int id;
} asked;

static int ask_and_note(struct ffa_device *dev, bool per_vcpu, ffa_notifier_cb cb, void *data,
			int id)
{
	int rc = asked.core->notify_request(dev, per_vcpu, cb, data, id);

	if (!rc) {
		asked.cb = cb;
		asked.data = data;
		asked.id = id;
	}
	return rc;
}

/* From here on, what the driver asks for is noted. */
static int note_asked(struct device *dev, void *unused)
{
	static struct ffa_notifier_ops notifier_ops;
	struct ffa_device *ffa = to_ffa_dev(dev);
	static struct ffa_ops ops;

	asked.core = ffa->ops->notifier_ops;
	notifier_ops = *asked.core;
	notifier_ops.notify_request = ask_and_note;
	ops = *ffa->ops;
	ops.notifier_ops = &notifier_ops;
	ffa->ops = &ops;
	return 1;
}

/*
 * FF-A's core looks up what to call under a lock and calls without it: that may come as
 * late as after the driver has gone. It has no effect.
 */
static void optee_test_ffa_notification_late(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	u32 mark;

	asked.cb = NULL;
	start_ok(setup, optee_config(test, 2));
	KUNIT_ASSERT_EQ(test, bus_for_each_dev(&ffa_bus_type, NULL, NULL, note_asked), 1);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_ASSERT_TRUE(test, optee_stats().async_notif_enabled);
	KUNIT_ASSERT_NOT_NULL(test, asked.cb);
	optee_client_alive(setup);
	optee_unbind(setup);
	mark = optee_mark();
	asked.cb(asked.id, asked.data);
	KUNIT_EXPECT_FALSE(test, optee_wait_events(mark, MONITOR_EV_CALL, MONITOR_ANY,
						   MONITOR_ANY, 1));
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/* ---- the end -------------------------------------------------------------------------- */

/*
 * Shutdown with a call in flight: it waits for that, no notification comes any more, and
 * drivers that are shut down later can still make calls.
 */
static void optee_test_ffa_shutdown(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *slow;

	optee_boot_threads(setup, 2);
	slow = optee_client_in(setup, MONITOR_TA_SLOW);
	optee_client_parked(slow, GATE);
	optee_task_start(setup->control, optee_op_shutdown);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(&slow->task), 0);
	optee_task_join(setup->control);
	KUNIT_EXPECT_FALSE(test, optee_stats().async_notif_enabled);
	optee_client_alive(setup);
}

static struct kunit_case ffa_tests[] = {
	KUNIT_CASE_PARAM(optee_test_ffa_probe, spms_gen_params),
	KUNIT_CASE_PARAM(optee_test_ffa_probe_bad, bad_spms_gen_params),
	KUNIT_CASE(optee_test_ffa_probe_busy),
	KUNIT_CASE(optee_test_ffa_probe_out_of_memory),
	KUNIT_CASE_PARAM(optee_test_ffa_core_refused, core_functions_gen_params),
	KUNIT_CASE(optee_test_ffa_refused_call_waits),
	KUNIT_CASE(optee_test_ffa_refused_alone),
	KUNIT_CASE_PARAM(optee_test_ffa_busy, busy_codes_gen_params),
	KUNIT_CASE_PARAM(optee_test_ffa_not_delivered, optee_ffa_errors_gen_params),
	KUNIT_CASE(optee_test_ffa_busy_on_the_way_back),
	KUNIT_CASE(optee_test_ffa_lost_on_the_way_back),
	KUNIT_CASE(optee_test_ffa_lost_and_memory_comes_back),
	KUNIT_CASE(optee_test_ffa_unknown_request),
	KUNIT_CASE(optee_test_ffa_system_session),
	KUNIT_CASE_PARAM(optee_test_ffa_notification_taken, taken_gen_params),
	KUNIT_CASE(optee_test_ffa_bottom_half_waits),
	KUNIT_CASE(optee_test_ffa_notification_refused),
	KUNIT_CASE(optee_test_ffa_notification_kept),
	KUNIT_CASE(optee_test_ffa_notification_late),
	KUNIT_CASE(optee_test_ffa_shutdown),
	{ }
};

static struct kunit_suite ffa_suite = {
	.name = "optee_ffa",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = ffa_tests,
};

kunit_test_suite(ffa_suite);

MODULE_DESCRIPTION("OP-TEE as a partition of FF-A");
MODULE_LICENSE("GPL");
