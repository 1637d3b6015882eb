// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to the supplicant: absent, slow, killed, closing with requests in flight;
 * clients that are killed at every point of a request; and every order of receive,
 * send, kill and close. (Memory in requests: supp_memory_test.c.)
 */
#include <linux/delay.h>
#include <linux/module.h>
#include "client.h"
#include "supplicant.h"
#include "support/compat.h"

#define GATE		1
#define HANG_MS		(5 * MSEC_PER_SEC)	/* as driver/tee/README.md says */
#define REQUEST		100	/* an RPC that no kernel serves: it goes to the supplicant */

/* A client of the TA that makes RPCs, which waits for a supplicant if there is none. */
static struct optee_client *rpc_client(struct optee_setup *setup)
{
	struct optee_client *client = optee_client_in(setup, MONITOR_TA_RPC);

	client->ctx->supp_nowait = false;
	return client;
}

/* Its call makes a request with value @b; the call goes on in the client's task. */
static void request(struct optee_client *client, u64 b)
{
	struct tee_param param[2] = {
		optee_value(VALUE_IN, REQUEST, b, 0),
		optee_value(VALUE_OUT, 0, 0, 0),
	};

	optee_client_set(client, MONITOR_RPC_SEND, 2, param);
	optee_task_start(&client->task, optee_op_invoke);
	optee_task_settle(&client->task);
}

/* The client's call has ended, and its RPC had this result. */
static void expect_answer(struct optee_client *client, u32 ret)
{
	struct kunit *test = client->task.setup->test;

	KUNIT_ASSERT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.a, ret);
}

static int receive(struct optee_supplicant *supp)
{
	return optee_task_run(&supp->task, optee_op_supp_recv);
}

static int answer(struct optee_supplicant *supp, u32 ret)
{
	supp->msg.ret = ret;
	return optee_task_run(&supp->task, optee_op_supp_send);
}

static u64 request_of(struct optee_supplicant *supp)
{
	return supp->msg.param[optee_supp_first(supp)].a;
}

static struct optee_setup *supp_boot(struct kunit *test)
{
	optee_boot_threads(test->priv, 8);
	return test->priv;
}

/* A supplicant with or without the meta parameter serves a client, start to end. */
static void expect_working(struct optee_setup *setup, struct optee_supplicant *supp, u64 b)
{
	struct kunit *test = setup->test;
	struct optee_client *client = rpc_client(setup);

	request(client, b);
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	KUNIT_EXPECT_EQ(test, supp->msg.func, REQUEST);
	KUNIT_EXPECT_EQ(test, request_of(supp), b);
	KUNIT_EXPECT_EQ(test, answer(supp, TEEC_ERROR_BUSY), 0);
	expect_answer(client, TEEC_ERROR_BUSY);
}

static const bool metas[] = { false, true };

