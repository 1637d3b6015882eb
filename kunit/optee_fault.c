// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault injection: of each operation the 1st allocation fails, then the 2nd, and so
 * on until it passes without a failure. Each time in a secure world of its own, at
 * whose end nothing may be left; and each time the same operation works afterwards.
 */
#include <linux/module.h>
#include "optee_client.h"
#include "optee_supplicant.h"
#include "tee_fault.h"
#include "tee_watch.h"

#define MAX_ALLOCATIONS	200

/* ---- operations --------------------------------------------------------------------- */

/* What an operation has to do with */
struct fault_parts {
	struct optee_world *world;
	struct optee_client *client;
};

/**
 * struct fault_case - an operation
 * @name:	for the test's parameter
 * @ta:		TA of the session that it needs, MONITOR_TA_COUNT: no session
 * @prepare:	what else must be there before, NULL: nothing
 * @op:		the operation
 * @undo:	after it has succeeded, NULL: nothing
 * @sessions:	sessions that are open after a failure
 */
struct fault_case {
	const char *name;
	enum monitor_ta ta;
	void (*prepare)(struct fault_parts *p);
	int (*op)(struct optee_task *task);
	int (*undo)(struct optee_task *task);
	u32 sessions;
};

static void prepare_open(struct fault_parts *p)
{
	optee_client_ta(p->client, MONITOR_TA_ECHO);
	p->client->num_params = 0;
}

static void prepare_values(struct fault_parts *p)
{
	struct tee_param param[4] = {
		optee_value(VALUE_INOUT, 1, 2, 3), optee_value(VALUE_IN, 4, 5, 6),
		optee_value(VALUE_OUT, 0, 0, 0), optee_value(VALUE_INOUT, 7, 8, 9),
	};

	optee_client_set(p->client, MONITOR_ECHO_COPY, 4, param);
}

static void prepare_memref(struct fault_parts *p)
{
	struct tee_shm *shm = optee_client_alloc(p->client, 2 * PAGE_SIZE);
	struct tee_param param[2] = {
		optee_memref(MEMREF_INOUT, shm, 100, 5000), optee_memref(MEMREF_IN, shm, 0, 10),
	};

	optee_client_set(p->client, MONITOR_ECHO_COPY, 2, param);
}

static void prepare_alloc(struct fault_parts *p)
{
	p->client->len = 3 * PAGE_SIZE;
}

