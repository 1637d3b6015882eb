// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages live in shared memory that the driver keeps between calls: each call
 * under way has one of its own, and a call that follows another needs no new one.
 */
#include <linux/module.h>
#include "client.h"

enum { GATE = 1 };

/*
 * One call after the other, of all sizes: no memory is registered or taken back
 * after the first of them.
 */
static void optee_test_arg_cache_steady(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct tee_param param[4] = { };
	struct optee_client *echo;
	u32 mark, i;

	optee_boot_kind(setup, 2);
	echo = optee_client_in(setup, MONITOR_TA_ECHO);
	KUNIT_ASSERT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_COPY, 4, param), 0);
	mark = optee_mark();
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, optee_client_invoke(echo, MONITOR_ECHO_COPY, i % 5, param),
				0);
	KUNIT_EXPECT_EQ(test, optee_events(mark, MONITOR_EV_CALL, OPTEE_CMD_REGISTER_SHM,
					   MONITOR_ANY), 0);
	KUNIT_EXPECT_EQ(test, optee_events(mark, MONITOR_EV_CALL, OPTEE_CMD_UNREGISTER_SHM,
					   MONITOR_ANY), 0);
}

/*
 * More calls at a time than messages fit into a page: each keeps its own parameters
 * and result, whichever ends first.
 */
static void optee_test_arg_cache_many_calls(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[24];
	struct monitor_rule park = {
		.point = MONITOR_AT_INVOKE, .func = MONITOR_ECHO_COPY, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_PARK, .value = { GATE },
	};
	u32 i;

	optee_boot_kind(setup, 32);
	optee_crowd_in(setup, MONITOR_TA_ECHO, crowd, ARRAY_SIZE(crowd));
	optee_rule(test, &park);
	for (i = 0; i < ARRAY_SIZE(crowd); i++) {
		struct tee_param param[] = {
			optee_value(VALUE_INOUT, i, i + 1, i * 1000),
			optee_value(VALUE_INOUT, 7 * i, 3, 9),
		};

		optee_client_set(crowd[i], MONITOR_ECHO_COPY, 2, param);
		optee_task_start(&crowd[i]->task, optee_op_invoke);
	}
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, ARRAY_SIZE(crowd), OPTEE_CALL_MS));
	monitor_rules_clear(monitor_current());
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	for (i = 0; i < ARRAY_SIZE(crowd); i++) {
		KUNIT_EXPECT_EQ(test, optee_task_join(&crowd[i]->task), 0);
		KUNIT_EXPECT_EQ(test, crowd[i]->ret, TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, crowd[i]->param[0].u.value.a, i ^ (i + 1));
		KUNIT_EXPECT_EQ(test, crowd[i]->param[0].u.value.c, i * 1000 + 1);
		KUNIT_EXPECT_EQ(test, crowd[i]->param[1].u.value.a, 7 * i ^ 3);
	}
}

/*
 * Memory for messages goes back with the driver: nothing stays registered after
 * unbinding, and binding again works. (The end of each test checks the former too.)
 */
static void optee_test_arg_cache_remove(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[24];
	u32 i;

	optee_boot_kind(setup, 32);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, ARRAY_SIZE(crowd));
	optee_crowd_park(crowd, ARRAY_SIZE(crowd), GATE);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_crowd_join(crowd, ARRAY_SIZE(crowd));
	for (i = 0; i < ARRAY_SIZE(crowd); i++) {
		optee_task_run(&crowd[i]->task, optee_op_close_session);
		optee_task_run(&crowd[i]->task, optee_op_close_context);
	}
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_rpc, 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

static const u32 rpc_param_counts[] = { 1, 2, 4, 5, 16, 60 };

static void rpc_param_name(const u32 *count, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%u RPC parameters", *count);
}

KUNIT_ARRAY_PARAM(rpc_params, rpc_param_counts, rpc_param_name);

/*
 * Room for the RPC argument that the secure world asked for is behind every message:
 * RPCs of calls with any number of parameters work.
 */
static void optee_test_arg_cache_rpc_argument(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 4);
	struct optee_setup *setup = test->priv;
	struct tee_param param[4] = { };
	struct optee_client *client;
	u32 count;

	config->rpc_param_count = *(const u32 *)test->param_value;
	optee_boot_ok(setup, config, NULL);
	client = optee_client_in(setup, MONITOR_TA_RPC);
	param[1] = optee_value(VALUE_OUT, 0, 0, 0);
	for (count = 2; count <= 4; count++) {
		KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_RPC_GET_TIME, count,
							  param), 0);
		KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
		KUNIT_EXPECT_EQ(test, client->param[1].u.value.a, TEEC_SUCCESS);
	}
}

static struct kunit_case arg_cache_tests[] = {
	KUNIT_CASE_PARAM(optee_test_arg_cache_steady, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_arg_cache_many_calls, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_arg_cache_remove, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_arg_cache_rpc_argument, rpc_params_gen_params),
	{ }
};

static struct kunit_suite arg_cache_suite = {
	.name = "optee_arg_cache",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = arg_cache_tests,
};

kunit_test_suite(arg_cache_suite);

MODULE_DESCRIPTION("Shared memory for the messages of calls");
MODULE_LICENSE("GPL");
