// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications: synchronous ones, by RPC, and asynchronous ones, by interrupt.
 */
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/sched.h>
#include "client.h"
#include "support/thread.h"

#define NO_TIMEOUT	0
#define FLOOD		200	/* values pending at a time */

/* A call that waits for notification @value, in the client's task. */
static void wait_start(struct optee_client *client, u32 value, u32 timeout_ms)
{
	struct tee_param param = optee_value(VALUE_IN, value, timeout_ms, 0);

	optee_client_set(client, MONITOR_SLOW_NOTIF, 1, &param);
	optee_task_start(&client->task, optee_op_invoke);
}

static void expect_notified(struct optee_client *client)
{
	KUNIT_EXPECT_EQ(client->task.setup->test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(client->task.setup->test, client->ret, TEEC_SUCCESS);
}

/* Send it from another call: OPTEE_RPC_CMD_NOTIFICATION */
static u32 send_by_rpc(struct optee_client *rpc, u32 value)
{
	struct tee_param param[2] = {
		optee_value(VALUE_IN, 0, value, 0),
		optee_value(VALUE_OUT, 0, 0, 0),
	};

	KUNIT_ASSERT_EQ(rpc->task.setup->test,
			optee_client_invoke(rpc, MONITOR_RPC_NOTIF_SEND, 2, param), 0);
	return rpc->param[1].u.value.a;
}

struct notif_parts {
	struct optee_client *slow, *rpc;
	struct monitor *m;
};

static struct notif_parts notif_boot(struct kunit *test)
{
	struct optee_setup *setup = test->priv;

	optee_boot_threads(setup, 4);
	return (struct notif_parts) {
		.slow = optee_client_in(setup, MONITOR_TA_SLOW),
		.rpc = optee_client_in(setup, MONITOR_TA_RPC),
		.m = monitor_current(),
	};
}

static const u32 values[] = { 1, 31, 32, OPTEE_MAX_NOTIF };

static void value_name(const u32 *value, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "value %u", *value);
}

KUNIT_ARRAY_PARAM(values, values, value_name);

/*
 * A call that waits is woken up by a notification that another call sends.
 */
static void optee_test_notif_sync(struct kunit *test)
{
	u32 value = *(const u32 *)test->param_value;
	struct notif_parts p = notif_boot(test);

	wait_start(p.slow, value, NO_TIMEOUT);
	OPTEE_ASSERT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_EQ(test, send_by_rpc(p.rpc, value), TEEC_SUCCESS);
	expect_notified(p.slow);
}

/*
 * The notification came first: the call that waits for it doesn't wait; a second one
 * does, since one notification was sent.
 */
static void optee_test_notif_sync_sent_first(struct kunit *test)
{
	u32 value = *(const u32 *)test->param_value;
	struct notif_parts p = notif_boot(test);

	KUNIT_EXPECT_EQ(test, send_by_rpc(p.rpc, value), TEEC_SUCCESS);
	wait_start(p.slow, value, NO_TIMEOUT);
	expect_notified(p.slow);
	wait_start(p.slow, value, NO_TIMEOUT);
	OPTEE_EXPECT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_EQ(test, send_by_rpc(p.rpc, value), TEEC_SUCCESS);
	expect_notified(p.slow);
}

/*
 * A call that waits is woken up through the interrupt.
 */
static void optee_test_notif_async(struct kunit *test)
{
	u32 value = *(const u32 *)test->param_value;
	struct notif_parts p = notif_boot(test);

	wait_start(p.slow, value, NO_TIMEOUT);
	OPTEE_ASSERT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	monitor_notify(p.m, value);
	expect_notified(p.slow);
}

static bool nothing_pending(void *arg)
{
	return !optee_stats().notifications_pending;
}

/*
 * The interrupt came first: the driver has fetched the value and keeps it.
 */
