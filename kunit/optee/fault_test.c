// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault injection: of each operation the 1st allocation fails, then the 2nd, and so
 * on until it passes without a failure. Each time in a secure world of its own, at
 * whose end nothing may be left; and each time the same operation works afterwards.
 *
 * Who asks again after one failure, as the XArray does, needs memory that ends to see
 * one: there all allocations fail behind the first so many bytes, from none on.
 */
#include <linux/module.h>
#include "client.h"
#include "supplicant.h"
#include "support/fault_injection.h"
#include "support/leak_watch.h"

#define MAX_ALLOCATIONS	500
#define MAX_BYTES	(256 * 1024)	/* of an operation, before memory ends */

/* ---- operations --------------------------------------------------------------------- */

/* What an operation has to do with */
struct fault_parts {
	struct optee_setup *setup;
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
	p->client->buf = kunit_kzalloc(p->setup->test, 3 * PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(p->setup->test, p->client->buf);
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

/* Another client's call has the message memory that there is: the next call needs more. */
static void prepare_no_message(struct fault_parts *p)
{
	struct optee_client *other = optee_client_in(p->setup, MONITOR_TA_SLOW);

	optee_client_parked(other, 1);
}

static void prepare_free_no_message(struct fault_parts *p)
{
	prepare_free(p);
	prepare_no_message(p);
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

	optee_supp_serving(p->setup);
	KUNIT_ASSERT_TRUE_MSG(p->setup->test,
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

static const struct fault_case fault_cases[] = {
	{ "open a context", MONITOR_TA_COUNT, NULL, optee_op_open_context, NULL, 0 },
	{ "open a session", MONITOR_TA_COUNT, prepare_open, optee_op_open_session,
	  optee_op_close_session, 0 },
	{ "invoke with values", MONITOR_TA_ECHO, prepare_values, optee_op_invoke, NULL, 1 },
	{ "invoke with memory", MONITOR_TA_ECHO, prepare_memref, optee_op_invoke, NULL, 1 },
	{ "cancel", MONITOR_TA_ECHO, NULL, optee_op_cancel, NULL, 1 },
	{ "cancel, another message needed", MONITOR_TA_ECHO, prepare_no_message, optee_op_cancel,
	  NULL, 2 },
	{ "system session", MONITOR_TA_ECHO, NULL, optee_op_system_session, NULL, 1 },
	{ "system session, another message needed", MONITOR_TA_ECHO, prepare_no_message,
	  optee_op_system_session, NULL, 2 },
	{ "allocate memory", MONITOR_TA_ECHO, prepare_alloc, optee_op_alloc, optee_op_free, 1 },
	{ "register memory", MONITOR_TA_ECHO, prepare_register, optee_op_register,
	  optee_op_free, 1 },
	{ "free memory", MONITOR_TA_ECHO, prepare_free, optee_op_free, NULL, 1 },
	{ "free memory, another message needed", MONITOR_TA_ECHO, prepare_free_no_message,
	  optee_op_free, NULL, 2 },
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

static struct fault_parts fault_setup(struct kunit *test, const struct fault_case *c, u32 caps)
{
	struct monitor_config *config = optee_config(test, 4);
	struct fault_parts p = { .setup = test->priv };

	config->sec_caps = caps | OPTEE_CAP_ASYNC_NOTIF;
	optee_boot_ok(p.setup, config, NULL);
	kunit_kfree(test, config);
	p.client = optee_client_new(p.setup);
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
	struct fault_parts p = fault_setup(test, c, caps);
	struct optee_task *task = &p.client->task;
	bool passed;
	int rc;

	task->fail_nth = nth;
	task->watch = true;
	rc = optee_task_run(task, c->op);
	passed = !task->failed;
	if (c->op == optee_op_system_session && optee_over_ffa())
		KUNIT_EXPECT_LT_MSG(test, rc, 0, "there are none over FF-A");
	else if (passed)
		KUNIT_EXPECT_TRUE_MSG(test, rc >= 0, "%d, without a failure", rc);
	else if (rc < 0)
		KUNIT_EXPECT_EQ(test, rc, -ENOMEM);
	if (!rc && c->undo)
		optee_task_run(task, c->undo);
	optee_client_alive(p.setup);
	optee_halt(p.setup);
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
	struct optee_setup *setup = test->priv;
	struct monitor_config *config = optee_config(test, 4);
	struct fault_parts p = { .setup = setup };

	config->sec_caps = OPTEE_CAP_DYNAMIC_SHM;
	optee_boot_ok(setup, config, NULL);
	system = optee_client_in(setup, MONITOR_TA_SLOW);
	optee_crowd_in(setup, MONITOR_TA_SLOW, crowd, 4);
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

/* A probe in want of memory: nothing may be left when it fails. Returns what it returned. */
static int probe_once(struct kunit *test, bool *failed)
{
	struct optee_setup *setup = test->priv;
	int rc;

	setup->control->watch = true;
	rc = optee_setup_run(setup, fault_op_bind);
	*failed = setup->control->failed;
	if (rc) {
		KUNIT_EXPECT_EQ(test, optee_stats().shm_registered, 0);
		KUNIT_EXPECT_EQ(test, optee_stats().sessions_open, 0);
		KUNIT_EXPECT_EQ(test, optee_bus_devices(), 0);
	} else {
		optee_unbind(setup);
	}
	return rc;
}

/* The driver is unbound: its probe with one of its allocations failing; was it reached? */
static bool probe_with_fault(struct kunit *test, unsigned int nth)
{
	struct optee_setup *setup = test->priv;
	bool failed;

	setup->control->fail_nth = nth;
	if (probe_once(test, &failed))
		KUNIT_ASSERT_TRUE_MSG(test, failed, "probe fails by itself");
	if (tee_watch_end(test) || test->status == KUNIT_FAILURE)
		KUNIT_FAIL_AND_ABORT(test, "with allocation %u failing", nth);
	return failed;
}

/*
 * Each allocation of a kind. Some that are made in every second probe move the numbers
 * of those behind them, so each number has two probes.
 */
static void probe_each_of(struct kunit *test, enum tee_fault_kind kind)
{
	unsigned int nth = 1;
	bool first, second;

	tee_fault_count(kind);
	do {
		first = probe_with_fault(test, nth);
		second = probe_with_fault(test, nth);
	} while ((first || second) && ++nth <= MAX_ALLOCATIONS);
	tee_fault_count(TEE_FAULT_SLAB_AND_PAGES);
	KUNIT_EXPECT_LE_MSG(test, nth, MAX_ALLOCATIONS, "no end of allocations");
}

/* A slab that grows allocates pages, now and then, which moves numbers as well: apart */
static void probe_each(struct kunit *test)
{
	probe_each_of(test, TEE_FAULT_SLAB);
	probe_each_of(test, TEE_FAULT_PAGES);
	KUNIT_ASSERT_EQ(test, optee_bind(test->priv), 0);
	optee_client_alive(test->priv);
}

/*
 * Probe: nothing is left of one that fails, and nothing is in the way of the next: that
 * comes as far as to its own failure, and at last to its end.
 */
static void optee_test_fault_probe(struct kunit *test)
{
	optee_boot_kind(test->priv, 2);
	optee_unbind(test->priv);
	probe_each(test);
}

/*
 * The same where memory can be lent: what that is to be like is asked in the probe.
 */
static void optee_test_fault_probe_with_heaps(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);

	config->sec_caps |= OPTEE_CAP_DYNAMIC_PROTMEM;
	optee_boot_ok(test->priv, config, NULL);
	optee_unbind(test->priv);
	probe_each(test);
}

/*
 * The same with TAs that get a device on the bus.
 */
static void optee_test_fault_probe_with_devices(struct kunit *test)
{
	struct monitor_config *config = optee_config(test, 2);
	u32 i;

	for (config->num_devices = 2, i = 0; i < config->num_devices; i++)
		memset(config->devices[i].uuid, 0x40 + i, sizeof(config->devices[i].uuid));
	optee_boot_ok(test->priv, config, NULL);
	optee_unbind(test->priv);
	probe_each(test);
}

/*
 * The same with an interrupt of each CPU.
 */
static void optee_test_fault_probe_with_percpu_interrupt(struct kunit *test)
{
	const struct monitor_dt dt = { .method = "smc", .percpu_irq = true };

	optee_boot_ok(test->priv, optee_config(test, 2), &dt);
	optee_unbind(test->priv);
	probe_each(test);
}

/*
 * Probe with memory that ends: the same. Without an interrupt, since that goes through
 * code of the kernel's which warns when memory ends there.
 */
static void optee_test_fault_probe_memory_ends(struct kunit *test)
{
	const struct optee_kind *kind = test->param_value;
	struct monitor_config *config = optee_config(test, 2);
	struct monitor_dt dt = { .method = "smc", .static_shm_pages = kind->static_pages };
	struct optee_setup *setup = test->priv;
	bool failed;
	u32 bytes;
	int rc = -1;

	config->sec_caps = kind->caps;
	optee_boot_ok(setup, config, &dt);
	optee_unbind(setup);
	for (bytes = 0; rc && bytes <= MAX_BYTES; bytes += 256) {
		tee_fault_ends_after(bytes);
		setup->control->fail_late = true;
		rc = probe_once(test, &failed);
		if (tee_watch_end(test) || test->status == KUNIT_FAILURE)
			KUNIT_FAIL_AND_ABORT(test, "with %u bytes left", bytes);
	}
	KUNIT_EXPECT_EQ(test, rc, 0);
	KUNIT_ASSERT_EQ(test, optee_bind(setup), 0);
	optee_client_alive(setup);
}

static int fault_op_serve_one(struct optee_task *task)
{
	struct optee_supplicant *supp = to_optee_supplicant(task);
	int rc = optee_op_supp_recv(task);

	if (rc)
		return rc;
	optee_supp_handle(supp, &supp->msg);
	return optee_op_supp_send(task);
}

/*
 * A supplicant receives a request with shared memory in it while memory ends: it is told
 * so, the request stays, and is received when there is memory.
 */
static void optee_test_fault_supplicant_memory_ends(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	struct optee_supplicant *supp;
	struct optee_client *client;
	u32 bytes;
	int rc = -1;

	optee_boot_threads(setup, 4);
	supp = optee_supp_opened(setup);
	client = optee_client_in(setup, MONITOR_TA_RPC);
	optee_client_set(client, MONITOR_RPC_SOCKET, 0, NULL);
	optee_task_start(&client->task, optee_op_invoke);
	KUNIT_ASSERT_EQ(test, optee_task_run(&supp->task, fault_op_serve_one), 0);
	KUNIT_ASSERT_EQ(test, supp->msg.func, OPTEE_RPC_SHM_ALLOC);
	for (bytes = 0; rc && bytes <= MAX_BYTES; bytes += 64) {
		tee_fault_ends_after(bytes);
		supp->task.fail_late = true;
		rc = optee_task_run(&supp->task, optee_op_supp_recv);
		if (rc)
			KUNIT_ASSERT_EQ(test, rc, -ENOMEM);
	}
	KUNIT_ASSERT_EQ(test, rc, 0);
	KUNIT_EXPECT_EQ(test, supp->msg.func, OPTEE_RPC_SOCKET);
	KUNIT_ASSERT_EQ(test, supp->msg.num_params, 4);
	KUNIT_EXPECT_EQ(test, supp->msg.param[2].c, supp->shm[0].id);
	supp->msg.ret = TEEC_ERROR_GENERIC;
	KUNIT_EXPECT_EQ(test, optee_task_run(&supp->task, optee_op_supp_send), 0);
	KUNIT_EXPECT_EQ(test, optee_task_run(&supp->task, fault_op_serve_one), 0);
	KUNIT_EXPECT_EQ(test, optee_task_join(&client->task), 0);
}

/*
 * Probe that lacks memory says so: -ENODEV would mean that no OP-TEE is there.
 */
static void optee_test_fault_probe_error(struct kunit *test)
{
	struct optee_setup *setup = test->priv;
	unsigned int nth;
	int rc;

	optee_boot_ok(setup, optee_config(test, 2), NULL);
	tee_fault_count(TEE_FAULT_SLAB);
	for (nth = 1; nth <= MAX_ALLOCATIONS; nth++) {
		optee_unbind(setup);
		setup->control->fail_nth = nth;
		rc = optee_setup_run(setup, fault_op_bind);
		if (!setup->control->failed)
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
	KUNIT_CASE(optee_test_fault_probe_with_heaps),
	KUNIT_CASE(optee_test_fault_probe_with_devices),
	KUNIT_CASE(optee_test_fault_probe_with_percpu_interrupt),
	KUNIT_CASE_PARAM(optee_test_fault_probe_memory_ends, optee_kinds_gen_params),
	KUNIT_CASE(optee_test_fault_probe_error),
	KUNIT_CASE(optee_test_fault_supplicant_memory_ends),
	{ }
};

static struct kunit_suite fault_suite = {
	.name = "optee_fault",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.init = optee_setup_init,
	.exit = optee_setup_exit,
	.test_cases = fault_tests,
};

static struct kunit_case fault_ffa_tests[ARRAY_SIZE(fault_tests)];

OPTEE_OVER_FFA(fault_ffa_tests, fault_tests,
	       KUNIT_CASE(optee_test_fault_no_rpc_argument),
	       KUNIT_CASE(optee_test_fault_close_of_a_system_session),
	       KUNIT_CASE(optee_test_fault_probe_with_percpu_interrupt),
	       { });

static struct kunit_suite fault_ffa_suite = {
	.name = "optee_ffa_fault",
	.suite_init = tee_fault_init,
	.suite_exit = tee_fault_exit,
	.init = optee_ffa_setup_init,
	.exit = optee_setup_exit,
	.test_cases = fault_ffa_tests,
};

optee_test_suites(&fault_suite, &fault_ffa_suite);

MODULE_DESCRIPTION("Fault injection into OP-TEE operations");
MODULE_LICENSE("GPL");
