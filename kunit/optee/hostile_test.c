// SPDX-License-Identifier: GPL-2.0-only
/*
 * A secure world that lies: references to memory that nobody has, counts and sizes
 * that are impossible, answers that contradict one another. The driver answers with
 * errors and works on. (A driver that follows such references ends the kernel: those
 * tests are skipped for it, see kunit/lists/known-failures.)
 */
#include <linux/module.h>
#include "client.h"
#include "supplicant.h"
#include "support/leak_watch.h"

#define NOWHERE		0xdead0000beef0000ULL	/* an address that no kernel has mapped */

static struct optee_client *hostile_boot(struct kunit *test, enum monitor_ta ta)
{
	optee_boot_threads(test->priv, 4);
	return optee_client_in(test->priv, ta);
}

/* A rule that falsifies one field of what the secure world says at @point, once. */
static void lie(struct kunit *test, enum monitor_point point, u32 func, u64 place, u64 value,
		u64 param)
{
	struct monitor_rule rule = {
		.point = point, .func = func, .session = MONITOR_ANY, .caller = MONITOR_ANY,
		.count = 1, .action = MONITOR_DO_POKE, .value = { place, value, param },
	};

	optee_rule(test, &rule);
}

/* An RPC with one parameter as the test says; its result. */
static u32 raw_rpc(struct optee_client *client, u32 cmd, u64 attr, u64 a, u64 b)
{
	struct tee_param param[3] = {
		optee_value(VALUE_IN, cmd, 1, 0),
		optee_value(VALUE_OUT, TEEC_SUCCESS, 0, 0),
		optee_value(VALUE_IN, attr, a, b),
	};

	KUNIT_ASSERT_EQ(client->task.setup->test,
			optee_client_invoke(client, MONITOR_RPC_RAW, 3, param), 0);
	return client->param[1].u.value.a;
}

/* ---- references to memory ------------------------------------------------------------ */

static const u64 references[] = { 1, 8, NOWHERE, U64_MAX, U32_MAX };

static void reference_name(const u64 *reference, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%#llx", *reference);
}

KUNIT_ARRAY_PARAM(references, references, reference_name);

/*
 * SHM_FREE of kernel memory that doesn't exist.
 */
static void optee_test_hostile_free_kernel_memory(struct kunit *test)
{
	struct optee_client *client = hostile_boot(test, MONITOR_TA_RPC);

	raw_rpc(client, OPTEE_RPC_SHM_FREE, OPTEE_ATTR(VALUE, IN), OPTEE_RPC_SHM_KERNEL,
		*(const u64 *)test->param_value);
	optee_client_alive(test->priv);
}

/*
 * SHM_FREE of application memory that doesn't exist.
 */
static void optee_test_hostile_free_application_memory(struct kunit *test)
{
	struct optee_client *client = hostile_boot(test, MONITOR_TA_RPC);
	struct optee_supplicant *supp = optee_supp_serving(test->priv);

	raw_rpc(client, OPTEE_RPC_SHM_FREE, OPTEE_ATTR(VALUE, IN), OPTEE_RPC_SHM_APPL,
		*(const u64 *)test->param_value);
	optee_client_alive(test->priv);
	optee_supp_stop(supp);
}

/*
 * The answer to an invocation names memory that doesn't exist.
 */
static void optee_test_hostile_answer_names_memory(struct kunit *test)
{
	struct optee_client *client = hostile_boot(test, MONITOR_TA_ECHO);
	struct tee_shm *shm = optee_client_alloc(client, PAGE_SIZE);
	struct tee_param param = optee_memref(MEMREF_INOUT, shm, 0, 100);

	lie(test, MONITOR_AT_RETURN, OPTEE_CMD_INVOKE_COMMAND, MONITOR_POKE_PARAM_C,
	    *(const u64 *)test->param_value, 0);
	optee_client_invoke(client, MONITOR_ECHO_COPY, 1, &param);
	KUNIT_EXPECT_TRUE(test, !client->param[0].u.memref.shm ||
			  client->param[0].u.memref.shm == shm);
	optee_client_free(client, shm);
	optee_client_alive(test->priv);
}

/*
 * An RPC argument lies in memory that doesn't exist (OPTEE_SMC_RPC_FUNC_CMD without an
 * argument behind the message).
 */
static void optee_test_hostile_rpc_argument_nowhere(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 4);
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	config->sec_caps &= ~OPTEE_CAP_RPC_ARG;
	optee_boot_ok(setup, config, NULL);
	client = optee_client_in(setup, MONITOR_TA_RPC);
	lie(test, MONITOR_AT_RPC, OPTEE_RPC_GET_TIME, MONITOR_POKE_A2,
	    *(const u64 *)test->param_value & U32_MAX, 0);
	optee_client_value(client, MONITOR_RPC_GET_TIME, 0, 0, 0);
	optee_client_alive(setup);
}