static void optee_test_notif_async_sent_first(struct kunit *test)
{
	u32 value = *(const u32 *)test->param_value;
	struct notif_parts p = notif_boot(test);

	monitor_notify(p.m, value);
	KUNIT_ASSERT_TRUE(test, optee_wait_true(nothing_pending, NULL));
	wait_start(p.slow, value, NO_TIMEOUT);
	expect_notified(p.slow);
}

/*
 * The notification is sent while the wait for it is on its way out of the secure
 * world, and in the moment in which it returns from another wait: none is lost.
 */
static void optee_test_notif_async_on_the_way(struct kunit *test)
{
	struct notif_parts p = notif_boot(test);
	struct monitor_rule rule = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_NOTIFICATION, .session = MONITOR_ANY,
		.caller = p.slow->task.caller, .action = MONITOR_DO_NOTIFY, .value = { 9 },
	};
	int i;

	optee_rule(test, &rule);
	for (i = 0; i < 50; i++) {
		wait_start(p.slow, 9, NO_TIMEOUT);
		expect_notified(p.slow);
	}
}

/*
 * Many calls wait for values of their own; notifications in another order wake up each
 * the right one.
 */
static void optee_test_notif_many(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[12];
	u32 i;

	optee_boot_threads(setup, 16);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, ARRAY_SIZE(crowd));
	for (i = 0; i < ARRAY_SIZE(crowd); i++) {
		wait_start(crowd[i], 20 + i, NO_TIMEOUT);
		OPTEE_ASSERT_STATE(test, &crowd[i]->task, OPTEE_TASK_ASLEEP);
	}
	for (i = 0; i < ARRAY_SIZE(crowd); i++) {
		u32 n = (i * 5) % ARRAY_SIZE(crowd);

		monitor_notify(monitor_current(), 20 + n);
		expect_notified(crowd[n]);
	}
}

/*
 * Several values behind one interrupt: the driver fetches until there is none.
 */
static void optee_test_notif_several_values_one_interrupt(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[6];
	unsigned long flags;
	u32 i;

	optee_boot_threads(setup, 8);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, ARRAY_SIZE(crowd));
	for (i = 0; i < ARRAY_SIZE(crowd); i++) {
		wait_start(crowd[i], 20 + i, NO_TIMEOUT);
		OPTEE_ASSERT_STATE(test, &crowd[i]->task, OPTEE_TASK_ASLEEP);
	}
	local_irq_save(flags);
	for (i = 0; i < ARRAY_SIZE(crowd); i++)
		monitor_notify(monitor_current(), 20 + i);
	local_irq_restore(flags);
	for (i = 0; i < ARRAY_SIZE(crowd); i++)
		expect_notified(crowd[i]);
}

/*
 * So many values behind one interrupt that its handler should not fetch them all at once:
 * none is lost.
 */
static void optee_test_notif_flood_behind_one_interrupt(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 4);
	struct optee_setup *setup = test->priv;
	struct optee_client *slow;
	unsigned long flags;
	u32 i;

	config->max_notif_value = FLOOD;
	optee_boot_ok(setup, config, NULL);
	slow = optee_client_in(setup, MONITOR_TA_SLOW);
	local_irq_save(flags);
	for (i = 1; i <= FLOOD; i++)
		monitor_notify(monitor_current(), i);
	local_irq_restore(flags);
	KUNIT_ASSERT_TRUE(test, optee_wait_true(nothing_pending, NULL));
	for (i = 1; i <= FLOOD; i += 13) {
		wait_start(slow, i, NO_TIMEOUT);
		expect_notified(slow);
	}
}

/*
 * Value 0 is not for a waiting call: the driver makes a call for the bottom half.
 */
static void optee_test_notif_bottom_half(struct kunit *test)
{
	struct notif_parts p = notif_boot(test);
	u32 mark = optee_mark();

	monitor_notify(p.m, OPTEE_NOTIF_BOTTOM_HALF);
	KUNIT_EXPECT_TRUE(test, optee_wait_events(mark, MONITOR_EV_RETURN,
						  OPTEE_CMD_DO_BOTTOM_HALF, MONITOR_ANY, 1));
}

