// SPDX-License-Identifier: GPL-2.0-only
/*
 * OPTEE_SMC_RETURN_ETHREAD_LIMIT: the secure world has no context left, because
 * the driver doesn't know how many there are (P10) or because somebody else has
 * them (P9).
 */
#include <linux/module.h>
#include "client.h"

#define MAX_CROWD	8
#define LOOK_MS		200	/* how long the test looks at a caller that must not spin */
#define GO_ON_MS	1000	/* for a call to go on once there is a context again */

enum { GATE_NORMAL = 1, GATE_OTHER };

static void boot_unknown(struct optee_setup *setup, u32 threads)
{
	struct monitor_config *config = optee_config(setup->test, threads);

	config->no_thread_count = true;
	optee_boot_ok(setup, config, NULL);
}

/* ---- P10: no thread count ------------------------------------------------------------ */

/*
 * P10: a driver that isn't told how many contexts there are works: calls enter
 * until the secure world has no more, and each that ends lets one in.
 */
static void optee_test_thread_limit_p10_one_out_one_in(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[5];
	u32 left;

	boot_unknown(setup, 2);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 5);
	optee_crowd_park(crowd, 5, GATE_NORMAL);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(crowd, 5, OPTEE_TASK_PARKED), 2);
	KUNIT_EXPECT_GE(test, optee_stats().limits, 1);
	for (left = 3; left > 0; left--) {
		monitor_gate_open(monitor_current(), GATE_NORMAL, 1);
		KUNIT_ASSERT_TRUE(test, optee_wait_events(0, MONITOR_EV_ENTER,
							  OPTEE_CMD_INVOKE_COMMAND, MONITOR_ANY,
							  6 - left));
	}
	monitor_gate_open(monitor_current(), GATE_NORMAL, MONITOR_ANY);
	optee_crowd_join(crowd, 5);
}

/*
 * P10: those who wait after ETHREAD_LIMIT enter in the order in which they came.
 */
static void optee_test_thread_limit_p10_order(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[5];
	u32 mark, i, step, last = 0;

	boot_unknown(setup, 1);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 5);
	optee_client_parked(crowd[0], GATE_NORMAL);
	mark = optee_mark();
	optee_crowd_park(crowd + 1, 4, GATE_OTHER);
	monitor_gate_open(monitor_current(), GATE_OTHER, MONITOR_ANY);
	monitor_gate_open(monitor_current(), GATE_NORMAL, 1);
	optee_crowd_join(crowd, 5);
	for (i = 1; i < 5; i++) {
		step = optee_first_event(mark, MONITOR_EV_ENTER, OPTEE_CMD_INVOKE_COMMAND,
					 crowd[i]->task.caller);
		KUNIT_EXPECT_GT_MSG(test, step, last, "client %u before client %u", i, i - 1);
		last = step;
	}
}

/*
 * P10: a caller waits rather than asks again and again while nothing has changed.
 */
static void optee_test_thread_limit_p10_does_not_spin(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[2];
	u32 limits;

	boot_unknown(setup, 1);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 2);
	optee_client_parked(crowd[0], GATE_NORMAL);
	optee_client_park(crowd[1], GATE_NORMAL);
	OPTEE_ASSERT_STATE(test, &crowd[1]->task, OPTEE_TASK_ASLEEP);
	limits = optee_stats().limits;
	schedule_timeout_uninterruptible(msecs_to_jiffies(LOOK_MS));
	KUNIT_EXPECT_LE(test, optee_stats().limits - limits, LOOK_MS);
}

/* ---- P9: somebody else has the contexts ------------------------------------------------ */

/* The contexts that the driver counts on: all but @left of them are somebody else's. */
static void steal_all_but(u32 threads, u32 left)
{
	monitor_steal_threads(monitor_current(), threads - left);
}

static const u32 p9_threads[] = { 0, 2, 4 };