/*
 * A reference in the parameter of a request that goes to the supplicant.
 */
static void optee_test_hostile_request_names_memory(struct kunit *test)
{
	struct optee_client *client = hostile_boot(test, MONITOR_TA_RPC);
	struct optee_supplicant *supp = optee_supp_serving(test->priv);

	lie(test, MONITOR_AT_RPC, 100, MONITOR_POKE_PARAM_C, *(const u64 *)test->param_value, 0);
	raw_rpc(client, 100, OPTEE_ATTR(RMEM, INOUT), 0, 100);
	optee_client_alive(test->priv);
	optee_supp_stop(supp);
}

/* Lies about the first parameter of a request, 512 bytes of a page in kernel memory */
static const struct request_case {
	const char *name;
	enum monitor_place place;
	u64 value;
} request_cases[] = {
	{ "one byte behind the end", MONITOR_POKE_PARAM_A, PAGE_SIZE - 511 },
	{ "offset behind the end", MONITOR_POKE_PARAM_A, PAGE_SIZE + 1 },
	{ "offset that wraps around", MONITOR_POKE_PARAM_A, U64_MAX - 100 },
	{ "size", MONITOR_POKE_PARAM_B, PAGE_SIZE + 1 },
	{ "size of 64 bits", MONITOR_POKE_PARAM_B, U64_MAX },
	{ "parameter of no kind", MONITOR_POKE_PARAM_ATTR, 4 },
};

KUNIT_ARRAY_PARAM_DESC(request_cases, request_cases, name);

/*
 * A request for the supplicant refers to more than its memory has, or has a parameter that
 * is none: it is an error for the secure world, and the supplicant does not see it.
 */
static void optee_test_hostile_request_out_of_bounds(struct kunit *test)
{
	const struct request_case *c = test->param_value;
	struct optee_client *client = hostile_boot(test, MONITOR_TA_RPC);
	struct optee_supplicant *supp = optee_supp_serving(test->priv);
	struct tee_param param[2] = {
		optee_value(VALUE_IN, OPTEE_RPC_RPMB_FRAMES, 0, 0),
		optee_value(VALUE_OUT, TEEC_SUCCESS, 0, 0),
	};

	lie(test, MONITOR_AT_RPC, OPTEE_RPC_RPMB_FRAMES, c->place, c->value, 0);
	KUNIT_ASSERT_EQ(test, optee_client_invoke(client, MONITOR_RPC_RPMB, 2, param), 0);
	KUNIT_EXPECT_NE(test, client->param[1].u.value.a, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, supp->served, 0);
	optee_client_alive(test->priv);
	optee_supp_stop(supp);
}

/*
 * OPTEE_SMC_RPC_FUNC_FREE of memory that the secure world doesn't own.
 */
static void optee_test_hostile_free_by_register(struct kunit *test)
{
	struct optee_client *client = hostile_boot(test, MONITOR_TA_RPC);
	struct tee_param param[2] = {
		optee_value(VALUE_IN, 5000, 1, 0), optee_value(VALUE_OUT, 0, 0, 0),
	};

	lie(test, MONITOR_AT_RPC, MONITOR_RPC_FREE, MONITOR_POKE_A2,
	    *(const u64 *)test->param_value & U32_MAX, 0);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_RPC_ALLOC_FREE, 2, param), 0);
	optee_client_alive(test->priv);
}

/* ---- counts and sizes ----------------------------------------------------------------- */

static const u32 impossible_counts[] = { 7, 100, 0x10000, 0x7fffffff, 0xffffffff };

static void count_name(const u32 *count, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%#x", *count);
}

KUNIT_ARRAY_PARAM(counts, impossible_counts, count_name);

/* RPCs whose handlers look at parameters by number */
static const u32 counted_rpcs[] = {
	OPTEE_RPC_GET_TIME, OPTEE_RPC_SHM_ALLOC, OPTEE_RPC_I2C_TRANSFER, 100,
};

/*
 * An RPC with more parameters than its argument has room for.
 */
static void optee_test_hostile_rpc_parameter_count(struct kunit *test)
{
	struct optee_client *client = hostile_boot(test, MONITOR_TA_RPC);
	struct optee_supplicant *supp = optee_supp_serving(test->priv);
	u32 i, ret;

	for (i = 0; i < ARRAY_SIZE(counted_rpcs); i++) {
		lie(test, MONITOR_AT_RPC, counted_rpcs[i], MONITOR_POKE_NUM_PARAMS,
		    *(const u32 *)test->param_value, 0);
		ret = raw_rpc(client, counted_rpcs[i], OPTEE_ATTR(VALUE, OUT), 0, 0);
		KUNIT_EXPECT_NE(test, ret, TEEC_SUCCESS);
	}
	optee_client_alive(test->priv);
	optee_supp_stop(supp);
}

