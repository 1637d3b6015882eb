// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared memory and the supplicant: memory of applications, which it allocates for the
 * secure world, and references to memory in the requests that it receives.
 */
#include <linux/module.h>
#include "client.h"
#include "supplicant.h"

static struct optee_setup *memory_boot(struct kunit *test)
{
	optee_boot_threads(test->priv, 8);
	return test->priv;
}

/* A client of the TA that makes RPCs, which waits for a supplicant if there is none. */
static struct optee_client *memory_client(struct optee_setup *setup)
{
	struct optee_client *client = optee_client_in(setup, MONITOR_TA_RPC);

	client->ctx->supp_nowait = false;
	return client;
}

/* ---- memory of applications ---------------------------------------------------------- */

static const u32 appl_sizes[] = { 1, 4096, 70000 };

static void size_name(const u32 *size, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%u bytes", *size);
}

KUNIT_ARRAY_PARAM(appl, appl_sizes, size_name);

/*
 * The TA gets memory of the supplicant's, uses it and gives it back, several times.
 */
static void optee_test_supp_memory_of_applications(struct kunit *test)
{
	struct optee_setup *setup = memory_boot(test);
	struct optee_supplicant *supp = optee_supp_serving(setup);
	struct optee_client *client = memory_client(setup);
	struct tee_param param[2] = {
		optee_value(VALUE_IN, OPTEE_RPC_SHM_APPL, *(const u32 *)test->param_value, 3),
		optee_value(VALUE_OUT, 0, 0, 0),
	};

	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_RPC_SHM, 2, param), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.a, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_rpc, 0);
	KUNIT_EXPECT_GE(test, supp->served, 6);
	optee_supp_stop(supp);
}

/* Says yes to everything, names memory that isn't its own */
static void handle_with_wrong_id(struct optee_supplicant *supp, struct optee_supp_msg *msg)
{
	msg->param[optee_supp_first(supp)].c = 4711;
	msg->ret = TEEC_SUCCESS;
}

/*
 * A supplicant that names memory which doesn't exist: the TA gets an error.
 */
static void optee_test_supp_memory_of_nobody(struct kunit *test)
{
	struct optee_setup *setup = memory_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *client = memory_client(setup);
	struct tee_param param[2] = {
		optee_value(VALUE_IN, OPTEE_RPC_SHM_APPL, 100, 1),
		optee_value(VALUE_OUT, 0, 0, 0),
	};

	supp->handle = handle_with_wrong_id;
	optee_task_start(&supp->task, optee_op_supp_serve);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_RPC_SHM, 2, param), 0);
	KUNIT_EXPECT_NE(test, client->param[1].u.value.a, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_rpc, 0);
	optee_supp_stop(supp);
}

/* Allocates less than it was asked for */
static void handle_with_less(struct optee_supplicant *supp, struct optee_supp_msg *msg)
{
	if (msg->func == OPTEE_RPC_SHM_ALLOC)
		msg->param[optee_supp_first(supp)].b = 1;
	optee_supp_handle(supp, msg);
}

/*
 * A supplicant that gives less memory than the TA needs: the TA gets an error, and the
 * supplicant its memory back.
 */
static void optee_test_supp_memory_too_small(struct kunit *test)
{
	struct optee_setup *setup = memory_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *client = memory_client(setup);
	struct tee_param param[2] = {
		optee_value(VALUE_IN, OPTEE_RPC_SHM_APPL, 3 * PAGE_SIZE, 1),
		optee_value(VALUE_OUT, 0, 0, 0),
	};

	supp->handle = handle_with_less;
	optee_task_start(&supp->task, optee_op_supp_serve);
	KUNIT_EXPECT_EQ(test, optee_client_invoke(client, MONITOR_RPC_SHM, 2, param), 0);
	KUNIT_EXPECT_NE(test, client->param[1].u.value.a, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_rpc, 0);
	KUNIT_EXPECT_EQ(test, supp->shm[0].size, 0);
	optee_supp_stop(supp);
}

static int memory_op_serve_one(struct optee_task *task)
{
	struct optee_supplicant *supp = to_optee_supplicant(task);
	int rc = optee_op_supp_recv(task);

	if (rc)
		return rc;
	(supp->handle ?: optee_supp_handle)(supp, &supp->msg);
	return optee_op_supp_send(task);
}

/* Gives away its first piece of memory again and again */
static void handle_with_the_first(struct optee_supplicant *supp, struct optee_supp_msg *msg)
{
	msg->param[optee_supp_first(supp)].c = supp->shm[0].id;
	msg->ret = TEEC_SUCCESS;
}

/*
 * A supplicant that gives two TAs the same memory: the second gets an error, or memory
 * that works; the first keeps its own, and nothing is left when both have ended.
 */
