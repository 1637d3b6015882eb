// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's SCMI, with its OP-TEE transport and its clocks, on the driver under test
 * and the monitor's SCMI pseudo-TA: the one client in Linux that asks for system
 * sessions.
 */
#include <linux/module.h>
#include "scmi.h"
#include "support/compat.h"

enum { GATE = 1 };

/* ---- clocks ----------------------------------------------------------------------------- */

static const u32 clock_ids[] = { 0, 1, 2, 3 };

static void clock_name(const u32 *id, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "clock %u", *id);
}

KUNIT_ARRAY_PARAM(clock, clock_ids, clock_name);

/* A clock that a client turns on is on in the secure world, and no other. */
static void optee_test_scmi_clock(struct kunit *test)
{
	u32 id = *(const u32 *)test->param_value, other;
	struct scmi_clock *c;

	scmi_boot(test->priv, 4);
	c = scmi_clock_got(test->priv, id);
	KUNIT_ASSERT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
	for (other = 0; other < ARRAY_SIZE(clock_ids); other++)
		KUNIT_EXPECT_EQ(test, scmi_is_on(other), other == id);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
	KUNIT_EXPECT_FALSE(test, scmi_is_on(id));
	KUNIT_EXPECT_EQ(test, scmi_changes(id), 2);
}

/* There are as many clocks as the server has. */
static void optee_test_scmi_no_such_clock(struct kunit *test)
{
	struct scmi_clock *c;

	scmi_boot(test->priv, 4);
	c = scmi_clock_new(test->priv, MONITOR_SCMI_CLOCKS);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_get), 0);
}

/* A rate that was set is the one that is got, and one that the server refuses is not. */
static void optee_test_scmi_rate(struct kunit *test)
{
	struct scmi_clock *c;

	scmi_boot(test->priv, 4);
	c = scmi_clock_got(test->priv, 1);
	c->rate = 26000000;
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_set_rate), 0);
	c->rate = 0;
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_get_rate), 0);
	KUNIT_EXPECT_EQ(test, c->rate, 26000000);
}

/* Two users of a clock: it goes off with the second. */
static void optee_test_scmi_two_users(struct kunit *test)
{
	struct scmi_clock *c[2];

	scmi_boot(test->priv, 4);
	c[0] = scmi_clock_got(test->priv, 2);
	c[1] = scmi_clock_got(test->priv, 2);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c[0]->task, scmi_op_on), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c[1]->task, scmi_op_on), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c[0]->task, scmi_op_off), 0);
	KUNIT_EXPECT_TRUE(test, scmi_is_on(2));
	KUNIT_EXPECT_EQ(test, optee_task_run(&c[1]->task, scmi_op_off), 0);
	KUNIT_EXPECT_EQ(test, scmi_changes(2), 2);
}

/* The clock protocol on a channel of its own: another agent's. */
static void optee_test_scmi_two_channels(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct scmi_clock *c;

	optee_boot_ok(setup, scmi_config(test, 4), NULL);
	scmi_add(setup, 0, 1);
	c = scmi_clock_got(setup, 0);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 2);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
	KUNIT_EXPECT_TRUE(test, scmi_is_on(0));
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
}

/* Four tasks turn four clocks on and off by one channel: each change takes place. */
static void optee_test_scmi_at_once(struct kunit *test)
{
	struct scmi_clock *c[4];
	u32 i;

	scmi_boot(test->priv, 2);
	for (i = 0; i < ARRAY_SIZE(c); i++) {
		c[i] = scmi_clock_got(test->priv, i);
		c[i]->rounds = 25;
	}
	for (i = 0; i < ARRAY_SIZE(c); i++)
		optee_task_start(&c[i]->task, scmi_op_on_and_off);
	for (i = 0; i < ARRAY_SIZE(c); i++) {
		KUNIT_EXPECT_EQ(test, optee_task_join(&c[i]->task), 0);
		KUNIT_EXPECT_EQ(test, scmi_changes(i), 2 * c[i]->rounds);
	}
}

/* ---- system sessions -------------------------------------------------------------------- */

/* The transport gets its system session. */
static void optee_test_scmi_system_session(struct kunit *test)
{
	scmi_boot(test->priv, 2);
	scmi_clock_got(test->priv, 0);
	KUNIT_EXPECT_EQ(test, scmi_system_result(), 0);
}