static void meta_name(const bool *meta, char *name)
{
	strscpy(name, *meta ? "with meta parameter" : "without meta parameter",
		KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(metas, metas, meta_name);

/* ---- the supplicant is not there --------------------------------------------------- */

/*
 * No supplicant, and a client that doesn't want to wait for one: the RPC fails at once
 * with TEEC_ERROR_COMMUNICATION.
 */
static void optee_test_supp_absent(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_client *client = rpc_client(setup);

	client->ctx->supp_nowait = true;
	request(client, 1);
	expect_answer(client, TEEC_ERROR_COMMUNICATION);
}

/*
 * No supplicant, and a client that waits: it is served once there is one.
 */
static void optee_test_supp_comes_later(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_client *client = rpc_client(setup);
	struct optee_supplicant *supp;

	request(client, 77);
	OPTEE_EXPECT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	supp = optee_supp_opened(setup);
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	KUNIT_EXPECT_EQ(test, request_of(supp), 77);
	KUNIT_EXPECT_EQ(test, answer(supp, TEEC_SUCCESS), 0);
	expect_answer(client, TEEC_SUCCESS);
}

/*
 * No supplicant, and a client that waits and is killed: its call ends, and a later
 * supplicant finds no trace of the request.
 */
static void optee_test_supp_absent_client_killed(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_client *client = rpc_client(setup);

	request(client, 1);
	OPTEE_ASSERT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	optee_task_kill(&client->task);
	expect_answer(client, TEEC_ERROR_COMMUNICATION);
	expect_working(setup, optee_supp_opened(setup), 2);
}

/* ---- one at a time -------------------------------------------------------------------- */

/*
 * There is one supplicant: a second gets -EBUSY until the first has gone.
 */
static void optee_test_supp_only_one(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *first = optee_supp_opened(setup);
	struct optee_supplicant *second = optee_supp_new(setup);

	KUNIT_EXPECT_EQ(test, optee_task_run(&second->task, optee_op_supp_open), -EBUSY);
	optee_task_run(&first->task, optee_op_supp_close);
	KUNIT_EXPECT_EQ(test, optee_task_run(&second->task, optee_op_supp_open), 0);
	expect_working(setup, second, 3);
}

/*
 * Requests reach the supplicant in the order in which they were made.
 */
static void optee_test_supp_order(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *client[5];
	u32 i;

	supp->meta = *(const bool *)test->param_value;
	for (i = 0; i < 5; i++) {
		client[i] = rpc_client(setup);
		request(client[i], 100 + i);
	}
	for (i = 0; i < 5; i++) {
		KUNIT_ASSERT_EQ(test, receive(supp), 0);
		KUNIT_EXPECT_EQ(test, request_of(supp), 100 + i);
		KUNIT_EXPECT_EQ(test, answer(supp, i), 0);
		expect_answer(client[i], i);
	}
}

/*
 * With the meta parameter the supplicant may take several requests and answer them in
 * another order: each answer reaches its own client.
 */
static void optee_test_supp_answers_out_of_order(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_supp_msg msg[3];
	struct optee_client *client[3];
	static const u32 order[] = { 1, 2, 0 };
	u32 i;

	supp->meta = true;
	for (i = 0; i < 3; i++) {
		client[i] = rpc_client(setup);
		request(client[i], i);
		KUNIT_ASSERT_EQ(test, receive(supp), 0);
		msg[i] = supp->msg;
	}
	for (i = 0; i < 3; i++) {
		supp->msg = msg[order[i]];
		KUNIT_EXPECT_EQ(test, answer(supp, 1000 + order[i]), 0);
		expect_answer(client[order[i]], 1000 + order[i]);
	}
}

/*
 * An answer to a request that doesn't exist, or has been answered, is refused and
 * changes nothing.
 */
static void optee_test_supp_answers_unknown_request(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *client = rpc_client(setup);
	struct optee_supp_msg msg;

	supp->meta = true;
	request(client, 1);
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	msg = supp->msg;
	supp->msg.param[0].a += 1000;
	KUNIT_EXPECT_LT(test, answer(supp, TEEC_SUCCESS), 0);
	OPTEE_EXPECT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	supp->msg = msg;
	KUNIT_EXPECT_EQ(test, answer(supp, TEEC_ERROR_BUSY), 0);
	expect_answer(client, TEEC_ERROR_BUSY);
	KUNIT_EXPECT_LT(test, answer(supp, TEEC_SUCCESS), 0);
	expect_working(setup, supp, 5);
}

/*
 * An answer with another number of parameters than the request has is refused; the
 * right one is taken afterwards.
 */
static void optee_test_supp_answers_with_wrong_count(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *client = rpc_client(setup);
	struct optee_supp_msg msg;

	supp->meta = *(const bool *)test->param_value;
	request(client, 1);
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	msg = supp->msg;
	supp->msg.num_params++;
	KUNIT_EXPECT_LT(test, answer(supp, TEEC_SUCCESS), 0);
	supp->msg = msg;
	supp->msg.num_params = 0;
	KUNIT_EXPECT_LT(test, answer(supp, TEEC_SUCCESS), 0);
	supp->msg = msg;
	KUNIT_EXPECT_EQ(test, answer(supp, TEEC_ERROR_BUSY), 0);
	expect_answer(client, TEEC_ERROR_BUSY);
}

/*
 * A supplicant with room for fewer parameters than the request has gets -EINVAL; the
 * request stays for one with enough room.
 */
static void optee_test_supp_receives_with_little_room(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *client = rpc_client(setup);

	supp->meta = true;
	supp->num_params = 1;
	request(client, 9);
	KUNIT_EXPECT_EQ(test, receive(supp), -EINVAL);
	supp->num_params = 2;
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	KUNIT_EXPECT_EQ(test, request_of(supp), 9);
	KUNIT_EXPECT_EQ(test, answer(supp, TEEC_SUCCESS), 0);
	expect_answer(client, TEEC_SUCCESS);
}

/*
 * Two threads of a supplicant wait; the one that is woken has too little room. The other
 * one gets the request, without another that wakes it.
 */
static void optee_test_supp_other_thread_receives(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *first = optee_supp_opened(setup);
	struct optee_supplicant *second = optee_supp_thread(first);
	struct optee_client *client = rpc_client(setup);

	first->meta = true;
	first->num_params = 1;
	second->meta = true;
	optee_task_start(&first->task, optee_op_supp_recv);
	OPTEE_ASSERT_STATE(test, &first->task, OPTEE_TASK_ASLEEP);
	optee_task_start(&second->task, optee_op_supp_recv);
	OPTEE_ASSERT_STATE(test, &second->task, OPTEE_TASK_ASLEEP);
	request(client, 9);
	KUNIT_EXPECT_EQ(test, optee_task_join(&first->task), -EINVAL);
	if (!optee_task_wait(&second->task, OPTEE_CALL_MS)) {
		optee_task_kill(&second->task);
		optee_task_join(&second->task);
		KUNIT_FAIL_AND_ABORT(test, "nobody receives the request");
	}
	KUNIT_ASSERT_EQ(test, optee_task_join(&second->task), 0);
	KUNIT_EXPECT_EQ(test, request_of(second), 9);
	KUNIT_EXPECT_EQ(test, answer(second, TEEC_SUCCESS), 0);
	expect_answer(client, TEEC_SUCCESS);
}

/*
 * A supplicant that waits for a request can be killed, and another one takes over.
 */
static void optee_test_supp_killed_while_it_waits(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);

	optee_task_start(&supp->task, optee_op_supp_recv);
	OPTEE_ASSERT_STATE(test, &supp->task, OPTEE_TASK_ASLEEP);
	optee_task_kill(&supp->task);
	KUNIT_EXPECT_LT(test, optee_task_join(&supp->task), 0);
	optee_task_run(&supp->task, optee_op_supp_close);
	expect_working(setup, optee_supp_opened(setup), 4);
}

/* ---- every order of receive, send, kill and close ---------------------------------------- */

/*
 * A request is made, then: r receive, s send (the answer), k kill the client, c close
 * the supplicant's device. The client's call must have ended after the first of s, k
 * and c; with s first, with the supplicant's result.
 */
static const char *const orders[] = {
	"rs", "rsk", "rsc", "rk", "rks", "rkss", "rksc", "rkc", "rkcs", "rc", "rck", "rcs",
	"k", "kc", "krc", "c", "ck", "crk",
};

static compat_generator(orders_gen_params)
{
	const char *const *order = prev;

	order = order ? order + 1 : orders;
	if (order == orders + ARRAY_SIZE(orders))
		return NULL;
	strscpy(desc, *order, KUNIT_PARAM_DESC_SIZE);
	return order;
}

struct supp_run {
	struct optee_supplicant *supp;
	struct optee_client *client;
	bool owes, ended, open;	/* @owes: received, and not answered yet */
};

static void step_receive(struct kunit *test, struct supp_run *run)
{
	if (run->ended || !run->open) {
		/* Nothing to receive: whoever tries waits, until it is killed. */
		if (!run->open)
			return;
		optee_task_start(&run->supp->task, optee_op_supp_recv);
		OPTEE_EXPECT_STATE(test, &run->supp->task, OPTEE_TASK_ASLEEP);
		optee_task_kill(&run->supp->task);
		optee_task_join(&run->supp->task);
		return;
	}
	KUNIT_ASSERT_EQ(test, receive(run->supp), 0);
	run->owes = true;
}

static void step_send(struct kunit *test, struct supp_run *run)
{
	bool owed = run->owes;
	int rc;

	if (!run->open)
		return;
	run->owes = false;
	rc = answer(run->supp, TEEC_ERROR_BUSY);
	if (run->ended) {
		/* Of a client that was killed: optee_test_supp_slow_client_killed(). */
		if (!owed)
			KUNIT_EXPECT_LT(test, rc, 0);
		return;
	}
	KUNIT_EXPECT_EQ(test, rc, 0);
	expect_answer(run->client, TEEC_ERROR_BUSY);
	run->ended = true;
}

static void step_kill(struct kunit *test, struct supp_run *run)
{
	optee_task_kill(&run->client->task);
	if (!run->ended)
		expect_answer(run->client, TEEC_ERROR_COMMUNICATION);
	run->ended = true;
}

static void step_close(struct kunit *test, struct supp_run *run)
{
	optee_task_run(&run->supp->task, optee_op_supp_close);
	if (!run->ended)
		expect_answer(run->client, TEEC_ERROR_COMMUNICATION);
	run->ended = true;
	run->owes = false;
	run->open = false;
}

static void run_order(struct kunit *test, const char *order, bool meta)
{
	struct optee_setup *setup = supp_boot(test);
	struct supp_run run = { .open = true };

	run.supp = optee_supp_opened(setup);
	run.supp->meta = meta;
	run.client = rpc_client(setup);
	request(run.client, 1);
	for (; *order; order++) {
		if (*order == 'r')
			step_receive(test, &run);
		else if (*order == 's')
			step_send(test, &run);
		else if (*order == 'k')
			step_kill(test, &run);
		else
			step_close(test, &run);
	}
	KUNIT_EXPECT_FALSE(test, optee_task_busy(&run.client->task));
	/* A supplicant answers what it has received before it receives more. */
	if (run.owes)
		step_send(test, &run);
	if (!run.open)
		KUNIT_ASSERT_EQ(test, optee_task_run(&run.supp->task, optee_op_supp_open), 0);
	expect_working(setup, run.supp, 2);
	expect_working(setup, run.supp, 3);
}

/*
 * Whatever the order, the client's call ends when it should, and the same supplicant,
 * or the next one, serves the next requests.
 */
static void optee_test_supp_every_order(struct kunit *test)
{
	run_order(test, *(const char *const *)test->param_value, false);
}

/*
 * The same with the meta parameter.
 */
static void optee_test_supp_every_order_meta(struct kunit *test)
{
	run_order(test, *(const char *const *)test->param_value, true);
}

/*
 * The supplicant closes with many requests in flight, received and not received: all
 * clients get TEEC_ERROR_COMMUNICATION, none waits on.
 */
static void optee_test_supp_closes_on_many(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *client[6];
	u32 i;

	supp->meta = true;
	for (i = 0; i < 6; i++) {
		client[i] = rpc_client(setup);
		request(client[i], i);
	}
	for (i = 0; i < 3; i++)
		KUNIT_ASSERT_EQ(test, receive(supp), 0);
	optee_task_kill(&client[1]->task);
	optee_task_kill(&client[4]->task);
	optee_task_run(&supp->task, optee_op_supp_close);
	for (i = 0; i < 6; i++)
		expect_answer(client[i], TEEC_ERROR_COMMUNICATION);
	expect_working(setup, optee_supp_opened(setup), 8);
}

/*
 * A client killed after the supplicant took its request leaves at once, even though the
 * supplicant is there and slow; its late answer harms nobody. It is no error: for a
 * tee-supplicant any is fatal.
 */
static void optee_test_supp_slow_client_killed(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *killed = rpc_client(setup), *other = rpc_client(setup);
	struct optee_supp_msg late;

	supp->meta = true;
	request(killed, 1);
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	late = supp->msg;
	optee_task_kill(&killed->task);
	expect_answer(killed, TEEC_ERROR_COMMUNICATION);

	request(other, 2);
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	KUNIT_EXPECT_EQ(test, request_of(supp), 2);
	KUNIT_EXPECT_EQ(test, answer(supp, TEEC_ERROR_BUSY), 0);
	expect_answer(other, TEEC_ERROR_BUSY);
	supp->msg = late;
	KUNIT_EXPECT_EQ(test, answer(supp, TEEC_SUCCESS), 0);
}

/*
 * A signal that does not kill ends no request, be it waiting or taken by the supplicant.
 */
static void optee_test_supp_client_signalled(struct kunit *test)
{
	struct optee_supplicant *supp = optee_supp_opened(supp_boot(test));
	struct optee_client *client = rpc_client(test->priv);

	request(client, 1);
	optee_task_signal(&client->task);
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	optee_task_signal(&client->task);
	KUNIT_EXPECT_EQ(test, answer(supp, TEEC_ERROR_BUSY), 0);
	expect_answer(client, TEEC_ERROR_BUSY);
}

/* A client of user space, killed as its close waits for the only context: a worker closes. */
static void leave_close_to_worker(struct optee_client *client)
{
	struct kunit *test = client->task.setup->test;

	optee_task_start(&client->task, optee_op_close_session);
	OPTEE_EXPECT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	optee_task_kill(&client->task);
	optee_task_join(&client->task);
}

/*
 * A worker closes what two clients could not. For the first session the TA wants a
 * supplicant, which takes the request and hangs: after some seconds the second is closed.
 */
static void optee_test_supp_hangs_for_a_worker(struct kunit *test)
{
	struct monitor_rule ask = {
		.point = MONITOR_AT_ENTER, .func = OPTEE_CMD_CLOSE_SESSION, .count = 1,
		.session = MONITOR_ANY, .caller = MONITOR_ANY, .action = MONITOR_DO_RPC_CMD,
		.value = { REQUEST },
	};
	struct optee_setup *setup = test->priv;
	struct optee_client *first, *second, *parked;
	struct optee_supplicant *supp;
	u32 mark;

	optee_boot_threads(setup, 1);
	supp = optee_supp_opened(setup);
	supp->meta = true;
	first = optee_client_user_in(setup, MONITOR_TA_ECHO);
	second = optee_client_user_in(setup, MONITOR_TA_ECHO);
	parked = optee_client_in(setup, MONITOR_TA_SLOW);
	optee_rule(test, &ask);
	optee_client_parked(parked, GATE);
	leave_close_to_worker(first);
	leave_close_to_worker(second);
	mark = optee_mark();
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_task_join(&parked->task);
	KUNIT_ASSERT_EQ(test, receive(supp), 0);
	msleep(HANG_MS);
	KUNIT_EXPECT_TRUE(test, optee_wait_events(mark, MONITOR_EV_RETURN,
						  OPTEE_CMD_CLOSE_SESSION, MONITOR_ANY, 2));
}

/* ---- storage ---------------------------------------------------------------------------- */

/*
 * Files and replay-protected memory through the supplicant, for a TA that stores.
 */
static void optee_test_supp_storage(struct kunit *test)
{
	struct optee_setup *setup = supp_boot(test);
	struct optee_supplicant *supp = optee_supp_serving(setup);
	struct optee_client *client = optee_client_in(setup, MONITOR_TA_STORAGE);
	struct tee_shm *shm = optee_client_alloc(client, PAGE_SIZE);
	struct tee_param in = optee_memref(MEMREF_IN, shm, 0, 1000);

	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_STORAGE_WRITE, 1, &in), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_STORAGE_RPMB, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_GE(test, supp->served, 2);
	optee_client_free(client, shm);
	optee_supp_stop(supp);
}