/*
 * A bottom half that finds every context taken waits like any other call, and the
 * interrupts that come meanwhile wake up calls as usual.
 */
static void optee_test_notif_bottom_half_waits(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[2];
	u32 mark;

	optee_boot_threads(setup, 2);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 2);
	wait_start(crowd[0], 7, NO_TIMEOUT);
	OPTEE_ASSERT_STATE(test, &crowd[0]->task, OPTEE_TASK_ASLEEP);
	optee_client_parked(crowd[1], 1);
	mark = optee_mark();
	monitor_notify(monitor_current(), OPTEE_NOTIF_BOTTOM_HALF);
	monitor_notify(monitor_current(), 7);
	expect_notified(crowd[0]);
	KUNIT_EXPECT_TRUE(test, optee_wait_events(mark, MONITOR_EV_RETURN,
						  OPTEE_CMD_DO_BOTTOM_HALF, MONITOR_ANY, 1));
}

/* ---- bounds ------------------------------------------------------------------------- */

static const u32 too_high[] = { OPTEE_MAX_NOTIF + 1, 255, 256, 100000, 0x7fffffff, 0xffffffff };

KUNIT_ARRAY_PARAM(too_high, too_high, value_name);

/*
 * A value above the highest: neither sent nor waited for by RPC, and ignored when it
 * comes by interrupt.
 */
static void optee_test_notif_value_too_high(struct kunit *test)
{
	u32 value = *(const u32 *)test->param_value;
	struct notif_parts p = notif_boot(test);

	KUNIT_EXPECT_EQ(test, send_by_rpc(p.rpc, value), TEEC_ERROR_BAD_PARAMETERS);
	wait_start(p.slow, value, NO_TIMEOUT);
	KUNIT_EXPECT_EQ(test, optee_task_join(&p.slow->task), 0);
	KUNIT_EXPECT_EQ(test, p.slow->ret, TEEC_ERROR_BAD_PARAMETERS);

	wait_start(p.slow, 5, NO_TIMEOUT);
	OPTEE_ASSERT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	monitor_notify(p.m, value);
	KUNIT_EXPECT_TRUE(test, optee_wait_true(nothing_pending, NULL));
	OPTEE_EXPECT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	monitor_notify(p.m, 5);
	expect_notified(p.slow);
}

/*
 * The value for the bottom half is no value to wait for a second time: two calls that
 * wait for the same value are an error of the second.
 */
static void optee_test_notif_two_wait_for_one_value(struct kunit *test)
{
	struct notif_parts p = notif_boot(test);
	struct optee_client *second = optee_client_in(test->priv, MONITOR_TA_SLOW);

	wait_start(p.slow, 8, NO_TIMEOUT);
	OPTEE_ASSERT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	wait_start(second, 8, NO_TIMEOUT);
	KUNIT_EXPECT_EQ(test, optee_task_join(&second->task), 0);
	KUNIT_EXPECT_EQ(test, second->ret, TEEC_ERROR_BAD_PARAMETERS);
	monitor_notify(p.m, 8);
	expect_notified(p.slow);
}

/*
 * What a trusted application waits for may take hours: the task that waits is no load,
 * and no task that hangs (kernel/hung_task.c reports those that are not TASK_NOLOAD).
 */
static void optee_test_notif_wait_is_no_load(struct kunit *test)
{
	struct notif_parts p = notif_boot(test);
	bool load;

	wait_start(p.slow, 5, NO_TIMEOUT);
	OPTEE_ASSERT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	load = !(READ_ONCE(tee_task_thread(p.slow->task.worker)->__state) & TASK_NOLOAD);
	KUNIT_EXPECT_FALSE_MSG(test, load, "the wait for a notification counts as load");
	monitor_notify(p.m, 5);
	expect_notified(p.slow);
}