/*
 * The answer to an invocation says another number of parameters.
 */
static void optee_test_hostile_answer_parameter_count(struct kunit *test)
{
	struct optee_client *client = hostile_boot(test, MONITOR_TA_ECHO);

	lie(test, MONITOR_AT_RETURN, OPTEE_CMD_INVOKE_COMMAND, MONITOR_POKE_NUM_PARAMS,
	    *(const u32 *)test->param_value, 0);
	optee_client_value(client, MONITOR_ECHO_COPY, 1, 2, 3);
	optee_client_alive(test->priv);
}

static const u64 impossible_sizes[] = {
	1ULL << 33, 1ULL << 40, 1ULL << 63, U64_MAX, U64_MAX - 4094,
};

static void size_name(const u64 *size, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%#llx bytes", *size);
}

KUNIT_ARRAY_PARAM(sizes, impossible_sizes, size_name);

/*
 * SHM_ALLOC of more memory than there is, of both types.
 */
static void optee_test_hostile_memory_size(struct kunit *test)
{
	struct optee_client *client = hostile_boot(test, MONITOR_TA_RPC);
	u64 size = *(const u64 *)test->param_value;

	KUNIT_EXPECT_NE(test, raw_rpc(client, OPTEE_RPC_SHM_ALLOC, OPTEE_ATTR(VALUE, IN),
				      OPTEE_RPC_SHM_KERNEL, size), TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_rpc, 0);
	optee_client_alive(test->priv);
}

static void list_of_size(struct kunit *test, u64 size)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	struct monitor_rule rule = {
		.point = MONITOR_AT_RETURN, .func = OPTEE_CMD_INVOKE_COMMAND, .skip = 1, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_PARAM_B, size, 0 },
	};

	memset(config->devices[0].uuid, 0x51, 16);
	config->num_devices = 1;
	optee_boot_ok(setup, config, NULL);
	optee_unbind(setup);
	optee_rule(test, &rule);
	optee_bind(setup);
	KUNIT_EXPECT_LE(test, optee_bus_devices(), 1);
	monitor_rules_clear(monitor_current());
}

/*
 * The list of devices is said to be longer than its buffer: the second answer
 * contradicts the first.
 */
static void optee_test_hostile_device_list_size(struct kunit *test)
{
	list_of_size(test, *(const u64 *)test->param_value);
}

static const u32 list_sizes[] = { 4096 + 16, 65536, 8, 17 };

static void list_size_name(const u32 *size, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%u bytes", *size);
}

KUNIT_ARRAY_PARAM(list_sizes, list_sizes, list_size_name);

/*
 * The same a little too long, or no multiple of a UUID's size.
 */
static void optee_test_hostile_device_list_size_near(struct kunit *test)
{
	list_of_size(test, *(const u32 *)test->param_value);
}

static const u32 rpc_counts[] = { 120, 121, 128, 255 };

KUNIT_ARRAY_PARAM(rpc_counts, rpc_counts, count_name);

/*
 * The secure world asks for room for so many RPC parameters that the message doesn't fit
 * into a page: the driver finds room, or doesn't bind.
 */
static void optee_test_hostile_rpc_argument_size(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;

	config->rpc_param_count = *(const u32 *)test->param_value;
	if (!optee_boot(setup, config, NULL))
		optee_client_alive(setup);
}

/* Highest notification values at which a map of bits has just been filled up */
static const u32 notif_max[] = { 64, 128, 4096, 0 };

KUNIT_ARRAY_PARAM(notif_max, notif_max, count_name);

/*
 * The highest notification value may be sent, and waited for.
 */
static void optee_test_hostile_notification_bounds(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 4);
	struct optee_setup *setup = test->priv;
	u32 max = *(const u32 *)test->param_value;
	struct optee_client *client;
	struct tee_param param = optee_value(VALUE_IN, max, 0, 0);

	config->max_notif_value = max;
	optee_boot_ok(setup, config, NULL);
	client = optee_client_in(setup, MONITOR_TA_RPC);
	KUNIT_EXPECT_EQ(test, raw_rpc(client, OPTEE_RPC_NOTIFICATION, OPTEE_ATTR(VALUE, IN),
				      OPTEE_RPC_NOTIF_SEND, max), TEEC_SUCCESS);
	client = optee_client_in(setup, MONITOR_TA_SLOW);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_SLOW_NOTIF, 1, &param), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
}

/* More notification values than any secure world has */
static const u32 notif_counts[] = { 0x10000, 0x7fffffff, 0xffffffff };

KUNIT_ARRAY_PARAM(notif_counts, notif_counts, count_name);

/*
 * The secure world says that it has so many notification values: the driver binds with as
 * many as it has room for, or doesn't bind.
 */
