// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of contexts and of the driver while something is still going on: sessions
 * that nobody closed, calls that are under way, memory that nobody gave back.
 */
#include <linux/module.h>
#include <linux/uaccess.h>
#include "client.h"
#include "file.h"
#include "supplicant.h"
#include "support/kthread_user.h"

enum { GATE = 1 };

#define CROWD	24

/*
 * Every session of a context is closed when the context is, at once: also when that
 * context's calls were the ones for which memory for messages had to be found.
 */
static void optee_test_remove_context_with_sessions(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *crowd[CROWD];
	u32 i;

	optee_boot_kind(setup, 32);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, CROWD);
	optee_crowd_park(crowd, CROWD, GATE);
	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_crowd_join(crowd, CROWD);
	for (i = 0; i < CROWD; i++)
		optee_task_run(&crowd[i]->task, optee_op_close_context);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

/*
 * The driver is removed while a client's call is in the secure world: removal waits, the
 * call comes back with its result, and its message stayed where it was all the time.
 */
static void optee_test_remove_during_call(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule park = {
		.point = MONITOR_AT_INVOKE, .func = MONITOR_ECHO_COPY, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_PARK, .value = { GATE },
	};
	struct tee_param param = optee_value(VALUE_INOUT, 1, 2, 3);
	struct optee_client *client;

	optee_boot_kind(setup, 4);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	optee_rule(test, &park);
	optee_client_set(client, MONITOR_ECHO_COPY, 1, &param);
	optee_task_start(&client->task, optee_op_invoke);
	KUNIT_ASSERT_TRUE(test, monitor_wait_parked(GATE, 1, OPTEE_CALL_MS));
	optee_task_start(setup->control, optee_op_unbind);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);

	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
	KUNIT_EXPECT_EQ(test, client->ret, TEEC_SUCCESS);
	KUNIT_EXPECT_EQ(test, client->param[0].u.value.c, 4);
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_close_session), 0);
	optee_task_run(&client->task, optee_op_close_context);
	optee_task_join(setup->control);
}

/*
 * The driver is removed while a context with a session and shared memory is open:
 * removal waits until they have gone.
 */
static void optee_test_remove_with_context_open(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	struct tee_shm *shm;

	optee_boot_kind(setup, 4);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	shm = optee_client_alloc(client, PAGE_SIZE);
	optee_task_start(setup->control, optee_op_unbind);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_EQ(test, optee_task_run(&client->task, optee_op_close_session), 0);
	optee_task_run(&client->task, optee_op_close_context);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	optee_client_free(client, shm);
	optee_task_join(setup->control);
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
}

/*
 * The driver is removed while a supplicant waits for requests: removal waits until it
 * has gone.
 */
static void optee_test_remove_with_supplicant(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_supplicant *supp;

	optee_boot_threads(setup, 2);
	supp = optee_supp_opened(setup);
	optee_task_start(&supp->task, optee_op_supp_recv);
	OPTEE_ASSERT_STATE(test, &supp->task, OPTEE_TASK_ASLEEP);
	optee_task_start(setup->control, optee_op_unbind);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	optee_supp_stop(supp);
	optee_task_join(setup->control);
}

/*
 * The driver is removed while a call waits for a context, and a session to become a
 * system session: both fail at once, the calls that are inside come back, and nothing
 * is left.
 */
static void optee_test_remove_while_calls_wait(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *system, *crowd[3];
	u32 i;

	optee_boot_threads(setup, 2);
	system = optee_client_in(setup, MONITOR_TA_SLOW);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 3);
	optee_crowd_park(crowd, 3, GATE);
	OPTEE_ASSERT_STATE(test, &crowd[2]->task, OPTEE_TASK_ASLEEP);
	optee_task_start(&system->task, optee_op_system_session);
	OPTEE_ASSERT_STATE(test, &system->task, OPTEE_TASK_ASLEEP);
	optee_task_start(setup->control, optee_op_unbind);
	KUNIT_EXPECT_LT(test, optee_task_join(&crowd[2]->task), 0);
	KUNIT_EXPECT_LT(test, optee_task_join(&system->task), 0);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);

	monitor_gate_open(monitor_current(), GATE, MONITOR_ANY);
	optee_crowd_join(crowd, 3);
	KUNIT_EXPECT_EQ(test, crowd[0]->task.rc, 0);
	KUNIT_EXPECT_EQ(test, crowd[1]->task.rc, 0);
	for (i = 0; i < 3; i++)
		optee_task_run(&crowd[i]->task, optee_op_close_context);
	optee_task_run(&system->task, optee_op_close_context);
	optee_task_join(setup->control);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

