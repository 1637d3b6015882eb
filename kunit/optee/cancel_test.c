// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cancel requests: they reach the operation that they name, and only that.
 */
#include <linux/module.h>
#include "client.h"

enum { ID = 0x1234, OTHER_ID = 0x4321 };

/* Commands of the slow TA that go on until they are cancelled */
static const struct slow_case {
	const char *name;
	u32 func;
	u64 a, b;
} slow_cases[] = {
	{ "in SUSPEND RPCs", MONITOR_SLOW_SUSPEND, U32_MAX, 1 },
	{ "at foreign interrupts", MONITOR_SLOW_SPIN, U32_MAX, 0 },
};

KUNIT_ARRAY_PARAM_DESC(slow, slow_cases, name);

static bool more_rpcs(void *arg)
{
	return optee_stats().rpcs >= *(u32 *)arg;
}

/* The slow operation goes on: it makes more RPCs. */
static void expect_going_on(struct kunit *test)
{
	u32 rpcs = optee_stats().rpcs + 2;

	KUNIT_ASSERT_TRUE(test, optee_wait_true(more_rpcs, &rpcs));
}

static void slow_start(struct optee_client *client, const struct slow_case *c, u32 cancel_id)
{
	struct tee_param param = optee_value(VALUE_IN, c->a, c->b, 0);

	client->cancel_id = cancel_id;
	optee_client_set(client, c->func, 1, &param);
	optee_task_start(&client->task, optee_op_invoke);
	expect_going_on(client->task.setup->test);
}

static int cancel(struct optee_client *client, u32 cancel_id)
{
	struct optee_client *twin = optee_client_twin(client);

	twin->cancel_id = cancel_id;
	return optee_task_run(&twin->task, optee_op_cancel);
}

/*
 * An operation that is under way ends with TEEC_ERROR_CANCEL when it is cancelled.
 */
static void optee_test_cancel_under_way(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_SLOW);
	slow_start(client, test->param_value, ID);
	KUNIT_EXPECT_EQ(test, cancel(client, ID), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_ERROR_CANCEL);
}

/*
 * A request with another number doesn't touch it; the right one does.
 */
static void optee_test_cancel_other_id(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_SLOW);
	slow_start(client, test->param_value, ID);
	KUNIT_EXPECT_EQ(test, cancel(client, OTHER_ID), 0);
	expect_going_on(test);
	KUNIT_EXPECT_EQ(test, cancel(client, ID), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_ERROR_CANCEL);
}

/*
 * Two operations in one session: the one that is named ends, the other goes on.
 */
static void optee_test_cancel_one_of_two(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *one, *two;

	optee_boot_threads(setup, 3);
	one = optee_client_in(setup, MONITOR_TA_SLOW);
	two = optee_client_twin(one);
	slow_start(one, test->param_value, ID);
	slow_start(two, test->param_value, OTHER_ID);
	KUNIT_EXPECT_EQ(test, cancel(one, OTHER_ID), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&two->task), 0);
	KUNIT_EXPECT_EQ(test, two->ret, TEEC_ERROR_CANCEL);
	KUNIT_EXPECT_TRUE(test, optee_task_busy(&one->task));
	KUNIT_EXPECT_EQ(test, cancel(one, ID), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&one->task), 0);
	KUNIT_EXPECT_EQ(test, one->ret, TEEC_ERROR_CANCEL);
}

/*
 * With nothing to cancel the request succeeds and changes nothing.
 */
static void optee_test_cancel_nothing(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_kind(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	KUNIT_EXPECT_EQ(test, cancel(client, ID), 0);
	KUNIT_EXPECT_EQ(test, optee_client_value(client, MONITOR_ECHO_COPY, 1, 2, 3), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
}

static struct kunit_case cancel_tests[] = {
	KUNIT_CASE_PARAM(optee_test_cancel_under_way, slow_gen_params),
	KUNIT_CASE_PARAM(optee_test_cancel_other_id, slow_gen_params),
	KUNIT_CASE_PARAM(optee_test_cancel_one_of_two, slow_gen_params),
	KUNIT_CASE_PARAM(optee_test_cancel_nothing, optee_kinds_gen_params),
	{ }
};

static struct kunit_suite cancel_suite = {
	.name = "optee_cancel",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = cancel_tests,
};

static struct kunit_case cancel_ffa_tests[ARRAY_SIZE(cancel_tests)];

OPTEE_OVER_FFA(cancel_ffa_tests, cancel_tests, { });

static struct kunit_suite cancel_ffa_suite = {
	.name = "optee_ffa_cancel",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = cancel_ffa_tests,
};

optee_test_suites(&cancel_suite, &cancel_ffa_suite);

MODULE_DESCRIPTION("Cancel requests");
MODULE_LICENSE("GPL");
