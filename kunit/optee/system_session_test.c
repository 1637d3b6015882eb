// SPDX-License-Identifier: GPL-2.0-only
/*
 * tee_client_system_session(): who gets a context (P8, P10 and its errors), what becomes
 * of calls that wait already (P1), and that a context goes back exactly once, whichever
 * way the session ends (P6).
 */
#include <linux/module.h>
#include "client.h"

#define MAX_CROWD	8

enum { GATE_NORMAL = 1, GATE_SYSTEM, GATE_OTHER };

static struct optee_client *system_in(struct optee_setup *setup)
{
	return optee_client_in(setup, MONITOR_TA_SLOW);
}

static int make_system(struct optee_client *client)
{
	return optee_task_run(&client->task, optee_op_system_session);
}

/*
 * How many contexts normal sessions can have: so many of T + 2 of their calls are
 * in the secure world at a time. All of them end before this returns.
 */
static u32 normal_contexts(struct optee_setup *setup, u32 threads)
{
	struct optee_client *crowd[MAX_CROWD];
	u32 parked;

	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, threads + 2);
	optee_crowd_park(crowd, threads + 2, GATE_NORMAL);
	parked = optee_crowd_state(crowd, threads + 2, OPTEE_TASK_PARKED);
	monitor_gate_open(monitor_current(), GATE_NORMAL, MONITOR_ANY);
	optee_crowd_join(crowd, threads + 2);
	monitor_gate_close(monitor_current(), GATE_NORMAL);
	return parked;
}

/* ---- results ----------------------------------------------------------------------- */

/*
 * The first call provisions a context: normal sessions have one less.
 */
static void optee_test_system_session_provisions(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 3);
	client = system_in(setup);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 3), 3);
	KUNIT_EXPECT_EQ(test, make_system(client), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 3), 2);
}

/*
 * A second call for the same session returns 0 and changes nothing: there is one
 * context to give back, and closing gives it back.
 */
static void optee_test_system_session_is_idempotent(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	int i;

	optee_boot_threads(setup, 3);
	client = system_in(setup);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, make_system(client), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 3), 2);
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_close_session), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 3), 3);
}

/*
 * A session that doesn't exist, one of another context and one that is closed get
 * -EINVAL, and no context is held.
 */
static void optee_test_system_session_not_of_this_context(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *owner, *other;
	u32 session;

	optee_boot_threads(setup, 2);
	owner = system_in(setup);
	other = optee_client_new(setup);
	session = owner->session;

	other->session = session;
	KUNIT_EXPECT_EQ(test, make_system(other), -EINVAL);
	owner->session = session + 1000;
	KUNIT_EXPECT_EQ(test, make_system(owner), -EINVAL);
	owner->session = session;
	KUNIT_EXPECT_EQ(test, optee_task_run(&owner->task, optee_op_close_session), 0);
	KUNIT_EXPECT_EQ(test, make_system(owner), -EINVAL);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 2), 2);
}

/*
 * With one context there is none to hold: an error, and calls go on as before.
 */
static void optee_test_system_session_single_thread(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 1);
	client = system_in(setup);
	KUNIT_EXPECT_LT(test, make_system(client), 0);
	optee_client_alive(setup);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 1), 1);
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_close_session), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 1), 1);
}

/*
 * P10: when the secure world doesn't say how many contexts it has, none can be
 * held: an error, and calls go on as before.
 */
static void optee_test_system_session_p10_no_thread_count(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_config *config = optee_config(test, 3);
	struct optee_client *client;

	config->no_thread_count = true;
	optee_boot_ok(setup, config, NULL);
	client = system_in(setup);
	KUNIT_EXPECT_LT(test, make_system(client), 0);
	optee_client_alive(setup);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 3), 3);
}

/*
 * A TEE driver without the operation: the context of the supplicant's device has
 * none, and its client gets -EINVAL.
 */
static void optee_test_system_session_no_such_operation(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = optee_client_new(setup);
	KUNIT_ASSERT_EQ(test, optee_task_run(&client->task, optee_op_next_context), 0);
	KUNIT_EXPECT_EQ(test, make_system(client), -EINVAL);
}

/* ---- P6: it goes back exactly once ---------------------------------------------------- */

static int close_plain(struct optee_client *client)
{
	return optee_task_run(&client->task, optee_op_close_session);
}

/* The secure world answers CLOSE_SESSION with an error of its TA's. */
static int close_fails_in_ta(struct optee_client *client)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_RETURN, .func = OPTEE_CMD_CLOSE_SESSION,
		.session = MONITOR_ANY, .caller = client->task.caller, .count = 1,
		.action = MONITOR_DO_RETURN, .value = { TEEC_ERROR_GENERIC, TEEC_ORIGIN_TEE },
	};

	optee_rule(client->task.setup->test, &rule);
	optee_task_run(&client->task, optee_op_close_session);
	return 0;
}