/*
 * A wait with a time limit ends with TEE_ERROR_TIMEOUT; a notification that comes
 * afterwards is kept for the next wait.
 */
static void optee_test_notif_timeout(struct kunit *test)
{
	struct notif_parts p = notif_boot(test);

	wait_start(p.slow, 6, 20);
	KUNIT_EXPECT_EQ(test, optee_task_join(&p.slow->task), 0);
	KUNIT_EXPECT_EQ(test, p.slow->ret, TEE_ERROR_TIMEOUT);
	monitor_notify(p.m, 6);
	KUNIT_ASSERT_TRUE(test, optee_wait_true(nothing_pending, NULL));
	wait_start(p.slow, 6, NO_TIMEOUT);
	expect_notified(p.slow);
}

/*
 * The limit is in milliseconds: a wait of 100 ms is over before a suspension of 600 ms
 * that began first, on the same clock.
 */
static void optee_test_notif_timeout_is_in_milliseconds(struct kunit *test)
{
	struct notif_parts p = notif_boot(test);
	struct tee_param param = optee_value(VALUE_IN, OPTEE_RPC_SUSPEND, 600, 0);

	optee_client_set(p.rpc, MONITOR_RPC_SEND, 1, &param);
	optee_task_start(&p.rpc->task, optee_op_invoke);
	OPTEE_ASSERT_STATE(test, &p.rpc->task, OPTEE_TASK_ASLEEP);
	wait_start(p.slow, 6, 100);
	KUNIT_EXPECT_EQ(test, optee_task_join(&p.slow->task), 0);
	KUNIT_EXPECT_EQ(test, p.slow->ret, TEE_ERROR_TIMEOUT);
	KUNIT_EXPECT_TRUE_MSG(test, optee_task_busy(&p.rpc->task),
			      "the wait took longer than 600 ms");
	optee_task_join(&p.rpc->task);
}

/* Wait until the driver has asked so many times for a value */
static bool wait_fetched(u32 mark, u32 times)
{
	return optee_wait_events(mark, MONITOR_EV_FAST, OPTEE_FAST_GET_ASYNC_NOTIF_VALUE,
				 MONITOR_ANY, times);
}

/*
 * The secure world fails to say which value is pending, after one that it did tell: the
 * driver stops fetching, wakes up nobody and starts no bottom half.
 */
