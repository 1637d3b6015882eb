// SPDX-License-Identifier: GPL-2.0-only
/*
 * The deadlock that system sessions are for: clients fill every thread context with
 * calls that wait for RPMB; RPMB waits for a clock; the clock is an SCMI service in
 * OP-TEE; its call must get in.
 */
#include <linux/module.h>
#include "client.h"
#include "supplicant.h"

#define MAX_CLIENTS	12

enum { GATE = 1 };

struct deadlock_case {
	u32 threads;
	u32 clients;
};

static const struct deadlock_case deadlock_cases[] = {
	{ 2, 2 }, { 2, 5 }, { 4, 4 }, { 4, 8 }, { 8, 8 }, { 8, 12 },
};

static void case_name(const struct deadlock_case *c, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "threads=%u clients=%u", c->threads, c->clients);
}

KUNIT_ARRAY_PARAM(deadlock, deadlock_cases, case_name);

struct deadlock {
	struct optee_client *client[MAX_CLIENTS];
	struct optee_client *clock;
	struct optee_supplicant *supp;
	u32 in;		/* clients whose call holds a context */
	u32 clients;
	bool begun;	/* the supplicant has had a request for RPMB */
};

/* Each client waits for RPMB or for a context, none is on its way any more. */
static bool all_asleep(void *arg)
{
	struct deadlock *d = arg;

	return optee_crowd_state(d->client, d->clients, OPTEE_TASK_ASLEEP) == d->clients;
}

/* The supplicant reaches RPMB only with the clock on, and turns it off afterwards. */
static void rpmb_behind_clock(struct optee_supplicant *supp, struct optee_supp_msg *msg)
{
	struct deadlock *d = supp->priv;
	struct tee_ioctl_invoke_arg arg = {
		.func = MONITOR_SCMI_CLOCK, .session = d->clock->session, .num_params = 1,
	};
	struct tee_param param;
	int on, rc;

	optee_supp_handle(supp, msg);
	if (msg->func != OPTEE_RPC_RPMB)
		return;
	/* Those that have a context are served before those that are yet to get one. */
	if (!d->begun)
		optee_wait_true(all_asleep, d);
	d->begun = true;
	for (on = 1; on >= 0; on--) {
		param = optee_value(VALUE_INOUT, on, 0, 0);
		rc = tee_client_invoke_func(d->clock->ctx, &arg, &param);
		if (rc || arg.ret)
			msg->ret = TEEC_ERROR_GENERIC;
	}
}

/*
 * All the clients' calls are under way: those that have a context are about to make
 * their RPMB RPC, the others wait for a context.
 */
static struct deadlock *deadlock_set_up(struct kunit *test, bool system)
{
	const struct deadlock_case *c = test->param_value;
	struct monitor_rule park = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_RPMB, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_PARK, .value = { GATE },
	};
	/* the supplicant has it until the setup is released, also when the test is aborted */
	struct deadlock *d = kunit_kzalloc(test, sizeof(*d), GFP_KERNEL);
	struct optee_setup *setup = test->priv;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, d);
	optee_boot_threads(setup, c->threads);
	d->clock = optee_client_in(setup, MONITOR_TA_SCMI);
	optee_crowd_in(setup, MONITOR_TA_STORAGE, d->client, c->clients);
	d->supp = optee_supp_opened(setup);
	d->supp->handle = rpmb_behind_clock;
	d->supp->priv = d;
	d->clients = c->clients;
	optee_task_start(&d->supp->task, optee_op_supp_serve);
	d->in = c->threads;
	if (system) {
		KUNIT_ASSERT_EQ(test, optee_task_run(&d->clock->task, optee_op_system_session), 0);
		d->in--;
	}
	d->in = min(d->in, c->clients);
	optee_rule(test, &park);
	for (i = 0; i < c->clients; i++) {
		d->client[i]->ctx->supp_nowait = false;
		optee_client_set(d->client[i], MONITOR_STORAGE_RPMB, 0, NULL);
		optee_task_start(&d->client[i]->task, optee_op_invoke);
	}
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, d->in, OPTEE_CALL_MS));
	monitor_rules_clear(monitor_current());
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	return d;
}

static void expect_all_done(struct kunit *test, struct deadlock *d)
{
	const struct deadlock_case *c = test->param_value;
	u32 i;

	for (i = 0; i < c->clients; i++) {
		KUNIT_EXPECT_EQ(test, optee_task_join(&d->client[i]->task), 0);
		KUNIT_EXPECT_EQ(test, d->client[i]->ret, TEEC_SUCCESS);
	}
	optee_supp_stop(d->supp);
	KUNIT_EXPECT_GE(test, monitor_ta_calls(monitor_current(), MONITOR_TA_SCMI),
			2 * c->clients);
}

/*
 * Without a system session the deadlock is there: every context is with a call that
 * waits for RPMB, the supplicant waits for the clock, and the clock's call for a
 * context. It ends when the clients are killed, and leaves nothing behind.
 */
static void optee_test_deadlock_without_system_session(struct kunit *test)
{
	const struct deadlock_case *c = test->param_value;
	struct deadlock *d = deadlock_set_up(test, false);
	u32 i;

	OPTEE_EXPECT_STATE(test, &d->supp->task, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(d->client, c->clients, OPTEE_TASK_ASLEEP),
			c->clients);
	KUNIT_EXPECT_EQ(test, optee_stats().threads_busy, c->threads);
	KUNIT_EXPECT_EQ(test, monitor_ta_calls(monitor_current(), MONITOR_TA_SCMI), 0);

	for (i = 0; i < c->clients; i++)
		optee_task_kill(&d->client[i]->task);
	for (i = 0; i < c->clients; i++)
		optee_task_join(&d->client[i]->task);
	optee_supp_stop(d->supp);
	optee_client_alive(test->priv);
}

/*
 * With a system session for the clock the same calls end by themselves.
 */
static void optee_test_deadlock_with_system_session(struct kunit *test)
{
	expect_all_done(test, deadlock_set_up(test, true));
}

static struct kunit_case deadlock_tests[] = {
	KUNIT_CASE_PARAM(optee_test_deadlock_without_system_session, deadlock_gen_params),
	KUNIT_CASE_PARAM(optee_test_deadlock_with_system_session, deadlock_gen_params),
	{ }
};

static struct kunit_suite deadlock_suite = {
	.name = "optee_deadlock",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = deadlock_tests,
};

kunit_test_suite(deadlock_suite);

MODULE_DESCRIPTION("RPMB, a clock and OP-TEE's thread contexts");
MODULE_LICENSE("GPL");