static int close_context(struct optee_client *client)
{
	return optee_task_run(&client->task, optee_op_close_context);
}

/* The TA panics first, so that the secure world has no session to close in good order. */
static int close_after_panic(struct optee_client *client)
{
	struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = MONITOR_ANY, .session = client->session,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_PANIC,
	};

	optee_rule(client->task.setup->test, &rule);
	optee_client_value(client, MONITOR_SLOW_PARK, GATE_OTHER, 0, 0);
	KUNIT_EXPECT_EQ(client->task.setup->test, client->ret, TEEC_ERROR_TARGET_DEAD);
	return optee_task_run(&client->task, optee_op_close_session);
}

/* Closed a second time: an error, which gives nothing back. */
static int close_twice(struct optee_client *client)
{
	int rc = optee_task_run(&client->task, optee_op_close_session);

	KUNIT_EXPECT_EQ(client->task.setup->test,
			optee_task_run(&client->task, optee_op_close_session), -EINVAL);
	return rc;
}

static const struct system_end {
	const char *name;
	int (*end)(struct optee_client *client);
} system_ends[] = {
	{ "close", close_plain },
	{ "close that fails in the secure world", close_fails_in_ta },
	{ "close after a panic", close_after_panic },
	{ "close twice", close_twice },
	{ "release of the context", close_context },
};

KUNIT_ARRAY_PARAM_DESC(system_ends, system_ends, name);

/*
 * P6: one of two system sessions ends: normal sessions have one context more, and
 * no second one, since the other session still has its own.
 */
static void optee_test_system_session_p6_goes_back_once(struct kunit *test)
{
	const struct system_end *c = test->param_value;
	struct optee_setup *setup = test->priv;
	struct optee_client *one, *other;

	optee_boot_threads(setup, 4);
	one = system_in(setup);
	other = system_in(setup);
	KUNIT_ASSERT_EQ(test, make_system(one), 0);
	KUNIT_ASSERT_EQ(test, make_system(other), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 4), 2);
	KUNIT_EXPECT_EQ(test, c->end(one), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 4), 3);
	KUNIT_EXPECT_EQ(test, close_plain(other), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 4), 4);
}

/*
 * P6: a context released with several system sessions open gives all theirs back.
 */
static void optee_test_system_session_p6_context_with_many(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	int i;

	optee_boot_threads(setup, 4);
	client = system_in(setup);
	for (i = 0; i < 3; i++) {
		optee_client_open(client, MONITOR_TA_SCMI);
		KUNIT_ASSERT_EQ(test, make_system(client), 0);
	}
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 4), 1);
	KUNIT_EXPECT_EQ(test, close_context(client), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 4), 4);
}

/*
 * P6: after removal of the driver nothing is held for the next one.
 */
static void optee_test_system_session_p6_remove(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = system_in(setup);
	KUNIT_ASSERT_EQ(test, make_system(client), 0);
	close_context(client);
	optee_unbind(setup);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 2), 2);
}

/*
 * P6: shutdown with a system session open returns, and leaves nothing behind in
 * the secure world that a remove afterwards would trip over.
 */
static void optee_test_system_session_p6_shutdown(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = system_in(setup);
	KUNIT_ASSERT_EQ(test, make_system(client), 0);
	KUNIT_EXPECT_EQ(test, optee_setup_run(setup, optee_op_shutdown), 0);
}

/* ---- P8: 0 means provisioned ------------------------------------------------------------ */

/*
 * P8: with every context out on normal calls it waits for the next one that comes
 * back, ahead of normal callers who came before; once it has returned, the
 * session's call is in at once.
 */
static void optee_test_system_session_p8_waits_for_a_context(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client, *crowd[3];

	optee_boot_threads(setup, 2);
	client = system_in(setup);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 3);
	optee_crowd_park(crowd, 3, GATE_NORMAL);
	KUNIT_ASSERT_EQ(test, optee_crowd_state(crowd, 3, OPTEE_TASK_ASLEEP), 1);

	optee_task_start(&client->task, optee_op_system_session);
	OPTEE_EXPECT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	monitor_gate_open(monitor_current(), GATE_NORMAL, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(crowd, 3, OPTEE_TASK_ASLEEP), 1);
	optee_client_park(client, GATE_SYSTEM);
	OPTEE_EXPECT_STATE(test, &client->task, OPTEE_TASK_PARKED);
}

/*
 * P8: a caller that is killed while it waits gets an error, and no context is held
 * for it: both contexts serve normal sessions.
 */