static void optee_test_notif_value_not_available(struct kunit *test)
{
	struct notif_parts p = notif_boot(test);
	struct monitor_rule rule = {
		.point = MONITOR_AT_FAST, .func = OPTEE_FAST_GET_ASYNC_NOTIF_VALUE, .skip = 1,
		.count = 6, .session = MONITOR_ANY, .caller = MONITOR_ANY,
		.action = MONITOR_DO_RETURN, .value = { OPTEE_RETURN_ENOTAVAIL },
	};
	unsigned long flags;
	u32 mark = optee_mark();

	wait_start(p.slow, 4, NO_TIMEOUT);
	OPTEE_ASSERT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	optee_rule(test, &rule);
	local_irq_save(flags);
	monitor_notify(p.m, 3);
	monitor_notify(p.m, 4);
	local_irq_restore(flags);
	KUNIT_ASSERT_TRUE(test, wait_fetched(mark, 2));
	OPTEE_EXPECT_STATE(test, &p.slow->task, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_LE(test, optee_events(mark, MONITOR_EV_FAST,
					   OPTEE_FAST_GET_ASYNC_NOTIF_VALUE, MONITOR_ANY), 3);
	KUNIT_EXPECT_EQ(test, optee_events(mark, MONITOR_EV_CALL, OPTEE_CMD_DO_BOTTOM_HALF,
					   MONITOR_ANY), 0);
	monitor_rules_clear(p.m);
	monitor_notify(p.m, 5);
	expect_notified(p.slow);
}

/*
 * An interrupt with nothing behind it: nothing happens.
 */
static void optee_test_notif_spurious_interrupt(struct kunit *test)
{
	struct notif_parts p = notif_boot(test);
	struct monitor_rule rule = {
		.point = MONITOR_AT_FAST, .func = OPTEE_FAST_GET_ASYNC_NOTIF_VALUE, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { OPTEE_RETURN_OK },
	};
	u32 mark = optee_mark();

	optee_rule(test, &rule);
	monitor_notify(p.m, 3);
	KUNIT_ASSERT_TRUE(test, wait_fetched(mark, 1));
	KUNIT_EXPECT_EQ(test, optee_events(mark, MONITOR_EV_CALL, MONITOR_ANY, MONITOR_ANY), 0);
	wait_start(p.slow, 3, NO_TIMEOUT);
	monitor_notify(p.m, 4);
	expect_notified(p.slow);
}

/*
 * Notifications go on working after the driver was removed and bound again, and while it
 * is away they disturb nobody.
 */
static void optee_test_notif_rebind(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *slow;

	optee_boot_threads(setup, 4);
	optee_unbind(setup);
	monitor_notify(monitor_current(), 12);
	monitor_notify(monitor_current(), OPTEE_NOTIF_BOTTOM_HALF);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	slow = optee_client_in(setup, MONITOR_TA_SLOW);
	wait_start(slow, 13, NO_TIMEOUT);
	OPTEE_ASSERT_STATE(test, &slow->task, OPTEE_TASK_ASLEEP);
	monitor_notify(monitor_current(), 13);
	expect_notified(slow);
}

static struct kunit_case notif_tests[] = {
	KUNIT_CASE_PARAM(optee_test_notif_sync, values_gen_params),
	KUNIT_CASE_PARAM(optee_test_notif_sync_sent_first, values_gen_params),
	KUNIT_CASE_PARAM(optee_test_notif_async, values_gen_params),
	KUNIT_CASE_PARAM(optee_test_notif_async_sent_first, values_gen_params),
	KUNIT_CASE(optee_test_notif_async_on_the_way),
	KUNIT_CASE(optee_test_notif_many),
	KUNIT_CASE(optee_test_notif_several_values_one_interrupt),
	KUNIT_CASE(optee_test_notif_flood_behind_one_interrupt),
	KUNIT_CASE(optee_test_notif_bottom_half),
	KUNIT_CASE(optee_test_notif_bottom_half_waits),
	KUNIT_CASE_PARAM(optee_test_notif_value_too_high, too_high_gen_params),
	KUNIT_CASE(optee_test_notif_two_wait_for_one_value),
	KUNIT_CASE(optee_test_notif_wait_is_no_load),
	KUNIT_CASE(optee_test_notif_timeout),
	KUNIT_CASE(optee_test_notif_timeout_is_in_milliseconds),
	KUNIT_CASE(optee_test_notif_value_not_available),
	KUNIT_CASE(optee_test_notif_spurious_interrupt),
	KUNIT_CASE(optee_test_notif_rebind),
	{ }
};

static struct kunit_suite notif_suite = {
	.name = "optee_notif",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = notif_tests,
};

static struct kunit_case notif_ffa_tests[ARRAY_SIZE(notif_tests)];

OPTEE_OVER_FFA(notif_ffa_tests, notif_tests,
	       KUNIT_CASE(optee_test_notif_value_not_available),
	       KUNIT_CASE(optee_test_notif_bottom_half_waits),
	       KUNIT_CASE(optee_test_notif_spurious_interrupt),
	       KUNIT_CASE(optee_test_notif_flood_behind_one_interrupt),
	       { });

static struct kunit_suite notif_ffa_suite = {
	.name = "optee_ffa_notif",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = notif_ffa_tests,
};

optee_test_suites(&notif_suite, &notif_ffa_suite);

MODULE_DESCRIPTION("Notifications from OP-TEE");
MODULE_LICENSE("GPL");