static void threads_name(const u32 *threads, char *name)
{
	if (*threads)
		snprintf(name, KUNIT_PARAM_DESC_SIZE, "threads=%u", *threads);
	else
		snprintf(name, KUNIT_PARAM_DESC_SIZE, "threads not reported");
}

KUNIT_ARRAY_PARAM(p9, p9_threads, threads_name);

static u32 boot_case(struct kunit *test)
{
	u32 threads = *(const u32 *)test->param_value;

	if (threads) {
		optee_boot_threads(test->priv, threads);
		return threads;
	}
	boot_unknown(test->priv, 2);
	return 2;
}

/*
 * P9: a call that finds every context taken by somebody else goes on by itself when
 * they come back, with no other call of this driver that could wake it up.
 */
static void optee_test_thread_limit_p9_no_other_call(struct kunit *test)
{
	u32 threads = boot_case(test);
	struct optee_setup *setup = test->priv;
	struct optee_client *client = optee_client_in(setup, MONITOR_TA_SLOW);

	monitor_gate_open(monitor_current(), GATE_NORMAL, MONITOR_ANY);
	steal_all_but(threads, 0);
	optee_client_park(client, GATE_NORMAL);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(0, MONITOR_EV_LIMIT, MONITOR_ANY,
						  client->task.caller, 1));
	steal_all_but(threads, threads);
	KUNIT_EXPECT_TRUE_MSG(test, optee_task_wait(&client->task, GO_ON_MS),
			      "the call waits for another call's end, and there is none");
	if (optee_task_busy(&client->task))
		optee_client_ping(setup);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
}

/*
 * P9: meanwhile it backs off: it asks again, but not more than once a millisecond.
 */
static void optee_test_thread_limit_p9_backs_off(struct kunit *test)
{
	u32 threads = boot_case(test), limits;
	struct optee_setup *setup = test->priv;
	struct optee_client *client = optee_client_in(setup, MONITOR_TA_SLOW);

	monitor_gate_open(monitor_current(), GATE_NORMAL, MONITOR_ANY);
	steal_all_but(threads, 0);
	optee_client_park(client, GATE_NORMAL);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(0, MONITOR_EV_LIMIT, MONITOR_ANY,
						  client->task.caller, 1));
	limits = optee_stats().limits;
	schedule_timeout_uninterruptible(msecs_to_jiffies(LOOK_MS));
	KUNIT_EXPECT_LE(test, optee_stats().limits - limits, LOOK_MS);
	steal_all_but(threads, threads);
	optee_client_ping(setup);
	optee_task_join(&client->task);
}

/*
 * P9: a user who backs off can be killed: its call ends with an error, and the
 * context that the driver counted for it goes back.
 */
static void optee_test_thread_limit_p9_killable(struct kunit *test)
{
	u32 threads = boot_case(test);
	struct optee_setup *setup = test->priv;
	struct optee_client *client = optee_client_user_in(setup, MONITOR_TA_SLOW);
	struct optee_client *crowd[4];
	int rc;

	monitor_gate_open(monitor_current(), GATE_OTHER, MONITOR_ANY);
	steal_all_but(threads, 0);
	optee_client_park(client, GATE_OTHER);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(0, MONITOR_EV_LIMIT, MONITOR_ANY,
						  client->task.caller, 1));
	optee_task_kill(&client->task);
	KUNIT_EXPECT_TRUE_MSG(test, optee_task_wait(&client->task, GO_ON_MS),
			      "a caller that waits for a context cannot be killed");
	steal_all_but(threads, threads);
	if (optee_task_busy(&client->task)) {
		optee_client_ping(setup);
		optee_task_join(&client->task);
		return;
	}
	rc = optee_task_join(&client->task);
	KUNIT_EXPECT_TRUE(test, rc < 0 || client->ret != TEEC_SUCCESS);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, threads);
	optee_crowd_park(crowd, threads, GATE_NORMAL);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(crowd, threads, OPTEE_TASK_PARKED), threads);
}