/*
 * While removal waits for a context that is open, no other one can be opened.
 */
static void optee_test_remove_opens_no_context(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client, *late;

	optee_boot_threads(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	late = optee_client_new(setup);
	optee_task_run(&late->task, optee_op_close_context);
	optee_task_start(setup->control, optee_op_unbind);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	KUNIT_EXPECT_LT(test, optee_task_run(&late->task, optee_op_open_context), 0);
	optee_task_run(&client->task, optee_op_close_context);
	optee_task_join(setup->control);
}

static const u32 memory_types[] = { OPTEE_RPC_SHM_KERNEL, OPTEE_RPC_SHM_APPL };

static void memory_name(const u32 *type, char *name)
{
	strscpy(name, *type == OPTEE_RPC_SHM_KERNEL ? "of the kernel" : "of the supplicant",
		KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(memory, memory_types, memory_name);

/*
 * The secure world got memory by RPC and has not given it back when the driver is removed,
 * which ends all the same and frees it.
 */
static void optee_test_remove_with_memory_not_given_back(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct monitor_rule no_type = {
		.point = MONITOR_AT_RPC, .func = OPTEE_RPC_SHM_FREE, .session = MONITOR_ANY,
		.caller = MONITOR_ANY, .count = 1, .action = MONITOR_DO_POKE,
		.value = { MONITOR_POKE_PARAM_A, 2, 0 },
	};
	struct tee_param param[2] = {
		optee_value(VALUE_IN, *(const u32 *)test->param_value, 5000, 1),
		optee_value(VALUE_OUT, 0, 0, 0),
	};
	struct optee_supplicant *supp;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	supp = optee_supp_serving(setup);
	client = optee_client_in(setup, MONITOR_TA_RPC);
	optee_rule(test, &no_type);
	KUNIT_ASSERT_EQ(test, optee_client_invoke(client, MONITOR_RPC_SHM, 2, param), 0);
	KUNIT_EXPECT_EQ(test, client->param[1].u.value.b, 1);
	optee_supp_stop(supp);
	optee_task_run(&client->task, optee_op_close_context);
	optee_unbind(setup);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

/* Stated in driver/tee/README.md: 10 s after the last call that came back */
#define END_MS		(15 * MSEC_PER_SEC)

/*
 * Another guest has every thread context, and keeps them: a client's close and the removal
 * of the driver end all the same, in their time.
 */
static void optee_test_remove_while_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = optee_client_in(setup, MONITOR_TA_ECHO);
	monitor_steal_threads(monitor_current(), 2);
	optee_task_start(setup->control, optee_op_unbind);
	OPTEE_EXPECT_STATE(test, setup->control, OPTEE_TASK_ASLEEP);
	optee_task_start(&client->task, optee_op_close_context);
	KUNIT_EXPECT_TRUE(test, optee_task_wait(&client->task, END_MS));
	KUNIT_EXPECT_TRUE(test, optee_task_wait(setup->control, END_MS));
	monitor_give_up(monitor_current());
	monitor_steal_threads(monitor_current(), 0);
	optee_task_join(&client->task);
	optee_task_join(setup->control);
}

/*
 * The same of a user that closes its file and is killed, with the driver there: that ends
 * in time, and the session is closed when there is a context again.
 */
static void optee_test_remove_user_closes_while_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;

	optee_boot_threads(setup, 2);
	client = optee_client_user_in(setup, MONITOR_TA_ECHO);
	monitor_steal_threads(monitor_current(), 2);
	optee_task_start(&client->task, optee_op_close_context);
	OPTEE_EXPECT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	optee_task_kill(&client->task);
	KUNIT_EXPECT_TRUE(test, optee_task_wait(&client->task, END_MS));
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 1);
	monitor_steal_threads(monitor_current(), 0);
	optee_task_join(&client->task);
	optee_unbind(setup);
	KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
}

/* Descriptor of the memory of the one test that has some */
static int user_memory;

static int op_register_user_memory(struct optee_task *task)
{
	void __user *mem = optee_user_alloc(2 * PAGE_SIZE);
	struct tee_ioctl_shm_register_data data = {
		.addr = (unsigned long)mem + PAGE_SIZE, .length = PAGE_SIZE,
	};

	if (!mem || copy_to_user(mem, &data, sizeof(data)))
		return -EFAULT;
	user_memory = optee_file_ioctl(to_optee_client(task)->file, TEE_IOC_SHM_REGISTER, mem);
	return min(user_memory, 0);
}

static int op_close_user_memory(struct optee_task *task)
{
	return kthread_user_close(user_memory);
}

static bool one_less_registered(void *before)
{
	return optee_stats().shm_registered == *(u32 *)before - 1;
}

/*
 * The same of a user that is killed as it closes memory which it has registered: OP-TEE
 * is told when there is a context again. Over FF-A that takes none.
 */
static void optee_test_remove_user_memory_while_refused(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_client *client;
	u32 registered;

	optee_boot_threads(setup, 2);
	client = optee_client_user_in(setup, MONITOR_TA_ECHO);
	KUNIT_ASSERT_EQ(test, optee_task_run(&client->task, op_register_user_memory), 0);
	registered = optee_stats().shm_registered;
	monitor_steal_threads(monitor_current(), 2);
	optee_task_start(&client->task, op_close_user_memory);
	OPTEE_EXPECT_STATE(test, &client->task, OPTEE_TASK_ASLEEP);
	optee_task_kill(&client->task);
	KUNIT_EXPECT_TRUE(test, optee_task_wait(&client->task, END_MS));
	KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, registered);
	monitor_steal_threads(monitor_current(), 0);
	optee_task_join(&client->task);
	KUNIT_EXPECT_TRUE(test, optee_wait_true(one_less_registered, &registered));
}