/* With one thread context there is none to hold; the transport does without. */
static void optee_test_scmi_one_context(struct kunit *test)
{
	struct scmi_clock *c;

	scmi_boot(test->priv, 1);
	c = scmi_clock_got(test->priv, 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
	KUNIT_EXPECT_TRUE(test, scmi_is_on(0));
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
}

/* P1: with every other context out, a clock is turned on all the same. */
static void optee_test_scmi_enters_under_load(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[4];
	struct scmi_clock *c;

	scmi_boot(setup, 2);
	c = scmi_clock_got(setup, 0);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, ARRAY_SIZE(crowd));
	optee_crowd_park(crowd, ARRAY_SIZE(crowd), GATE);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
	KUNIT_EXPECT_TRUE(test, scmi_is_on(0));
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_crowd_join(crowd, ARRAY_SIZE(crowd));
}

/* The same with the transport's call taken out: the clock waits for the others. */
static void optee_test_scmi_waits_without(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[4];
	struct scmi_clock *c;

	scmi_system_sessions(false);
	scmi_boot(setup, 2);
	c = scmi_clock_got(setup, 0);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, ARRAY_SIZE(crowd));
	optee_crowd_park(crowd, ARRAY_SIZE(crowd), GATE);
	optee_task_start(&c->task, scmi_op_on);
	OPTEE_EXPECT_STATE(test, &c->task, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_FALSE(test, scmi_is_on(0));
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(&c->task), 0);
	optee_crowd_join(crowd, ARRAY_SIZE(crowd));
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
}

/* ---- a server that lies ----------------------------------------------------------------- */

static const struct lie_case {
	const char *name;
	enum monitor_scmi_lie lie;
	bool fails;
} lie_cases[] = {
	{ "token of another message", MONITOR_SCMI_OTHER_TOKEN, false },
	{ "an error", MONITOR_SCMI_ERROR, true },
	{ "shorter than a status", MONITOR_SCMI_SHORT, false },
	{ "longer than its buffer", MONITOR_SCMI_LONG, false },
	{ "noise behind the status", MONITOR_SCMI_NOISE, false },
	{ "no answer at all", MONITOR_SCMI_SILENT, false },
};

KUNIT_ARRAY_PARAM_DESC(lie, lie_cases, name);

/*
 * One answer is a lie: turning a clock on ends, and with an error where the
 * status says so; no memory is touched that must not be, and the next message is fine.
 */
static void optee_test_scmi_lie(struct kunit *test)
{
	const struct lie_case *l = test->param_value;
	struct scmi_clock *c;
	int rc;

	scmi_boot(test->priv, 4);
	c = scmi_clock_got(test->priv, 0);
	monitor_scmi_lie(monitor_current(), l->lie, 1);
	rc = optee_task_run(&c->task, scmi_op_on);
	if (l->fails)
		KUNIT_EXPECT_NE(test, rc, 0);
	monitor_scmi_lie(monitor_current(), MONITOR_SCMI_HONEST, 0);
	if (!rc)
		KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
	KUNIT_EXPECT_TRUE(test, scmi_is_on(0));
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
	KUNIT_EXPECT_FALSE(test, scmi_is_on(0));
}

/* Every answer is a lie from the start: the agent probes or does not, and goes again. */
static void optee_test_scmi_lies_at_probe(struct kunit *test)
{
	const struct lie_case *l = test->param_value;
	struct optee_setup *setup = test->priv;

	optee_boot_ok(setup, scmi_config(test, 4), NULL);
	monitor_scmi_lie(monitor_current(), l->lie, MONITOR_ANY);
	scmi_add(setup, 0, SCMI_NO_CHANNEL);
	scmi_remove(setup);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
	optee_client_alive(setup);
}

/* ---- a pseudo-TA that refuses ------------------------------------------------------------ */

static void refuse(struct kunit *test, u32 func, u32 ret)
{
	const struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = func, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { ret, TEEC_ORIGIN_TRUSTED_APP },
	};

	optee_rule(test, &rule);
}

/* GET_CHANNEL is refused: there are no clocks, and no session or memory is left. */
static void optee_test_scmi_channel_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct scmi_clock *c;

	optee_boot_ok(setup, scmi_config(test, 4), NULL);
	refuse(test, PTA_SCMI_GET_CHANNEL, TEEC_ERROR_ITEM_NOT_FOUND);
	scmi_add(setup, 0, SCMI_NO_CHANNEL);
	c = scmi_clock_new(setup, 0);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_get), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