/*
 * P9: with calls of this driver in flight as well, one that got ETHREAD_LIMIT goes
 * on when one of those ends.
 */
static void optee_test_thread_limit_p9_other_calls_in_flight(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[4];

	optee_boot_threads(setup, 4);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 4);
	steal_all_but(4, 2);
	optee_crowd_park(crowd, 4, GATE_NORMAL);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(crowd, 4, OPTEE_TASK_PARKED), 2);
	KUNIT_EXPECT_GE(test, optee_stats().limits, 2);

	monitor_gate_open(monitor_current(), GATE_NORMAL, MONITOR_ANY);
	optee_crowd_join(crowd, 4);
	KUNIT_EXPECT_EQ(test, optee_stats().threads_busy, 0);
}

/*
 * P9: the secure world has fewer contexts than it reports: every call gets through.
 */
static void optee_test_thread_limit_p9_too_many_reported(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_config *config = optee_config(test, 2);
	struct optee_client *crowd[6];

	config->reported_threads = 4;
	optee_boot_ok(setup, config, NULL);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 6);
	optee_crowd_park(crowd, 6, GATE_NORMAL);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(crowd, 6, OPTEE_TASK_PARKED), 2);
	monitor_gate_open(monitor_current(), GATE_NORMAL, MONITOR_ANY);
	optee_crowd_join(crowd, 6);
}

/*
 * P9: with contexts taken by somebody else, a system session whose context is among
 * them gets in as soon as one is free.
 */
static void optee_test_thread_limit_p9_system_session(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *system, *normal;

	optee_boot_threads(setup, 2);
	system = optee_client_in(setup, MONITOR_TA_SLOW);
	normal = optee_client_in(setup, MONITOR_TA_SLOW);
	KUNIT_ASSERT_EQ(test, optee_task_run(&system->task, optee_op_system_session), 0);
	optee_client_parked(normal, GATE_NORMAL);
	monitor_steal_threads(monitor_current(), 1);
	monitor_gate_open(monitor_current(), GATE_OTHER, MONITOR_ANY);
	optee_client_park(system, GATE_OTHER);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(0, MONITOR_EV_LIMIT, MONITOR_ANY,
						  system->task.caller, 1));
	monitor_gate_open(monitor_current(), GATE_NORMAL, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&normal->task), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&system->task), 0);
	KUNIT_EXPECT_EQ(test, system->ret, TEEC_SUCCESS);
}

/*
 * P9: a call that was refused, got in later and stays there, waiting for a notification,
 * keeps nobody out: with all contexts back every call gets in, though none has ended.
 */
static void optee_test_thread_limit_p9_who_got_in_keeps_nobody_out(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[2];
	struct tee_param key;
	u32 i;

	optee_boot_threads(setup, 4);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 2);
	steal_all_but(4, 0);
	for (i = 0; i < 2; i++) {
		key = optee_value(VALUE_IN, 10 + i, 0, 0);
		optee_client_set(crowd[i], MONITOR_SLOW_NOTIF, 1, &key);
		optee_task_start(&crowd[i]->task, optee_op_invoke);
		OPTEE_ASSERT_STATE(test, &crowd[i]->task, OPTEE_TASK_ASLEEP);
	}
	steal_all_but(4, 4);
	KUNIT_EXPECT_TRUE(test, optee_wait_events(0, MONITOR_EV_RPC, OPTEE_RPC_NOTIFICATION,
						  MONITOR_ANY, 2));

	for (i = 0; i < 2; i++)
		monitor_notify(monitor_current(), 10 + i);
	for (i = 0; i < 2; i++)
		if (!optee_task_wait(&crowd[i]->task, GO_ON_MS))
			optee_client_ping(setup);
	optee_crowd_join(crowd, 2);
}

/*
 * P9: with every context taken by somebody else, a session that wants to become a system
 * session does not wait for a call that was refused; once they are back both make calls.
 */