static void optee_test_system_session_p8_killed_while_it_waits(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client, *crowd[2];

	optee_boot_threads(setup, 2);
	client = system_in(setup);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 2);
	optee_crowd_park(crowd, 2, GATE_NORMAL);
	optee_task_start(&client->task, optee_op_system_session);
	OPTEE_ASSERT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	optee_task_kill(&client->task);
	KUNIT_EXPECT_LT(test, optee_task_join(&client->task), 0);

	monitor_gate_open(monitor_current(), GATE_NORMAL, MONITOR_ANY);
	optee_crowd_join(crowd, 2);
	monitor_gate_close(monitor_current(), GATE_NORMAL);
	KUNIT_EXPECT_EQ(test, normal_contexts(setup, 2), 2);
}

/*
 * P8 and P2: more system sessions than T - 1 don't wait for anything: they share,
 * even while every context is out.
 */
static void optee_test_system_session_p8_sharing_needs_no_wait(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *one, *two, *normal;

	optee_boot_threads(setup, 2);
	one = system_in(setup);
	two = system_in(setup);
	normal = optee_client_in(setup, MONITOR_TA_SLOW);
	KUNIT_ASSERT_EQ(test, make_system(one), 0);
	optee_client_parked(normal, GATE_NORMAL);
	optee_client_parked(one, GATE_SYSTEM);
	KUNIT_EXPECT_EQ(test, make_system(two), 0);
}

/*
 * P8 and P1: a call of the session waits already, as one of a normal session, when the
 * session is to become a system session: the context for which both wait serves that
 * call, and it waits for no other normal call.
 */
static void optee_test_system_session_p1_call_that_waits(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client, *twin, *crowd[2];

	optee_boot_threads(setup, 2);
	client = system_in(setup);
	twin = optee_client_twin(client);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 2);
	optee_crowd_park(crowd, 2, GATE_NORMAL);
	optee_client_park(twin, GATE_SYSTEM);
	OPTEE_ASSERT_STATE(test, &twin->task, OPTEE_TASK_ASLEEP);

	optee_task_start(&client->task, optee_op_system_session);
	optee_task_settle(&client->task);
	monitor_gate_open(monitor_current(), GATE_NORMAL, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_SYSTEM, 1, OPTEE_CALL_MS));
	KUNIT_EXPECT_EQ(test, optee_crowd_state(crowd, 2, OPTEE_TASK_PARKED), 1);
}

/*
 * P1: the same when the session shares what is held for another one: its call that waits
 * gets in without any call having ended.
 */
static void optee_test_system_session_p1_call_that_waits_shares(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *holder, *client, *twin, *normal;

	optee_boot_threads(setup, 2);
	holder = system_in(setup);
	client = system_in(setup);
	twin = optee_client_twin(client);
	normal = optee_client_in(setup, MONITOR_TA_SLOW);
	KUNIT_ASSERT_EQ(test, make_system(holder), 0);
	optee_client_parked(normal, GATE_NORMAL);
	optee_client_park(twin, GATE_SYSTEM);
	OPTEE_ASSERT_STATE(test, &twin->task, OPTEE_TASK_ASLEEP);

	KUNIT_EXPECT_EQ(test, make_system(client), 0);
	KUNIT_EXPECT_TRUE(test, monitor_wait_parked(GATE_SYSTEM, 1, OPTEE_CALL_MS));
	OPTEE_EXPECT_STATE(test, &normal->task, OPTEE_TASK_PARKED);
}

static struct kunit_case system_tests[] = {
	KUNIT_CASE(optee_test_system_session_provisions),
	KUNIT_CASE(optee_test_system_session_is_idempotent),
	KUNIT_CASE(optee_test_system_session_not_of_this_context),
	KUNIT_CASE(optee_test_system_session_single_thread),
	KUNIT_CASE(optee_test_system_session_p10_no_thread_count),
	KUNIT_CASE(optee_test_system_session_no_such_operation),
	KUNIT_CASE_PARAM(optee_test_system_session_p6_goes_back_once, system_ends_gen_params),
	KUNIT_CASE(optee_test_system_session_p6_context_with_many),
	KUNIT_CASE(optee_test_system_session_p6_remove),
	KUNIT_CASE(optee_test_system_session_p6_shutdown),
	KUNIT_CASE(optee_test_system_session_p8_waits_for_a_context),
	KUNIT_CASE(optee_test_system_session_p8_killed_while_it_waits),
	KUNIT_CASE(optee_test_system_session_p8_sharing_needs_no_wait),
	KUNIT_CASE(optee_test_system_session_p1_call_that_waits),
	KUNIT_CASE(optee_test_system_session_p1_call_that_waits_shares),
	{ }
};

static struct kunit_suite system_suite = {
	.name = "optee_system_session",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = system_tests,
};

kunit_test_suite(system_suite);

MODULE_DESCRIPTION("tee_client_system_session(): promises P1, P6, P8 and P10");
MODULE_LICENSE("GPL");