static void prepare_register(struct fault_parts *p)
{
	p->client->buf = kunit_kzalloc(p->world->test, 3 * PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(p->world->test, p->client->buf);
	p->client->len = 3 * PAGE_SIZE;
}

static void prepare_free(struct fault_parts *p)
{
	optee_client_alloc(p->client, 3 * PAGE_SIZE);
}

static void prepare_rpc(struct fault_parts *p, u32 func, u64 a, u64 b, u64 c)
{
	struct tee_param param[2] = {
		optee_value(VALUE_IN, a, b, c), optee_value(VALUE_OUT, 0, 0, 0),
	};

	optee_client_set(p->client, func, 2, param);
}

static void prepare_time(struct fault_parts *p)
{
	prepare_rpc(p, MONITOR_RPC_GET_TIME, 0, 0, 0);
}

static void prepare_kernel_memory(struct fault_parts *p)
{
	prepare_rpc(p, MONITOR_RPC_SHM, OPTEE_RPC_SHM_KERNEL, 10000, 2);
}

static void prepare_alloc_free(struct fault_parts *p)
{
	prepare_rpc(p, MONITOR_RPC_ALLOC_FREE, 10000, 2, 0);
}

static void prepare_notification(struct fault_parts *p)
{
	struct tee_param param = optee_value(VALUE_IN, 5, 20, 0);

	optee_client_set(p->client, MONITOR_SLOW_NOTIF, 1, &param);
}

/*
 * With a supplicant, whose coming makes the driver look for devices in work of its
 * own. The operation begins when that has closed its session: what it allocates, and
 * what is left of it when the driver goes, shall not be chance.
 */
static void prepare_supplicant(struct fault_parts *p)
{
	u32 mark = optee_mark();

	optee_supp_serving(p->world);
	KUNIT_ASSERT_TRUE_MSG(p->world->test,
			      optee_wait_events(mark, MONITOR_EV_RETURN, OPTEE_CMD_CLOSE_SESSION,
						MONITOR_ANY, 1), "no scan for devices");
	p->client->ctx->supp_nowait = false;
	prepare_rpc(p, MONITOR_RPC_SEND, 100, 1, 0);
}

static void prepare_application_memory(struct fault_parts *p)
{
	prepare_supplicant(p);
	prepare_rpc(p, MONITOR_RPC_SHM, OPTEE_RPC_SHM_APPL, 10000, 1);
}

/* Another client's call has the message memory that there is: the next call needs more. */
static void prepare_no_message(struct fault_parts *p)
{
	struct optee_client *other = optee_client_in(p->world, MONITOR_TA_SLOW);

	optee_client_parked(other, 1);
}

static const struct fault_case fault_cases[] = {
	{ "open a context", MONITOR_TA_COUNT, NULL, optee_op_open_context, NULL, 0 },
	{ "open a session", MONITOR_TA_COUNT, prepare_open, optee_op_open_session,
	  optee_op_close_session, 0 },
	{ "invoke with values", MONITOR_TA_ECHO, prepare_values, optee_op_invoke, NULL, 1 },
	{ "invoke with memory", MONITOR_TA_ECHO, prepare_memref, optee_op_invoke, NULL, 1 },
	{ "cancel", MONITOR_TA_ECHO, NULL, optee_op_cancel, NULL, 1 },
	{ "system session", MONITOR_TA_ECHO, NULL, optee_op_system_session, NULL, 1 },
	{ "allocate memory", MONITOR_TA_ECHO, prepare_alloc, optee_op_alloc, optee_op_free, 1 },
	{ "register memory", MONITOR_TA_ECHO, prepare_register, optee_op_register,
	  optee_op_free, 1 },
	{ "free memory", MONITOR_TA_ECHO, prepare_free, optee_op_free, NULL, 1 },
	{ "RPC: time", MONITOR_TA_RPC, prepare_time, optee_op_invoke, NULL, 1 },
	{ "RPC: kernel memory", MONITOR_TA_RPC, prepare_kernel_memory, optee_op_invoke, NULL, 1 },
	{ "RPC: ALLOC and FREE", MONITOR_TA_RPC, prepare_alloc_free, optee_op_invoke, NULL, 1 },
	{ "RPC: notification", MONITOR_TA_SLOW, prepare_notification, optee_op_invoke, NULL, 1 },
	{ "RPC: supplicant", MONITOR_TA_RPC, prepare_supplicant, optee_op_invoke, NULL, 1 },
	{ "RPC: application memory", MONITOR_TA_RPC, prepare_application_memory, optee_op_invoke,
	  NULL, 1 },
	{ "close a session", MONITOR_TA_ECHO, prepare_no_message, optee_op_close_session, NULL, 1 },
	{ "close a context", MONITOR_TA_ECHO, prepare_no_message, optee_op_close_context, NULL, 1 },
};

KUNIT_ARRAY_PARAM_DESC(fault_cases, fault_cases, name);

static struct fault_parts fault_world(struct kunit *test, const struct fault_case *c, u32 caps)
{
	struct monitor_config *config = optee_config(test, 4);
	struct fault_parts p = { .world = test->priv };

	config->sec_caps = caps | OPTEE_CAP_ASYNC_NOTIF;
	optee_boot_ok(p.world, config, NULL);
	kunit_kfree(test, config);
	p.client = optee_client_new(p.world);
	if (c->ta != MONITOR_TA_COUNT)
		optee_client_open(p.client, c->ta);
	else if (c->op == optee_op_open_context)
		optee_task_run(&p.client->task, optee_op_close_context);
	if (c->prepare)
		c->prepare(&p);
	return p;
}

/*
 * The operation with its @nth allocation failing. It may fail or do without; then it
 * works. Returns true when there was no such allocation any more.
 */
static bool fault_run(struct kunit *test, const struct fault_case *c, u32 caps, unsigned int nth)
{
	struct fault_parts p = fault_world(test, c, caps);
	struct optee_task *task = &p.client->task;
	bool passed;
	int rc;

	task->fail_nth = nth;
	task->watch = true;
	rc = optee_task_run(task, c->op);
	passed = !task->failed;
	if (passed)
		KUNIT_EXPECT_TRUE_MSG(test, rc >= 0, "%d, without a failure", rc);
	else if (rc < 0)
		KUNIT_EXPECT_EQ(test, rc, -ENOMEM);
	if (!rc && c->undo)
		optee_task_run(task, c->undo);
	optee_client_alive(p.world);
	optee_halt(p.world);
	if (tee_watch_end(test) || test->status == KUNIT_FAILURE)
		KUNIT_FAIL_AND_ABORT(test, "with allocation %u failing", nth);
	return passed;
}

static void fault_all(struct kunit *test, u32 caps)
{
	unsigned int nth;

	for (nth = 1; nth <= MAX_ALLOCATIONS; nth++)
		if (fault_run(test, test->param_value, caps, nth))
			return;
	KUNIT_FAIL(test, "more than %u allocations", MAX_ALLOCATIONS);
}

/*
 * With the RPC argument behind the message: nothing is left, and the driver works on.
 */
static void optee_test_fault_rpc_argument(struct kunit *test)
{
	fault_all(test, OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_RPC_ARG);
}

/*
 * Without it, when there are more allocations: the same.
 */
static void optee_test_fault_no_rpc_argument(struct kunit *test)
{
	fault_all(test, OPTEE_CAP_DYNAMIC_SHM);
}

/*
 * The same for a close of a system session: the context that was held for it goes back,
 * though there was no memory for the message (P6).
 */
static void optee_test_fault_close_of_a_system_session(struct kunit *test)
{
	struct optee_client *system, *crowd[4];
	struct optee_world *world = test->priv;
	struct monitor_config *config = optee_config(test, 4);
	struct fault_parts p = { .world = world };

	config->sec_caps = OPTEE_CAP_DYNAMIC_SHM;
	optee_boot_ok(world, config, NULL);
	system = optee_client_in(world, MONITOR_TA_SLOW);
	optee_crowd_in(world, MONITOR_TA_SLOW, crowd, 4);
	KUNIT_ASSERT_EQ(test, optee_task_run(&system->task, optee_op_system_session), 0);
	prepare_no_message(&p);
	system->task.fail_nth = 1;
	optee_task_run(&system->task, optee_op_close_session);
	monitor_gate_open(monitor_current(), 1, MONITOR_ANY);
	KUNIT_EXPECT_EQ_MSG(test, optee_stats().sessions_open, 5,
			    "the session is still open there");
	optee_crowd_park(crowd, 4, 2);
	KUNIT_EXPECT_EQ(test, optee_crowd_state(crowd, 4, OPTEE_TASK_PARKED), 4);
}

static int fault_op_bind(struct optee_task *control)
{
	return monitor_bind();
}

/* The driver is bound with its @nth allocation failing: what probe says */
static int fault_probe_once(struct optee_world *world, unsigned int nth)
{
	world->control->fail_nth = nth;
	return optee_world_run(world, fault_op_bind);
}

/*
 * Probe: nothing is left of one that fails, and nothing is in the way of the next: that
 * comes as far as to its own failure, and at last to its end.
 */
static void optee_test_fault_probe(struct kunit *test)
{
	struct optee_world *world = test->priv;
	bool failed = true;
	unsigned int nth;
	int rc;

	optee_boot_kind(world, 2);
	optee_unbind(world);
	for (nth = 1; failed && nth <= MAX_ALLOCATIONS; nth++) {
		world->control->watch = true;
		rc = fault_probe_once(world, nth);
		failed = world->control->failed;
		if (rc) {
			KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
			KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
			KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
			KUNIT_ASSERT_TRUE_MSG(test, failed, "probe fails by itself");
		} else {
			optee_unbind(world);
		}
		if (tee_watch_end(test) || test->status == KUNIT_FAILURE)
			KUNIT_FAIL_AND_ABORT(test, "with allocation %u failing", nth);
	}
	KUNIT_EXPECT_FALSE_MSG(test, failed, "more than %u allocations", MAX_ALLOCATIONS);
	KUNIT_ASSERT_EQ(test, optee_bind(world), 0);
	optee_client_alive(world);
}

/*
 * Probe that lacks memory says so: -ENODEV would mean that no OP-TEE is there.
 */
static void optee_test_fault_probe_error(struct kunit *test)
{
	struct optee_world *world = test->priv;
	unsigned int nth;
	int rc;

	optee_boot_ok(world, optee_config(test, 2), NULL);
	tee_fault_count(TEE_FAULT_SLAB);
	for (nth = 1; nth <= MAX_ALLOCATIONS; nth++) {
		optee_unbind(world);
		rc = fault_probe_once(world, nth);
		if (!world->control->failed)
			break;
		if (rc)
			KUNIT_EXPECT_EQ_MSG(test, rc, -ENOMEM, "with allocation %u failing", nth);
	}
	tee_fault_count(TEE_FAULT_SLAB_AND_PAGES);
	KUNIT_EXPECT_LE(test, nth, MAX_ALLOCATIONS);
}

static struct kunit_case fault_tests[] = {
	KUNIT_CASE_PARAM(optee_test_fault_rpc_argument, fault_cases_gen_params),
	KUNIT_CASE_PARAM(optee_test_fault_no_rpc_argument, fault_cases_gen_params),
	KUNIT_CASE(optee_test_fault_close_of_a_system_session),
	KUNIT_CASE_PARAM(optee_test_fault_probe, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_fault_probe_error),
	{ }
};

static struct kunit_suite fault_suite = {
	.name = "optee_fault",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.init = optee_world_init,
	.exit = optee_world_exit,
	.test_cases = fault_tests,
};

kunit_test_suite(fault_suite);

MODULE_DESCRIPTION("Fault injection into OP-TEE operations");
MODULE_LICENSE("GPL");