/* A channel that the secure world does not have: the same. */
static void optee_test_scmi_no_such_channel(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct scmi_clock *c;

	optee_boot_ok(setup, scmi_config(test, 4), NULL);
	scmi_add(setup, MONITOR_SCMI_CHANNELS, SCMI_NO_CHANNEL);
	c = scmi_clock_new(setup, 0);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_get), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

static const struct handle_case {
	const char *name;
	u32 handle;
	bool works;
} handle_cases[] = {
	{ "another agent's", MONITOR_SCMI_HANDLE(1), true },
	{ "nobody's", MONITOR_SCMI_HANDLE(MONITOR_SCMI_CHANNELS), false },
	{ "the channel's number", 0, false },
};

KUNIT_ARRAY_PARAM_DESC(handle, handle_cases, name);

/*
 * GET_CHANNEL answers with a handle that is not this channel's. The transport can't know:
 * it has the other agent's clocks, or none; nothing is left either way.
 */
static void optee_test_scmi_handle(struct kunit *test)
{
	const struct handle_case *h = test->param_value;
	struct optee_setup *setup = test->priv;
	const struct monitor_rule rule = {
		.point = MONITOR_AT_RETURN, .func = OPTEE_CMD_INVOKE_COMMAND, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_PARAM_A, h->handle, 0 },
	};
	struct scmi_clock *c;

	optee_boot_ok(setup, scmi_config(test, 4), NULL);
	optee_rule(test, &rule);
	scmi_add(setup, 0, SCMI_NO_CHANNEL);
	c = scmi_clock_new(setup, 0);
	if (h->works) {
		KUNIT_ASSERT_EQ(test, optee_task_run(&c->task, scmi_op_get), 0);
		KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
		KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
	} else {
		KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_get), 0);
	}
	monitor_rules_clear(monitor_current());
	scmi_remove(setup);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
	optee_client_alive(setup);
}

/* The answer comes late: who asked waits for it, and others of the channel behind. */
static void optee_test_scmi_late(struct kunit *test)
{
	const struct monitor_rule park = {
		.point = MONITOR_AT_INVOKE, .func = PTA_SCMI_PROCESS_MSG_CHANNEL, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_PARK,
		.value = { GATE },
	};
	struct scmi_clock *c[2];

	scmi_boot(test->priv, 4);
	c[0] = scmi_clock_got(test->priv, 0);
	c[1] = scmi_clock_got(test->priv, 1);
	optee_rule(test, &park);
	optee_task_start(&c[0]->task, scmi_op_on);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	optee_task_start(&c[1]->task, scmi_op_on);
	OPTEE_EXPECT_STATE(test, &c[1]->task, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_FALSE(test, scmi_is_on(0));
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(&c[0]->task), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&c[1]->task), 0);
	KUNIT_EXPECT_TRUE(test, scmi_is_on(0) && scmi_is_on(1));
	KUNIT_EXPECT_EQ(test, optee_task_run(&c[0]->task, scmi_op_off), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c[1]->task, scmi_op_off), 0);
}

/* Messages are refused for a while: calls fail, and work again afterwards. */
static void optee_test_scmi_messages_refused(struct kunit *test)
{
	struct scmi_clock *c;

	scmi_boot(test->priv, 4);
	c = scmi_clock_got(test->priv, 0);
	refuse(test, PTA_SCMI_PROCESS_MSG_CHANNEL, TEEC_ERROR_BUSY);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_on), 0);
	monitor_rules_clear(monitor_current());
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
}

/* A secure world that can neither SMT nor MSG: the service does not bind, no clocks. */
static void optee_test_scmi_no_capability(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	const struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = PTA_SCMI_CAPABILITIES,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { TEEC_ERROR_NOT_SUPPORTED, TEEC_ORIGIN_TRUSTED_APP },
		/* the device PTA's command has the same number: its list's size, its list */
		.skip = 2, .count = 1,
	};
	struct scmi_clock *c;

	optee_boot_ok(setup, scmi_config(test, 4), NULL);
	optee_rule(test, &rule);
	optee_unbind(setup);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	scmi_add(setup, 0, SCMI_NO_CHANNEL);
	c = scmi_clock_new(setup, 0);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_get), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