static void optee_test_thread_limit_p9_becoming_a_system_session(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *system, *normal;

	optee_boot_threads(setup, 2);
	system = optee_client_in(setup, MONITOR_TA_SLOW);
	normal = optee_client_in(setup, MONITOR_TA_SLOW);
	monitor_gate_open(monitor_current(), GATE_NORMAL, MONITOR_ANY);
	steal_all_but(2, 0);
	optee_client_park(normal, GATE_NORMAL);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(0, MONITOR_EV_LIMIT, MONITOR_ANY,
						  normal->task.caller, 1));
	KUNIT_EXPECT_EQ(test, optee_task_run(&system->task, optee_op_system_session), 0);
	steal_all_but(2, 2);
	optee_client_park(system, GATE_NORMAL);
	KUNIT_EXPECT_EQ(test, optee_task_join(&system->task), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&normal->task), 0);
	KUNIT_EXPECT_EQ(test, normal->ret, TEEC_SUCCESS);
}

/*
 * P4: a context that comes back while a refused call tries again, and has got in without it,
 * is there for the next call.
 */
static void optee_test_thread_limit_p4_comes_back_beside_a_try(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[3];

	optee_boot_threads(setup, 2);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 3);
	optee_client_parked(crowd[0], GATE_NORMAL);
	steal_all_but(2, 1);
	optee_client_park(crowd[1], GATE_OTHER);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(0, MONITOR_EV_LIMIT, MONITOR_ANY,
						  crowd[1]->task.caller, 1));
	steal_all_but(2, 2);
	KUNIT_ASSERT_TRUE(test, optee_wait_events(0, MONITOR_EV_ENTER, OPTEE_CMD_INVOKE_COMMAND,
						  crowd[1]->task.caller, 1));
	monitor_gate_open(monitor_current(), GATE_NORMAL, 1);
	KUNIT_EXPECT_EQ(test, optee_task_join(&crowd[0]->task), 0);

	optee_client_park(crowd[2], GATE_OTHER);
	OPTEE_ASSERT_STATE(test, &crowd[2]->task, OPTEE_TASK_PARKED);
	OPTEE_ASSERT_STATE(test, &crowd[1]->task, OPTEE_TASK_PARKED);
	monitor_gate_open(monitor_current(), GATE_OTHER, MONITOR_ANY);
	optee_crowd_join(crowd + 1, 2);
	KUNIT_EXPECT_EQ(test, optee_stats().threads_busy, 0);
}

static struct kunit_case limit_tests[] = {
	KUNIT_CASE(optee_test_thread_limit_p10_one_out_one_in),
	KUNIT_CASE(optee_test_thread_limit_p10_order),
	KUNIT_CASE(optee_test_thread_limit_p10_does_not_spin),
	KUNIT_CASE_PARAM(optee_test_thread_limit_p9_no_other_call, p9_gen_params),
	KUNIT_CASE_PARAM(optee_test_thread_limit_p9_backs_off, p9_gen_params),
	KUNIT_CASE_PARAM(optee_test_thread_limit_p9_killable, p9_gen_params),
	KUNIT_CASE(optee_test_thread_limit_p9_other_calls_in_flight),
	KUNIT_CASE(optee_test_thread_limit_p9_too_many_reported),
	KUNIT_CASE(optee_test_thread_limit_p9_system_session),
	KUNIT_CASE(optee_test_thread_limit_p9_who_got_in_keeps_nobody_out),
	KUNIT_CASE(optee_test_thread_limit_p9_becoming_a_system_session),
	KUNIT_CASE(optee_test_thread_limit_p4_comes_back_beside_a_try),
	{ }
};

static struct kunit_suite limit_suite = {
	.name = "optee_thread_limit",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = limit_tests,
};

kunit_test_suite(limit_suite);

MODULE_DESCRIPTION("OPTEE_SMC_RETURN_ETHREAD_LIMIT: promises P9 and P10");
MODULE_LICENSE("GPL");