static void optee_test_supp_memory_given_twice(struct kunit *test)
{
	struct optee_setup *setup = memory_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *first = memory_client(setup), *second = memory_client(setup);
	struct optee_supp_msg socket;
	struct tee_param param[2] = {
		optee_value(VALUE_IN, OPTEE_RPC_SHM_APPL, 100, 1),
		optee_value(VALUE_OUT, 0, 0, 0),
	};

	supp->meta = true;
	optee_client_set(first, MONITOR_RPC_SOCKET, 0, NULL);
	optee_task_start(&first->task, optee_op_invoke);
	KUNIT_ASSERT_EQ(test, optee_task_run(&supp->task, memory_op_serve_one), 0);
	KUNIT_ASSERT_EQ(test, optee_task_run(&supp->task, optee_op_supp_recv), 0);
	KUNIT_ASSERT_EQ(test, supp->msg.func, OPTEE_RPC_SOCKET);
	socket = supp->msg;

	optee_client_set(second, MONITOR_RPC_SHM, 2, param);
	optee_task_start(&second->task, optee_op_invoke);
	supp->handle = handle_with_the_first;
	KUNIT_ASSERT_EQ(test, optee_task_run(&supp->task, memory_op_serve_one), 0);
	supp->handle = NULL;
	optee_task_settle(&second->task);
	if (optee_task_busy(&second->task))
		optee_task_run(&supp->task, memory_op_serve_one);
	KUNIT_EXPECT_EQ(test, optee_task_join(&second->task), 0);

	supp->msg = socket;
	supp->msg.ret = TEEC_ERROR_GENERIC;
	KUNIT_EXPECT_EQ(test, optee_task_run(&supp->task, optee_op_supp_send), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&supp->task, memory_op_serve_one), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&first->task), 0);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_rpc, 0);
}

/* ---- memory in requests --------------------------------------------------------------- */

/*
 * A request that refers to memory of the kernel: the supplicant, which can't see that, gets
 * a reference to no memory with the size.
 */
static void optee_test_supp_memory_of_the_kernel(struct kunit *test)
{
	struct optee_setup *setup = memory_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);
	struct optee_client *client = memory_client(setup);
	struct tee_param param[2] = {
		optee_value(VALUE_IN, OPTEE_RPC_RPMB_FRAMES, 0, 0),
		optee_value(VALUE_OUT, 0, 0, 0),
	};

	optee_client_set(client, MONITOR_RPC_RPMB, 2, param);
	optee_task_start(&client->task, optee_op_invoke);
	KUNIT_ASSERT_EQ(test, optee_task_run(&supp->task, optee_op_supp_recv), 0);
	KUNIT_EXPECT_EQ(test, supp->msg.func, OPTEE_RPC_RPMB_FRAMES);
	KUNIT_ASSERT_EQ(test, supp->msg.num_params, 2);
	KUNIT_EXPECT_EQ(test, supp->msg.param[0].attr, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT);
	KUNIT_EXPECT_EQ(test, supp->msg.param[0].b, 512);
	KUNIT_EXPECT_EQ(test, supp->msg.param[0].c, TEE_MEMREF_NULL);
	supp->msg.ret = TEEC_ERROR_BUSY;
	KUNIT_EXPECT_EQ(test, optee_task_run(&supp->task, optee_op_supp_send), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.a, TEEC_ERROR_BUSY);
}

static int memory_op_alloc(struct optee_task *task)
{
	struct optee_supplicant *supp = to_optee_supplicant(task);

	supp->msg.func = OPTEE_RPC_SHM_ALLOC;
	supp->msg.param[0].b = PAGE_SIZE;
	optee_supp_handle(supp, &supp->msg);
	return supp->msg.ret;
}

/*
 * A supplicant that offers memory where it should leave room for a parameter gets -EINVAL,
 * and the memory is still its own alone: it can be freed, and the driver removed.
 */
static void optee_test_supp_memory_as_room(struct kunit *test)
{
	struct optee_setup *setup = memory_boot(test);
	struct optee_supplicant *supp = optee_supp_opened(setup);

	KUNIT_ASSERT_EQ(test, optee_task_run(&supp->task, memory_op_alloc), TEEC_SUCCESS);
	supp->room = (struct tee_ioctl_param) {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, .b = 10, .c = supp->shm[0].id,
	};
	KUNIT_EXPECT_EQ(test, optee_task_run(&supp->task, optee_op_supp_recv), -EINVAL);
	optee_task_run(&supp->task, optee_op_supp_close);
	optee_unbind(setup);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
}

static struct kunit_case memory_tests[] = {
	KUNIT_CASE_PARAM(optee_test_supp_memory_of_applications, appl_gen_params),
	KUNIT_CASE(optee_test_supp_memory_of_nobody),
	KUNIT_CASE(optee_test_supp_memory_too_small),
	KUNIT_CASE(optee_test_supp_memory_given_twice),
	KUNIT_CASE(optee_test_supp_memory_of_the_kernel),
	KUNIT_CASE(optee_test_supp_memory_as_room),
	{ }
};

static struct kunit_suite memory_suite = {
	.name = "optee_supp_memory",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = memory_tests,
};

static struct kunit_case memory_ffa_tests[ARRAY_SIZE(memory_tests)];

OPTEE_OVER_FFA(memory_ffa_tests, memory_tests, { });

static struct kunit_suite memory_ffa_suite = {
	.name = "optee_ffa_supp_memory",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = memory_ffa_tests,
};

optee_test_suites(&memory_suite, &memory_ffa_suite);

MODULE_DESCRIPTION("Shared memory and the supplicant");
MODULE_LICENSE("GPL");