static struct kunit_case supp_tests[] = {
	KUNIT_CASE(optee_test_supp_absent),
	KUNIT_CASE(optee_test_supp_comes_later),
	KUNIT_CASE(optee_test_supp_absent_client_killed),
	KUNIT_CASE(optee_test_supp_only_one),
	KUNIT_CASE_PARAM(optee_test_supp_order, metas_gen_params),
	KUNIT_CASE(optee_test_supp_answers_out_of_order),
	KUNIT_CASE(optee_test_supp_answers_unknown_request),
	KUNIT_CASE_PARAM(optee_test_supp_answers_with_wrong_count, metas_gen_params),
	KUNIT_CASE(optee_test_supp_receives_with_little_room),
	KUNIT_CASE(optee_test_supp_other_thread_receives),
	KUNIT_CASE(optee_test_supp_killed_while_it_waits),
	KUNIT_CASE_PARAM(optee_test_supp_every_order, orders_gen_params),
	KUNIT_CASE_PARAM(optee_test_supp_every_order_meta, orders_gen_params),
	KUNIT_CASE(optee_test_supp_closes_on_many),
	KUNIT_CASE(optee_test_supp_slow_client_killed),
	KUNIT_CASE(optee_test_supp_client_signalled),
	KUNIT_CASE(optee_test_supp_hangs_for_a_worker),
	KUNIT_CASE(optee_test_supp_storage),
	{ }
};

static struct kunit_suite supp_suite = {
	.name = "optee_supp",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = supp_tests,
};

static struct kunit_case supp_ffa_tests[ARRAY_SIZE(supp_tests)];

OPTEE_OVER_FFA(supp_ffa_tests, supp_tests, { });

static struct kunit_suite supp_ffa_suite = {
	.name = "optee_ffa_supp",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = supp_ffa_tests,
};

optee_test_suites(&supp_suite, &supp_ffa_suite);

MODULE_DESCRIPTION("Requests to the supplicant");
MODULE_LICENSE("GPL");