static struct kunit_case remove_tests[] = {
	KUNIT_CASE_PARAM(optee_test_remove_context_with_sessions, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_remove_during_call, optee_kinds_gen_params),
	KUNIT_CASE_PARAM(optee_test_remove_with_context_open, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_remove_with_supplicant),
	KUNIT_CASE(optee_test_remove_while_calls_wait),
	KUNIT_CASE(optee_test_remove_opens_no_context),
	KUNIT_CASE(optee_test_remove_while_refused),
	KUNIT_CASE(optee_test_remove_user_closes_while_refused),
	KUNIT_CASE(optee_test_remove_user_memory_while_refused),
	KUNIT_CASE_PARAM(optee_test_remove_with_memory_not_given_back, memory_gen_params),
	{ }
};

static struct kunit_suite remove_suite = {
	.name = "optee_remove",
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = remove_tests,
};

static struct kunit_case remove_ffa_tests[ARRAY_SIZE(remove_tests)];

OPTEE_OVER_FFA(remove_ffa_tests, remove_tests,
	       KUNIT_CASE(optee_test_remove_while_calls_wait),
	       KUNIT_CASE(optee_test_remove_user_memory_while_refused),
	       { });

static struct kunit_suite remove_ffa_suite = {
	.name = "optee_ffa_remove",
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = remove_ffa_tests,
};

optee_test_suites(&remove_suite, &remove_ffa_suite);

MODULE_DESCRIPTION("The end of contexts and of the driver with things going on");
MODULE_LICENSE("GPL");
