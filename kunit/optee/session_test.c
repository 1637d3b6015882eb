// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions: opening, closing, who may use them, and what is left of one that fails
 * half way.
 */
#include <linux/module.h>
#include <linux/uuid.h>
#include "client.h"

static int session_open(struct optee_client *client, enum monitor_ta ta)
{
	optee_client_ta(client, ta);
	client->num_params = 0;
	client->ret = 0;
	return optee_task_run(&client->task, optee_op_open_session);
}

static int session_close(struct optee_client *client)
{
	return optee_task_run(&client->task, optee_op_close_session);
}

/*
 * A session opens, works and closes, with every kind of shared memory; the secure
 * world has as many sessions as the client.
 */
static void optee_test_session_open_use_close(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_kind(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 1);
	KUNIT_EXPECT_EQ(test, optee_client_value(client, MONITOR_ECHO_COPY, 1, 2, 3), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[0].u.value.c, 4);
	KUNIT_EXPECT_EQ(test, session_close(client), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

/*
 * A TA that doesn't exist: TEEC_ERROR_ITEM_NOT_FOUND from the TEE, and no session.
 */
static void optee_test_session_unknown_ta(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = optee_client_new(setup);
	memset(client->uuid, 0xa5, sizeof(client->uuid));
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_open_session), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_ERROR_ITEM_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
	optee_client_alive(setup);
}

/*
 * A single-instance TA refuses a second session, and takes it once the first is closed.
 */
static void optee_test_session_single_instance(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *first, *second;

	optee_boot_threads(setup, 2);
	first = optee_client_in(setup, MONITOR_TA_SINGLE);
	second = optee_client_new(setup);
	KUNIT_EXPECT_EQ(test, session_open(second, MONITOR_TA_SINGLE), 0);
	KUNIT_EXPECT_EQ(test, second->ret, TEEC_ERROR_BUSY);
	KUNIT_EXPECT_EQ(test, session_close(first), 0);
	KUNIT_EXPECT_EQ(test, session_open(second, MONITOR_TA_SINGLE), 0);
	KUNIT_EXPECT_EQ(test, second->ret, TEEC_SUCCESS);
}

/*
 * Invoke, cancel and close of a session that isn't there, that is another
 * context's or that has been closed: -EINVAL, and the secure world isn't asked.
 */
static void optee_test_session_not_ours(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *owner, *other;
	u32 calls;

	optee_boot_threads(setup, 2);
	owner = optee_client_in(setup, MONITOR_TA_ECHO);
	other = optee_client_new(setup);
	other->session = owner->session;
	calls = optee_stats().calls;
	KUNIT_EXPECT_EQ(test, optee_client_value(other, MONITOR_ECHO_COPY, 0, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, optee_task_run(&other->task, optee_op_cancel), -EINVAL);
	KUNIT_EXPECT_EQ(test, session_close(other), -EINVAL);
	KUNIT_EXPECT_EQ(test, optee_stats().calls, calls);

	KUNIT_EXPECT_EQ(test, optee_client_value(owner, MONITOR_ECHO_COPY, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, session_close(owner), 0);
	calls = optee_stats().calls;
	KUNIT_EXPECT_EQ(test, optee_client_value(owner, MONITOR_ECHO_COPY, 0, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, optee_task_run(&owner->task, optee_op_cancel), -EINVAL);
	KUNIT_EXPECT_EQ(test, session_close(owner), -EINVAL);
	KUNIT_EXPECT_EQ(test, optee_stats().calls, calls);
}

/*
 * Many sessions in one context, closed in another order; those that are left are
 * closed with the context.
 */
static void optee_test_session_many(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	u32 session[60], i;

	optee_boot_threads(setup, 2);
	client = optee_client_new(setup);
	for (i = 0; i < ARRAY_SIZE(session); i++) {
		optee_client_open(client, MONITOR_TA_ECHO);
		session[i] = client->session;
	}
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 60);
	for (i = 0; i < ARRAY_SIZE(session); i += 3) {
		client->session = session[(i * 7) % ARRAY_SIZE(session)];
		KUNIT_EXPECT_EQ(test, session_close(client), 0);
	}
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 40);
	optee_task_run(&client->task, optee_op_close_context);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

/*
 * The secure world turns the call down at its door: opening fails as an error of
 * communication, and nothing is left open.
 */
static void optee_test_session_open_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule rule = {
		.point = MONITOR_AT_CALL, .func = OPTEE_CMD_OPEN_SESSION, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_RETURN,
		.value = { OPTEE_RETURN_EBADCMD },
	};
	struct optee_client *client;
	int rc;

	optee_boot_threads(setup, 2);
	client = optee_client_new(setup);
	optee_rule(test, &rule);
	rc = session_open(client, MONITOR_TA_ECHO);
	if (!rc) {
		KUNIT_EXPECT_EQ(test, client->ret, TEEC_ERROR_COMMUNICATION);
		KUNIT_EXPECT_EQ(test, client->origin, TEEC_ORIGIN_COMMS);
	}
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
	optee_client_alive(setup);
}

/*
 * The session is open but its answer makes no sense: the client gets an error, and
 * the driver closes the session again.
 */
static void optee_test_session_open_with_bad_answer(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule rule = {
		.point = MONITOR_AT_RETURN, .func = OPTEE_CMD_OPEN_SESSION, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_PARAM_ATTR, 0xff, 2 },
	};
	struct optee_client *client;
	int rc;

	optee_boot_threads(setup, 2);
	client = optee_client_new(setup);
	optee_rule(test, &rule);
	optee_client_ta(client, MONITOR_TA_ECHO);
	client->num_params = 1;
	client->param[0] = optee_value(VALUE_INOUT, 1, 2, 3);
	rc = optee_task_run(&client->task, optee_op_open_session);
	KUNIT_EXPECT_TRUE(test, rc < 0 || client->ret == TEEC_ERROR_COMMUNICATION);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
	optee_client_alive(setup);
}

/*
 * More parameters than fit beside the two that name the TA and the client are
 * refused before any call.
 */
static void optee_test_session_too_many_parameters(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	u32 calls;

	optee_boot_threads(setup, 2);
	client = optee_client_new(setup);
	calls = optee_stats().calls;
	optee_client_ta(client, MONITOR_TA_ECHO);
	client->num_params = 5;
	KUNIT_EXPECT_LT(test, optee_task_run(&client->task, optee_op_open_session), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().calls, calls);
}

/*
 * A TA that panics is dead for its client: TARGET_DEAD at once and for every later
 * call; closing works, and so does everybody else's session.
 */
static void optee_test_session_panic(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_PANIC);
	KUNIT_EXPECT_EQ(test, optee_client_value(client, MONITOR_PANIC_NOW, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_ERROR_TARGET_DEAD);
	KUNIT_EXPECT_EQ(test, optee_client_value(client, MONITOR_PANIC_NOW, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_ERROR_TARGET_DEAD);
	KUNIT_EXPECT_EQ(test, session_close(client), 0);
	optee_client_alive(setup);
	KUNIT_EXPECT_EQ(test, optee_stats().threads_busy, 0);
}

/*
 * A TA that panics after an RPC, with its thread suspended in between.
 */
static void optee_test_session_panic_after_rpc(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_kind(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_PANIC);
	KUNIT_EXPECT_EQ(test, optee_client_value(client, MONITOR_PANIC_AFTER_RPC, 0, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_ERROR_TARGET_DEAD);
	optee_client_alive(setup);
}

/*
 * Logins and the client's UUID that goes with them: UUIDv5 of "uid=%x" or "gid=%x" in
 * the TEE's name space (Documentation/userspace-api/tee.rst). The two that are not nil
 * are those of root, computed with Python's uuid.uuid5().
 */
static const struct login_case {
	const char *name;
	u32 login;
	int rc;
	uuid_t uuid;
} login_cases[] = {
	{ "public", TEE_IOCTL_LOGIN_PUBLIC, 0, },
	{ "kernel", TEE_IOCTL_LOGIN_REE_KERNEL, 0, },
	{ "user", TEE_IOCTL_LOGIN_USER, 0,
	  UUID_INIT(0xef0180a3, 0x13f3, 0x5d1c, 0xb7, 0xf5, 0x88, 0x8c, 0x0e, 0x21, 0x05, 0x9a) },
	{ "group", TEE_IOCTL_LOGIN_GROUP, 0,
	  UUID_INIT(0xd93bc168, 0xf863, 0x58d3, 0xa1, 0xfe, 0xbb, 0x20, 0x39, 0x42, 0x1b, 0x99) },
	{ "application", TEE_IOCTL_LOGIN_APPLICATION, -EINVAL, },
	{ "unknown", 3, -EINVAL, },
};

KUNIT_ARRAY_PARAM_DESC(login_cases, login_cases, name);

/*
 * The TA sees the login method and the client's UUID that the kernel computed.
 */
static void optee_test_session_login(struct kunit *test)
{
	const struct login_case *c = test->param_value;
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	struct tee_param param[2];
	struct tee_shm *shm;

	optee_boot_threads(setup, 2);
	client = optee_client_new(setup);
	client->login = c->login;
	KUNIT_ASSERT_EQ(test, session_open(client, MONITOR_TA_ECHO), c->rc);
	if (c->rc)
		return;
	KUNIT_ASSERT_EQ(test, client->ret, TEEC_SUCCESS);
	shm = optee_client_alloc(client, sizeof(uuid_t));
	param[0] = optee_value(VALUE_OUT, 0, 0, 0);
	param[1] = optee_memref(MEMREF_OUT, shm, 0, sizeof(uuid_t));
	KUNIT_ASSERT_EQ(test, optee_client_invoke(client, MONITOR_ECHO_LOGIN, 2, param), 0);
	KUNIT_EXPECT_EQ(test, client->param[0].u.value.a, c->login);
	KUNIT_EXPECT_MEMEQ(test, tee_shm_get_va(shm, 0), &c->uuid, sizeof(uuid_t));
	optee_client_free(client, shm);
}

/* One client opens and closes sessions in a context while its twin does the same. */
static int session_op_churn(struct optee_task *task)
{
	int i, rc;

	for (i = 0; i < 40; i++) {
		rc = optee_op_open_session(task);
		if (rc || to_optee_client(task)->ret)
			return rc ?: -EIO;
		rc = optee_op_close_session(task);
		if (rc)
			return rc;
	}
	return 0;
}

/*
 * Two threads of a process open and close sessions in one context at the same time:
 * each call parks once on its way, so that they meet at every step.
 */
static void optee_test_session_concurrent(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule interrupt = {
		.point = MONITOR_AT_ENTER, .func = MONITOR_ANY, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .action = MONITOR_DO_INTERRUPT, .value = { 3 },
	};
	struct optee_client *one, *two;

	optee_boot_threads(setup, 4);
	one = optee_client_new(setup);
	two = optee_client_twin(one);
	optee_client_ta(one, MONITOR_TA_ECHO);
	optee_client_ta(two, MONITOR_TA_ECHO);
	optee_rule(test, &interrupt);
	optee_task_start(&one->task, session_op_churn);
	optee_task_start(&two->task, session_op_churn);
	KUNIT_EXPECT_EQ(test, optee_task_join(&one->task), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&two->task), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

/*
 * Several tasks close the same session: one of them does, the others get -EINVAL, and
 * the secure world is asked once.
 */
static void optee_test_session_closed_by_many(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule park = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_CLOSE_SESSION, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_PARK, .value = { 1 },
	};
	struct optee_client *client, *twin[3];
	u32 i, done = 0;

	optee_boot_threads(setup, 4);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	optee_rule(test, &park);
	for (i = 0; i < 3; i++) {
		twin[i] = optee_client_twin(client);
		optee_task_start(&twin[i]->task, optee_op_close_session);
		optee_task_settle(&twin[i]->task);
	}
	monitor_gate_open(monitor_current(), 1, MONITOR_ANY);
	for (i = 0; i < 3; i++) {
		int rc = optee_task_join(&twin[i]->task);

		KUNIT_EXPECT_TRUE(test, !rc || rc == -EINVAL);
		done += !rc;
	}
	KUNIT_EXPECT_EQ(test, done, 1);
}

static struct kunit_case session_tests[] = {
	KUNIT_CASE_PARAM(optee_test_session_open_use_close, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_session_unknown_ta),
	KUNIT_CASE(optee_test_session_single_instance),
	KUNIT_CASE(optee_test_session_not_ours),
	KUNIT_CASE(optee_test_session_many),
	KUNIT_CASE(optee_test_session_open_refused),
	KUNIT_CASE(optee_test_session_open_with_bad_answer),
	KUNIT_CASE(optee_test_session_too_many_parameters),
	KUNIT_CASE(optee_test_session_panic),
	KUNIT_CASE_PARAM(optee_test_session_panic_after_rpc, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_session_login, login_cases_gen_params),
	KUNIT_CASE(optee_test_session_concurrent),
	KUNIT_CASE(optee_test_session_closed_by_many),
	{ }
};

static struct kunit_suite session_suite = {
	.name = "optee_session",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = session_tests,
};

static struct kunit_case session_ffa_tests[ARRAY_SIZE(session_tests)];

OPTEE_OVER_FFA(session_ffa_tests, session_tests, { });

static struct kunit_suite session_ffa_suite = {
	.name = "optee_ffa_session",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = session_ffa_tests,
};

optee_test_suites(&session_suite, &session_ffa_suite);

MODULE_DESCRIPTION("OP-TEE sessions");
MODULE_LICENSE("GPL");