static void optee_test_hostile_notification_count(struct kunit *test)
{
	struct optee_setup *setup = test->priv;

	optee_boot_threads(setup, 2);
	optee_unbind(setup);
	lie(test, MONITOR_AT_FAST, OPTEE_FAST_EXCHANGE_CAPABILITIES, MONITOR_POKE_A2,
	    *(const u32 *)test->param_value, 0);
	if (!optee_bind(setup))
		optee_client_alive(setup);
}

/*
 * The secure world is busy when the driver wants its cache of shared memory on or off,
 * and then no more: the driver asks again by itself.
 */
static void optee_test_hostile_cache_busy(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	struct monitor_rule busy = {
		.point = MONITOR_AT_FAST, .func = OPTEE_FAST_ENABLE_SHM_CACHE, .count = 3,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { OPTEE_RETURN_EBUSY },
	};

	config->sec_caps &= ~OPTEE_CAP_RPC_ARG;
	optee_boot_ok(setup, config, NULL);
	optee_unbind(setup);
	optee_rule(test, &busy);
	busy.func = OPTEE_FAST_DISABLE_SHM_CACHE;
	optee_rule(test, &busy);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/*
 * The secure world stays busy when the driver wants its cache of shared memory off: probe
 * and removal give up after a while, and later it binds and works.
 */
static void optee_test_hostile_cache_busy_for_ever(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	struct optee_setup *setup = test->priv;
	struct monitor_rule busy = {
		.point = MONITOR_AT_FAST, .func = OPTEE_FAST_DISABLE_SHM_CACHE,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { OPTEE_RETURN_EBUSY },
	};

	config->sec_caps &= ~OPTEE_CAP_RPC_ARG;
	optee_boot_ok(setup, config, NULL);
	optee_rule(test, &busy);
	optee_unbind(setup);
	optee_bind(setup);
	optee_unbind(setup);
	monitor_rules_clear(monitor_current());
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/* ---- sessions --------------------------------------------------------------------------- */

/*
 * The secure world gives a new session the number of one that is open: the open fails, and
 * the session that has the number stays its owner's.
 */
static void optee_test_hostile_session_given_twice(struct kunit *test)
{
	struct optee_client *first = hostile_boot(test, MONITOR_TA_ECHO);
	struct optee_client *second = optee_client_new(test->priv);
	struct monitor_rule opened = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_OPEN_SESSION, .session = MONITOR_ANY,
		.caller = second->task.caller, .action = MONITOR_DO_RETURN,
		.value = { TEEC_SUCCESS, TEEC_ORIGIN_TEE },
	};

	optee_rule(test, &opened);
	lie(test, MONITOR_AT_RETURN, OPTEE_CMD_OPEN_SESSION, MONITOR_POKE_SESSION,
	    first->session, 0);
	optee_client_ta(second, MONITOR_TA_ECHO);
	optee_task_run(&second->task, optee_op_open_session);
	KUNIT_EXPECT_NE(test, second->ret, TEEC_SUCCESS);
	optee_task_run(&second->task, optee_op_close_context);
	KUNIT_EXPECT_EQ(test, optee_client_value(first, MONITOR_ECHO_COPY, 5, 6, 7), 0);
	KUNIT_EXPECT_EQ(test, first->ret, TEEC_SUCCESS);
}

/* A WARN_ON_ONCE() that another suite has set off would not tell anything here. */
static int hostile_init(struct kunit *test)
{
	tee_watch_rearm();
	return optee_setup_init(test);
}

static struct kunit_case hostile_tests[] = {
	KUNIT_CASE_PARAM(optee_test_hostile_answer_parameter_count, counts_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_memory_size, sizes_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_notification_bounds, notif_max_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_free_kernel_memory, references_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_free_application_memory, references_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_answer_names_memory, references_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_rpc_argument_nowhere, references_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_request_names_memory, references_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_rpc_parameter_count, counts_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_device_list_size, sizes_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_device_list_size_near, list_sizes_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_rpc_argument_size, rpc_counts_gen_params),
	KUNIT_CASE(optee_test_hostile_cache_busy),
	KUNIT_CASE(optee_test_hostile_cache_busy_for_ever),
	KUNIT_CASE(optee_test_hostile_session_given_twice),
	KUNIT_CASE_PARAM(optee_test_hostile_request_out_of_bounds, request_cases_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_free_by_register, references_gen_params),
	KUNIT_CASE_PARAM(optee_test_hostile_notification_count, notif_counts_gen_params),
	{ }
};

static struct kunit_suite hostile_suite = {
	.name = "optee_hostile",
	.init = hostile_init,
	.exit = optee_setup_exit,
	.test_cases = hostile_tests,
};

kunit_test_suite(hostile_suite);

MODULE_DESCRIPTION("A secure world that lies");
MODULE_LICENSE("GPL");