/* The pseudo-TA panics in the middle: errors from then on, and nothing is left. */
static void optee_test_scmi_panic(struct kunit *test)
{
	const struct monitor_rule rule = {
		.point = MONITOR_AT_INVOKE, .func = PTA_SCMI_PROCESS_MSG_CHANNEL,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .count = 1,
		.action = MONITOR_DO_PANIC,
	};
	struct scmi_clock *c;

	scmi_boot(test->priv, 4);
	c = scmi_clock_got(test->priv, 0);
	optee_rule(test, &rule);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_on), 0);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_on), 0);
	scmi_remove(test->priv);
	optee_client_alive(test->priv);
}

/* ---- coming and going -------------------------------------------------------------------- */

/* The agent's device is there first: its clocks come with OP-TEE. */
static void optee_test_scmi_before_optee(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct scmi_clock *c;

	scmi_add(setup, 0, SCMI_NO_CHANNEL);
	c = scmi_clock_new(setup, 0);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_get), 0);
	optee_boot_ok(setup, scmi_config(test, 4), NULL);
	KUNIT_ASSERT_EQ(test, optee_task_run(&c->task, scmi_op_get), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
}

/* The agent goes and comes back: its channels are closed, and opened again. */
static void optee_test_scmi_agent_again(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct scmi_clock *c;
	u32 round;

	optee_boot_ok(setup, scmi_config(test, 4), NULL);
	for (round = 0; round < 3; round++) {
		scmi_add(setup, 0, 1);
		KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 2);
		c = scmi_clock_got(setup, 0);
		KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
		KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
		KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_put), 0);
		scmi_remove(setup);
		KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
	}
}

/*
 * OP-TEE goes under an agent with channels open, and comes back; the clocks as well where
 * the kernel's transport lets them (that with suppliers takes the one that went for the
 * one in use).
 */
static void optee_test_scmi_optee_again(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct scmi_clock *c;

	scmi_boot(setup, 4);
	c = scmi_clock_got(setup, 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_put), 0);
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
	KUNIT_EXPECT_NE(test, optee_task_run(&c->task, scmi_op_get), 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	if (compat_scmi_service_again) {
		KUNIT_ASSERT_EQ(test, optee_task_run(&c->task, scmi_op_get), 0);
		KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_on), 0);
		KUNIT_EXPECT_EQ(test, optee_task_run(&c->task, scmi_op_off), 0);
	}
	optee_client_alive(setup);
}

static int scmi_init(struct kunit *test)
{
	scmi_system_sessions(true);
	return optee_setup_init(test);
}

static struct kunit_case scmi_tests[] = {
	KUNIT_CASE_PARAM(optee_test_scmi_clock, clock_gen_params),
	KUNIT_CASE(optee_test_scmi_no_such_clock),
	KUNIT_CASE(optee_test_scmi_rate),
	KUNIT_CASE(optee_test_scmi_two_users),
	KUNIT_CASE(optee_test_scmi_two_channels),
	KUNIT_CASE(optee_test_scmi_at_once),
	KUNIT_CASE(optee_test_scmi_system_session),
	KUNIT_CASE(optee_test_scmi_one_context),
	KUNIT_CASE(optee_test_scmi_enters_under_load),
	KUNIT_CASE(optee_test_scmi_waits_without),
	KUNIT_CASE_PARAM(optee_test_scmi_lie, lie_gen_params),
	KUNIT_CASE_PARAM(optee_test_scmi_lies_at_probe, lie_gen_params),
	KUNIT_CASE(optee_test_scmi_channel_refused),
	KUNIT_CASE(optee_test_scmi_no_such_channel),
	KUNIT_CASE_PARAM(optee_test_scmi_handle, handle_gen_params),
	KUNIT_CASE(optee_test_scmi_late),
	KUNIT_CASE(optee_test_scmi_messages_refused),
	KUNIT_CASE(optee_test_scmi_no_capability),
	KUNIT_CASE(optee_test_scmi_panic),
	KUNIT_CASE(optee_test_scmi_before_optee),
	KUNIT_CASE(optee_test_scmi_agent_again),
	KUNIT_CASE(optee_test_scmi_optee_again),
	{ }
};

static struct kunit_suite scmi_suite = {
	.name = "optee_scmi",
	.init = scmi_init,
	.exit = optee_setup_exit,
	.test_cases = scmi_tests,
};

kunit_test_suite(scmi_suite);

MODULE_DESCRIPTION("The kernel's SCMI over OP-TEE");
MODULE_LICENSE("GPL");
